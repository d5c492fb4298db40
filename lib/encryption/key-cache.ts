/** A key in memory, or the call that decrypts it. */
interface CachedKey {
  readonly key: Promise<Uint8Array | undefined>;
  readonly endsAt: number;
}

/** Keeps decrypted data keys in memory. Forgets the one that was used least recently first. */
export class KeyCache {
  readonly #maxAgeMs: number;
  readonly #most: number;
  readonly #keys = new Map<string, CachedKey>();

  constructor({ maxAgeMs, most }: { readonly maxAgeMs: number; readonly most: number }) {
    this.#maxAgeMs = maxAgeMs;
    this.#most = most;
  }

  /** Returns a key. Callers at the same time share one call of `decrypt`. A failure is not kept. */
  get(name: string, decrypt: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
    const known = this.#keys.get(name);
    this.#keys.delete(name);
    const cached = known !== undefined && known.endsAt > Date.now() ? known : this.#decrypted(name, decrypt);
    // A map keeps the order of insertion, so the last one was used most recently.
    this.#keys.set(name, cached);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > this.#most && oldest !== undefined) this.#keys.delete(oldest);
    return cached.key;
  }

  #decrypted(name: string, decrypt: () => Promise<Uint8Array | undefined>): CachedKey {
    const cached: CachedKey = { key: decrypt(), endsAt: Date.now() + this.#maxAgeMs };
    const forget = (): void => {
      if (this.#keys.get(name) === cached) this.#keys.delete(name);
    };
    cached.key.then((key) => {
      if (key === undefined) forget();
    }, forget);
    return cached;
  }
}
