import { AnnotableError } from './annotable-error.ts';
import { type ErrorPlace, placeText } from './validation-error.ts';

/** The write, and the hook that failed after it. */
interface FailedHook<T> extends ErrorPlace {
  /** `'create'`, `'update'`, … */
  readonly operation: string;
  /** The name of the extension. */
  readonly extension: string;
  /** The item that the write returned. */
  readonly item: T | undefined;
  readonly cause: unknown;
}

/**
 * A write was done, and then `afterWrite` of an extension threw.
 *
 * Code: `write.afterWrite`. `cause` is what the extension threw.
 *
 * Cure: Don't repeat the write. Do again what the extension does, or correct the extension.
 */
export class AfterWriteError<T = unknown> extends AnnotableError {
  static override readonly errorName: string = 'AfterWriteError';
  readonly table: string;
  readonly key: string | undefined;
  /** The method: `'create'`, `'update'`, … */
  readonly operation: string;
  /** The name of the extension. */
  readonly extension: string;
  /** Always true: the write was done. */
  readonly written: true = true;
  /** The item that the write returned. Undefined if it returned none. Not enumerable, so logs don't print it. */
  declare readonly item: T | undefined;

  constructor({ operation, extension, item, cause, ...place }: FailedHook<T>) {
    super(
      'write.afterWrite',
      `${placeText(place)}: ${operation} was done, but afterWrite of the extension '${extension}' threw; ` +
        `don't repeat ${operation}, and see error.cause`,
      { cause },
    );
    this.table = place.table;
    this.key = place.key;
    this.operation = operation;
    this.extension = extension;
    Object.defineProperty(this, 'item', { value: item });
  }
}
