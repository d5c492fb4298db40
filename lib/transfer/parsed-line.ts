import { sameDecimal } from '../values/decimal-text.ts';

/** Only a number with so many digits can be rounded. */
const manyDigits = /\d{16}|[eE][+-]?\d{3}/;
const texts = /"(?:[^"\\]|\\.)*"/g;
const numbers = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Returns the JSON value of a line.
 *
 * @throws SyntaxError if the line is not JSON
 * @throws Error if JSON would round one of its numbers
 */
export function parsedLine(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const rounded = manyDigits.test(text) ? roundedNumber(text) : undefined;
  if (rounded === undefined) return value;
  throw new Error(`JSON rounds the number ${rounded}; write it as text, and declare a BigInt or decimal() attribute`);
}

const roundedNumber = (text: string): string | undefined =>
  text
    .replace(texts, '""')
    .match(numbers)
    ?.find((number) => !sameDecimal(number, String(Number(number))));
