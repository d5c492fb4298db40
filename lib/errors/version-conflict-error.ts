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

  /** @param lost - the first words of the message; by default what `expected` says */
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
