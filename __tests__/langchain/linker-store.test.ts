import { Document } from '@langchain/core/documents';
import { type BaseStore, InMemoryStore } from '@langchain/core/stores';
import { ConfigurationError, DynamoLinker, type Linker, MemoryLinker, ValidationError } from 'annotable';
import { LinkerByteStore, LinkerStore } from 'annotable/langchain';
import { onEveryEngine } from '../support/engines.ts';

const apart = { allowMultipleInstances: true };

/** Returns the results of a sequence of calls, which must be equal for LangChain's own store and ours. */
async function outcomes(store: BaseStore<string, unknown>): Promise<unknown[]> {
  const keys = async (prefix?: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const key of store.yieldKeys(prefix)) found.push(key);
    return found.sort();
  };
  await store.mset([
    ['page:1', { pageContent: 'one', metadata: { source: 'a' } }],
    ['page:2', [1, 'two']],
    ['note:1', null],
    ['page:2', 'again'],
    ['no-uuid', 0],
  ]);
  await store.mset([]);
  const outcome = [
    await store.mget(['page:2', 'missing', 'note:1', 'page:1', 'page:2', 'no-uuid']),
    await store.mget([]),
    await keys(),
    await keys('page:'),
    await keys('nothing'),
  ];
  await store.mdelete(['page:1', 'missing', 'page:1']);
  await store.mdelete([]);
  return [...outcome, await keys(), await store.mget(['page:1'])];
}

function declareStore(make: () => Linker): void {
  test('returns the same results as InMemoryStore', async () => {
    expect(await outcomes(new LinkerStore<unknown>(make()))).toEqual(await outcomes(new InMemoryStore()));
  });

  test('stores and reads 250 keys', async () => {
    const store = new LinkerStore<{ text: string }>(make());
    const pairs = Array.from({ length: 250 }, (_, index): [string, { text: string }] => [`k${index}`, { text: 'x' }]);
    await store.mset(pairs);
    expect(await store.mget(pairs.map(([key]) => key))).toEqual(pairs.map(([, value]) => value));
  });

  test('LinkerByteStore stores and reads bytes', async () => {
    const store = new LinkerByteStore(make());
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await store.mset([
      ['bytes', bytes],
      ['view', bytes.subarray(10, 12)],
      ['none', new Uint8Array()],
    ]);
    const found = await store.mget(['bytes', 'view', 'none', 'missing']);
    expect(found).toEqual([bytes, new Uint8Array([10, 11]), new Uint8Array(), undefined]);
  });
}

describe('LinkerStore over a MemoryLinker', () => {
  declareStore(() => new MemoryLinker(apart));

  test('returns undefined for a missing key of a strict linker, without a warning', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const onWarning = jest.fn();
    const store = new LinkerStore(new MemoryLinker({ ...apart, strict: true, onWarning }));
    await store.mset([['null', null]]);
    expect(await store.mget(['missing', 'null', 'constructor', '__proto__'])).toEqual([
      undefined,
      null,
      undefined,
      undefined,
    ]);
    expect(warned).not.toHaveBeenCalled();
    expect(onWarning).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  test('converts values with encode and decode', async () => {
    const store = new LinkerStore<Document>(new MemoryLinker(apart), {
      encode: ({ pageContent, metadata, id }) => ({ pageContent, metadata, id }),
      decode: (document) => new Document(document as { pageContent: string }),
    });
    const page = new Document({ pageContent: 'text', metadata: { page: 1 }, id: 'x' });
    await store.mset([['a', page]]);
    const [found, missing] = await store.mget(['a', 'b']);
    expect(found).toBeInstanceOf(Document);
    expect([found, missing]).toEqual([page, undefined]);
  });

  test('rejects values that are not JSON and keys that are not valid ids, and sets nothing', async () => {
    const store = new LinkerStore<unknown>(new MemoryLinker(apart));
    await expect(
      store.mset([
        ['a', 1],
        ['b', undefined],
      ]),
    ).rejects.toThrow('documents[1] is undefined');
    await expect(store.mset([['', 1]])).rejects.toThrow(ValidationError);
    await expect(store.mget(['x'.repeat(2_100)])).rejects.toThrow(/the id has 2100 bytes of at most/);
    expect(await store.mget(['a'])).toEqual([undefined]);
  });

  test("has the same lc_namespace as LangChain's own store", () => {
    expect(new LinkerStore(new MemoryLinker(apart)).lc_namespace).toEqual(new InMemoryStore().lc_namespace);
  });
});

onEveryEngine('LinkerStore over a DynamoLinker', (engine) => {
  const linkers: DynamoLinker[] = [];
  afterAll(() => Promise.all(linkers.map((linker) => linker.dropTable().catch(() => undefined))));
  declareStore(() => {
    const linker = new DynamoLinker(engine.client, { ...apart, tableName: engine.uniqueTable('langchain') });
    linkers.push(linker);
    return linker;
  });
});

test('LinkerStore and LinkerByteStore reject unknown and wrong options', () => {
  const linker = new MemoryLinker(apart);
  const encode = (): string => '';
  for (const [options, message] of [
    [{ encode, decode: encode, encod: encode }, "LinkerStore has no option 'encod'; its options are decode, encode"],
    [{ encode: 'x', decode: encode }, 'LinkerStore: encode must be a function, not a string'],
    [{ encode }, 'LinkerStore takes encode and decode together'],
    [null, 'LinkerStore: the options must be an object, not null'],
  ] as const) {
    expect(() => new LinkerStore(linker, options as never)).toThrow(ConfigurationError);
    expect(() => new LinkerStore(linker, options as never)).toThrow(message);
  }
  const make = (): unknown => new LinkerByteStore(linker, { encode } as never);
  expect(make).toThrow("LinkerByteStore has no option 'encode'; it has none");
});
