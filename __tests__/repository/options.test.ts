import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  RequestStatusRepository,
  readTransaction,
  statusResponse,
  Table,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { unsendableClient } from '../support/unsendable-client.ts';

@Table('things')
@PartitionKey('id')
class Thing {
  @Attribute(Number) id!: number;
  @Attribute(String, { optional: true }) name?: string;
}

@Repository(Thing)
class Things extends BaseRepository<Thing, 'id'> {}

const client = unsendableClient();
const things = new Things(client);
const tracker = new RequestStatusRepository(client);
const item = { id: 1 };

/** Returns the error of a call that throws or rejects. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return error;
  }
}

/** Every method with an options object. */
const repositoryCalls: Record<string, (options: never) => unknown> = {
  create: (options) => things.create(item, options),
  put: (options) => things.put(item, options),
  update: (options) => things.update(1, { name: 'a' }, options),
  upsert: (options) => things.upsert(1, { name: 'a' }, options),
  delete: (options) => things.delete(1, options),
  deleteIfExists: (options) => things.deleteIfExists(1, options),
  get: (options) => things.get(1, options),
  exists: (options) => things.exists(1, options),
  getMany: (options) => things.getMany([1], options),
  putMany: (options) => things.putMany([item], options),
  deleteMany: (options) => things.deleteMany([1], options),
  query: (options) => things.query({ id: 1 }, options).all(),
  scan: (options) => things.scan(options).all(),
  raw: (options) => things.raw('GetItem', ({ key }) => ({ Key: key(1) }), options),
};
const otherCalls: Record<string, (options: never) => unknown> = {
  page: (options) => things.scan().page(options),
  commit: (options) => writeTransaction(client).put(things, item).commit(options),
  run: (options) => readTransaction(client).get(things, 1).run(options),
};
const trackerCalls: Record<string, (options: never, id?: never) => unknown> = {
  start: (options, id = 'r' as never) => tracker.start(id, options),
  advance: (options, id = 'r' as never) => tracker.advance(id, 'IN_PROGRESS', options),
  progress: (options, id = 'r' as never) => tracker.progress(id, 1, options),
  succeed: (options, id = 'r' as never) => tracker.succeed(id, options),
  fail: (options, id = 'r' as never) => tracker.fail(id, options),
  cancel: (options, id = 'r' as never) => tracker.cancel(id, options),
  redrive: (options, id = 'r' as never) => tracker.redrive(id, options),
  claim: (options, id = 'r' as never) => tracker.claim(id, options),
  heartbeat: (options, id = 'r' as never) => tracker.heartbeat(id, options),
  waitFor: (options, id = 'r' as never) => tracker.waitFor(id, options),
  watch: (options, id = 'r' as never) => tracker.watch(id, options).next(),
  history: (options, id = 'r' as never) => tracker.history(id, options),
};
const trackerLists: Record<string, (options: never) => unknown> = {
  findStale: (options) => tracker.findStale(options),
  listByStatus: (options) => tracker.listByStatus('STARTED', options),
  listByUser: (options) => tracker.listByUser('ann', options).all(),
  counts: (options) => tracker.counts(options),
};
const allCalls = { ...repositoryCalls, ...otherCalls, ...trackerCalls, ...trackerLists };

describe('the options of a call', () => {
  test.each(Object.keys(allCalls))(
    'of %s() are rejected before anything is sent if a name is unknown',
    async (name) => {
      const error = await errorOf(() => allCalls[name]?.({ tiemoutMs: 5 } as never));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toMatch(
        new RegExp(`: ${name}\\(\\) has no option 'tiemoutMs'; its options are `),
      );
    },
  );

  test.each(Object.keys(allCalls))('of %s() are rejected if they are not an object', async (name) => {
    for (const none of [null, 'x', 7, [], () => 1, new Error('e'), new Date()]) {
      const error = await errorOf(() => allCalls[name]?.(none as never));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toMatch(new RegExp(`the options of ${name}\\(\\) must be an object, not `));
    }
  });

  test.each(Object.keys({ ...repositoryCalls, ...trackerCalls, ...trackerLists }))(
    'of %s() are rejected if the signal or the time is invalid',
    async (name) => {
      for (const wrong of [
        { signal: {} },
        { signal: 'x' },
        { signal: { aborted: false, addEventListener: () => undefined } },
        { timeoutMs: '5s' },
        { timeoutMs: '5' },
        { timeoutMs: null },
      ]) {
        const error = await errorOf(() => allCalls[name]?.(wrong as never));
        expect(error).toBeInstanceOf(ConfigurationError);
        expect((error as Error).message).toMatch(/(signal|timeoutMs) of \w+\(\) must be /);
      }
    },
  );

  test.each([
    ['consistent of get() must be true or false, not a string', () => things.get(1, { consistent: 'yes' as never })],
    ['includeExpired of get() must be', () => readTransaction(client).get(things, 1, { includeExpired: 1 as never })],
    ['get() has no option', () => readTransaction(client).get(things, 1, { consistent: true } as never)],
    ['put() has no option', () => writeTransaction(client).put(things, item, { iff: {} } as never)],
    ['descending of query() must be', () => things.query({ id: 1 }, { descending: 1 as never })],
    ['onProgress of putMany() must be a function', () => things.putMany([item], { onProgress: 5 as never })],
    ['create() has no option', () => things.create(item, { if: { name: 'a' } } as never)],
    [
      'token of commit() must be a string',
      () =>
        writeTransaction(client)
          .put(things, item)
          .commit({ token: 5 as never }),
    ],
    [
      'backoff of commit() must be',
      () =>
        writeTransaction()
          .put(things, item)
          .commit({ backoff: { base: 5 } as never }),
    ],
    ['minPollMs of waitFor() must be a number', () => tracker.waitFor('r', { minPollMs: '5' as never })],
    ['until of waitFor() must be a function', () => tracker.waitFor('r', { until: true as never })],
    ['recheck of listByStatus() must be', () => tracker.listByStatus('STARTED', { recheck: 'x' as never })],
    ["'GONE' is no status", () => tracker.listByUser('ann', { status: 'GONE' as never })],
    [
      'retryAfterSeconds of statusResponse()',
      () => statusResponse(undefined, { location: '/', retryAfterSeconds: '1' as never }),
    ],
    ['statusResponse() has no option', () => statusResponse(undefined, { location: '/', retryAfter: 1 } as never)],
    ['deleteMany() has no option', () => tracker.deleteMany(['r'], { parallel: 5 } as never)],
  ])('have the documented type: %s', async (message, call) => {
    const error = await errorOf(call);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(message);
  });

  test('can be undefined or a class instance', async () => {
    class Options {
      consistent = true;
      timeoutMs = undefined;
    }
    expect(await errorOf(() => things.get(1, new Options()))).toMatchObject({ message: 'was sent' });
    expect(await errorOf(() => things.get(1, { unknown: undefined } as never))).toMatchObject({ message: 'was sent' });
    expect(await errorOf(() => things.put(item, undefined))).toMatchObject({ message: 'was sent' });
  });
});

describe('the arguments of a call', () => {
  test.each<[string, new (...parameters: never) => Error, () => unknown]>([
    [
      "things: exists() has no option 'select'",
      ConfigurationError,
      () => things.exists(1, { select: ['id'] } as never),
    ],
    [
      'things: raw() takes a function that makes the request, not an object',
      ConfigurationError,
      () => things.raw('GetItem', {} as never),
    ],
    [
      'things: raw() takes a function that makes the request, not undefined',
      ConfigurationError,
      () => things.raw('GetItem', undefined as never),
    ],
    [
      'things: [1] a key must be an object { id }, not undefined',
      ValidationError,
      () => things.getMany(Object.assign(Array(2), [1]) as never),
    ],
    [
      'things: [0] a key must be an object { id }, not undefined',
      ValidationError,
      () => things.deleteMany(Array(1) as never),
    ],
    ['things: [0] an item must be a Thing', ValidationError, () => things.putMany(Array(1) as never)],
    [
      'select takes the names of attributes, not a symbol',
      ValidationError,
      () => things.get(1, { select: [Symbol('id')] as never }),
    ],
    [
      'select takes the names of attributes, not an array',
      ValidationError,
      () => things.scan({ select: [['id']] as never }).all(),
    ],
  ])('are rejected before anything is sent: %s', async (message, Refusal, call) => {
    const error = await errorOf(call);
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Error).message).toContain(message);
  });
});

describe('the options of a repository', () => {
  test.each<[string, RepositoryOptions]>([
    ["has no option 'table'", { table: 'x' } as never],
    ["lane must be 'auto' or 'sdk'", { lane: 'fast' as never }],
    ['timeoutMs must be a number', { timeoutMs: '5s' as never }],
    ['timeoutMs must be a number', { timeoutMs: 0 }],
    ['clock must be a function', { clock: 5 as never }],
    ['onInvalidItem must be a function', { onInvalidItem: true as never }],
    ['cursorSecret must be a string', { cursorSecret: '' }],
    ['backoff must be an object', { backoff: { baseMs: '5' as never } }],
    ['backoff must be an object', { backoff: { minMs: 5 } as never }],
    ['tableName', { tableName: 5 as never }],
    ['the options must be an object, not null', null as never],
  ])('are rejected: %s', (message, options) => {
    for (const make of [() => new Things(client, options), () => new RequestStatusRepository(client, options)]) {
      expect(make).toThrow(ConfigurationError);
      expect(make).toThrow(message);
    }
  });

  test('are rejected with the names of table and class', () => {
    const table = 'x';
    expect(() => new Things(client, { table } as never)).toThrow(
      "things: Things has no option 'table'; its options are",
    );
  });

  test.each<[string, object]>([
    ["has no option 'shard'", { shard: 5 }],
    ['results must be a linker', { results: {} }],
    ['retention must be', { retention: '5' }],
    ['maxHistory must be a whole number', { maxHistory: 1.5 }],
  ])('of a tracker are rejected: %s', (message, options) => {
    expect(() => new RequestStatusRepository(client, options)).toThrow(ConfigurationError);
    expect(() => new RequestStatusRepository(client, options)).toThrow(message);
  });

  test('are not accepted as a client, and neither is a configuration', () => {
    for (const wrong of [{ region: 'eu-west-1' }, { tableName: 'x' }, null, 'x', 5]) {
      for (const make of [
        () => new Things(wrong as never),
        () => new RequestStatusRepository(wrong as never),
        () => writeTransaction(wrong as never),
        () => readTransaction(wrong as never),
      ]) {
        expect(make).toThrow(ConfigurationError);
        expect(make).toThrow(/the client must be a DynamoDBClient or a DynamoDBDocumentClient/);
      }
    }
  });
});

describe('the values of a tracker', () => {
  test.each(Object.keys(trackerCalls))('of %s() are rejected if the id is not a string', async (name) => {
    for (const id of [5, null, {}, ['r']]) {
      const error = await errorOf(() => trackerCalls[name]?.({ owner: 'w' } as never, id as never));
      expect(error).toBeInstanceOf(ValidationError);
      expect((error as Error).message).toMatch(/request-status: requestId must be a string, not /);
    }
  });

  test('of progress are a number, or units and a total', async () => {
    for (const wrong of [
      '40',
      null,
      undefined,
      {},
      [],
      { total: 5 },
      { done: '3' },
      { done: 1, of: 2 },
      Number.NaN,
      true,
    ])
      for (const call of [
        () => tracker.progress('r', wrong as never),
        () => wrong !== undefined && tracker.advance('r', 'IN_PROGRESS', { progress: wrong as never }),
      ]) {
        const error = await errorOf(call);
        if (error === false) continue;
        expect(error).toBeInstanceOf(ValidationError);
      }
  });

  test('of deleteMany must be an array', async () => {
    const error = await errorOf(() => tracker.deleteMany('r-1' as never));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as Error).message).toContain('a batch takes an array of keys, not a string');
  });
});

test.each<[string, () => unknown]>([
  ['limit', () => things.query({ id: 1 }, { limit: 0 })],
  ['limit', () => things.scan().page({ limit: 1.5 })],
  ['pageSize', () => things.scan({ pageSize: 0 })],
  ['segments', () => things.scan({ segments: 0 })],
  ['concurrency', () => things.scan({ segments: 2, concurrency: 0 })],
  ['concurrency', () => things.getMany([1], { concurrency: 0 })],
  ['limit', () => tracker.listByStatus('STARTED', { limit: 0 })],
  ['limit', () => tracker.findStale({ limit: 0 })],
  ['concurrency', () => tracker.deleteMany(['a'], { concurrency: 0 })],
])('reject an invalid %s with the name of the table', async (name, call) => {
  const error = await errorOf(call);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as Error).message).toMatch(new RegExp(`^(things|request-status): ${name} must be a whole number`));
});
