import { hideItems } from './hidden-items.ts';

const brand: unique symbol = Symbol.for('annotable.error') as never;

/**
 * The root of every error that the framework throws of its own.
 *
 * Faults of the service that need no translation (access, network, validation) pass through as the SDK's own classes.
 * `instanceof` is also true for an error of another copy of the package (ESM beside CommonJS).
 *
 * @example
 * if (AnnotableError.is(error)) console.error(error.code);
 */
export class AnnotableError extends Error {
  /** The `name` of the errors: a constant, because a minifier renames classes. */
  static readonly errorName: string = 'AnnotableError';
  /** Stable across releases, for programs to compare: `'condition.notFound'`. */
  readonly code: string;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
    hideItems(options?.cause);
    const value = Object.hasOwn(new.target, 'errorName') ? new.target.errorName : new.target.name;
    Object.defineProperty(this, 'name', { value, configurable: true, writable: true });
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for an error of this framework, also one of another copy of the package (ESM beside CJS). */
  static is(value: unknown): value is AnnotableError {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** Recognizes errors of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class on the right of `instanceof`, which may be a subclass
    return isInstance(this, value);
  }
}

/** Finds a class of the framework by its constant name, and a class of a user by its identity. */
function isInstance(asked: typeof AnnotableError, value: unknown): boolean {
  if (!Object.hasOwn(asked, 'errorName')) return Function.prototype[Symbol.hasInstance].call(asked, value);
  if (!AnnotableError.is(value)) return false;
  let Class: unknown = value.constructor;
  while (typeof Class === 'function' && Reflect.get(Class, 'errorName') !== asked.errorName)
    Class = Object.getPrototypeOf(Class);
  return typeof Class === 'function';
}
