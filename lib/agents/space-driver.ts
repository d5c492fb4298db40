import type { JsonInput } from '../linker/linker.ts';
import type { Space } from '../linker/space.ts';
import type { SpaceInput, SpaceValue } from '../linker/space-types.ts';

/** Options of one call of a driver, as unstorage passes them. */
export interface SpaceDriverCallOptions {
  /** Seconds until the value expires. 0 and infinity mean never, which is the default. */
  readonly ttl?: number | undefined;
}

/** A driver of unstorage. */
export interface SpaceDriver {
  readonly name: string;
  readonly flags: { readonly ttl: true };
  hasItem(key: string): Promise<boolean>;
  getItem(key: string): Promise<string | null>;
  getItems(items: readonly { readonly key: string }[]): Promise<{ key: string; value: string | null }[]>;
  getItemRaw(key: string): Promise<SpaceValue | null>;
  setItem(key: string, value: string, options?: SpaceDriverCallOptions): Promise<void>;
  setItems(items: readonly DriverItem[], options?: SpaceDriverCallOptions): Promise<void>;
  setItemRaw(key: string, value: SpaceInput, options?: SpaceDriverCallOptions): Promise<void>;
  removeItem(key: string): Promise<void>;
  getMeta(key: string): Promise<{ ttl: number } | null>;
  getKeys(base?: string): Promise<string[]>;
  clear(base?: string): Promise<void>;
}

interface DriverItem {
  readonly key: string;
  readonly value: string;
  readonly options?: SpaceDriverCallOptions | undefined;
}

/**
 * Returns a driver of unstorage whose keys are the names of a space.
 *
 * `getKeys` and `clear` of a base read only the keys of that base. Raw values are bytes or JSON. `ttl` is in seconds.
 *
 * @example
 * const storage = createStorage({ driver: spaceDriver(spaces.space('cache')) });
 * await storage.setItem('pages:home', { title: 'Home' }, { ttl: 60 });
 * // PutItem { TableName: 'agents', Item: { space: { S: 'cache' }, name: { S: 'pages:home' }, … } }
 */
export function spaceDriver(space: Space): SpaceDriver {
  const expiryOf = ({ ttl }: SpaceDriverCallOptions = {}): { ttlSeconds?: number } =>
    !ttl || ttl === Number.POSITIVE_INFINITY ? {} : { ttlSeconds: ttl };
  const read = async (key: string): Promise<SpaceValue | null> => (await space.get(key))?.value ?? null;
  const keysOf = async (base = ''): Promise<string[]> => {
    const keys: string[] = [];
    for await (const key of space.names({ prefix: base })) keys.push(key);
    return keys;
  };
  return {
    name: 'annotable',
    flags: { ttl: true },
    hasItem: async (key) => {
      // A key is the first of the names that begin with it. A query reads no parts of a large value.
      for await (const name of space.names({ prefix: key, limit: 1 })) return name === key;
      return false;
    },
    getItem: async (key) => textOf(await read(key)),
    getItems: async (items) => {
      const found = await space.getMany(items.map(({ key }) => key));
      return items.map(({ key }, index) => ({ key, value: textOf(found[index]?.value ?? null) }));
    },
    getItemRaw: read,
    setItem: (key, value, options) => space.put(key, value, expiryOf(options)),
    setItems: async (items, common) => {
      const last = [...new Map(items.map((item) => [item.key, item])).values()];
      for (const ttl of new Set(last.map(({ options }) => options?.ttl ?? common?.ttl))) {
        const alike = last.filter(({ options }) => (options?.ttl ?? common?.ttl) === ttl);
        await space.putMany(
          alike.map(({ key, value }): [string, JsonInput] => [key, value]),
          expiryOf({ ttl }),
        );
      }
    },
    setItemRaw: (key, value, options) => space.put(key, value, expiryOf(options)),
    removeItem: (key) => space.delete(key),
    getMeta: async (key) => {
      const { expiresAt } = (await space.get(key)) ?? {};
      return expiresAt === undefined ? null : { ttl: Math.ceil((expiresAt.getTime() - Date.now()) / 1_000) };
    },
    getKeys: keysOf,
    clear: async (base = '') => {
      if (base === '') await space.clear();
      else await space.delete(await keysOf(base));
    },
  };
}

/** Returns a value as unstorage parses it. Bytes that were set raw have a text if they are UTF-8. */
function textOf(value: SpaceValue | null): string | null {
  if (value === null || typeof value === 'string') return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value);
}
