import { DynamoLinker, type Linker, MemoryLinker } from 'annotable';
import { KeyvLinker } from 'annotable/keyv';
import type { KeyvStoreAdapter } from 'keyv';
import Keyv from 'keyv-6';
import { onEveryEngine } from '../support/engines.ts';

const apart = { allowMultipleInstances: true };

/** Reads all entries of the namespace of a Keyv. */
async function allOf(keyv: Keyv): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const pair of keyv.iterator()) found.push(pair);
  return found;
}

/** Declares the tests of the calls of Keyv 6 over a linker. */
function declareCalls(test: (title: string, body: () => Promise<void>) => void, make: () => Linker): void {
  test('sets, reads, lists, and deletes values, and separates namespaces', async () => {
    const linker = make();
    const [one, two] = ['one', 'two'].map((namespace) => new Keyv(new KeyvLinker(linker), { namespace })) as [
      Keyv,
      Keyv,
    ];
    expect(await one.set('x', { n: 1 })).toBe(true);
    await two.set('x', 2);
    expect(
      await one.setMany([
        { key: 'y', value: [1] },
        { key: 'z', value: null, ttl: 60_000 },
      ]),
    ).toEqual([true, true]);
    expect(await one.get('x')).toEqual({ n: 1 });
    expect(await one.getMany(['z', 'missing', 'y'])).toEqual([null, undefined, [1]]);
    expect(await one.has('z')).toBe(true);
    expect(await one.hasMany(['y', 'missing'])).toEqual([true, false]);
    expect(await one.delete('y')).toBe(true);
    expect(await one.delete('y')).toBe(false);
    await one.deleteMany(['z', 'missing']);
    expect(await allOf(one)).toEqual([['x', { n: 1 }]]);
    await one.clear();
    expect(await one.get('x')).toBeUndefined();
    expect(await two.get('x')).toBe(2);
    await expect(one.set('x'.repeat(3_000), 1)).rejects.toThrow('bytes of at most');
    await one.disconnect();
  });

  test('lets values expire at their millisecond', async () => {
    const linker = make();
    const keyv = new Keyv(new KeyvLinker(linker));
    await keyv.set('short', 1, 30_000);
    await keyv.set('long', 2);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 30_001);
    expect(await keyv.getMany(['short', 'long'])).toEqual([undefined, 2]);
    clock.mockRestore();
    const ends: unknown[] = [];
    for await (const id of linker.keys()) ends.push((await linker.getEntry(id))?.expiresAt !== undefined);
    expect(ends.sort()).toEqual([false, true]);
  });
}

describe('KeyvLinker with Keyv 6 over a MemoryLinker', () => {
  declareCalls(test, () => new MemoryLinker(apart));

  test('is also an adapter of Keyv 5', () => {
    const adapter: KeyvStoreAdapter = new KeyvLinker(new MemoryLinker(apart));
    expect(adapter.namespace).toBeUndefined();
  });
});

onEveryEngine('KeyvLinker with Keyv 6 over a DynamoLinker', (engine) => {
  declareCalls(engine.test, () => new DynamoLinker(engine.client, { ...apart, tableName: engine.uniqueTable('keyv') }));
});
