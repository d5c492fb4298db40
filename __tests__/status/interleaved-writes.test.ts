import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BaseRepository,
  LeaseLostError,
  type RequestStatusRepository,
  type StatusRecord,
  VersionConflictError,
  WaitTimeoutError,
} from 'annotable';
import { faultyClients } from '../faults/support.ts';
import { onEveryEngine } from '../support/engines.ts';
import { requestsOf, testClock } from './models.ts';

onEveryEngine('status tracker, with other writes between lost responses and retries', (engine) => {
  const tableName = engine.uniqueTable('requests');
  const time = testClock();
  const tracker = requestsOf(engine.client, tableName, { clock: time.clock });
  const through = (client: DynamoDBClient) => requestsOf(client, tableName, { clock: time.clock });
  const needs = 'itemOnConditionFailure';
  let clients: Awaited<ReturnType<typeof faultyClients>>;
  let lossy: RequestStatusRepository;
  let next = 1;
  const start = async (): Promise<string> => (await tracker.start(`r-${next++}`)).requestId;

  beforeAll(async () => {
    clients = await faultyClients(engine);
    lossy = through(clients.retrying);
    await tracker.table.create();
    await lossy.get('none');
  });
  afterAll(async () => {
    await clients.close();
    await tracker.table.drop();
  });

  /** Loses the response of a step, and runs another write before the SDK retries the step. */
  async function between<Result>(step: () => Promise<Result>, other: () => Promise<unknown>): Promise<Result> {
    await clients.faults.setPlan([
      { op: '/PutItem|UpdateItem/', fault: 'resetAfter', when: { first: 1 } },
      { op: '/PutItem|UpdateItem/', delayMs: 400, when: { after: 1 } } as never,
    ]);
    const taken = step();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await other();
    return taken;
  }
  const path = ({ history }: StatusRecord): string => history.map(({ status }) => status[0]).join('');

  engine.testWith(needs, 'takes a step once if another write comes before its retry', async () => {
    const one = await start();
    await tracker.claim(one, { owner: 'w' });
    await between(
      () => lossy.advance(one, 'IN_PROGRESS', { owner: 'w' }),
      () => tracker.heartbeat(one, { owner: 'w' }),
    );
    expect(path(await tracker.getOrThrow(one))).toBe('SI');
    const two = await start();
    const claimed = await between(
      () => lossy.claim(two, { owner: 'w' }),
      () => tracker.cancel(two),
    );
    expect(claimed).toMatchObject({ owner: 'w', attempts: 1 });
    const three = await start();
    await tracker.fail(three);
    await between(
      () => lossy.redrive(three),
      () => tracker.fail(three),
    );
    expect(await tracker.getOrThrow(three)).toMatchObject({ status: 'FAILED', redrives: 1 });
    const four = await start();
    await between(
      () => lossy.fail(four),
      () => tracker.redrive(four),
    );
    expect(path(await tracker.getOrThrow(four))).toBe('SFS');
    const five = await start();
    await between(
      () => lossy.progress(five, { done: 5 }),
      () => tracker.progress(five, { done: 9 }),
    );
    expect((await tracker.getOrThrow(five)).done).toBe(9);
    const started = await between(
      () => lossy.startIfNew('six'),
      () => tracker.cancel('six'),
    );
    expect(started.created).toBe(true);
  });

  engine.testWith(needs, 'never shortens a lease, and does not count a repeated claim as an attempt', async () => {
    const id = await start();
    await tracker.claim(id, { owner: 'w', leaseMs: 1_000 });
    await tracker.heartbeat(id, { owner: 'w', leaseMs: 600_000 });
    const late = await tracker.heartbeat(id, { owner: 'w', leaseMs: 1_000 });
    expect(late.leaseUntil).toEqual(new Date(time.now + 600_000));
    expect(await tracker.claim(id, { owner: 'w', leaseMs: 1_000 })).toMatchObject({ attempts: 1 });
  });

  engine.testWith(needs, 'rejects a step of a worker that has lost its request', async () => {
    const id = await start();
    const { version } = (await tracker.claim(id, { owner: 'a', leaseMs: 1_000 })) ?? {};
    time.now += 1_001;
    await tracker.claim(id, { owner: 'b' });
    await tracker.succeed(id, { owner: 'b', result: 'of b' });
    await expect(tracker.succeed(id, { owner: 'a', result: 'of a' })).rejects.toThrow(LeaseLostError);
    await expect(tracker.succeed(id, { version, result: 'of a' })).rejects.toThrow(VersionConflictError);
    expect(await tracker.succeed(id, { owner: 'b', result: 'of b' })).toMatchObject({ result: 'of b' });
  });

  engine.testWith(needs, 'watches progress between steps, and a new request with the same id', async () => {
    const id = await start();
    await tracker.advance(id, 'IN_PROGRESS', { progress: 10 });
    await tracker.progress(id, { done: 6, total: 10, message: 'six' });
    const polling = { minPollMs: 5, maxPollMs: 20 };
    const watching = tracker.watch(id, polling);
    const seen: string[] = [];
    const readNext = async (): Promise<void> => {
      const { value } = await watching.next();
      if (value) seen.push([value.number, value.status, value.progress ?? '-', value.message ?? '-'].join(' '));
    };
    for (let step = 0; step < 3; step++) await readNext();
    expect(seen).toEqual(['1 STARTED - -', '2 IN_PROGRESS 10 -', '2 IN_PROGRESS 60 six']);
    await tracker.delete(id);
    time.now += 1;
    await tracker.start(id);
    await tracker.succeed(id);
    await readNext();
    await readNext();
    expect(seen.slice(3)).toEqual(['1 STARTED - -', '2 SUCCESS 100 -']);
  });

  engine.testWith(needs, 'never lets the units done fall', async () => {
    const id = await start();
    await tracker.advance(id, 'IN_PROGRESS', { progress: { done: 3, total: 4 } });
    expect(await tracker.advance(id, 'IN_PROGRESS', { progress: { done: 1, total: 4 } })).toMatchObject({
      progress: 75,
      done: 3,
    });
    const { progress, done, total } = await tracker.progress(id, 80);
    expect([progress, done, total]).toEqual([80, undefined, undefined]);
    const failed = await tracker.fail(id, { progress: { done: 1, total: 4 } });
    expect([failed.progress, failed.done]).toEqual([80, undefined]);
    await expect(tracker.progress(id, { done: -1 })).rejects.toThrow(/not below 0/);
  });

  engine.test('waits no longer than timeoutMs, and retries transient failures', async () => {
    const id = await start();
    await clients.faults.setPlan([{ op: 'GetItem', fault: 'hang' }]);
    const reads = jest.spyOn(BaseRepository.prototype, 'getOrThrow');
    await expect(through(clients.once).waitFor(id, { timeoutMs: 300 })).rejects.toThrow(WaitTimeoutError);
    const times = reads.mock.calls.map(([, options]) => options?.timeoutMs ?? Number.POSITIVE_INFINITY);
    reads.mockRestore();
    expect(times).not.toEqual([]);
    // A read has at least half a second.
    expect(Math.max(...times)).toBeLessThanOrEqual(500);
    await expect(tracker.waitFor(id, { timeoutMs: Number.NaN })).rejects.toThrow(/timeoutMs of waitFor\(\) must be/);
    await clients.faults.setPlan([{ op: 'GetItem', fault: 'throttle', when: { first: 3 } }]);
    await tracker.succeed(id);
    const polling = { minPollMs: 5, maxPollMs: 10 };
    const steps = [];
    for await (const { status } of through(clients.once).watch(id, polling)) steps.push(status);
    expect(steps).toEqual(['STARTED', 'SUCCESS']);
  });

  engine.test('renews the retention of an open request that a worker keeps alive', async () => {
    const kept = requestsOf(engine.client, tableName, { clock: time.clock, retention: { IN_PROGRESS: 3_600 } });
    const id = await start();
    time.now = Math.ceil(time.now / 1_000) * 1_000;
    await kept.claim(id, { owner: 'w', leaseMs: 100_000 });
    await kept.advance(id, 'IN_PROGRESS', { owner: 'w' });
    for (let minute = 0; minute < 100; minute += 1) {
      time.now += 60_000;
      await kept.heartbeat(id, { owner: 'w', leaseMs: 100_000 });
    }
    expect(await kept.getOrThrow(id)).toMatchObject({ status: 'IN_PROGRESS', owner: 'w' });
  });
});
