import { randomBytes, randomUUID } from 'node:crypto';
import {
  ConditionFailedError,
  ConfigurationError,
  ItemNotFoundError,
  type Linker,
  type LinkerOptions,
  type LinkerWarning,
  ValidationError,
} from 'annotable';

/** The subject of the contract tests. */
export interface ContractSubject {
  /** Declares a test in the suite of the subject. */
  readonly test: (title: string, body: () => Promise<void>, timeoutMs?: number) => void;
  /** Declares a test that requires transactions. */
  readonly testAtomic?: (title: string, body: () => Promise<void>) => void;
  /** Declares a test that requires the stored item in the error of a failed condition. */
  readonly testExpired?: (title: string, body: () => Promise<void>) => void;
  /** Most bytes of an id, if they depend neither on the id nor on the namespace. */
  readonly maxIdBytes?: number;
  /** Creates a linker with a separate store. */
  readonly make: (options: LinkerOptions) => Linker;
}

/** Returns a text of about this length that can't be compressed. */
export const noise = (bytes: number): string => randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64');

const surrogates = 'a\ud800b\udfff';

/** Documents that are valid JSON and that a store may change by mistake. */
const awkward: readonly unknown[] = [
  null,
  0,
  -1.5,
  2 ** 53 + 2,
  1e300,
  5e-324,
  '',
  surrogates,
  '\u0000\u2028😀',
  true,
  [],
  {},
  [null, [[]], { a: [] }],
  JSON.parse('{"__proto__":{"x":1},"constructor":"c","toString":null,"":0}'),
  { a: undefined, when: new Date(0), nested: { b: undefined } },
  [undefined],
  JSON.parse('['.repeat(60) + ']'.repeat(60)),
];

/** Declares the tests of the contract of `Linker`, for any store. */
export function declareContract({
  test,
  testAtomic = test,
  testExpired = test,
  maxIdBytes,
  make,
}: ContractSubject): void {
  const linkers: Linker[] = [];
  let now = Date.parse('2026-05-01T12:00:00.000Z');
  let warnings: LinkerWarning[] = [];
  const fresh = (options: LinkerOptions = {}): Linker => {
    warnings = [];
    const onWarning = (warning: LinkerWarning): void => void warnings.push(warning);
    const linker = make({ allowMultipleInstances: true, clock: () => now, onWarning, ...options });
    linkers.push(linker);
    return linker;
  };
  let warned: jest.SpyInstance;
  beforeAll(() => {
    warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  });
  afterAll(async () => {
    warned.mockRestore();
    for (const linker of linkers) await linker.dropTable().catch(() => undefined);
  });

  test('a linker stores, reads, and deletes one or many documents by id, in the order of the ids', async () => {
    const linker = fresh();
    expect(await linker.connectionCheck()).toBe(true);
    await linker.putJson('one', { page: 1 });
    expect(await linker.getJson('one')).toEqual({ page: 1 });
    await linker.putJson(['two', 'three', 'none'], [2, [3], null]);
    expect(warnings).toEqual([]);
    expect(await linker.getJson(['three', 'missing', 'none', 'two', 'three'])).toEqual([[3], null, null, 2, [3]]);
    expect(warnings.map(({ name, ids }) => [name, ids])).toEqual([
      ['NoIdWarning', ['missing']],
      ['NoDataWarning', ['none']],
    ]);
    expect(warned).toHaveBeenCalledWith(warnings[0]?.message, 'NoIdWarning');
    expect(await linker.has(['one', 'missing', 'none'])).toEqual([true, false, true]);
    expect(await linker.has('missing')).toBe(false);
    expect(await linker.getMap(['two', 'missing', 'none'])).toEqual(
      new Map<string, unknown>([
        ['two', 2],
        ['none', null],
      ]),
    );
    await linker.deleteJson(['one', 'missing']);
    await linker.deleteJson('two');
    expect(await linker.getJson(['one', 'two', 'three'])).toEqual([null, null, [3]]);
  });

  test('a linker accepts from 0 to 250 ids', async () => {
    const linker = fresh();
    for (const count of [0, 1, 25, 26, 100, 101, 250]) {
      const ids = Array.from({ length: count }, (_, index) => `${count}-${index}`);
      await linker.putJson(
        ids,
        ids.map((id) => ({ id })),
      );
      expect(await linker.getJson(ids)).toEqual(ids.map((id) => ({ id })));
      const half = ids.filter((_, index) => index % 2 === 0);
      await linker.deleteJson(half);
      expect(await linker.has(ids)).toEqual(ids.map((_, index) => index % 2 === 1));
    }
  });

  test('a linker accepts 5,000 ids', async () => {
    const linker = fresh();
    const ids = Array.from({ length: 5_000 }, () => randomUUID());
    await linker.putJson(
      ids,
      ids.map((id) => [id]),
    );
    const found = await linker.getJson<[string]>([...ids].reverse());
    expect(found.map((document) => document?.[0])).toEqual([...ids].reverse());
    expect(await linker.flushDb()).toBe(5_000);
    expect(await linker.getJson(ids[0] as string)).toBeNull();
    await linker.putJson('after', 1);
    expect(await linker.getJson('after')).toBe(1);
  }, 120_000);

  test('a linker stores the last document of a repeated id, and ignores the case of UUIDs only', async () => {
    const linker = fresh();
    await linker.putJson(['a', 'b', 'a'], [1, 2, 3]);
    expect(await linker.getJson(['a', 'a', 'b'])).toEqual([3, 3, 2]);
    const id = randomUUID();
    await linker.putJson(id.toUpperCase(), 'mine');
    expect(await linker.getJson([id, id.toUpperCase()])).toEqual(['mine', 'mine']);
    await linker.putJson(['Case', ' case ', '😀', '__proto__', 'constructor', 'annotable#x'], [1, 2, 3, 4, 5, 6]);
    const ids = ['case', 'Case', ' case ', '😀', '__proto__', 'constructor', 'annotable#x'];
    expect(await linker.getJson(ids)).toEqual([null, 1, 2, 3, 4, 5, 6]);
  });

  test('putJson rejects invalid ids and documents before it puts any', async () => {
    const linker = fresh();
    const refused = async (ids: unknown, documents: unknown, message: string | RegExp): Promise<void> => {
      const error = await linker.putJson(ids as string[], documents as object[]).catch((caught) => caught);
      expect(error).toBeInstanceOf(ValidationError);
      expect(error.message).toMatch(message);
    };
    await refused(['a', 'b'], [1], 'there are 2 ids and 1 documents');
    await refused(['a', 'b'], 1, 'documents must be an array, as the ids are');
    await refused(['a'], { x: 1 }, 'documents must be an array, as the ids are');
    await refused(['a', ''], [1, 2], 'ids[1] is empty');
    await refused('x'.repeat(2_049), 1, /the id has 2049 bytes of at most/);
    await refused(surrogates, 1, /lone surrogate/);
    await refused(7, 1, /must be a string, not number/);
    await refused(['a', 'b'], [1, { scores: [1, { best: Number.NaN }] }], 'documents[1].scores[1].best is NaN');
    await refused('a', { 'odd name': () => 1 }, 'document["odd name"] is a function');
    await refused('a', [1n], 'document[0] is a bigint');
    const cycle: Record<string, unknown> = {};
    cycle['self'] = [cycle];
    await refused('a', cycle, 'document.self[0] contains itself');
    await refused('a', undefined, 'document is undefined');
    expect(await linker.has('a')).toBe(false);
    await expect(linker.getJson('')).rejects.toThrow(ValidationError);
    await expect(linker.replaceIf('a', 1, undefined as never)).rejects.toThrow(/revision must be a string/);
    expect(await linker.has('a')).toBe(false);
  });

  test('a linker accepts ids and namespaces up to the limit of a key, and rejects longer ones', async () => {
    const linker = fresh();
    const longest = async (space: Linker, bytes: number, start = ''): Promise<void> => {
      const rest = bytes - start.length;
      const id = start + 'é'.repeat(Math.floor(rest / 2)) + 'x'.repeat(rest % 2);
      await space.putJson(id, 1);
      expect(await space.getJson(id)).toBe(1);
      await expect(space.putJson(`${id}x`, 1)).rejects.toThrow(`the id has ${bytes + 1} bytes of at most ${bytes}`);
    };
    await longest(linker, maxIdBytes ?? 2_048);
    await longest(linker, maxIdBytes ?? 2_035, 'annotable#1');
    await longest(linker.namespace('ab'), maxIdBytes ?? 2_048 - 14 - 2);
    await longest(linker.namespace(`${'é'.repeat(247)}#%`), maxIdBytes ?? 2_048 - 14 - 500);
    const refused = (name: unknown, message: RegExp): void => {
      expect(() => linker.namespace(name as string)).toThrow(ConfigurationError);
      expect(() => linker.namespace(name as string)).toThrow(message);
    };
    refused('x'.repeat(501), /the namespace has 501 bytes of at most 500/);
    refused('#'.repeat(167), /the namespace has 501 bytes of at most 500/);
    refused('a\ud800', /the namespace holds half a character/);
    refused(undefined, /the namespace must be a string, not undefined/);
    refused(7, /the namespace must be a string, not number/);
    expect(() => fresh({ namespace: '\udfff' })).toThrow(ConfigurationError);
    expect(() => fresh({ namespace: null as never })).toThrow(/must be a string, not null/);
  });

  test('getJson returns the same document as JSON.parse and JSON.stringify', async () => {
    const linker = fresh();
    const ids = awkward.map((_, index) => `d${index}`);
    await linker.putJson(ids, awkward as object[]);
    const found = await linker.getJson(ids);
    for (const [index, document] of awkward.entries()) {
      expect(JSON.stringify(found[index])).toBe(JSON.stringify(document));
      expect(found[index]).toEqual(JSON.parse(JSON.stringify(document)));
    }
  });

  test('a linker stores documents of 350 KB, 400 KB, 1 MB and 12 MB, compressible or not', async () => {
    const linker = fresh();
    const documents = [358_398, 358_399, 409_600, 1_000_000, 12_000_000].flatMap((bytes) => [
      noise(bytes),
      'é'.repeat(bytes / 2),
    ]);
    const ids = documents.map((_, index) => `large${index}`);
    await linker.putJson(ids, documents);
    const found = await linker.getJson(ids);
    expect(found.map((document) => document === documents[found.indexOf(document)])).not.toContain(false);
    expect(found.map((document) => (document as string).length)).toEqual(documents.map(({ length }) => length));
    await linker.putJson(
      ids,
      ids.map(() => 'small'),
    );
    expect(await linker.getJson(ids)).toEqual(ids.map(() => 'small'));
    expect(await linker.sweep()).toBe(0);
  }, 120_000);

  test('putIfAbsent, replaceIf and update never overwrite concurrent changes', async () => {
    const linker = fresh();
    expect(await linker.putIfAbsent('a', 1)).toBe(true);
    expect(await linker.putIfAbsent('a', 2)).toBe(false);
    const { revision = '', document } = (await linker.getEntry('a')) ?? {};
    expect(document).toBe(1);
    expect(await linker.replaceIf('a', 3, 'another')).toBe(false);
    expect(await linker.replaceIf('a', 3, revision)).toBe(true);
    expect(await linker.replaceIf('a', 4, revision)).toBe(false);
    expect(await linker.getEntry('missing')).toBeUndefined();
    const raced = await Promise.all(Array.from({ length: 30 }, () => linker.putIfAbsent('race', noise(100))));
    expect(raced.filter(Boolean)).toHaveLength(1);
    await Promise.all(
      Array.from({ length: 20 }, () => linker.update('count', (count) => ((count as number) ?? 0) + 1)),
    );
    expect(await linker.getJson('count')).toBe(20);
    const large = await linker.update('large', () => ({ text: noise(600_000), count: 0 }));
    await Promise.all(
      Array.from({ length: 4 }, () =>
        linker.update('large', (now) => ({
          ...(now as { text: string }),
          count: (now as { count: number }).count + 1,
        })),
      ),
    );
    expect(await linker.getJson('large')).toEqual({ ...(large as object), count: 4 });
  }, 120_000);

  test('update throws ConditionFailedError after 30 seconds of conflicts', async () => {
    const linker = fresh();
    const started = performance.now();
    const clock = jest.spyOn(performance, 'now');
    let attempts = 0;
    const overtaken = linker.update('a', async () => {
      attempts++;
      if (attempts === 3) clock.mockReturnValue(started + 60_000);
      await linker.putJson('a', 0);
      return 1;
    });
    await expect(overtaken).rejects.toThrow(ConditionFailedError);
    await expect(overtaken).rejects.toThrow('changed the document after each read, for 30000 ms; try again');
    clock.mockRestore();
    expect(attempts).toBe(3);
    expect(await linker.getJson('a')).toBe(0);
  });

  test('keys and entries list ids and documents by prefix', async () => {
    const linker = fresh();
    await linker.putJson(['page:1', 'page:2', 'note:1', 'annotable#page:'], [1, 2, null, 4]);
    const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
      const found: T[] = [];
      for await (const item of items) found.push(item);
      return found.sort();
    };
    expect(await all(linker.keys())).toEqual(['annotable#page:', 'note:1', 'page:1', 'page:2']);
    expect(await all(linker.keys({ prefix: 'page:' }))).toEqual(['page:1', 'page:2']);
    expect(await all(linker.keys({ prefix: 'annotable#' }))).toEqual(['annotable#page:']);
    expect(await all(linker.entries({ prefix: 'note' }))).toEqual([['note:1', null]]);
    expect(await all(linker.entries())).toHaveLength(4);
  });

  test('namespaces with any name have separate documents', async () => {
    const linker = fresh();
    const names = ['', 'a', 'a#b', 'a%23b', 'a#', '#', 'ns', 'b#a'];
    const spaces = names.map((name) => linker.namespace(name));
    for (const [index, space] of spaces.entries()) {
      await space.putJson(['id', 'b#id', '#id'], [index, index, index]);
      await space.putJson('large', noise(800_000));
    }
    for (const [index, space] of spaces.entries()) {
      expect(await space.getJson(['id', 'b#id', '#id'])).toEqual([index, index, index]);
      const keys = [];
      for await (const key of space.keys()) keys.push(key);
      expect(keys.sort()).toEqual(['#id', 'b#id', 'id', 'large']);
    }
    expect(await (spaces[1] as Linker).flushDb()).toBe(4);
    expect(await (spaces[1] as Linker).has('id')).toBe(false);
    expect(await (spaces[2] as Linker).getJson('large')).toHaveLength(800_000);
    expect(await linker.flushDb({ allNamespaces: true })).toBe(4 * 7);
    expect(await (spaces[2] as Linker).has('id')).toBe(false);
  }, 120_000);

  test('documents expire, and a put without an expiry removes it', async () => {
    const linker = fresh();
    await linker.putJson(['a', 'b', 'c'], [1, 2, noise(800_000)], { ttlSeconds: 60 });
    await linker.putJson('d', 4, { expiresAt: new Date(now + 60_000) });
    expect((await linker.getEntry('a'))?.expiresAt).toEqual(new Date(now + 60_000));
    await linker.update('b', (document) => [document]);
    await linker.putJson('d', 5);
    now += 61_000;
    expect(await linker.getJson(['a', 'b', 'c', 'd'])).toEqual([null, null, null, 5]);
    expect(await linker.has(['a', 'd'])).toEqual([false, true]);
    const keys = [];
    for await (const key of linker.keys()) keys.push(key);
    expect(keys).toEqual(['d']);
    await expect(linker.putJson('a', 1, { ttlSeconds: 0 })).rejects.toThrow(/ttlSeconds must be a number of seconds/);
    await expect(linker.putJson('a', 1, { ttlSeconds: 1e300 })).rejects.toThrow(/that ends at a date/);
    await expect(linker.putJson('a', 1, { ttlSeconds: 1, expiresAt: new Date() })).rejects.toThrow(/pass one of them/);
  });

  testExpired('an expired document counts as absent in putIfAbsent and update', async () => {
    const linker = fresh();
    await linker.putJson(['a', 'b'], [1, noise(800_000)], { ttlSeconds: 60 });
    now += 61_000;
    expect(await linker.putIfAbsent('a', 'again')).toBe(true);
    expect(await linker.update('b', (document) => ({ document: document ?? 'none' }))).toEqual({ document: 'none' });
    expect(await linker.getJson(['a', 'b'])).toEqual(['again', { document: 'none' }]);
  });

  testAtomic('putJson with atomic puts 100 documents, large ones too', async () => {
    const linker = fresh();
    const ids = Array.from({ length: 100 }, (_, index) => `a${index}`);
    await linker.putJson(ids, ids, { atomic: true });
    expect(await linker.getJson(ids)).toEqual(ids);
    await linker.putJson(['a0', 'large'], [0, noise(900_000)], { atomic: true });
    expect(await linker.getJson('large')).toHaveLength(900_000);
    await linker.putJson(['a0', 'large'], [0, 1], { atomic: true });
    expect(await linker.sweep()).toBe(0);
  });

  test('a strict linker throws for a missing id, and an aborted call rejects', async () => {
    const linker = fresh({ strict: true });
    await linker.putJson('a', null);
    expect(await linker.getJson('a')).toBeNull();
    await expect(linker.getJson(['a', 'b'])).rejects.toThrow(ItemNotFoundError);
    expect(await linker.getJson('b', { strict: false })).toBeNull();
    await expect(linker.putJson('a', 1, { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
    await expect(linker.getJson('a', { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
    await expect(linker.sweep({ signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
    await expect(linker.keys({ signal: AbortSignal.abort() })[Symbol.asyncIterator]().next()).rejects.toThrow(
      /aborted/,
    );
  });

  test('a linker creates its store again after dropTable', async () => {
    const linker = fresh();
    await linker.putJson('a', 1);
    await linker.dropTable();
    expect(await linker.getJson('a')).toBeNull();
    await linker.putJson('a', 2);
    expect(await linker.getJson('a')).toBe(2);
  });
}
