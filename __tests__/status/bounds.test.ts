import {
  ConfigurationError,
  Enum,
  IllegalTransitionError,
  InvalidCursorError,
  ModelDefinitionError,
  PayloadMismatchError,
  ReadInterruptedError,
  Repository,
  StatusRecord,
  StatusTracker,
  Table,
  Transitions,
  UnprocessedItemsError,
  ValidationError,
} from 'annotable';
import { findStale, listByStatus } from '../../lib/status/listing.ts';
import { StateMachine } from '../../lib/status/state-machine.ts';
import type { StatusContext } from '../../lib/status/status-context.ts';
import { onEveryEngine } from '../support/engines.ts';
import { requestsOf, runsOf, testClock } from './models.ts';

const needs = 'itemOnConditionFailure';
const circular = (): object => {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
};
const firstIssue = async (promise: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await promise.catch((caught) => caught);
  expect(error).toBeInstanceOf(ValidationError);
  return (error as ValidationError).issues[0];
};

onEveryEngine('limits and options of a status tracker', (engine) => {
  const table = engine.uniqueTable('bounds');
  const { clock } = testClock();
  const tracker = requestsOf(engine.client, table, { clock });
  let next = 1;
  const start = async (): Promise<string> => (await tracker.start(`b-${next++}`)).requestId;
  beforeAll(() => tracker.table.create());
  afterAll(() => tracker.table.drop());

  engine.test('records a failure for any kind of error', async () => {
    const failed = async (error: unknown) => (await tracker.fail(await start(), { error: error as Error })).error;
    const bad = Object.assign(new Error('db gone'), { details: circular() });
    expect(await failed(bad)).toEqual({ code: 'Error', message: 'db gone', retryable: false });
    expect(await failed({ code: 'E', details: { n: 1n } })).toMatchObject({ code: 'E' });
    expect(await failed(new DOMException('stop', 'AbortError'))).toMatchObject({ code: 'AbortError', message: 'stop' });
    expect(await failed({ code: 404, message: { not: 'a text' } })).toMatchObject({ code: '404', message: 'failed' });
    expect(await failed(7)).toMatchObject({ code: 'FAILED', message: 'failed' });
  });

  engine.test('rejects a value that is not JSON, with its path', async () => {
    const id = await start();
    expect(await firstIssue(tracker.succeed(id, { result: { n: [1n] } }))).toMatchObject({
      path: 'result.n[0]',
      message: 'is a bigint, which JSON has not; pass it as text',
    });
    const refused = (payload: unknown) => firstIssue(tracker.start('never', { payload }));
    expect(await refused(1n)).toMatchObject({ path: 'payload' });
    expect(await refused({ a: Number.NaN })).toMatchObject({
      path: 'payload.a',
      message: 'is NaN, which JSON has not',
    });
    expect(await refused([undefined])).toMatchObject({ path: 'payload[0]' });
    expect(await refused({ m: new Map([[1, 2]]) })).toMatchObject({
      path: 'payload.m',
      message: 'is a Map, which JSON has not; pass its elements as an array or object',
    });
    expect(await refused(circular())).toMatchObject({ path: 'payload.self', message: 'contains itself' });
    let deep: unknown = 1;
    for (let level = 0; level < 600; level++) deep = [deep];
    expect(await refused(deep)).toMatchObject({ message: 'is nested too deeply to be written as JSON' });
    expect(await firstIssue(tracker.start('never', { metadata: { f: () => 1 } as never }))).toMatchObject({
      path: 'metadata.f',
    });
    expect(await tracker.exists('never')).toBe(false);
  });

  engine.test('compares payloads by their JSON, with toJSON applied', async () => {
    const at = new Date(0);
    await tracker.start('dated', { payload: { at, left: undefined } });
    await tracker.start('dated', { payload: { at: at.toISOString() } });
    await expect(tracker.start('dated', { payload: { at: 0 } })).rejects.toThrow(PayloadMismatchError);
  });

  engine.test('rejects a start with a payload if the request has none', async () => {
    const id = await start();
    await expect(tracker.start(id, { payload: { a: 1 } })).rejects.toThrow(PayloadMismatchError);
    expect(await tracker.start(id)).toMatchObject({ steps: 1 });
  });

  engine.test('cuts long messages, and rejects large metadata', async () => {
    const long = 'é'.repeat(5_000);
    const cut = `${'é'.repeat(510)}…`;
    const started = await tracker.start('long', { message: long, metadata: { a: 1 } });
    expect(started).toMatchObject({ message: cut, metadata: { a: 1 }, history: [{ message: cut }] });
    const advanced = await tracker.advance('long', 'IN_PROGRESS', { message: long });
    expect(advanced.history[1]?.message).toBe(cut);
    expect((await tracker.progress('long', { done: 1, message: long })).message).toBe(cut);
    expect((await tracker.cancel('long', { reason: long })).cancelReason).toBe(cut);
    expect((await tracker.fail('long', { error: long })).message).toBe(cut);
    expect(await firstIssue(tracker.start('more', { metadata: { a: 'x'.repeat(100_000) } }))).toMatchObject({
      path: 'metadata',
      message: 'has 100008 bytes of at most 100000',
    });
    await expect(tracker.start('more', { message: 5 as never })).rejects.toThrow(ValidationError);
  });

  engine.test('rejects attributes that only the tracker sets', async () => {
    const reserved = { owner: 'me', attempts: -5, result: 'free' };
    const error = await tracker.start('evil', { attributes: reserved } as never).catch((caught) => caught);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.issues.map(({ path }: { path: string }) => path)).toEqual([
      'attributes.owner',
      'attributes.attempts',
      'attributes.result',
    ]);
    await expect(tracker.start('evil', reserved as never)).rejects.toThrow(/start\(\) has no option 'owner'/);
    expect(await tracker.get('evil')).toBeUndefined();
  });

  engine.testWith(needs, 'adds an error to each failed status, and progress 100 to each success', async () => {
    expect(await tracker.advance(await start(), 'FAILED', { message: 'bad' })).toMatchObject({
      error: { code: 'FAILED', message: 'bad', retryable: false },
      message: 'bad',
    });
    expect(await tracker.advance(await start(), 'SUCCESS')).toMatchObject({ progress: 100 });
    expect(await tracker.succeed(await start(), { progress: undefined })).toMatchObject({ progress: 100 });
    const runs = runsOf(engine.client, engine.uniqueTable('bad-runs'), { clock });
    await runs.table.create();
    await runs.start('r', { attributes: { model: 'm' } });
    expect(await runs.advance('r', 'CANCELLED')).toMatchObject({ error: { code: 'CANCELLED' } });
    expect(await runs.confirmCancel('r')).toMatchObject({ status: 'CANCELLED' });
    await runs.table.drop();
  });

  engine.testWith(needs, 'does not report a failed request as canceled', async () => {
    const id = await start();
    await tracker.fail(id, { error: 'broken' });
    await expect(tracker.cancel(id)).rejects.toThrow(IllegalTransitionError);
    await expect(tracker.confirmCancel(id)).rejects.toThrow(IllegalTransitionError);
    const other = await start();
    await tracker.confirmCancel(other);
    expect(await tracker.confirmCancel(other)).toMatchObject({ steps: 2, error: { code: 'CANCELLED' } });
  });

  engine.testWith(needs, 'restarts once for each failure that the caller has seen', async () => {
    const id = await start();
    const { redrives } = await tracker.fail(id);
    expect(await tracker.redrive(id, { redrives })).toMatchObject({ status: 'STARTED', redrives: 1 });
    await tracker.advance(id, 'IN_PROGRESS');
    expect(await tracker.redrive(id, { redrives })).toMatchObject({ status: 'IN_PROGRESS', redrives: 1 });
    await tracker.fail(id);
    expect(await tracker.redrive(id, { redrives })).toMatchObject({ status: 'FAILED', redrives: 1 });
    const both = await Promise.all([1, 2].map(() => tracker.redrive(id, { redrives: 1 })));
    expect(both.map((record) => record.redrives)).toEqual([2, 2]);
  });

  engine.test('reads consistently unless consistent is false', async () => {
    const id = await start();
    const sent: unknown[] = [];
    const send = engine.client.send.bind(engine.client) as (command: never, options: never) => never;
    const spied = (command: { input: { ConsistentRead?: boolean } }, options: unknown): unknown => {
      sent.push(command.input.ConsistentRead);
      return send(command as never, options as never);
    };
    const spy = jest.spyOn(engine.client, 'send').mockImplementation(spied as never);
    try {
      await tracker.get(id);
      await tracker.getOrThrow(id, { consistent: undefined });
      await tracker.exists(id);
      await tracker.get(id, { consistent: false, select: ['status'] });
    } finally {
      spy.mockRestore();
    }
    expect(sent.map((consistent) => consistent === true)).toEqual([true, true, true, false]);
  });

  engine.test('lists newest first, and rejects a forged cursor', async () => {
    const time = testClock();
    const timed = requestsOf(engine.client, table, { clock: time.clock });
    for (const id of ['old', 'new']) {
      await timed.start(id, { userId: 'ann' });
      time.now += 1_000;
    }
    expect((await timed.listByUser('ann', { descending: undefined }).all())[0]?.requestId).toBe('new');
    expect((await timed.listByUser('ann', { descending: false }).all())[0]?.requestId).toBe('old');
    const cursor = Buffer.from(JSON.stringify([table, 'STARTED', 1e300, 'x'])).toString('base64url');
    await expect(timed.listByStatus('STARTED', { cursor })).rejects.toThrow(InvalidCursorError);
    expect((await timed.listByStatus('STARTED', { limit: 3e9 })).items.length).toBeGreaterThan(1);
  });

  engine.test('deletes many, and reports the ids that are left', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, start));
    for (const concurrency of [0, 1.5, Number.NaN, -1])
      await expect(tracker.deleteMany(ids, { concurrency })).rejects.toThrow(ConfigurationError);
    const spy = jest.spyOn(tracker, 'deleteIfExists');
    const real = Object.getPrototypeOf(Object.getPrototypeOf(tracker)).deleteIfExists;
    spy.mockImplementation((key, options) =>
      key === ids[1] || key === ids[4] ? Promise.reject(new Error('boom')) : real.call(tracker, key, options),
    );
    try {
      const first = await tracker.deleteMany(ids, { concurrency: 2 }).catch((caught) => caught);
      expect(first).toBeInstanceOf(UnprocessedItemsError);
      expect(first.unprocessed).toEqual(ids.slice(1));
      const second = await tracker.deleteMany(ids.slice(2)).catch((caught) => caught);
      expect(second.unprocessed).toEqual([ids[4]]);
      await expect(tracker.deleteMany([ids[1] as string])).rejects.toThrow(/^boom$/);
    } finally {
      spy.mockRestore();
    }
    expect((await tracker.getMany(ids)).map((record) => record?.requestId)).toEqual(
      ids.map((id, index) => ([1, 4].includes(index) ? id : undefined)),
    );
  });
});

describe('StateMachine', () => {
  const problems = (map: Record<string, readonly string[]>, options = {}): (() => StateMachine) => {
    return () => new StateMachine('Job', map, options);
  };

  test('begins at the first status that no other leads to', () => {
    expect(problems({ B: [], A: ['A', 'B'] })().initial).toBe('A');
    expect(problems({ DONE: [] })).toThrow(ModelDefinitionError);
    expect(problems({ A: ['B'], B: [] }, { initial: 'B' })).toThrow("initial is 'B', which is final");
  });

  test('requires a way to fail for maxAttempts and redrive', async () => {
    @Table('endless')
    @Enum({ status: ['A', 'B', 'END'] })
    @Transitions({ A: ['B'], B: ['END'], END: [] })
    class Endless extends StatusRecord<'A' | 'B' | 'END'> {}
    @Repository(Endless)
    class EndlessTracker extends StatusTracker<Endless> {}
    expect(() => new EndlessTracker(undefined, { maxAttempts: 1 })).toThrow(ConfigurationError);
    expect(() => new EndlessTracker(undefined, { maxAttempts: 1 })).toThrow('no final status means failure');
    await expect(new EndlessTracker().redrive('x')).rejects.toThrow('no final status means failure; say which');

    @Table('half-way')
    @Enum({ status: ['A', 'B', 'FAILED'] })
    @Transitions({ A: ['B'], B: ['FAILED'], FAILED: [] })
    class HalfWay extends StatusRecord<'A' | 'B' | 'FAILED'> {}
    @Repository(HalfWay)
    class HalfWayTracker extends StatusTracker<HalfWay> {}
    expect(() => new HalfWayTracker(undefined, { maxAttempts: 1 })).toThrow(
      'maxAttempts needs a way to FAILED from each status; A has none',
    );
  });
});

test('a list of requests throws the cause if the read of one shard is interrupted', async () => {
  const cause = new Error('throttled');
  async function* query(): AsyncGenerator<object> {
    yield { requestId: 'a', steppedAt: new Date(0), staleAt: new Date(0) };
    throw new ReadInterruptedError('requests', 'a cursor', cause);
  }
  const settings = { shards: 1, clock: () => 1_000 };
  const context = { records: { query, table: { name: 'requests' } }, settings } as unknown as StatusContext;
  await expect(listByStatus(context, 'STARTED', {})).rejects.toBe(cause);
  await expect(findStale(context, {})).rejects.toBe(cause);
});
