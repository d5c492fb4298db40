import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidCursorError } from '../errors/invalid-cursor-error.ts';
import type { KeyAttribute } from '../schema/attribute-schema.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { isPlainObject } from '../values/collections.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { Position, Start } from './page-walk.ts';

/** What a cursor belongs to: it is good for a read with the same, and for no other. */
export interface CursorScope {
  readonly table: string;
  /** Names the read: its kind, index, direction, key values and segments. */
  readonly identity: string;
  readonly segments: number;
  /** The attributes that a start key has: the table's, and the index's. */
  readonly keys: readonly KeyAttribute[];
  /** Values that every start key has, by stored name. */
  readonly partition: Readonly<Record<string, AttributeValue>>;
  readonly secret: string | undefined;
}

const seal = ({ table, identity, secret = '' }: CursorScope, payload: Buffer): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify([table, identity]))
    .update(payload)
    .digest()
    .subarray(0, sealBytes);
const sealBytes = 16;

/** A position as an opaque, URL-safe text. */
export function encodeCursor(scope: CursorScope, { turn, starts }: Position): string {
  const payload = Buffer.from(JSON.stringify([turn, ...starts.map(startJson)]), 'utf8');
  return Buffer.concat([seal(scope, payload), payload]).toString('base64url');
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
 * The position that a cursor stands for.
 *
 * @throws InvalidCursorError `cursor.invalid` where another read gave it, or nobody did
 */
export function decodeCursor(scope: CursorScope, cursor: string): Position {
  const refuse = (why: string): InvalidCursorError => new InvalidCursorError(scope.table, why);
  const bytes = Buffer.from(typeof cursor === 'string' ? cursor : '', 'base64url');
  // Decoding skips what is no base64url, so that a changed text could still be read.
  if (bytes.length <= sealBytes || bytes.toString('base64url') !== cursor) throw refuse('is none, or was cut short');
  const payload = bytes.subarray(sealBytes);
  if (!timingSafeEqual(bytes.subarray(0, sealBytes), seal(scope, payload)))
    throw refuse('was changed, or is of another query');
  const [turn, ...starts] = parsed(payload);
  const positions = starts.map((start) => startOf(scope, start));
  if (!Number.isInteger(turn) || positions.length !== scope.segments || positions.includes(undefined))
    throw refuse('leads to where this query has no items');
  return { turn: turn as number, starts: positions as Start[] };
}

function parsed(payload: Buffer): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** A start key with exactly the key's attributes, each of its type, and with the values that all items here share. */
function startOf({ keys, partition }: CursorScope, start: unknown): Start | undefined {
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

function keyValue({ name, kind }: KeyAttribute, start: Record<string, unknown>): AttributeValue | undefined {
  const value = Object.hasOwn(start, name) ? start[name] : undefined;
  const text = isPlainObject(value) ? value[kind] : undefined;
  if (typeof text !== 'string') return undefined;
  if (kind === 'B') return { B: Buffer.from(text, 'base64') };
  return kind === 'N' ? { N: text } : { S: text };
}
