import type { AttributeValue } from '../sdk-types.ts';
import { type Decimal, decimalProblem, decimalText, parseDecimal, sameDecimal } from '../values/decimal-text.ts';
import type { Issues } from '../values/issues.ts';
import type { Placeholder } from './placeholder.ts';
import { readSortableNumber, sortableNumber } from './sortable-number.ts';

/**
 * The form of keys. `escaped` is unambiguous and sorts part by part. `plain` writes values as they are, as other
 * libraries do.
 */
export type KeyForm = 'escaped' | 'plain';

/** The type of a part: text, number, bytes, Boolean (in plain form only), or a date. A date is exchanged as text, `2026-01-31T10:00:00.000Z`. */
export type PartType = 'S' | 'N' | 'B' | 'BOOL' | 'date';

/** Converts between the stored value of a part and its text, before escapes. */
export interface ValueText {
  /** True if the value can be read from the text. */
  readonly isExact: boolean;
  /** True if the byte order of texts is the order of values. */
  readonly isOrdered: boolean;
  /** True if all texts have the same length. */
  readonly isFixed: boolean;
  /** Returns the text of a value. Undefined, with an issue, if there is none. */
  write(value: AttributeValue, issues: Issues): string | undefined;
  /** Reads a text. Undefined if `write` doesn't write it. */
  read(text: string): AttributeValue | undefined;
  /** Returns the text of the beginning of a value. Undefined for types whose values have no beginning. */
  beginning(value: AttributeValue): string | undefined;
}

const exact = { isExact: true, isOrdered: true, isFixed: false };
const textOf = ({ S }: AttributeValue): string => S ?? '';

const plainTexts: ValueText = { ...exact, write: textOf, read: (S) => ({ S }), beginning: textOf };

/** Texts that are padded with zeros, as ElectroDB and OneTable do. The zeros can't be told from the value. */
const paddedTexts = (pad: number): ValueText => ({
  ...exact,
  isExact: false,
  write: ({ S = '' }) => (S === '' ? '' : S.padStart(pad, '0')),
  read: (S) => (S.length < pad ? undefined : { S }),
  beginning: textOf,
});

const isoLength = 24;

const dates: ValueText = {
  ...exact,
  isFixed: true,
  write({ S = '' }, issues) {
    if (S.length === isoLength) return S;
    issues.report('must be a date of the years 0 to 9999, because it is a part of a key', 'range');
    return undefined;
  },
  read: (S) => (S.length === isoLength ? { S } : undefined),
  beginning: textOf,
};

const hex = ({ B }: AttributeValue): string => Buffer.from(B ?? []).toString('hex');

const bytes: ValueText = {
  ...exact,
  write: hex,
  read: (text) => (/^(?:[0-9a-f]{2})+$/.test(text) ? { B: new Uint8Array(Buffer.from(text, 'hex')) } : undefined),
  beginning: hex,
};

/** No text of a Boolean is the beginning of the other, so the order of keys is that of the texts. */
const booleans: ValueText = {
  ...exact,
  isFixed: true,
  write: ({ BOOL }) => String(BOOL === true),
  read: (text) => (text === 'true' || text === 'false' ? { BOOL: text === 'true' } : undefined),
  beginning: () => undefined,
};

/** Returns the number of a value. Undefined, with an issue, if DynamoDB can't store it. */
export function decimalOf({ N = '' }: AttributeValue, issues: Issues): Decimal | undefined {
  const decimal = parseDecimal(N);
  const problem = decimal === undefined ? 'must be a number' : decimalProblem(decimal);
  if (problem === undefined) return decimal;
  issues.report(problem, 'range');
  return undefined;
}

/** Numbers without padding, in the text form that one function writes and another reads. */
const numbers = (
  isOrdered: boolean,
  toText: (decimal: Decimal) => string,
  fromText: (text: string) => Decimal | undefined,
): ValueText => ({
  ...exact,
  isOrdered,
  write(value, issues) {
    const decimal = decimalOf(value, issues);
    return decimal && toText(decimal);
  },
  read(text) {
    const decimal = fromText(text);
    return decimal && { N: decimalText(decimal) };
  },
  beginning: () => undefined,
});

/** Writes a number as JavaScript does, if a double is the number exactly: `1e-7`. Otherwise digits: `0.0000001`. */
function plainNumber(decimal: Decimal): string {
  const digits = decimalText(decimal);
  const short = String(Number(digits));
  return sameDecimal(short, digits) ? short : digits;
}

function readPlainNumber(text: string): Decimal | undefined {
  const decimal = parseDecimal(text);
  if (decimal === undefined || decimalProblem(decimal) !== undefined) return undefined;
  return plainNumber(decimal) === text ? decimal : undefined;
}

const sortableNumbers = numbers(true, sortableNumber, readSortableNumber);
const plainNumbers = numbers(false, plainNumber, readPlainNumber);

const paddedNumbers = (pad: number): ValueText => ({
  ...exact,
  isFixed: true,
  write(value, issues) {
    const decimal = decimalOf(value, issues);
    if (decimal === undefined) return undefined;
    const digits = decimalText(decimal);
    if (!decimal.negative && decimal.exponent >= 0 && digits.length <= pad) return digits.padStart(pad, '0');
    issues.report(`must be a whole number of 0 or more with at most ${pad} digits, as its key says`, 'range');
    return undefined;
  },
  read: (text) => (/^\d+$/.test(text) && text.length === pad ? { N: text.replace(/^0+(?=\d)/, '') } : undefined),
  beginning: () => undefined,
});

function withoutLetters(form: KeyForm, type: PartType, pad: number | undefined): ValueText {
  if (type === 'date') return dates;
  if (type === 'B') return bytes;
  if (type === 'BOOL') return booleans;
  if (type === 'S') return pad === undefined ? plainTexts : paddedTexts(pad);
  if (pad !== undefined) return paddedNumbers(pad);
  return form === 'plain' ? plainNumbers : sortableNumbers;
}

/** Changes the letters of texts. A text loses its letters. The other types write letters of one kind only. */
function inLetters(letters: 'lower' | 'upper', type: PartType, inner: ValueText): ValueText {
  const change = (text: string): string => (letters === 'lower' ? text.toLowerCase() : text.toUpperCase());
  const restored = (text: string): string => {
    if (type === 'S') return text;
    return type === 'date' ? text.toUpperCase() : text.toLowerCase();
  };
  return {
    ...inner,
    isExact: inner.isExact && type !== 'S',
    write(value, issues) {
      const text = inner.write(value, issues);
      return text && change(text);
    },
    read: (text) => (change(restored(text)) === text ? inner.read(restored(text)) : undefined),
    beginning(value) {
      const text = inner.beginning(value);
      return text && change(text);
    },
  };
}

/** Returns the converter of a placeholder without a shard. */
export function valueTextOf({ pad, letters }: Placeholder, form: KeyForm, type: PartType): ValueText {
  const inner = withoutLetters(form, type, pad);
  return letters === undefined ? inner : inLetters(letters, type, inner);
}
