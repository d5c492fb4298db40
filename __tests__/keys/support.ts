import fc from 'fast-check';
import { compileKeyText } from '../../lib/keys/compile-key-text.ts';
import type { KeyRange } from '../../lib/keys/key-range.ts';
import type { KeyText } from '../../lib/keys/key-text.ts';
import { parseTemplate, type Template } from '../../lib/keys/template.ts';
import type { KeyForm, PartType } from '../../lib/keys/value-text.ts';
import type { AttributeValue } from '../../lib/sdk-types.ts';
import { compareStored } from '../../lib/values/compare-stored.ts';
import { decimalText } from '../../lib/values/decimal-text.ts';
import { Issues, pathText } from '../../lib/values/issues.ts';
import { dates, texts } from '../values/support.ts';

export type Values = Readonly<Record<string, AttributeValue>>;

/** Returns the problems of a template, with a type for each path if it parses. */
export function problemsOf(text: string, types: Readonly<Record<string, PartType>> = {}, form: KeyForm = 'escaped') {
  const problems: string[] = [];
  const template = parseTemplate(text, (message) => problems.push(message));
  const made =
    template &&
    compileKeyText(
      template,
      form,
      (path) => types[path],
      (each) => problems.push(each),
    );
  expect(made === undefined || problems.length === 0).toBe(true);
  return problems;
}

export function template(text: string): Template {
  const parsed = parseTemplate(text, (message) => {
    throw new TypeError(message);
  });
  return parsed as Template;
}

/** Compiles a template whose paths are texts, unless a type is given. */
export function keyText(text: string, types: Readonly<Record<string, PartType>> = {}, form: KeyForm = 'escaped') {
  const typeOf = (path: string): PartType => types[path] ?? 'S';
  const compiled = compileKeyText(template(text), form, typeOf, (message) => {
    throw new TypeError(message);
  });
  return compiled as KeyText;
}

/** Makes a key text. Throws if there is an issue. */
export function make(key: KeyText, values: Values): string | undefined {
  const issues = new Issues();
  const text = key.make((path) => values[path], issues);
  if (issues.list.length > 0) throw new TypeError(said(issues).join('; '));
  return text;
}

/** Returns the issues of values in a key. */
export function issuesOf(key: KeyText, values: Values): readonly string[] {
  const issues = new Issues();
  expect(key.make((path) => values[path], issues)).toBeUndefined();
  return said(issues);
}

export const said = ({ list }: Issues): readonly string[] =>
  list.map(({ elements, message }) => `${pathText(elements)} ${message}`.trim());

/** True if two stored values are the same. Bytes of any class are. */
export const isSame = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean =>
  a !== undefined && b !== undefined && compareStored(a, b) === 0;

/** Orders two lists of values, the first different value decides. */
export function compareTuples(a: readonly AttributeValue[], b: readonly AttributeValue[]): number {
  for (const [index, value] of a.entries()) {
    const order = compareStored(value, b[index] as AttributeValue) as number;
    if (order !== 0) return order;
  }
  return 0;
}

/** Orders two texts as DynamoDB does. */
export const compareKeys = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Characters around the separators `#`, `|`, and `_`, and the ends of ASCII, UTF-16, and Unicode. */
const hostile = ['#', '$', '"', '!', '%', 'H', 'I', '|', '}', '{', '~', '_', '`', '^', 'a', '0', '1', '\0', ' ', '\\'];
const rare = ['\u007f', '\u0080', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}', 'ß', 'é', '€'];

/** Texts of few characters that are special in keys, so equal beginnings are frequent. */
export const hostileTexts: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 6, arbitrary: fc.array(fc.constantFrom(...hostile), { minLength: 1, maxLength: 4 }) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...hostile, ...rare), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: texts.filter((text) => text !== '' && text.length < 100).map((text) => [text]) },
  )
  .map((list) => list.join(''));

/** Numbers that DynamoDB can store, with frequent equal beginnings: `5`, `-55`, `5.05`, 38 digits, both ends. */
export const decimals: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: -120, max: 120 }).map(String),
  fc
    .record({
      negative: fc.boolean(),
      digits: fc.array(fc.constantFrom(...'0125589'), { maxLength: 37 }).map((digits) => digits.join('')),
      first: fc.constantFrom('1', '5', '9'),
      size: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -130, max: 125 }), fc.constantFrom(-130, 125)),
    })
    .map(({ negative, digits, first, size }) => {
      const all = `${first}${digits}`.replace(/0+$/, '');
      return decimalText({ negative, digits: all, exponent: size - all.length + 1 });
    }),
);

export const isoDates: fc.Arbitrary<string> = dates
  .filter((date) => date.getUTCFullYear() >= 0 && date.getUTCFullYear() <= 9999)
  .map((date) => date.toISOString());

/** Stored values of a type. */
export const valuesOf = (type: PartType): fc.Arbitrary<AttributeValue> => {
  if (type === 'N') return decimals.map((N) => ({ N }));
  if (type === 'date') return isoDates.map((S) => ({ S }));
  if (type === 'B') return fc.uint8Array({ minLength: 1, maxLength: 4 }).map((B) => ({ B }));
  return hostileTexts.map((S) => ({ S }));
};

/** True if a key condition with this range reads the key, as DynamoDB compares texts, and the caller keeps it. */
export function isRead(range: KeyRange, key: string): boolean {
  if (range.except?.(key) === true) return false;
  if (range.kind === 'all') return true;
  if (range.kind === 'between') return compareKeys(key, range.from) >= 0 && compareKeys(key, range.to) <= 0;
  if (range.kind === 'beginsWith') return key.startsWith(range.text);
  const order = compareKeys(key, range.text);
  if (range.kind === 'eq') return order === 0;
  if (range.kind === 'lt' || range.kind === 'lte') return range.kind === 'lt' ? order < 0 : order <= 0;
  return range.kind === 'gt' ? order > 0 : order >= 0;
}
