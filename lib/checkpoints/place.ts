import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { isPlainObject } from '../values/collections.ts';
import { Issues } from '../values/issues.ts';
import { isBytes } from '../values/kinds.ts';
import { storedBytes } from '../values/scalars.ts';

/** The place of a segment of a scan: before its first item, after the last key whose items are done, or at its end. */
export type Place = 'begin' | StoredItem | 'end';

/** Returns the places of segments that are not read yet. */
export const beginOf = (segments: number): Place[] => Array.from({ length: segments }, () => 'begin');

/** Returns the JSON of a place. Bytes are base64 text. */
export function placeJson(place: Place): JsonValue {
  if (typeof place === 'string') return place;
  const text = (value: AttributeValue): JsonValue =>
    isBytes(value.B) ? { B: Buffer.from(value.B).toString('base64') } : (value as unknown as JsonValue);
  return Object.fromEntries(Object.entries(place).map(([name, value]) => [name, text(value)]));
}

/** Returns the place of its JSON. */
export function placeOf(json: unknown): Place {
  if (!isPlainObject(json)) return json === 'end' ? 'end' : 'begin';
  const value = (given: unknown): AttributeValue => {
    const { B } = given as { readonly B?: unknown };
    return B === undefined ? (given as AttributeValue) : { B: storedBytes(B, new Issues()) ?? new Uint8Array() };
  };
  return Object.fromEntries(Object.entries(json).map(([name, given]) => [name, value(given)]));
}
