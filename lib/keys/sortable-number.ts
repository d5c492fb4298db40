import { type Decimal, decimalProblem } from '../values/decimal-text.ts';

/*
 * Numbers as text whose byte order is the order of the numbers. A letter for the sign, three digits for the size, and
 * the significant digits:
 *
 *   -42 → n49757z    0 → o    0.042 → p49942    4.2 → p50142    42 → p50242    123456 → p506123456
 *
 * The size of a number is 500 plus its digits before the point. Negative numbers have the complement of each digit, and
 * an end above all digits, because of two numbers with the same beginning the longer one is the lower one.
 */

const sizeOfNone = 500;

const complement = (digits: string): string => digits.replace(/\d/g, (digit) => String(9 - Number(digit)));

/** Writes a number in a form that sorts: `42` → `p50242`. The number must fit DynamoDB. */
export function sortableNumber({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return 'o';
  const positive = `${sizeOfNone + exponent + digits.length}${digits}`;
  return negative ? `n${complement(positive)}z` : `p${positive}`;
}

/** Reads a number in the form that sorts. Undefined for any text that `sortableNumber` doesn't write. */
export function readSortableNumber(text: string): Decimal | undefined {
  if (text === 'o') return { negative: false, digits: '', exponent: 0 };
  const [, negated, positive = complement(negated ?? '')] = /^(?:n(\d{4,})z|p(\d{4,}))$/.exec(text) ?? [];
  const digits = positive.slice(3);
  if (digits === '' || digits.startsWith('0') || digits.endsWith('0')) return undefined;
  const exponent = Number(positive.slice(0, 3)) - sizeOfNone - digits.length;
  const decimal = { negative: negated !== undefined, digits, exponent };
  return decimalProblem(decimal) === undefined ? decimal : undefined;
}
