import type { BatchGetItemCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  gt,
  gte,
  Index,
  LocalIndex,
  PartitionKey,
  ReadInterruptedError,
  Repository,
  type RepositoryOptions,
  SortKey,
  Table,
  ThrottledError,
  TimeToLive,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultyClient } from '../traps/models.ts';

const indexes = {
  byState: { partitionKey: 'state', sortKey: 'total', projection: 'KEYS_ONLY' },
  byPlace: { partitionKey: 'state', sortKey: 'id', projection: ['even'] },
  whole: { partitionKey: 'state', sortKey: 'total' },
  byTotal: { sortKey: 'total', projection: 'KEYS_ONLY' },
} as const;

const now = Date.parse('2026-03-01T00:00:00.000Z');

function taskModel(table: string) {
  @Table(table)
  @Index('byState', indexes.byState)
  @Index('byPlace', indexes.byPlace)
  @Index('whole', indexes.whole)
  @LocalIndex('byTotal', indexes.byTotal)
  class Task {
    @PartitionKey() @Attribute(String) owner!: string;
    @SortKey() @Attribute(Number) id!: number;
    @Attribute(String, { optional: true }) state?: string;
    @Attribute(Number) total!: number;
    @Attribute(Number) even!: number;
    @Attribute(String) title!: string;
  }
  @Repository(Task)
  class Tasks extends BaseRepository<Task, 'owner' | 'id', never, typeof indexes> {}
  return (client: Client, options?: RepositoryOptions) => new Tasks(client, options);
}

const leaseIndexes = { byState: { partitionKey: 'state', sortKey: 'id', projection: ['endsAt'] } } as const;

function leaseModel(table: string) {
  @Table(table)
  @Index('byState', leaseIndexes.byState)
  class Lease {
    @PartitionKey() @Attribute(Number) id!: number;
    @Attribute(String) state!: string;
    @TimeToLive() endsAt?: Date;
  }
  @Repository(Lease)
  class Leases extends BaseRepository<Lease, 'id', never, typeof leaseIndexes> {}
  return (client: Client) => new Leases(client, { clock: () => now });
}

interface Command {
  readonly input: BatchGetItemCommandInput;
  readonly constructor: { readonly name: string };
}

/** Records the commands, and can change the table between the read of the index and the batch read. */
function spyOn(client: DynamoDBClient): {
  client: Client;
  sent: string[];
  last: () => Command;
  between: () => unknown;
} {
  const commands: Command[] = [];
  const spy = {
    sent: [] as string[],
    between: (): unknown => undefined,
    last: () => commands.at(-1) as Command,
    client: {
      config: client.config,
      send: async (command: Command, options: never): Promise<unknown> => {
        commands.push(command);
        spy.sent.push(command.constructor.name.replace('Command', ''));
        if (command.constructor.name === 'BatchGetItemCommand') await spy.between();
        return client.send(command as never, options);
      },
    } as unknown as Client,
  };
  return spy;
}

onEveryEngine('a followed index', (engine) => {
  const tasks = taskModel(engine.uniqueTable('tasks'));
  const repository = (client: Client = engine.client) => tasks(client);
  const total = 1_000;
  beforeAll(async () => {
    await repository().table.create();
    const items = Array.from({ length: total }, (_, id) => ({
      owner: `o${id % 3}`,
      id,
      state: 'open',
      total: total - id,
      even: id % 2,
      title: `task ${id}`,
    }));
    await repository().putMany(items);
  });
  afterAll(() => repository().table.drop());

  const ids = (items: readonly { readonly id: number }[]): number[] => items.map(({ id }) => id);
  type Options = { pageSize?: number | undefined; limit?: number; descending?: boolean };
  const open = (options: Options = {}, client?: Client) =>
    repository(client).query({ state: 'open' }, { index: 'byState', follow: true, ...options });
  const down = Array.from({ length: total }, (_, index) => total - 1 - index);

  engine.test('returns whole items in its order', async () => {
    const items = await open().all();
    expect(ids(items)).toEqual(down);
    expect(items[0]).toEqual({ owner: 'o0', id: 999, state: 'open', total: 1, even: 1, title: 'task 999' });
    await repository().put(items[0] as (typeof items)[number]);
    expect(ids(await open({ descending: true }).all())).toEqual([...down].reverse());
  });

  engine.test('reads at most 100 keys per request, and only those that are needed', async () => {
    const { client, sent, last } = spyOn(engine.client);
    await open({}, client).all();
    expect(sent).toEqual(['Query', ...Array(10).fill('BatchGetItem')]);
    expect(ids((await open({ limit: 3 }, client).page()).items)).toEqual([999, 998, 997]);
    expect((await open({}, client).first())?.title).toBe('task 999');
    const filtered = { index: 'byPlace', follow: true, filter: { even: 0 } } as const;
    expect(await repository(client).query({ state: 'open' }, filtered).first()).toMatchObject({ title: 'task 0' });
    expect(Object.values(last().input.RequestItems ?? {})[0]?.Keys).toHaveLength(1);
  });

  engine.test('continues with cursors for any limit and page size', async () => {
    for (const { limit, pageSize } of [{ limit: 7 }, { limit: 150, pageSize: 40 }, { limit: 999, pageSize: 333 }]) {
      const seen: number[] = [];
      let cursor: string | undefined;
      let scanned = 0;
      do {
        const page = await open({ pageSize }).page({ limit, cursor });
        expect(page.items.length).toBe(page.cursor === undefined ? page.items.length : limit);
        seen.push(...ids(page.items));
        cursor = page.cursor;
        scanned += page.scannedCount;
        if (limit === 7 && seen.length > 50) break;
      } while (cursor !== undefined);
      expect(seen).toEqual(down.slice(0, seen.length));
      expect(scanned).toBeGreaterThanOrEqual(seen.length);
    }
    const sizes: number[] = [];
    for await (const page of open().pages()) sizes.push(page.count);
    expect(sizes).toEqual([400, 400, 200]);
  });

  engine.test('is scanned in segments, each item once', async () => {
    const scan = repository().scan({ index: 'byState', follow: true, segments: 3, pageSize: 50 });
    const items = await scan.all();
    expect(ids(items).sort((a, b) => b - a)).toEqual(down);
    expect(items.every(({ title }) => title.startsWith('task'))).toBe(true);
  });

  engine.test('filters by its own attributes, and selects from the whole item', async () => {
    const results = repository().query(
      { state: 'open', id: gte(990) },
      { index: 'byPlace', follow: true, filter: { even: 1 }, select: ['title'] },
    );
    expect(await results.all()).toEqual([991, 993, 995, 997, 999].map((id) => ({ title: `task ${id}` })));
    const other = { index: 'byPlace', follow: true, filter: { title: 'task 1' } } as const;
    await expect(repository().query({ state: 'open' }, other).all()).rejects.toThrow(/title is not in index 'byPlace'/);
  });

  engine.test('rejects an unknown selection before it sends a request', async () => {
    const { client, sent } = spyOn(engine.client);
    const options = { index: 'byState', follow: true, select: ['titel' as 'title'] } as const;
    await expect(repository(client).query({ state: 'open' }, options).all()).rejects.toThrow(/titel is no attribute/);
    expect(sent).toEqual([]);
  });

  engine.test('is counted without batch reads', async () => {
    const { client, sent } = spyOn(engine.client);
    expect(await open({}, client).count()).toBe(total);
    expect(await open({ limit: 5 }, client).count()).toBe(5);
    expect(sent).toEqual(['Query', 'Query']);
  });

  engine.test('has no effect on the table, and if it projects all attributes', async () => {
    const { client, sent } = spyOn(engine.client);
    expect(
      await repository(client).query({ state: 'open' }, { index: 'whole', follow: true, limit: 1 }).all(),
    ).toHaveLength(1);
    expect(await repository(client).query({ owner: 'o1' }, { follow: true, limit: 1 }).all()).toHaveLength(1);
    expect(sent).toEqual(['Query', 'Query']);
  });

  engine.test('is read consistently by the batch reads, and by the query if it is local', async () => {
    const { client, last } = spyOn(engine.client);
    const options = { follow: true, consistent: true, limit: 1 } as const;
    await repository(client)
      .query({ state: 'open' }, { index: 'byState', ...options })
      .all();
    expect(Object.values(last().input.RequestItems ?? {})[0]?.ConsistentRead).toBe(true);
    const local = repository(client).query({ owner: 'o1', total: gt(1) }, { index: 'byTotal', ...options });
    expect(await local.all()).toMatchObject([{ owner: 'o1', id: 997, title: 'task 997' }]);
  });
});

onEveryEngine('a followed index while others write', (engine) => {
  const tasks = taskModel(engine.uniqueTable('tasks'));
  const repository = (client: Client = engine.client, options?: RepositoryOptions) => tasks(client, options);
  beforeAll(() => repository().table.create());
  beforeEach(() =>
    repository().putMany(
      Array.from({ length: 6 }, (_, id) => ({ owner: 'o', id, state: 's', total: id, even: 0, title: `t${id}` })),
    ),
  );
  afterAll(() => repository().table.drop());
  const read = (client: Client, options: { limit?: number } = {}) =>
    repository(client).query({ state: 's' }, { index: 'byState', follow: true, ...options });

  engine.test('leaves out items that are gone, and still fills the limit', async () => {
    const spy = spyOn(engine.client);
    spy.between = () => repository().deleteMany([0, 1, 3].map((id) => ({ owner: 'o', id })));
    expect(await read(spy.client).all()).toMatchObject([{ id: 2 }, { id: 4 }, { id: 5 }]);
    await repository().putMany([0, 1].map((id) => ({ owner: 'o', id, state: 's', total: id, even: 0, title: 't' })));
    const page = await read(spy.client).page({ limit: 1 });
    expect(page.items).toMatchObject([{ id: 2 }]);
    expect((await read(spy.client).page({ limit: 1, cursor: page.cursor })).items).toMatchObject([{ id: 4 }]);
  });

  engine.test('returns an item whose index key has changed, and continues after its entry', async () => {
    const spy = spyOn(engine.client);
    spy.between = () => repository().update({ owner: 'o', id: 1 }, { total: 100, state: 'moved' });
    const page = await read(spy.client).page({ limit: 2 });
    expect(page.items).toMatchObject([{ id: 0 }, { id: 1, total: 100, state: 'moved' }]);
    expect((await read(engine.client).page({ cursor: page.cursor })).items[0]).toMatchObject({ id: 2 });
  });

  engine.test('leaves out items that are expired, in its own entry or in the item', async () => {
    const leases = leaseModel(engine.uniqueTable('leases'));
    const past = new Date(now - 1_000);
    await leases(engine.client).table.create();
    await leases(engine.client).putMany([
      { id: 0, state: 's', endsAt: past },
      ...[1, 2, 3].map((id) => ({ id, state: 's' })),
    ]);
    const spy = spyOn(engine.client);
    spy.between = () => leases(engine.client).put({ id: 1, state: 's', endsAt: past });
    const options = { index: 'byState', follow: true } as const;
    expect(
      await leases(spy.client)
        .query({ state: 's' }, { ...options, limit: 2 })
        .all(),
    ).toMatchObject([{ id: 2 }, { id: 3 }]);
    const all = { ...options, includeExpired: true };
    expect(await leases(engine.client).query({ state: 's' }, all).all()).toHaveLength(4);
    await leases(engine.client).table.drop();
  });

  engine.test('passes an item that does not fit the class to onInvalidItem', async () => {
    await repository().raw('UpdateItem', ({ key, name }) => ({
      Key: key({ owner: 'o', id: 2 }),
      UpdateExpression: `REMOVE ${name('title')}`,
    }));
    const invalid: string[] = [];
    const lenient = repository(engine.client, { onInvalidItem: ({ message }) => invalid.push(message) });
    expect(await lenient.query({ state: 's' }, { index: 'byState', follow: true }).all()).toHaveLength(5);
    expect(invalid).toHaveLength(1);
    await expect(read(engine.client).all()).rejects.toThrow(/title is required/);
  });
});

onEveryEngine('a followed index under faults', (engine) => {
  const tasks = taskModel(engine.uniqueTable('tasks'));
  let faulty: Awaited<ReturnType<typeof faultyClient>>;
  beforeAll(async () => {
    faulty = await faultyClient(engine);
    await tasks(engine.client).table.create();
    await tasks(engine.client).putMany(
      Array.from({ length: 450 }, (_, id) => ({ owner: 'o', id, state: 's', total: id, even: 0, title: `t${id}` })),
    );
  });
  afterAll(async () => {
    await tasks(engine.client).table.drop();
    faulty.client.destroy();
    await faulty.faults.close();
  });
  const read = (timeoutMs = 20_000) =>
    tasks(faulty.client, { backoff: { baseMs: 1, maxMs: 5 } }).query(
      { state: 's' },
      { index: 'byState', follow: true, timeoutMs },
    );

  engine.test('reads unprocessed and throttled keys again', async () => {
    await faulty.faults.setPlan([
      { op: 'BatchGetItem', fault: 'unprocessed', fraction: 0.5, when: { first: 3 } },
      { op: 'BatchGetItem', fault: 'throttle', when: { first: 2 } },
    ]);
    expect((await read().all()).map(({ id }) => id)).toEqual(Array.from({ length: 450 }, (_, id) => id));
  });

  engine.test('throws with a cursor if a batch read fails after a page', async () => {
    await faulty.faults.setPlan([{ op: 'BatchGetItem', fault: 'accessDenied', when: { after: 4 } }]);
    const seen: number[] = [];
    const failed = await (async () => {
      for await (const { id } of read()) seen.push(id);
    })().catch((error) => error);
    expect(failed).toBeInstanceOf(ReadInterruptedError);
    expect(failed.cause.name).toBe('AccessDeniedException');
    await faulty.faults.setPlan([]);
    const rest = await read().page({ cursor: failed.cursor });
    expect([...seen, ...rest.items.map(({ id }) => id)]).toEqual(Array.from({ length: 450 }, (_, id) => id));
  });

  engine.test('throws the throttling that uses up the time', async () => {
    await faulty.faults.setPlan([{ op: 'BatchGetItem', fault: 'throttle' }]);
    await expect(read(1_000).first()).rejects.toThrow(ThrottledError);
    await faulty.faults.setPlan([{ op: 'BatchGetItem', fault: 'unprocessed', fraction: 1 }]);
    await expect(read(1_000).first()).rejects.toThrow(/no answer within 1000 ms/);
  });
});
