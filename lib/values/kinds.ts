import { types } from 'node:util';

/* Class tests that also accept values of another realm: the context of Jest, `vm`, or `structuredClone` in either. */

export const isDate = (value: unknown): value is Date => value instanceof Date || types.isDate(value);

export const isSet = (value: unknown): value is ReadonlySet<unknown> => value instanceof Set || types.isSet(value);

export const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
  value instanceof Map || types.isMap(value);

export const isFloats = (value: unknown): value is Float32Array =>
  value instanceof Float32Array || types.isFloat32Array(value);

/** True for a `Uint8Array`, also a `Buffer`. */
export const isBytes = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array || types.isUint8Array(value);

export const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);
