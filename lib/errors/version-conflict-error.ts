import { ConditionFailedError, type RefusedWrite } from './condition-failed-error.ts';

/**
 * Somebody else wrote the item since it was read. `item` is the item as it now is, where there is one.
 *
 * Code: `condition.versionConflict`.
 */
export class VersionConflictError<T = unknown> extends ConditionFailedError<T> {
  static override readonly errorName: string = 'VersionConflictError';
  /** The version that was expected; undefined where none was given and there should have been no item. */
  readonly expected: number | undefined;

  constructor(refused: RefusedWrite<T>, expected: number | undefined) {
    const cure = 'read it again, and do the change on what is there now';
    super(
      refused,
      expected === undefined
        ? 'there is an item with this key, and none was expected: give the version that was read, or use create()'
        : `the item is no longer of version ${expected}; ${cure}`,
      'condition.versionConflict',
    );
    this.expected = expected;
  }
}
