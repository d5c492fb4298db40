import { InvalidCursorError } from '../errors/invalid-cursor-error.ts';
import type { KeyAttribute } from '../schema/attribute-schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { isPlainObject } from '../values/collections.ts';
import { valueIdentity } from '../values/value-identity.ts';
import { type CursorOwner, openCursor, sealCursor } from './cursor-seal.ts';
import type { Position, Start } from './page-walk.ts';

/** The read that a cursor belongs to. Its identity contains the kind, index, direction, key values, and segments. */
export interface CursorScope extends CursorOwner {
  readonly segments: number;
  /** The attributes of a start key: those of the table key and of the index key. */
  readonly keys: readonly KeyAttribute[];
  /** Returns the partition key values that the start key of a segment must have, by stored name. */
  readonly partitionOf: (segment: number) => Readonly<Record<string, AttributeValue>>;
}

/** Encodes a position as an opaque, URL-safe text. */
export function encodeCursor(scope: Omit<CursorScope, 'segments'>, { turn, starts }: Position): string {
  return sealCursor(scope, [turn, ...starts.map(startJson)]);
}

function startJson(start: Start): unknown {
  if (typeof start === 'string') return start;
  return Object.fromEntries(
    Object.entries(start).map(([name, value]) => [
      name,
      value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
    ]),
  );
}

/**
 * Decodes the position of a cursor.
 *
 * @throws InvalidCursorError `cursor.invalid` if the cursor is not valid, or belongs to another read
 */
export function decodeCursor(scope: CursorScope, cursor: string): Position {
  const position = decodeParts(scope, cursor);
  const { turn, starts } = position;
  if (turn >= scope.segments || starts.length !== scope.segments) throw unreachablePosition(scope.table);
  return position;
}

/** Decodes a number and the start keys of a cursor, of any count. */
export function decodeParts(scope: Omit<CursorScope, 'segments'>, cursor: string): Position {
  const [turn, ...starts] = openCursor(scope, cursor);
  const positions = starts.map((start, segment) => startOf(scope.keys, scope.partitionOf(segment), start));
  const isCount = Number.isInteger(turn) && (turn as number) >= 0;
  if (!isCount || positions.includes(undefined)) throw unreachablePosition(scope.table);
  return { turn: turn as number, starts: positions as Start[] };
}

/** Creates the error of a cursor whose start key is outside of the read. */
export const unreachablePosition = (table: string): InvalidCursorError =>
  new InvalidCursorError(table, 'leads to where this query has no items');

/**
 * Decodes a start key. Undefined unless it has exactly the key attributes, each of its type, and the shared partition
 * values.
 */
function startOf(
  keys: readonly KeyAttribute[],
  partition: Readonly<Record<string, AttributeValue>>,
  start: unknown,
): Start | undefined {
  if (start === 'start' || start === 'end') return start;
  if (!isPlainObject(start) || Object.keys(start).length !== keys.length) return undefined;
  const stored: StoredItem = {};
  for (const key of keys) {
    const value = keyValue(key, start);
    if (value === undefined) return undefined;
    stored[key.name] = value;
  }
  const isShared = ([name, value]: [string, AttributeValue]): boolean =>
    valueIdentity(stored[name]) === valueIdentity(value);
  return Object.entries(partition).every(isShared) ? stored : undefined;
}

/** Decodes a key value. Undefined if a key can't have it: another type, empty, too long, or not a number. */
function keyValue({ name, kind, codec }: KeyAttribute, start: Record<string, unknown>): AttributeValue | undefined {
  const value = Object.hasOwn(start, name) ? start[name] : undefined;
  const text = isPlainObject(value) ? value[kind] : undefined;
  if (typeof text !== 'string') return undefined;
  const stored: AttributeValue = kind === 'B' ? { B: Buffer.from(text, 'base64') } : ({ [kind]: text } as never);
  // Decoding skips characters that are not base64.
  const isExact = stored.B === undefined || Buffer.from(stored.B).toString('base64') === text;
  return isExact && codec.canBeKey(stored) ? stored : undefined;
}
