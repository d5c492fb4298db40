import { ConditionFailedError, type RefusedWrite } from './condition-failed-error.ts';

/**
 * The item with this key belongs to another entity of the table, so nothing was written.
 *
 * Code: `condition.otherEntity`. `entity` is the stored name of the other entity, if its item has one.
 *
 * Cure: Check the key. Give the key templates of the two entities different fixed text, so that they never make the
 * same key.
 */
export class OtherEntityError<T = unknown> extends ConditionFailedError<T> {
  static override readonly errorName: string = 'OtherEntityError';
  /** The stored name of the other entity. Undefined if its item has none. */
  readonly entity: string | undefined;

  constructor(refused: Omit<RefusedWrite<T>, 'item'>, entity: string | undefined) {
    const owner = entity === undefined ? 'another entity' : `the entity '${entity}'`;
    super(
      refused,
      `the item with this key belongs to ${owner}; check the key, and give the key templates different fixed text`,
      'condition.otherEntity',
    );
    this.entity = entity;
  }
}
