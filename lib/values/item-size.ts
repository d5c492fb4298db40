import { maxItemBytes } from '../limits.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { Issues } from './issues.ts';

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Estimate: one byte for two significant digits, plus one. DynamoDB documents no exact size. */
function numberBytes(text: string): number {
  const digits = text.replace(/^[+-]?0*\.?0*|[eE].*$|\./g, '').replace(/0+$/, '').length;
  return Math.ceil(digits / 2) + (text.startsWith('-') ? 2 : 1);
}

const sum = <T>(values: readonly T[], bytes: (value: T) => number): number =>
  values.reduce((total, value) => total + bytes(value), 0);

/** Bytes of one stored value. */
export function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return bytesOf(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.M !== undefined) return 3 + itemBytes(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + sum(value.L, (element) => valueBytes(element) + 1);
  if (value.SS !== undefined) return sum(value.SS, bytesOf);
  if (value.NS !== undefined) return sum(value.NS, numberBytes);
  if (value.BS !== undefined) return sum(value.BS, (bytes) => bytes.byteLength);
  return 1;
}

/**
 * Returns the bytes of an item as DynamoDB counts them: names and values. Sizes of numbers are estimates.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  let total = 0;
  for (const name of Object.keys(item)) total += bytesOf(name) + valueBytes(item[name] as AttributeValue);
  return total;
}

/**
 * Reports an item that is larger than DynamoDB allows, with its largest attributes.
 *
 * @param subject - the begin of the message
 */
export function reportSize(item: StoredItem, issues: Issues, subject = 'the item has'): void {
  const bytes = itemBytes(item);
  if (bytes <= maxItemBytes) return;
  const sizes = Object.entries(item).map(([name, value]) => ({ name, bytes: valueBytes(value) }));
  const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const list = largest.map(({ name, bytes: size }) => `${name} ${size}`).join(', ');
  issues.report(`${subject} ${bytes} bytes of at most ${maxItemBytes}; the largest attributes: ${list}`, 'range');
}
