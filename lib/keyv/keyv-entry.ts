/** Stored form of a value of Keyv: a document of a linker. */
export interface KeyvEntry {
  /** Value that Keyv passed, usually its own JSON text. */
  readonly value?: unknown;
  /** Expiry in milliseconds since 1970, because the expiry of an item in a table has whole seconds. */
  readonly expires?: number;
}

/** A value to set, as Keyv passes it. */
export interface NewKeyvEntry {
  readonly key: string;
  readonly value: unknown;
  /** Milliseconds until the value expires. Undefined or 0: never. */
  readonly ttl?: number | undefined;
}

/** Shortest time to live in milliseconds. A value that is already expired expires at once. */
const minTtlMs = 1;

/** A document to put. */
export interface NewKeyvDocument {
  readonly key: string;
  readonly document: KeyvEntry;
  /** Seconds after which the linker may delete the document. Undefined: never. */
  readonly ttlSeconds: number | undefined;
}

/** Returns the document of a value. */
export function keyvDocument({ key, value, ttl }: NewKeyvEntry): NewKeyvDocument {
  if (!ttl || ttl === Number.POSITIVE_INFINITY) return { key, document: { value }, ttlSeconds: undefined };
  const expires = Date.now() + ttl;
  return { key, document: { value, expires }, ttlSeconds: Math.max(ttl, minTtlMs) / 1_000 };
}

/** Returns the entry of a document. Undefined if it is expired or not an entry of Keyv. */
export function liveEntry(document: unknown): KeyvEntry | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const entry: KeyvEntry = document;
  return entry.expires !== undefined && entry.expires <= Date.now() ? undefined : entry;
}
