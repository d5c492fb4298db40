import type { AttributeValue } from '../sdk-types.ts';
import { sameDecimal } from '../values/decimal-text.ts';

/** The type of an attribute, as a class declares it. */
export interface InferredType {
  /** The argument of `@Attribute`. `'document'` for an object that becomes a class of its own. */
  readonly type: string;
  readonly ts: string;
}

const jsonType: InferredType = { type: 'json()', ts: 'JsonValue' };
const simple: Readonly<Record<string, InferredType>> = {
  BOOL: { type: 'Boolean', ts: 'boolean' },
  B: { type: 'Uint8Array', ts: 'Uint8Array' },
  SS: { type: 'setOf(String)', ts: 'Set<string>' },
  BS: { type: 'setOf(Uint8Array)', ts: 'Set<Uint8Array>' },
};

/** Returns the type tags of values, in alphabetical order. */
export const tagsOf = (values: readonly AttributeValue[]): string[] =>
  [...new Set(values.map((value) => Object.keys(value)[0] ?? ''))].sort();

/**
 * Returns the narrowest type that reads all values as they are.
 *
 * @param values - without NULL
 * @returns the reason if there is no such type
 */
export function inferType(values: readonly AttributeValue[]): InferredType | string {
  const [tag = 'NULL', ...others] = tagsOf(values);
  const inferred = others.length === 0 ? inferTag(tag, values) : undefined;
  if (inferred !== undefined) return inferred;
  if (values.every(isJson)) return jsonType;
  return others.length === 0
    ? `its elements have types that no list can have`
    : `it has the types ${[tag, ...others].join(', ')}`;
}

function inferTag(tag: string, values: readonly AttributeValue[]): InferredType | undefined {
  if (tag === 'S')
    return values.every(({ S = '' }) => isDate(S)) ? { type: 'Date', ts: 'Date' } : { type: 'String', ts: 'string' };
  if (tag === 'N') return numberType(values.map(({ N = '' }) => N));
  if (tag === 'NS') return setOfNumbers(values.flatMap(({ NS = [] }) => NS));
  if (tag === 'L') return listType(values.flatMap(({ L = [] }) => L));
  if (tag === 'M') return mapType(values.map(({ M = {} }) => M));
  return simple[tag];
}

/** True for text that a Date writes in the same form. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return false;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text;
}

function numberType(texts: readonly string[]): InferredType {
  if (texts.every(isDouble)) return { type: 'Number', ts: 'number' };
  return texts.every((text) => /^-?\d+$/.test(text))
    ? { type: 'BigInt', ts: 'bigint' }
    : { type: 'decimal()', ts: 'string' };
}

/** True if a double has the same decimal value, and no other integer is read as it. */
export const isDouble = (text: string): boolean => {
  const number = Number(text);
  return sameDecimal(text, String(number)) && (!Number.isInteger(number) || Number.isSafeInteger(number));
};

function setOfNumbers(texts: readonly string[]): InferredType | undefined {
  const { type, ts } = numberType(texts);
  return type === 'decimal()' ? undefined : { type: `setOf(${type})`, ts: `Set<${ts}>` };
}

function listType(elements: readonly AttributeValue[]): InferredType | undefined {
  if (elements.length === 0) return jsonType;
  const element = inferType(elements);
  if (typeof element === 'string' || element === jsonType) return undefined;
  if (element.type === 'document') return elements.every(isJson) ? jsonType : undefined;
  return { type: `listOf(${element.type})`, ts: element.ts.includes('|') ? `(${element.ts})[]` : `${element.ts}[]` };
}

/** Most members of a class of documents. */
const maxMembers = 40;

function mapType(maps: readonly Readonly<Record<string, AttributeValue>>[]): InferredType | undefined {
  const names = new Set(maps.flatMap((map) => Object.keys(map)));
  const isAlike = maps.every((map) => Object.keys(map).length * 2 >= names.size);
  if (names.size > 0 && names.size <= maxMembers && isAlike) return { type: 'document', ts: 'document' };
  const value = inferType(maps.flatMap((map) => Object.values(map)));
  if (typeof value === 'string' || value === jsonType || value.type === 'document') return undefined;
  return { type: `mapOf(${value.type})`, ts: `Record<string, ${value.ts}>` };
}

/** True if JSON can hold a value exactly. */
function isJson({ S, N, BOOL, NULL, L, M }: AttributeValue): boolean {
  if (N !== undefined) return isDouble(N);
  if (L !== undefined) return L.every(isJson);
  if (M !== undefined) return Object.values(M).every(isJson);
  return S !== undefined || BOOL !== undefined || NULL !== undefined;
}
