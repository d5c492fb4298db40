import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidCursorError } from '../errors/invalid-cursor-error.ts';

/** What a cursor belongs to: it is good for a read with the same, and for no other. */
export interface CursorOwner {
  readonly table: string;
  /** Names the read. */
  readonly identity: string;
  readonly secret: string | undefined;
}

const sealBytes = 16;

const sealOf = ({ table, identity, secret = '' }: CursorOwner, payload: Buffer): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify([table, identity]))
    .update(payload)
    .digest()
    .subarray(0, sealBytes);

/** Writes a position as an opaque, URL-safe text: a seal, and the position as JSON. */
export function sealCursor(owner: CursorOwner, position: readonly unknown[]): string {
  const payload = Buffer.from(JSON.stringify(position), 'utf8');
  return Buffer.concat([sealOf(owner, payload), payload]).toString('base64url');
}

/**
 * Reads the position of a cursor. Without a secret anybody can make a seal: the caller checks each part of it.
 *
 * @throws InvalidCursorError `cursor.invalid` where another read gave it, or nobody did
 */
export function openCursor(owner: CursorOwner, cursor: unknown): readonly unknown[] {
  const bytes = Buffer.from(typeof cursor === 'string' ? cursor : '', 'base64url');
  // Decoding skips what is no base64url, so that a changed text could still be read.
  if (bytes.length <= sealBytes || bytes.toString('base64url') !== cursor)
    throw new InvalidCursorError(owner.table, 'is none, or was cut short');
  const payload = bytes.subarray(sealBytes);
  if (!timingSafeEqual(bytes.subarray(0, sealBytes), sealOf(owner, payload)))
    throw new InvalidCursorError(owner.table, 'was changed, or is of another query');
  return parsed(payload);
}

function parsed(payload: Buffer): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
