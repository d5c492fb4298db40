/** A value of Keyv as it is stored: a document of a linker. */
export interface KeyvEntry {
  /** What Keyv gave, mostly its own JSON text. */
  readonly value?: unknown;
  /** The millisecond at which it ends; a table's own end is in whole seconds. */
  readonly expires?: number;
}

/** How Keyv gives a value that is to be set. */
export interface NewKeyvEntry {
  readonly key: string;
  readonly value: unknown;
  /** Milliseconds; none, or 0, for ever. */
  readonly ttl?: number | undefined;
}

/** Shortest time to live: what has ended already when it is set ends at once. */
const minTtlMs = 1;

/** A document that is to be put. */
export interface NewKeyvDocument {
  readonly key: string;
  readonly document: KeyvEntry;
  /** After which the linker may let it end. */
  readonly ttlSeconds: number | undefined;
}

export function keyvDocument({ key, value, ttl }: NewKeyvEntry): NewKeyvDocument {
  if (!ttl || ttl === Number.POSITIVE_INFINITY) return { key, document: { value }, ttlSeconds: undefined };
  const expires = Date.now() + ttl;
  return { key, document: { value, expires }, ttlSeconds: Math.max(ttl, minTtlMs) / 1_000 };
}

/** The entry of a document; undefined where it is past its end, or none of Keyv's. */
export function liveEntry(document: unknown): KeyvEntry | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const entry: KeyvEntry = document;
  return entry.expires !== undefined && entry.expires <= Date.now() ? undefined : entry;
}
