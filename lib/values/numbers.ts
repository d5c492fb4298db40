import type { AttributeValue } from '../sdk-types.ts';
import { type Converter, reportTag } from './converter.ts';
import { decimalProblem, decimalText, parseDecimal, sameDecimal } from './decimal-text.ts';
import { type Issues, kindOf } from './issues.ts';

/** Converts between one JavaScript type of number and DynamoDB's decimal text. */
export interface NumberText {
  readonly expected: string;
  /** The decimal text; undefined, with an issue, where the value can't be stored exactly. */
  toText(value: unknown, issues: Issues): string | undefined;
  /** The value; undefined, with an issue, where the type can't hold the number exactly. */
  fromText(text: string, issues: Issues): unknown;
}

function checked(text: string, issues: Issues): string | undefined {
  const decimal = parseDecimal(text);
  const problem = decimal === undefined ? 'is no decimal number' : decimalProblem(decimal);
  if (problem === undefined) return text;
  issues.report(problem);
  return undefined;
}

/** No fewer than the bytes of a number: one for two of 38 digits, one more, and one for a sign. */
export const numberWeight = 21;

/** Most characters of a plain decimal whose digits, 15 or fewer, a double tells apart from all others. */
const maxShortLength = 16;
const powersOfTen: readonly number[] = Array.from({ length: maxShortLength }, (_, power) => 10 ** power);

/**
 * The number of a plain decimal of up to 15 digits, like `-12.5`; undefined for all else. Its digits make a whole number
 * that a double holds, and so does the power of ten: their quotient is the nearest double, and no other text of so few
 * digits has it.
 */
function shortDecimal(text: string): number | undefined {
  if (text.length > maxShortLength) return undefined;
  const isNegative = text.charCodeAt(0) === 45;
  const point = text.indexOf('.');
  const start = isNegative ? 1 : 0;
  const digits = text.length - start - (point === -1 ? 0 : 1);
  const whole = digits > 0 && digits <= 15 ? wholeNumber(text, start, point) : undefined;
  if (whole === undefined || whole === 0) return whole;
  const value = point === -1 ? whole : whole / (powersOfTen[text.length - point - 1] as number);
  return isNegative ? -value : value;
}

/** All digits of a text as one number; undefined where it has anything else, but for a point at its place. */
function wholeNumber(text: string, start: number, point: number): number | undefined {
  let whole = 0;
  for (let index = start; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit >= 0 && digit <= 9) whole = whole * 10 + digit;
    else if (index !== point) return undefined;
  }
  return whole;
}

/** JavaScript's `number`: doubles, never NaN or an infinity; -0 is stored as 0. */
export const doubleText: NumberText = {
  expected: 'a number',
  toText(value, issues) {
    if (typeof value !== 'number' || Number.isNaN(value)) {
      issues.report(`must be a number, not ${kindOf(value)}`);
      return undefined;
    }
    if (Number.isSafeInteger(value)) return value === 0 ? '0' : String(value);
    // No double of these sizes has more than 17 digits, or is beyond DynamoDB's.
    const size = Math.abs(value);
    if (size >= 1e-100 && size <= 1e100) return String(value);
    if (Number.isFinite(value)) return checked(String(value), issues);
    issues.report('must be a finite number');
    return undefined;
  },
  fromText(text, issues) {
    const short = shortDecimal(text);
    if (short !== undefined) return short;
    const value = Number(text);
    if (Number.isFinite(value) && sameDecimal(String(value), text)) return value === 0 ? 0 : value;
    issues.reportPrecision('is a number that a double would round; declare it as BigInt or decimal()');
    return undefined;
  },
};

function reportNoDecimal(issues: Issues): undefined {
  issues.report("is stored as an N that is no decimal number of DynamoDB's");
  return undefined;
}

/** JavaScript's `bigint`: whole numbers of up to 38 significant digits. */
export const bigintText: NumberText = {
  expected: 'a bigint',
  toText(value, issues) {
    if (typeof value === 'bigint') return checked(String(value), issues);
    issues.report(`must be a bigint, not ${kindOf(value)}`);
    return undefined;
  },
  fromText(text, issues) {
    const decimal = parseDecimal(text);
    if (decimal === undefined || decimalProblem(decimal) !== undefined) return reportNoDecimal(issues);
    if (decimal.exponent >= 0) return BigInt(decimalText(decimal));
    issues.reportPrecision('is a number with a fraction, which a bigint would lose; declare it as decimal()');
    return undefined;
  },
};

/** `decimal()`: any exact number as a string, in plain notation without spare zeros. */
export const exactText: NumberText = {
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
    issues.report(problem);
    return undefined;
  },
  fromText(text, issues) {
    const decimal = parseDecimal(text);
    if (decimal !== undefined && decimalProblem(decimal) === undefined) return decimalText(decimal);
    return reportNoDecimal(issues);
  },
};

/** The converter of a type of number: N. */
export function numberConverter(text: NumberText): Converter {
  return {
    kind: 'N',
    expected: text.expected,
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      issues.weight += numberWeight;
      const encoded = text.toText(value, issues);
      return encoded === undefined ? undefined : { N: encoded };
    },
    decode(stored: AttributeValue, issues: Issues): unknown {
      return stored.N === undefined ? reportTag('N', stored, issues) : text.fromText(stored.N, issues);
    },
  };
}
