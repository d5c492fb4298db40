import { ConditionFailedError, type RefusedWrite } from './condition-failed-error.ts';

/**
 * Another writer changed the item after you read it.
 *
 * Code: `condition.versionConflict`. `item` is the current item, if there is one.
 *
 * Cure: Read the item again, apply the change to its current state, and write again.
 */
export class VersionConflictError<T = unknown> extends ConditionFailedError<T> {
  static override readonly errorName: string = 'VersionConflictError';
  /** The version that you passed. Undefined if you passed none and an item exists. */
  readonly expected: number | undefined;

  /**
   * @param lost - the beginning of the message; by default from `expected`
   */
  constructor(refused: RefusedWrite<T>, expected: number | undefined, lost?: string) {
    const changed = lost ?? `the item is no longer of version ${expected}`;
    super(
      refused,
      expected === undefined && lost === undefined
        ? 'there is an item with this key, and none was expected: give the version that was read, or use create()'
        : `${changed}; read it again, and do the change on what is there now`,
      'condition.versionConflict',
    );
    this.expected = expected;
  }
}
