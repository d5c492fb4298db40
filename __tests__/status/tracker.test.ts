import {
  IllegalTransitionError,
  LeaseLostError,
  MemoryLinker,
  RequestStatus,
  ValidationError,
  WaitTimeoutError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultyClient } from '../traps/models.ts';
import { requestsOf, runsOf, testClock } from './models.ts';

const needs = 'itemOnConditionFailure';

onEveryEngine('StatusTracker', (engine) => {
  const table = engine.uniqueTable('requests');
  const time = testClock();
  const tracker = requestsOf(engine.client, table, { clock: time.clock });
  let next = 1;
  const start = async (): Promise<string> => {
    const id = `r-${next++}`;
    await tracker.start(id);
    return id;
  };
  beforeAll(() => tracker.table.create());
  afterAll(() => tracker.table.drop());

  engine.test('starts, advances, and ends a request', async () => {
    const started = await tracker.start('pizza', { userId: 'ann', message: 'ordered' });
    expect(started).toBeInstanceOf(RequestStatus);
    expect(started).toMatchObject({ requestId: 'pizza', status: 'STARTED', steps: 1, attempts: 0 });
    time.now += 1_000;
    const advanced = await tracker.advance('pizza', 'IN_PROGRESS', { progress: 40, message: 'in the oven' });
    expect(advanced).toMatchObject({ status: 'IN_PROGRESS', progress: 40, message: 'in the oven' });
    expect(advanced.startedAt).toEqual(new Date(time.now));
    time.now += 1_000;
    const done = await tracker.succeed('pizza', { result: { slices: 8 } });
    expect(done).toMatchObject({
      status: 'SUCCESS',
      progress: 100,
      result: { slices: 8 },
      finishedAt: new Date(time.now),
    });
    expect(await tracker.resultOf(done)).toEqual({ slices: 8 });
    const history = await tracker.history('pizza');
    expect(history.map(({ number, status, progress }) => [number, status, progress])).toEqual([
      [1, 'STARTED', undefined],
      [2, 'IN_PROGRESS', 40],
      [3, 'SUCCESS', 100],
    ]);
    expect(history.map(({ at }) => at.getTime())).toEqual([time.now - 2_000, time.now - 1_000, time.now]);
  });

  engine.testWith(needs, 'rejects a transition that the class does not declare, and names both statuses', async () => {
    const id = await start();
    await tracker.succeed(id);
    const error = await tracker.advance(id, 'IN_PROGRESS').catch((caught) => caught);
    expect(error).toBeInstanceOf(IllegalTransitionError);
    expect(error).toMatchObject({ from: 'SUCCESS', to: 'IN_PROGRESS', allowed: [], code: 'status.illegalTransition' });
    expect(error.message).toContain(`(requestId="${id}"): can't go from SUCCESS to IN_PROGRESS: SUCCESS is final`);
    expect(error.record).toMatchObject({ requestId: id });
    await expect(tracker.fail(id)).rejects.toThrow(IllegalTransitionError);
    await expect(tracker.progress(id, 5)).rejects.toThrow(IllegalTransitionError);
    await expect(tracker.cancel(id)).rejects.toThrow(IllegalTransitionError);
    const run = runsOf(engine.client, engine.uniqueTable('runs'), { clock: time.clock });
    await run.table.create();
    await run.start('run', { attributes: { model: 'm' } });
    await expect(run.succeed('run')).rejects.toThrow(
      /can't go from QUEUED to SUCCESS: from QUEUED it can go to STARTING/,
    );
    await run.table.drop();
  });

  engine.testWith(needs, 'never changes a request that has ended, and can end it twice', async () => {
    const id = await start();
    await tracker.fail(id, { error: Object.assign(new TypeError('no cheese'), { retryable: true }) });
    const failed = await tracker.fail(id, { error: 'another reason' });
    expect(failed.error).toMatchObject({ code: 'TypeError', message: 'no cheese', retryable: true });
    expect(failed).toMatchObject({ version: 2, steps: 2, message: 'no cheese' });
  });

  engine.testWith(needs, 'takes a step once if its response is lost', async () => {
    const { faults, client } = await faultyClient(engine);
    const { region, credentials } = client.config;
    const retrying = new (client.constructor as typeof import('@aws-sdk/client-dynamodb').DynamoDBClient)({
      endpoint: faults.endpoint,
      region: await region(),
      credentials: await credentials(),
    });
    const lossy = requestsOf(retrying, table, { clock: time.clock });
    try {
      const lost = [{ op: '/PutItem|UpdateItem/', fault: 'resetAfter', when: { first: 1 } }];
      await faults.setPlan(lost);
      expect(await lossy.startIfNew('lost')).toMatchObject({ created: true });
      await faults.setPlan(lost);
      expect(await lossy.advance('lost', 'IN_PROGRESS', { progress: 10 })).toMatchObject({ steps: 2, progress: 10 });
      await faults.setPlan(lost);
      expect(await lossy.claim('lost', { owner: 'w' })).toMatchObject({ attempts: 1, owner: 'w' });
      await faults.setPlan(lost);
      expect(await lossy.progress('lost', 20)).toMatchObject({ progress: 20 });
      await faults.setPlan(lost);
      expect(await lossy.succeed('lost')).toMatchObject({ steps: 3, status: 'SUCCESS' });
      expect((await faults.counters()).byFault['resetAfter']).toBe(1);
    } finally {
      client.destroy();
      retrying.destroy();
      await faults.close();
    }
  });

  engine.testWith(needs, 'never lowers the progress', async () => {
    const id = await start();
    await tracker.advance(id, 'IN_PROGRESS', { progress: 50, message: 'half' });
    expect(await tracker.advance(id, 'IN_PROGRESS', { progress: 30, message: 'late' })).toMatchObject({
      progress: 50,
      message: 'half',
      steps: 2,
    });
    expect(await tracker.progress(id, { done: 1, total: 4, message: 'late' })).toMatchObject({
      progress: 50,
      message: 'half',
    });
    expect(await tracker.progress(id, { done: 3, total: 4 })).toMatchObject({ progress: 75, done: 3, total: 4 });
    expect(await tracker.progress(id, 150)).toMatchObject({ progress: 100, steps: 2 });
    expect(await tracker.fail(id, { progress: 60 })).toMatchObject({ status: 'FAILED', progress: 100 });
    await expect(tracker.progress(id, Number.NaN)).rejects.toThrow(ValidationError);
  });

  engine.testWith(needs, 'gives a request to one worker at a time, and to another after its lease', async () => {
    const id = await start();
    expect(await tracker.claim(id, { owner: 'one', leaseMs: 10_000 })).toMatchObject({ owner: 'one', attempts: 1 });
    expect(await tracker.claim(id, { owner: 'two' })).toBeUndefined();
    time.now += 9_000;
    expect((await tracker.heartbeat(id, { owner: 'one', leaseMs: 10_000 })).leaseUntil).toEqual(
      new Date(time.now + 10_000),
    );
    await expect(tracker.heartbeat(id, { owner: 'two' })).rejects.toThrow(LeaseLostError);
    await tracker.advance(id, 'IN_PROGRESS', { owner: 'one', progress: 20 });
    const stale = async (): Promise<string[]> =>
      (await tracker.findStale({ idleMs: 3_600_000 })).map(({ requestId }) => requestId);
    expect(await stale()).not.toContain(id);
    time.now += 10_001;
    expect(await stale()).toContain(id);
    expect(await tracker.claim(id, { owner: 'two' })).toMatchObject({ owner: 'two', attempts: 2, progress: 20 });
    const lost = await tracker.advance(id, 'IN_PROGRESS', { owner: 'one', progress: 90 }).catch((error) => error);
    expect(lost).toBeInstanceOf(LeaseLostError);
    expect(lost).toMatchObject({ owner: 'one', record: { owner: 'two' } });
    await expect(tracker.progress(id, 95, { owner: 'one' })).rejects.toThrow(LeaseLostError);
    const done = await tracker.succeed(id, { owner: 'two' });
    expect([done.owner, done.leaseUntil]).toEqual([undefined, undefined]);
    expect(await tracker.claim(id, { owner: 'three' })).toBeUndefined();
    await expect(tracker.heartbeat(id, { owner: 'two' })).rejects.toThrow(LeaseLostError);
  });

  engine.testWith(needs, 'fails a request after maxAttempts claims', async () => {
    const limited = requestsOf(engine.client, table, { clock: time.clock, maxAttempts: 2 });
    const id = await start();
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await limited.claim(id, { owner: `w${attempt}`, leaseMs: 1_000 })).toBeDefined();
      expect(await limited.claim(id, { owner: 'other', leaseMs: 1_000 })).toBeUndefined();
      time.now += 1_001;
    }
    expect((await limited.getOrThrow(id)).status).toBe('STARTED');
    expect(await limited.claim(id, { owner: 'w3' })).toBeUndefined();
    expect(await limited.getOrThrow(id)).toMatchObject({ status: 'FAILED', error: { code: 'TOO_MANY_ATTEMPTS' } });
  });

  engine.testWith(needs, 'cancels a request in two steps', async () => {
    const id = await start();
    await tracker.claim(id, { owner: 'w' });
    await tracker.cancel(id, { reason: 'too slow' });
    const canceling = await tracker.cancel(id, { reason: 'another' });
    expect(canceling).toMatchObject({
      status: 'STARTED',
      cancelReason: 'too slow',
      cancelRequestedAt: new Date(time.now),
    });
    expect((await tracker.heartbeat(id, { owner: 'w' })).cancelRequestedAt).toBeDefined();
    expect(await tracker.confirmCancel(id, { owner: 'w' })).toMatchObject({
      status: 'FAILED',
      error: { code: 'CANCELLED' },
    });
    expect(await tracker.cancel(id)).toMatchObject({ status: 'FAILED' });
  });

  engine.testWith(needs, 'restarts a failed request, and counts its redrives', async () => {
    const id = await start();
    await tracker.advance(id, 'IN_PROGRESS', { progress: 70 });
    await tracker.fail(id, { error: 'oven' });
    const again = await tracker.redrive(id);
    expect(again).toMatchObject({ status: 'STARTED', redrives: 1, steps: 4 });
    const { progress, error, message, finishedAt, startedAt } = again;
    expect([progress, error, message, finishedAt, startedAt].every((known) => known === undefined)).toBe(true);
    expect(await tracker.redrive(id)).toMatchObject({ redrives: 1, steps: 4 });
    await tracker.fail(id, { error: 'oven' });
    expect(await tracker.redrive(id, { message: 'once more' })).toMatchObject({ message: 'once more', redrives: 2 });
    await tracker.succeed(id);
    await expect(tracker.redrive(id)).rejects.toThrow(IllegalTransitionError);
  });

  engine.testWith(needs, 'keeps the last steps, and counts all of them', async () => {
    const short = requestsOf(engine.client, table, { clock: time.clock, maxHistory: 3 });
    const id = await start();
    for (let progress = 1; progress <= 6; progress++) await short.advance(id, 'IN_PROGRESS', { progress });
    const history = await short.history(id);
    expect(history.map(({ number, progress, skipped }) => [number, progress, skipped])).toEqual([
      [5, 4, 4],
      [6, 5, 0],
      [7, 6, 0],
    ]);
    const racing = await start();
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => short.advance(racing, 'IN_PROGRESS')));
    expect(await short.getOrThrow(racing)).toMatchObject({ steps: 7, history: { length: 3 } });
  });

  engine.test('waits for a request, and watches it step by step', async () => {
    const id = await start();
    const polling = { minPollMs: 5, maxPollMs: 20 };
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { number, status, progress, skipped } of tracker.watch(id, polling))
        seen.push([number, status, progress ?? '-', skipped].join(' '));
    })();
    const half = tracker.waitFor(id, { ...polling, until: ({ progress = 0 }) => progress >= 50 });
    await tracker.advance(id, 'IN_PROGRESS', { progress: 10 });
    await new Promise((resolve) => setTimeout(resolve, 80));
    await tracker.progress(id, 60);
    expect(await half).toMatchObject({ status: 'IN_PROGRESS', progress: 60 });
    await new Promise((resolve) => setTimeout(resolve, 80));
    await tracker.succeed(id);
    expect(await tracker.waitFor(id, polling)).toMatchObject({ status: 'SUCCESS' });
    await watching;
    expect(seen).toEqual(['1 STARTED - 0', '2 IN_PROGRESS 10 0', '2 IN_PROGRESS 60 0', '3 SUCCESS 100 0']);
  });

  engine.test('stops waiting after timeoutMs, or if the signal is aborted', async () => {
    const id = await start();
    const error = await tracker.waitFor(id, { timeoutMs: 30, minPollMs: 5, maxPollMs: 5 }).catch((caught) => caught);
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ code: 'status.waitTimeout', record: { status: 'STARTED' } });
    const signal = AbortSignal.timeout(20);
    await expect(tracker.waitFor(id, { signal })).rejects.toThrow(/abort/);
  });

  engine.test('limits the size of results and errors', async () => {
    const linker = new MemoryLinker({ allowMultipleInstances: true });
    const large = requestsOf(engine.client, table, { clock: time.clock, maxResultBytes: 100, results: linker });
    const result = { text: 'x'.repeat(200) };
    const id = await start();
    const done = await large.succeed(id, { result });
    expect([done.result, await large.resultOf(done)]).toEqual([undefined, result]);
    const other = await start();
    const small = requestsOf(engine.client, table, { clock: time.clock, maxResultBytes: 100, maxErrorBytes: 50 });
    await expect(small.succeed(other, { result })).rejects.toThrow(
      /result has 211 bytes of at most 100; give the tracker a linker/,
    );
    const { error } = await small.fail(other, { error: { code: 'E', message: 'é'.repeat(100), details: { a: 1 } } });
    expect(Buffer.byteLength(error?.message ?? '')).toBeLessThanOrEqual(50);
    expect(error).toMatchObject({ code: 'E', message: `${'é'.repeat(23)}…` });
  });

  engine.test('lets requests expire after their retention', async () => {
    time.now = Math.ceil(time.now / 1_000) * 1_000;
    const brief = requestsOf(engine.client, table, { clock: time.clock, retention: { SUCCESS: 60, STARTED: 3_600 } });
    expect((await brief.start('brief')).expiresAt).toEqual(new Date(time.now + 3_600_000));
    expect((await brief.advance('brief', 'IN_PROGRESS')).expiresAt).toBeUndefined();
    expect((await brief.succeed('brief')).expiresAt).toEqual(new Date(time.now + 60_000));
    time.now += 61_000;
    expect(await brief.get('brief')).toBeUndefined();
    if (engine.name !== 'dynalite') expect(await brief.start('brief')).toMatchObject({ status: 'STARTED', steps: 1 });
  });
});
