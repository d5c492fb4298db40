const brand: unique symbol = Symbol.for('annotable.error') as never;

/**
 * The root of every error that the framework throws of its own.
 *
 * Faults of the service that need no translation (access, network, validation) pass through as the SDK's own classes.
 *
 * @example
 * if (AnnotableError.is(error)) console.error(error.code);
 */
export class AnnotableError extends Error {
  /** Stable across releases, for programs to compare: `'item.notFound'`. */
  readonly code: string;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true, writable: true });
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for an error of this framework, also one of another copy of the package (ESM beside CJS). */
  static is(value: unknown): value is AnnotableError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
