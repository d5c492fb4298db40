import { randomBytes } from 'node:crypto';
import { emptyCheckpoint, type SerializerProtocol } from '@langchain/langgraph-checkpoint';
import { BaseRepository, ConfigurationError, DynamoSpaces, Entry, Repository, ValidationError } from 'annotable';
import { DynamoSaver, DynamoStore } from 'annotable/langgraph';
import { onEveryEngine } from '../support/engines.ts';
import { requestsOf } from '../support/sent-requests.ts';

@Repository(Entry)
class Entries extends BaseRepository<Entry, 'space' | 'name'> {}

const metadata = { source: 'loop', step: 0, parents: {} } as const;

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

onEveryEngine('DynamoSaver', (engine) => {
  let now = Date.parse('2026-05-01T12:00:00.000Z');
  const options = { tableName: engine.uniqueTable('agents'), clock: () => now };
  const spaces = new DynamoSpaces(engine.client, options);
  const entries = new Entries(engine.client, options);
  const saver = new DynamoSaver(spaces);
  const items = async (): Promise<number> => (await entries.scan({ includeExpired: true }).all()).length;
  beforeAll(async () => void (await spaces.table.ensure()));
  afterAll(() => spaces.table.drop());

  /** Puts a checkpoint whose only channel has a value. */
  async function step(thread: string, value: unknown, own = saver, parent?: { version: number; id: string }) {
    const version = own.getNextVersion(parent?.version);
    const checkpoint = {
      ...emptyCheckpoint(),
      channel_values: { state: value },
      channel_versions: { state: version },
    };
    const config = { configurable: { thread_id: thread, checkpoint_ns: '', checkpoint_id: parent?.id } };
    await own.put(config, checkpoint, metadata, { state: version });
    return { version, id: checkpoint.id };
  }
  const stateOf = async (thread: string, id?: string): Promise<unknown> =>
    (await saver.getTuple({ configurable: { thread_id: thread, checkpoint_id: id } }))?.checkpoint.channel_values[
      'state'
    ];

  engine.test('keeps states of several megabytes, and deletes a thread with all its items', async () => {
    const before = await items();
    const state = { text: randomBytes(3_000_000).toString('base64'), bytes: new Uint8Array(randomBytes(500_000)) };
    await step('large', state);
    const config = { configurable: { thread_id: 'large', checkpoint_ns: '' } };
    const { checkpoint, config: put } = (await saver.getTuple(config)) ?? {};
    expect(checkpoint?.channel_values['state']).toMatchObject({ text: state.text });
    await saver.putWrites(put as typeof config, [['out', state.text]], 'task');
    expect((await saver.getTuple(config))?.pendingWrites?.[0]?.[2]).toBe(state.text);
    expect((await items()) - before).toBeGreaterThan(10);
    await saver.deleteThread('large');
    expect(await items()).toBe(before);
  });

  engine.test('keeps the values of both branches of a thread that was forked', async () => {
    const first = await step('fork', 'first');
    const left = await step('fork', 'left', saver, first);
    const right = await step('fork', 'right', saver, first);
    expect(await stateOf('fork', left.id)).toBe('left');
    expect(await stateOf('fork', right.id)).toBe('right');
    expect(await stateOf('fork')).toBe('right');
    expect(left.version > first.version).toBe(true);
  });

  engine.test('keeps the writes of a task that were put before, and replaces special ones', async () => {
    const { id } = await step('writes', 1);
    const config = { configurable: { thread_id: 'writes', checkpoint_ns: '', checkpoint_id: id } };
    await saver.putWrites(
      config,
      [
        ['a', 1],
        ['b', 2],
      ],
      'task#1',
    );
    await saver.putWrites(
      config,
      [
        ['a', 9],
        ['__error__', 'first'],
      ],
      'task#1',
    );
    await saver.putWrites(config, [['__error__', 'second']], 'task#1');
    await Promise.all(['x', 'y', 'z'].map((task) => saver.putWrites(config, [['c', task]], task)));
    expect((await saver.getTuple(config))?.pendingWrites).toEqual([
      ['task#1', '__error__', 'second'],
      ['task#1', 'a', 1],
      ['task#1', 'b', 2],
      ['x', 'c', 'x'],
      ['y', 'c', 'y'],
      ['z', 'c', 'z'],
    ]);
  });

  engine.test('separates namespaces and threads, whatever signs they contain', async () => {
    const places = ['', 'a', 'a#', 'a#b', '%23', 'a|b:1'].map((checkpoint_ns) => ({ thread_id: 'n#1', checkpoint_ns }));
    for (const configurable of [...places, { thread_id: 'n#', checkpoint_ns: '1' }])
      await saver.put({ configurable }, { ...emptyCheckpoint(), channel_values: { at: configurable } }, metadata, {});
    for (const configurable of places) {
      expect((await saver.getTuple({ configurable }))?.checkpoint.channel_values['at']).toEqual(configurable);
      expect(await allOf(saver.list({ configurable }))).toHaveLength(1);
    }
    expect(await allOf(saver.list({ configurable: { thread_id: 'n#1' } }))).toHaveLength(places.length);
  });

  engine.test('keeps a value as long as a checkpoint that has it', async () => {
    const short = new DynamoSaver(spaces, { ttlSeconds: 100 });
    const first = await step('ttl', 'value', short);
    now += 60_000;
    const config = { configurable: { thread_id: 'ttl', checkpoint_ns: '', checkpoint_id: first.id } };
    const { checkpoint } = (await short.getTuple(config)) ?? {};
    await short.put(config, { ...checkpoint, id: emptyCheckpoint().id } as never, metadata, {});
    now += 60_000;
    expect(await short.getTuple(config)).toBeUndefined();
    expect(await stateOf('ttl')).toBe('value');
    now += 60_000;
    expect(await stateOf('ttl')).toBeUndefined();
    expect(await allOf(short.list({ configurable: { thread_id: 'ttl' } }))).toEqual([]);
  });

  engine.test('never returns a checkpoint without the values that were put with it', async () => {
    await step('deleted', 'value');
    await step('kept', 'value');
    const { serde } = saver as unknown as { readonly serde: SerializerProtocol };
    // The thread is deleted after its checkpoint is read, and before the values of its channels are.
    const deleting = new DynamoSaver(spaces, {
      serde: {
        dumpsTyped: (value) => serde.dumpsTyped(value),
        loadsTyped: async (...args) => {
          await saver.deleteThread('deleted');
          return serde.loadsTyped(...args);
        },
      },
    });
    const config = { configurable: { thread_id: 'deleted' } };
    expect(await deleting.getTuple(config)).toBeUndefined();
    await step('deleted', 'value');
    expect(await allOf(deleting.list(config))).toEqual([]);
    await spaces.space('langgraph/values/kept').clear();
    await expect(saver.getTuple({ configurable: { thread_id: 'kept' } })).rejects.toThrow(
      /thread_id="kept".* channel_values.state is missing/s,
    );
  });

  engine.test('rejects options and configs that are not valid', async () => {
    expect(() => new DynamoSaver(spaces, { ttlSeconds: 0 })).toThrow(ConfigurationError);
    expect(() => new DynamoStore(spaces, { ttl: 1 } as never)).toThrow(ConfigurationError);
    const putAs = (configurable: object) => saver.put({ configurable }, emptyCheckpoint(), metadata, {});
    await expect(putAs({})).rejects.toThrow('configurable.thread_id is missing');
    await expect(putAs({ thread_id: 7 })).rejects.toThrow(ValidationError);
  });

  engine.test('a store reads the gets of a batch together, and no more items than a search returns', async () => {
    const store = new DynamoStore(spaces);
    const keys = Array.from({ length: 30 }, (_, at) => `k${String(at).padStart(2, '0')}`);
    const put = (key: string) => ({ namespace: ['many'], key, value: { key } });
    await store.batch([...keys.map(put), { namespace: ['other'], key: 'k', value: { key: 'k' } }]);
    const sent = requestsOf(engine.client);
    const gets = [...keys.map((key) => ({ namespace: ['many'], key })), { namespace: ['other'], key: 'k' }];
    const found = await store.batch([...gets, { namespace: ['many'], key: 'missing' }, gets[0] as never]);
    expect(found.map((item) => (item as { value?: { key?: string } } | null)?.value?.key)).toEqual([
      ...keys,
      'k',
      undefined,
      'k00',
    ]);
    expect(sent.map(({ operation }) => operation)).toEqual(['BatchGetItem', 'BatchGetItem']);
    sent.length = 0;
    expect((await store.search(['many'], { limit: 2, offset: 1 })).map(({ key }) => key)).toEqual(['k01', 'k02']);
    expect(await store.search(['many'], { filter: { key: 'k05' } })).toHaveLength(1);
    expect(sent.map(({ input }) => (input as { Limit?: number }).Limit)).toEqual([3, undefined]);
  });

  engine.test('a store keeps the time of the first put of an item', async () => {
    const store = new DynamoStore(spaces);
    await store.put(['t'], 'k', { n: 1 });
    const first = await store.get(['t'], 'k');
    await new Promise((resolve) => setTimeout(resolve, 2));
    await store.put(['t'], 'k', { n: 2 });
    const second = await store.get(['t'], 'k');
    expect(second?.createdAt).toEqual(first?.createdAt);
    expect(second?.updatedAt.getTime()).toBeGreaterThan(first?.updatedAt.getTime() ?? 0);
    await store.delete(['t'], 'k');
    expect(await store.get(['t'], 'k')).toBeNull();
  });
});
