import { maxNumberDigits, maxNumberExponent, minNumberExponent } from '../limits.ts';

/** The parts of a decimal number: `-12.50` is negative and has the digits `125` and the exponent -1. */
export interface Decimal {
  readonly negative: boolean;
  /** Digits without zeros at either end. Empty for zero. */
  readonly digits: string;
  /** The power of ten of the last digit. */
  readonly exponent: number;
}

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** Reads a decimal number exactly. Undefined if the text is not one. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = decimalPattern.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = withoutEndZeros(all);
  if (digits === '') return { negative: false, digits: '', exponent: 0 };
  return { negative: sign === '-', digits, exponent: Number(power) - fraction.length + (all.length - digits.length) };
}

/** A pattern such as `/0+$/` tries again at each zero, so a long run of zeros would take minutes. */
function withoutEndZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

/** Writes a decimal number in its single plain notation: `{ digits: '125', exponent: -1 }` → `12.5`. */
export function decimalText({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent >= 0) return `${sign}${digits}${'0'.repeat(exponent)}`;
  const point = digits.length + exponent;
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${sign}0.${'0'.repeat(-point)}${digits}`;
}

/** Returns the reason why DynamoDB can't store a number exactly. Undefined if it can. */
export function decimalProblem({ digits, exponent }: Decimal): string | undefined {
  if (digits === '') return undefined;
  if (digits.length > maxNumberDigits) return `has more than ${maxNumberDigits} significant digits`;
  const first = exponent + digits.length - 1;
  if (first > maxNumberExponent) return `is larger than DynamoDB's numbers, which end at 9.99E+${maxNumberExponent}`;
  if (first < minNumberExponent)
    return `is nearer to zero than DynamoDB's numbers, which begin at 1E${minNumberExponent}`;
  return undefined;
}

/** True if two texts are the same number, such as `1.50` and `15e-1`. */
export function sameDecimal(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  if (left === undefined || right === undefined) return false;
  return left.negative === right.negative && left.digits === right.digits && left.exponent === right.exponent;
}

/**
 * Adds two decimal numbers exactly, as DynamoDB does: `0.1` and `0.2` → `0.3`.
 *
 * @param subtracts - true to subtract the second number
 * @returns undefined if a text is not a decimal number
 */
export function addDecimals(a: string, b: string, subtracts = false): string | undefined {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  if (left === undefined || right === undefined) return undefined;
  const exponent = Math.min(left.exponent, right.exponent);
  const whole = ({ negative, digits, exponent: power }: Decimal): bigint =>
    BigInt(digits === '' ? 0 : digits) * 10n ** BigInt(power - exponent) * (negative ? -1n : 1n);
  const sum = subtracts ? whole(left) - whole(right) : whole(left) + whole(right);
  const decimal = parseDecimal(`${sum}e${exponent}`);
  return decimal && decimalText(decimal);
}
