import { InvalidItemError } from './invalid-item-error.ts';
import type { ErrorPlace } from './validation-error.ts';

/** The versions of an item that is newer than its class. */
export interface NewerVersions {
  /** The version of the stored item. */
  readonly itemVersion: number;
  /** The version of the class. */
  readonly classVersion: number;
}

/**
 * A stored item has a newer version than the class: another program wrote it. Nothing was written.
 *
 * Code: `item.newer`. `itemVersion` and `classVersion` are the two versions.
 *
 * Cure: Run the program that has the newer class. To read such items, set `onNewer: 'read'` beside the version of the
 * class, or skip them with `onInvalidItem`.
 */
export class NewerItemError extends InvalidItemError {
  static override readonly errorName: string = 'NewerItemError';
  /** The version of the stored item. */
  readonly itemVersion: number;
  /** The version of the class. */
  readonly classVersion: number;

  /** @param refused - true if a write was refused; false for a read */
  constructor(place: ErrorPlace, { itemVersion, classVersion }: NewerVersions, refused = false, cause?: unknown) {
    const cure = refused ? 'run a newer program' : "run a newer program, or read it with { onNewer: 'read' }";
    const message = `is of version ${itemVersion}, and the class is of version ${classVersion}; ${cure}`;
    super(place, [{ path: '', message, code: 'version' }], { cause, isRefused: refused }, 'item.newer');
    this.itemVersion = itemVersion;
    this.classVersion = classVersion;
  }
}
