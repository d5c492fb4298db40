import { randomBytes } from 'node:crypto';

/** Base 32 of Crockford, without I, L, O, and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomBits = 80n;

let lastMs = -1;
let lastRandom = 0n;

/**
 * Returns a ULID: 26 characters that sort by time, from 48 bits of milliseconds and 80 random bits.
 *
 * Within one millisecond of this process, each ULID is greater than the previous one.
 *
 * @see https://github.com/ulid/spec
 */
export function ulid(nowMs: number = Date.now()): string {
  const isLater = nowMs > lastMs;
  lastRandom = isLater ? BigInt(`0x${randomBytes(10).toString('hex')}`) : lastRandom + 1n;
  lastMs = isLater ? nowMs : lastMs;
  if (lastRandom >> randomBits > 0n) {
    lastMs++;
    lastRandom = 0n;
  }
  return encode((BigInt(lastMs) << randomBits) | lastRandom);
}

function encode(value: bigint): string {
  let text = '';
  for (let rest = value, digit = 0; digit < 26; digit++, rest >>= 5n) text = alphabet[Number(rest & 31n)] + text;
  return text;
}
