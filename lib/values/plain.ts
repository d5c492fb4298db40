import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '../sdk-types.ts';
import { isPlainObject, listConverter, mapConverter, setOwn } from './collections.ts';
import type { Codec, Converter } from './converter.ts';
import { Issues, kindOf } from './issues.ts';
import { isBytes, isSet } from './kinds.ts';
import { bigintText, doubleText, exactDoubleText, exactText, type NumberText, numberConverter } from './numbers.ts';
import { binaryConverter, booleanConverter, storedBytes, stringConverter } from './scalars.ts';
import { binarySetConverter, numberSetConverter, stringSetConverter } from './sets.ts';
import { reportTag, tagOf } from './stored-value.ts';

/** Numbers that a double holds exactly, other whole numbers as bigint, and all others as text. */
const anyNumber: NumberText = {
  type: 'number',
  expected: 'a number',
  toText(value, issues) {
    return (typeof value === 'bigint' ? bigintText : doubleText).toText(value, issues);
  },
  fromText(text, issues) {
    for (const form of [exactDoubleText, bigintText]) {
      const tried = new Issues();
      const value = form.fromText(text, tried);
      if (tried.list.length === 0) return value;
    }
    return exactText.fromText(text, issues);
  },
};

const number: Converter = numberConverter(anyNumber);
const numberSet: Converter = numberSetConverter(anyNumber);

function encodeSet(set: ReadonlySet<unknown>, issues: Issues): AttributeValue | undefined {
  const [first] = set;
  if (typeof first === 'string') return stringSetConverter.encode(set, issues);
  return (isBytes(first) ? binarySetConverter : numberSet).encode(set, issues);
}

function encodePlain(value: unknown, issues: Issues): AttributeValue | undefined {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return stringConverter.encode(value, issues);
  if (typeof value === 'number' || typeof value === 'bigint') return number.encode(value, issues);
  if (typeof value === 'boolean') return booleanConverter.encode(value, issues);
  if (isBytes(value)) return binaryConverter.encode(value, issues);
  if (isSet(value)) return encodeSet(value, issues);
  if (Array.isArray(value)) return list.encode(value, issues);
  if (isPlainObject(value)) return map.encode(value, issues);
  issues.report(`must be a plain value, not ${kindOf(value)}; give it as it is stored, such as a text for a date`);
  return undefined;
}

function decodePlain(stored: AttributeValue, issues: Issues): unknown {
  if (stored?.S !== undefined) return stored.S;
  if (stored?.N !== undefined) return number.decode(stored, issues);
  if (stored?.B !== undefined) return storedBytes(stored.B, issues);
  if (stored?.BOOL !== undefined) return stored.BOOL;
  if (stored?.NULL !== undefined) return null;
  const converter = collections.get(tagOf(stored));
  return converter === undefined ? reportTag('S', stored, issues) : converter.decode(stored, issues);
}

/** Plain values of any type: S, N, B, BOOL, NULL, a set, L, or M, by the value. */
export const plainConverter: Converter = {
  kind: 'JSON',
  type: 'json',
  expected: 'a plain value',
  encode: encodePlain,
  decode: decodePlain,
};

const list: Converter = listConverter(plainConverter);
const map: Converter = mapConverter(plainConverter);
const collections: ReadonlyMap<string, Converter> = new Map([
  ['SS', stringSetConverter],
  ['NS', numberSet],
  ['BS', binarySetConverter],
  ['L', list],
  ['M', map],
]);

/**
 * Returns the stored form of a plain value. What equals its former value keeps its form, such as a number as text.
 *
 * @param before - the former stored value, if there is one
 * @param codec - the codec of the attribute, if the class declares it: text is a number if the attribute is one
 * @returns undefined if the value is absent, or with issues
 */
export function plainToStored(
  value: unknown,
  before: AttributeValue | undefined,
  codec: Codec | undefined,
  issues: Issues,
): AttributeValue | undefined {
  if (value === undefined) return undefined;
  if (before !== undefined && isDeepStrictEqual(value, decodePlain(before, new Issues()))) return before;
  if (typeof value === 'string' && codec?.kind === 'N') {
    const text = exactText.toText(value, issues);
    return text === undefined ? undefined : { N: text };
  }
  const members = before?.M ?? before?.L ?? (codec?.part && {});
  const encoded = plainConverter.encode(value, issues);
  if (encoded === undefined || members === undefined) return encoded;
  return withParts(value as object, encoded, members as Readonly<Record<string, AttributeValue>>, codec, issues);
}

/** Replaces the parts of a list or document by those that keep their form. */
function withParts(
  value: object,
  encoded: AttributeValue,
  before: Readonly<Record<string, AttributeValue>>,
  codec: Codec | undefined,
  issues: Issues,
): AttributeValue {
  const parts: object | undefined = encoded.M ?? encoded.L;
  for (const name of Object.keys(parts ?? {})) {
    const part = codec?.part?.(encoded.L === undefined ? name : Number(name));
    const own = part === undefined || String(part.element) !== name ? undefined : part.codec;
    const former = Object.hasOwn(before, name) ? before[name] : undefined;
    const mark = issues.list.length;
    setOwn(parts as object, name, plainToStored((value as Record<string, unknown>)[name], former, own, issues));
    issues.within(mark, name);
  }
  return encoded;
}
