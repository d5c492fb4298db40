import type { AttributeValue } from '../sdk-types.ts';
import { type Decimal, parseDecimal } from './decimal-text.ts';
import { valueIdentity } from './value-identity.ts';

const elementsOf = ({ SS, NS, BS }: AttributeValue): readonly AttributeValue[] | undefined =>
  SS?.map((S) => ({ S })) ?? NS?.map((N) => ({ N })) ?? BS?.map((B) => ({ B }));

/** Returns a text that is the same for two stored values only if DynamoDB treats them as equal. Sets have no order. */
export function deepIdentity(value: AttributeValue): string {
  const set = elementsOf(value);
  if (set !== undefined) return JSON.stringify(['set', ...set.map(deepIdentity).sort()]);
  if (value.L !== undefined) return JSON.stringify(['list', ...value.L.map(deepIdentity)]);
  if (value.M === undefined) return valueIdentity(value);
  const members = Object.entries(value.M).map(([name, member]) => [name, deepIdentity(member)]);
  return JSON.stringify(['map', ...members.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))]);
}

const bytesOf = ({ S, B }: AttributeValue): Buffer | undefined => {
  if (S !== undefined) return Buffer.from(S, 'utf8');
  return B === undefined ? undefined : Buffer.from(B.buffer, B.byteOffset, B.byteLength);
};

/** The power of ten of a number's first digit. */
const magnitude = ({ digits, exponent }: Decimal): number => exponent + digits.length;

function compareMagnitudes(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') return a.digits.length - b.digits.length;
  const length = Math.max(a.digits.length, b.digits.length);
  const [left, right] = [a.digits.padEnd(length, '0'), b.digits.padEnd(length, '0')];
  return magnitude(a) - magnitude(b) || (left < right ? -1 : Number(left > right));
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  return a.negative ? compareMagnitudes(b, a) : compareMagnitudes(a, b);
}

/**
 * Orders two stored values as DynamoDB does: numbers by size, texts by their UTF-8 bytes, binary values by their bytes.
 *
 * @returns below 0, 0, or above 0; undefined for different types and for types without an order
 */
export function compareStored(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.N !== undefined && b.N !== undefined) {
    const [left, right] = [parseDecimal(a.N), parseDecimal(b.N)];
    return left === undefined || right === undefined ? undefined : compareDecimals(left, right);
  }
  if ((a.S === undefined) !== (b.S === undefined)) return undefined;
  const [left, right] = [bytesOf(a), bytesOf(b)];
  return left === undefined || right === undefined ? undefined : Buffer.compare(left, right);
}

/** True if a stored text or binary begins with another. */
export function beginsStored(value: AttributeValue, prefix: AttributeValue): boolean {
  const [bytes, start] = [bytesOf(value), bytesOf(prefix)];
  if (bytes === undefined || start === undefined || (value.S === undefined) !== (prefix.S === undefined)) return false;
  return bytes.subarray(0, start.length).equals(start);
}

/** True if a stored text or binary contains another, or if a set or list contains an element. */
export function containsStored(value: AttributeValue, part: AttributeValue): boolean {
  const elements = elementsOf(value) ?? value.L;
  if (elements !== undefined) return elements.some((element) => deepIdentity(element) === deepIdentity(part));
  const [bytes, sought] = [bytesOf(value), bytesOf(part)];
  if (bytes === undefined || sought === undefined || (value.S === undefined) !== (part.S === undefined)) return false;
  return bytes.includes(sought);
}

/**
 * Returns the size that the DynamoDB function `size` returns, in bytes or elements. Undefined for types without a size.
 */
export function sizeStored(value: AttributeValue): number | undefined {
  if (value.M !== undefined) return Object.keys(value.M).length;
  return (value.L ?? elementsOf(value) ?? bytesOf(value))?.length;
}
