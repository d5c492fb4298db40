const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * Returns the shard of a text as decimal digits of equal width: of 8 shards `0` to `7`, of 100 shards `00` to `99`.
 *
 * Stored keys contain it, so it never changes: FNV-1a of 32 bits over the UTF-8 bytes, mixed by the finalizer of
 * MurmurHash3, modulo the number of shards. The finalizer is needed because the low bits of FNV-1a are uneven.
 */
export function shardOf(text: string, shards: number): string {
  let hash = offsetBasis;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, prime);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return shardText(((hash ^ (hash >>> 16)) >>> 0) % shards, shards);
}

/** Writes the number of a shard, 0 to one below the number of shards. */
export const shardText = (shard: number, shards: number): string =>
  String(shard).padStart(String(shards - 1).length, '0');

/** True if a text is a shard in the form that `shardText` writes. */
export const isShard = (text: string, shards: number): boolean =>
  /^\d+$/.test(text) && Number(text) < shards && shardText(Number(text), shards) === text;
