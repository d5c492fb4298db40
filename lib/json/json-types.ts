import type { JsonValue, Method } from '../values/attribute-type.ts';

/**
 * The JSON form of a value: sets are arrays, and dates, bytes, and bigints are texts. Methods are left out.
 *
 * Hidden attributes are left out of the JSON too, but the compiler doesn't know which ones they are.
 */
export type JsonOf<T> = unknown extends T
  ? JsonValue
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends bigint | Date | Uint8Array
      ? string
      : T extends Float32Array
        ? number[]
        : T extends ReadonlySet<infer Element>
          ? JsonOf<Element>[]
          : T extends Method
            ? never
            : T extends readonly unknown[]
              ? { -readonly [Index in keyof T]: JsonOf<T[Index]> }
              : { -readonly [P in keyof T as T[P] extends Method ? never : P]: JsonOf<T[P]> };

/** A JSON Schema of draft 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}
