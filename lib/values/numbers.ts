import type { AttributeValue } from '../sdk-types.ts';
import { minus, nine, point, zero } from './ascii.ts';
import type { Converter, ValueType } from './converter.ts';
import { type Decimal, decimalProblem, decimalText, parseDecimal, sameDecimal } from './decimal-text.ts';
import { type Issues, kindOf } from './issues.ts';
import type { Characters, JsonReader } from './json-reader.ts';
import { reportTag } from './stored-value.ts';

/** Converts between one JavaScript number type and the decimal text of DynamoDB. */
export interface NumberText {
  readonly type: ValueType;
  readonly expected: string;
  /** Returns the decimal text. If the value can't be stored exactly, returns undefined and reports an issue. */
  toText(value: unknown, issues: Issues): string | undefined;
  /** Returns the value. If the type can't hold the number exactly, returns undefined and reports an issue. */
  fromText(text: string, issues: Issues): unknown;
  /** The reason why a fraction can't be added to a stored number. Undefined if it can. */
  readonly refusesFraction?: string;
  /** Fast path of `fromText` for short numbers. Undefined if `fromText` has to read the number. */
  fromShort?(text: Characters, from: number, to: number): unknown;
}

function checked(text: string, issues: Issues): string | undefined {
  const decimal = parseDecimal(text);
  const problem = decimal === undefined ? 'is no decimal number' : decimalProblem(decimal);
  if (problem === undefined) return text;
  issues.report(problem, decimal === undefined ? 'type' : 'range');
  return undefined;
}

/** Upper bound of the bytes of a number: one for two of 38 digits, one more, and one for a sign. */
export const numberWeight = 21;

/** Most digits at which a double represents each plain decimal uniquely, and its length with sign and point. */
const maxShortDigits = 15;
const maxShortLength = maxShortDigits + 2;
const powersOfTen: readonly number[] = Array.from({ length: maxShortDigits + 1 }, (_, power) => 10 ** power);

/**
 * Reads a plain decimal of up to 15 digits, like `-12.5`. Undefined for all other texts.
 *
 * The digits and the power of ten are both exact doubles, so their quotient is the nearest double. No other text of so
 * few
 * digits has the same double.
 */
function shortDecimal(text: Characters, from: number, to: number): number | undefined {
  if (to - from > maxShortLength) return undefined;
  const start = text.charCodeAt(from) === minus ? from + 1 : from;
  const pointAt = endOfDigits(text, start, to);
  const digits = pointAt < to ? to - start - 1 : to - start;
  if (digits <= 0 || digits > maxShortDigits || (pointAt < to && text.charCodeAt(pointAt) !== point)) return undefined;
  const whole = withDigits(withDigits(0, text, start, pointAt), text, pointAt + 1, to);
  if (whole === 0 || whole === undefined) return whole;
  const value = pointAt < to ? whole / (powersOfTen[to - pointAt - 1] as number) : whole;
  return start > from ? -value : value;
}

function endOfDigits(text: Characters, from: number, to: number): number {
  let index = from;
  while (index < to && isDigit(text.charCodeAt(index))) index++;
  return index;
}

const isDigit = (code: number): boolean => code >= zero && code <= nine;

/** Appends the digits of a text to a whole number. Undefined if there is any other character. */
function withDigits(before: number | undefined, text: Characters, from: number, to: number): number | undefined {
  let whole = before;
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index);
    if (whole === undefined || !isDigit(code)) return undefined;
    whole = whole * 10 + (code - zero);
  }
  return whole;
}

const rounded = 'is a number that a double would round; declare it as BigInt or decimal()';
const lostFraction = 'is a number with a fraction, which a bigint would lose; declare it as decimal()';

/** `number`: doubles except NaN and infinities. -0 is stored as 0. */
export const doubleText: NumberText = {
  type: 'number',
  expected: 'a number',
  toText(value, issues) {
    if (typeof value !== 'number' || Number.isNaN(value)) {
      issues.report(`must be a number, not ${kindOf(value)}`);
      return undefined;
    }
    if (Number.isSafeInteger(value)) return value === 0 ? '0' : String(value);
    // No double of these sizes has more than 17 digits or exceeds the range of DynamoDB.
    const size = Math.abs(value);
    if (size >= 1e-100 && size <= 1e100) return String(value);
    if (Number.isFinite(value)) return checked(String(value), issues);
    issues.report('must be a finite number', 'range');
    return undefined;
  },
  fromText(text, issues) {
    const short = shortDecimal(text, 0, text.length);
    if (short !== undefined) return short;
    const value = Number(text);
    if (Number.isFinite(value) && String(value) === text) return value;
    const decimal = parseDecimal(text);
    if (decimal === undefined) return reportNoDecimal(issues);
    if (decimal.exponent < 0 || holdsInteger(value, decimal)) return value === 0 ? 0 : value;
    issues.reportPrecision(`${rounded}, or set it to another number`);
    return undefined;
  },
  fromShort: shortDecimal,
};

/** True if a double holds an integer exactly, or prints as its text (`1e30`). */
function holdsInteger(value: number, decimal: Decimal): boolean {
  const text = Number.isFinite(value) ? decimalText(decimal) : '';
  return text !== '' && (sameDecimal(String(value), text) || String(BigInt(value)) === text);
}

/** `doubleText` for keys: rejects a stored number that it would write as another one. */
export const exactDoubleText: NumberText = {
  type: 'number',
  expected: doubleText.expected,
  refusesFraction: "can't be added a fraction, since not every sum is a double; declare it as decimal()",
  toText: doubleText.toText,
  fromText(text, issues) {
    const short = shortDecimal(text, 0, text.length);
    if (short !== undefined) return short;
    if (parseDecimal(text) === undefined) return reportNoDecimal(issues);
    const value = Number(text);
    if (Number.isFinite(value) && sameDecimal(String(value), text)) return value === 0 ? 0 : value;
    issues.reportPrecision(rounded);
    return undefined;
  },
  fromShort: shortDecimal,
};

function reportNoDecimal(issues: Issues): undefined {
  issues.report("is stored as an N that is no decimal number of DynamoDB's");
  return undefined;
}

/** `bigint`: whole numbers of up to 38 significant digits. */
export const bigintText: NumberText = {
  type: 'bigint',
  expected: 'a bigint',
  refusesFraction: lostFraction,
  toText(value, issues) {
    if (typeof value === 'bigint') return checked(String(value), issues);
    issues.report(`must be a bigint, not ${kindOf(value)}`);
    return undefined;
  },
  fromText(text, issues) {
    const decimal = parseDecimal(text);
    if (decimal === undefined || decimalProblem(decimal) !== undefined) return reportNoDecimal(issues);
    if (decimal.exponent >= 0) return BigInt(decimalText(decimal));
    issues.reportPrecision(lostFraction);
    return undefined;
  },
};

/** `decimal()`: any exact number as a string, in plain notation without extra zeros. */
export const exactText: NumberText = {
  type: 'decimal',
  expected: 'a decimal number as a string',
  toText(value, issues) {
    const decimal = typeof value === 'string' ? parseDecimal(value) : undefined;
    if (decimal === undefined) {
      issues.report(
        `must be a string with a decimal number, like '12.5'${typeof value === 'string' ? '' : `, not ${kindOf(value)}`}`,
      );
      return undefined;
    }
    const problem = decimalProblem(decimal);
    if (problem === undefined) return decimalText(decimal);
    issues.report(problem, 'range');
    return undefined;
  },
  fromText(text, issues) {
    const decimal = parseDecimal(text);
    if (decimal !== undefined && decimalProblem(decimal) === undefined) return decimalText(decimal);
    return reportNoDecimal(issues);
  },
};

/**
 * Creates the converter of a number type: N.
 *
 * @param strict - the converter that rejects numbers it would write differently, if this one accepts them
 */
export function numberConverter(text: NumberText, strict?: Converter): Converter {
  const { fromShort } = text;
  const fromJson = (json: JsonReader): unknown => text.fromText(json.stored(), json.issues);
  return {
    kind: 'N',
    type: text.type,
    expected: text.expected,
    refusesFraction: text.refusesFraction,
    strict,
    // A decimal reads any number. A double or a bigint doesn't.
    holds: (source) => text === exactText && source.kind === 'N',
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      issues.weight += numberWeight;
      const encoded = text.toText(value, issues);
      return encoded === undefined ? undefined : { N: encoded };
    },
    decode(stored: AttributeValue, issues: Issues): unknown {
      return typeof stored?.N === 'string' ? text.fromText(stored.N, issues) : reportTag('N', stored, issues);
    },
    form: {
      opening: '{"N":"',
      read: fromShort === undefined ? fromJson : (json) => json.storedAs(fromShort) ?? fromJson(json),
    },
  };
}
