/** Digits that always distinguish a 32-bit float. Most floats need one less. */
const maxDigits = 9;

/** Sizes of numbers that are written by whole-number arithmetic. Elements of embeddings are rarely outside. */
const plain = { from: 1e-6, below: 1e7 } as const;
const powers: readonly number[] = Array.from({ length: 16 }, (_, power) => 10 ** power);
/** The begins of numbers below 1, by the zeros after the point. */
const begins: readonly string[] = Array.from({ length: 16 }, (_, count) => `0.${'0'.repeat(count)}`);
const negativeBegins: readonly string[] = begins.map((begin) => `-${begin}`);

/**
 * Returns the decimal text of a finite 32-bit float with the fewest digits that read back to the same float: `0.1` for
 * `0.10000000149011612`. -0 is `0`.
 */
export function floatText(float: number): string {
  const size = Math.abs(float);
  if (size >= plain.from && size < 1) return fraction(float < 0 ? negativeBegins : begins, size);
  if (size < plain.below && Number.isInteger(size)) return String(float);
  return fewestDigits(float);
}

/**
 * Writes a number below 1. The product with a power of ten and its quotient are exact enough for nine digits, and much
 * faster than texts.
 */
function fraction(begin: readonly string[], size: number): string {
  let power = maxDigits - 1 + zerosOf(size);
  let whole = nearest(size, power);
  if (!isSame(whole, power, size)) {
    power++;
    whole = nearest(size, power);
  } else {
    for (let fewer = power - 1; ; fewer--) {
      const shorter = nearest(size, fewer);
      if (!isSame(shorter, fewer, size)) break;
      whole = shorter;
      power = fewer;
    }
  }
  const digits = String(whole);
  return (begin[power - digits.length] as string) + digits;
}

/** Returns the number of zeros after the point. */
function zerosOf(size: number): number {
  if (size >= 0.1) return 0;
  if (size >= 0.01) return 1;
  if (size >= 0.001) return 2;
  if (size >= 0.0001) return 3;
  return size >= 0.00001 ? 4 : 5;
}

/** `Math.round` takes twice as long. */
const nearest = (size: number, power: number): number => Math.floor(size * (powers[power] as number) + 0.5);

const isSame = (whole: number, power: number, size: number): boolean =>
  Math.fround(whole / (powers[power] as number)) === size;

function fewestDigits(float: number): string {
  for (let digits = 1; digits < maxDigits; digits++) {
    const value = Number(float.toPrecision(digits));
    if (Math.fround(value) === float) return String(value);
  }
  return String(Number(float.toPrecision(maxDigits)));
}
