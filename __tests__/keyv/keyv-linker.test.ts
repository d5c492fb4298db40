import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationError, DynamoLinker, JsonLinker, type Linker, MemoryLinker, ValidationError } from 'annotable';
import { KeyvLinker } from 'annotable/keyv';
import Keyv from 'keyv';
import { onEveryEngine } from '../support/engines.ts';
import { declareKeyvSuite } from '../support/keyv-suite.ts';

const apart = { allowMultipleInstances: true };

async function allOf(keyv: Keyv): Promise<[string, unknown][]> {
  const found: [string, unknown][] = [];
  for await (const pair of keyv.iterator?.(undefined) ?? []) found.push(pair);
  return found;
}

/** Declares tests that Keyv's own suite does not have. */
function declareMore(make: () => Linker): void {
  test('clear deletes only the keys of its namespace, not those of similar names or of the linker', async () => {
    const linker = make();
    await linker.putJson(['keyv', 'mine'], [1, 2]);
    const keyvs = ['a', 'a:b', 'a%3Ab', undefined].flatMap((namespace) =>
      [true, false].map((useKeyPrefix) => {
        const keyv = new Keyv(new KeyvLinker(linker), { useKeyPrefix });
        keyv.namespace = namespace;
        return keyv;
      }),
    );
    for (const [index, keyv] of keyvs.entries()) await keyv.set('b:x', index);
    // Without a namespace, there is no prefix.
    expect(await Promise.all(keyvs.map((keyv) => keyv.get('b:x')))).toEqual([0, 1, 2, 3, 4, 5, 7, 7]);
    await keyvs[0]?.clear();
    const left = await Promise.all(keyvs.map((keyv) => keyv.get('b:x')));
    expect(left).toEqual([undefined, undefined, 2, 3, 4, 5, 7, 7]);
    await keyvs[7]?.clear();
    expect(await keyvs[7]?.has('b:x')).toBe(false);
    expect(await keyvs[2]?.has('b:x')).toBe(true);
    expect(await linker.getJson(['keyv', 'mine'])).toEqual([1, 2]);
  });

  test('sets, reads, and deletes many keys, each with its own time to live', async () => {
    const keyv = new Keyv(new KeyvLinker(make()));
    const entries = [
      { key: 'a', value: 1 },
      { key: 'b', value: null, ttl: 30_000 },
      { key: 'c', value: [3], ttl: 60_000 },
      { key: 'a', value: 4 },
    ];
    expect(await keyv.setMany(entries)).toEqual([true, true, true, true]);
    expect(await keyv.getMany(['c', 'b', 'missing', 'a', 'c'])).toEqual([[3], null, undefined, 4, [3]]);
    const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 30_001);
    expect(await keyv.hasMany(['a', 'b', 'c', 'missing'])).toEqual([true, false, true, false]);
    expect(await keyv.get('b')).toBeUndefined();
    later.mockRestore();
    expect(await keyv.delete(['a', 'missing'])).toBe(false);
    expect(await keyv.has('a')).toBe(false);
    expect(await keyv.delete(['c', 'c'])).toBe(true);
    await keyv.set('expired', 1, -1);
    await keyv.set('endless', 1, Number.POSITIVE_INFINITY);
    expect(await keyv.get(['expired', 'endless'])).toEqual([undefined, 1]);
  });

  test('sets the expiry of the documents of the linker', async () => {
    const linker = make();
    const keyv = new Keyv(new KeyvLinker(linker), { namespace: 'n' });
    const now = Date.parse('2100-01-01T00:00:00Z');
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    await keyv.set('a', 1, 5_500);
    const end = (await linker.getEntry('n:n:a'))?.expiresAt?.getTime();
    clock.mockRestore();
    // The expiry of an item in a table has whole seconds.
    expect([now + 5_500, now + 6_000]).toContain(end);
    await keyv.set('a', 1);
    expect((await linker.getEntry('n:n:a'))?.expiresAt).toBeUndefined();
  });

  test('iterates over 2,100 keys and clears them', async () => {
    const keyv = new Keyv(new KeyvLinker(make()));
    const entries = Array.from({ length: 2_100 }, (_, index) => ({ key: `k${index}`, value: index }));
    await keyv.setMany(entries);
    const found = await allOf(keyv);
    expect(found.length).toBe(entries.length);
    expect(new Map(found)).toEqual(new Map(entries.map(({ key, value }) => [key, value])));
    await keyv.clear();
    expect(await allOf(keyv)).toEqual([]);
  });

  test('rejects keys that are not valid ids, and values that are not JSON', async () => {
    const key = 'x'.repeat(2_100);
    const store = new KeyvLinker(make());
    for (const call of [() => store.get(key), () => store.set(key, 1), () => store.delete(key), () => store.has(key)])
      await expect(call()).rejects.toThrow(/the id has \d+ bytes of at most \d+/);
    await expect(store.setMany([{ key, value: 1 }])).rejects.toThrow(ValidationError);
    await expect(store.set('a', 1n)).rejects.toThrow('document.value is a bigint');
    const keyv = new Keyv(store);
    const errors: unknown[] = [];
    keyv.on('error', (error) => errors.push(error));
    expect(await keyv.get(key)).toBeUndefined();
    expect(await keyv.set(key, 1)).toBe(false);
    expect(errors).toEqual([expect.any(ValidationError), expect.any(ValidationError)]);
    await expect(new Keyv(store, { throwOnErrors: true }).get(key)).rejects.toThrow(ValidationError);
  });
}

describe('KeyvLinker over a MemoryLinker', () => {
  const linker = new MemoryLinker(apart);
  declareKeyvSuite(() => new KeyvLinker(linker));
  declareMore(() => new MemoryLinker(apart));

  test('returns undefined for a missing key of a strict linker, without a warning', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const keyv = new Keyv(new KeyvLinker(new MemoryLinker({ ...apart, strict: true })), { throwOnErrors: true });
    expect(await keyv.get('missing')).toBeUndefined();
    expect(await keyv.get(['missing'])).toEqual([undefined]);
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  test('ignores documents that are not entries of Keyv', async () => {
    const strange = new MemoryLinker(apart);
    await strange.putJson(['keyv:keyv:a', 'keyv:keyv:b'], [null, 7]);
    const keyv = new Keyv(new KeyvLinker(strange));
    expect(await keyv.get(['a', 'b'])).toEqual([undefined, undefined]);
    expect(await allOf(keyv)).toEqual([]);
  });

  test.each([
    ['a', 'b'],
    ['a', undefined],
    [undefined, 'b'],
    ['a', ''],
  ])('rejects a second Keyv with another namespace: %p, then %p', async (first, second) => {
    const store = new KeyvLinker(new MemoryLinker(apart));
    const options = { useKeyPrefix: false, throwOnErrors: true };
    const keyv = new Keyv(store, { ...options, namespace: first as string });
    await keyv.set('x', 1);
    expect(() => new Keyv(store, { ...options, namespace: second as string })).toThrow(ConfigurationError);
    expect(() => new Keyv({ store, namespace: second as string })).toThrow(
      /can't be used with (no namespace|namespace 'b'): clear\(\) of one would delete the entries of the other/,
    );
    expect(await keyv.get('x')).toBe(1);
  });

  test('rejects a changed namespace of one of two Keyvs, and a namespace that is not a string', async () => {
    const store = new KeyvLinker(new MemoryLinker(apart));
    const [one, two] = [new Keyv(store, { namespace: 'a' }), new Keyv(store, { namespace: 'a' })];
    await one.set('x', 1);
    expect(await two.get('x')).toBe(1);
    expect(() => {
      two.namespace = 'b';
    }).toThrow(ConfigurationError);
    const later = new Keyv();
    later.namespace = 'b';
    expect(() => {
      later.store = store;
    }).toThrow(ConfigurationError);
    expect(await one.get('x')).toBe(1);
    expect(() => new Keyv(new KeyvLinker(new MemoryLinker(apart)), { namespace: 7 as never })).toThrow(
      'the namespace of a Keyv must be a string, not number',
    );
  });

  test('accepts a changed namespace of its only Keyv, and separates the entries', async () => {
    const keyv = new Keyv(new KeyvLinker(new MemoryLinker(apart)));
    for (const namespace of ['a', undefined, 'b']) {
      keyv.namespace = namespace;
      await keyv.set('x', `${namespace}`);
    }
    await keyv.clear();
    expect(await keyv.get('x')).toBeUndefined();
    keyv.namespace = 'a';
    expect(await keyv.get('x')).toBe('a');
    expect(await allOf(keyv)).toEqual([['x', 'a']]);
  });

  test('closes the linker when Keyv disconnects', async () => {
    await new Keyv(new KeyvLinker(new MemoryLinker())).disconnect();
    expect(() => void new MemoryLinker().close()).not.toThrow();
  });
});

describe('KeyvLinker over a JsonLinker', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'annotable-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const linker = new JsonLinker(path.join(folder, 'keyv.json'), apart);
  declareKeyvSuite(() => new KeyvLinker(linker));
});

onEveryEngine('KeyvLinker over a DynamoLinker', (engine) => {
  const linkers: DynamoLinker[] = [];
  const make = (): DynamoLinker => {
    const linker = new DynamoLinker(engine.client, { ...apart, tableName: engine.uniqueTable('keyv') });
    linkers.push(linker);
    return linker;
  };
  afterAll(() => Promise.all(linkers.map((linker) => linker.dropTable().catch(() => undefined))));
  let shared: DynamoLinker | undefined;
  const sharedLinker = (): DynamoLinker => {
    shared ??= make();
    return shared;
  };
  declareKeyvSuite(() => new KeyvLinker(sharedLinker()));
  declareMore(make);
});

test('KeyvLinker rejects options and names them', () => {
  const linker = new MemoryLinker({ allowMultipleInstances: true });
  const make = (): unknown => new KeyvLinker(linker, { ttl: 5 } as never);
  expect(make).toThrow("KeyvLinker has no option 'ttl'; it has none");
});
