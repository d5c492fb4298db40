import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidCursorError } from '../errors/invalid-cursor-error.ts';

/** The read that a cursor belongs to. A cursor is valid only for a read with the same values. */
export interface CursorOwner {
  readonly table: string;
  /** Identifies the read. */
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

/** Encodes a position as an opaque, URL-safe text: a seal (HMAC-SHA-256, first 16 bytes) and the position as JSON. */
export function sealCursor(owner: CursorOwner, position: readonly unknown[]): string {
  const payload = Buffer.from(JSON.stringify(position), 'utf8');
  return Buffer.concat([sealOf(owner, payload), payload]).toString('base64url');
}

/**
 * Decodes the position of a cursor. Without a secret anybody can create a valid seal, so the caller checks each value.
 *
 * @throws InvalidCursorError `cursor.invalid` if the cursor is not valid, or belongs to another read
 */
export function openCursor(owner: CursorOwner, cursor: unknown): readonly unknown[] {
  const bytes = Buffer.from(typeof cursor === 'string' ? cursor : '', 'base64url');
  // Decoding skips characters that are not base64url, so a changed text could otherwise be accepted.
  if (bytes.length <= sealBytes || bytes.toString('base64url') !== cursor)
    throw new InvalidCursorError(owner.table, 'is not valid or is truncated');
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
