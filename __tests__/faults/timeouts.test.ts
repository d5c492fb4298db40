import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CallTimeoutError,
  increment,
  OutcomeUnknownError,
  ReadInterruptedError,
  UnprocessedItemsError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultModels, faultyClients } from './support.ts';

onEveryEngine('the time of an operation', (engine) => {
  const models = faultModels(engine.uniqueTable('timeouts'));
  const direct = models.plain(engine.client);
  const ids = Array.from({ length: 60 }, (_, index) => `id-${String(index).padStart(2, '0')}`);
  let clients: Awaited<ReturnType<typeof faultyClients>>;
  const hang = (op: string, more: object = {}): Promise<void> =>
    clients.faults.setPlan([{ op, fault: 'hang', ...more }]);
  const through = () => models.plain(clients.retrying, { timeoutMs: 150 });

  beforeAll(async () => {
    clients = await faultyClients(engine);
    await direct.table.create();
    await direct.putMany(ids.map((id) => ({ id, text: 'x' })));
  });
  afterAll(async () => {
    await clients.close();
    await direct.table.drop();
  });

  engine.test('ends calls that hang: reads time out, and the outcome of writes is unknown', async () => {
    await hang('*');
    await expect(through().get('a')).rejects.toThrow(CallTimeoutError);
    await expect(through().get('a')).rejects.toThrow(/no answer within 150 ms/);
    await expect(through().query({ id: 'a' }).all()).rejects.toThrow(CallTimeoutError);
    await expect(through().scan().page()).rejects.toThrow(CallTimeoutError);
    await expect(through().raw('GetItem', ({ key }) => ({ Key: key('a') }))).rejects.toThrow(CallTimeoutError);
    await expect(through().put({ id: 'a' })).rejects.toThrow(OutcomeUnknownError);
    await expect(through().update('a', { count: increment(1) })).rejects.toMatchObject({
      cause: { code: 'call.timeout' },
    });
    await expect(through().delete('a', { timeoutMs: 50 })).rejects.toThrow(OutcomeUnknownError);
    // No request was repeated. On a busy machine, the time of a call may end before it is sent.
    expect((await clients.faults.counters()).requests).toBeLessThanOrEqual(8);
  });

  engine.test('may be infinite, and is rejected if it is invalid', async () => {
    await clients.faults.setPlan([{ op: '*', delayMs: 30 }]);
    for (const timeoutMs of [Number.POSITIVE_INFINITY, 30 * 86_400_000])
      expect(await through().put({ id: 'endless' }, { timeoutMs })).toMatchObject({ id: 'endless' });
    for (const timeoutMs of [0, -1, Number.NaN, '5s' as never])
      await expect(through().get('endless', { timeoutMs })).rejects.toThrow(
        /timeoutMs of get\(\) must be a number of milliseconds above 0/,
      );
    expect((await clients.faults.counters()).requests).toBe(2);
    await direct.delete('endless');
  });

  engine.test('ends batches with their unprocessed items', async () => {
    await hang('BatchWriteItem', { when: { after: 1 } });
    const items = ids.map((id) => ({ id, text: 'new' }));
    const error = await through()
      .putMany(items, { timeoutMs: 300, concurrency: 1 })
      .catch((caught) => caught);
    expect(error).toBeInstanceOf(UnprocessedItemsError);
    expect(error.cause).toBeInstanceOf(CallTimeoutError);
    expect(error.unprocessed).toHaveLength(35);
    const stored = await direct.getMany(ids, { consistent: true });
    const left = new Set(error.unprocessed.map(({ id }: { id: string }) => id));
    for (const item of stored) expect(item?.text).toBe(left.has(item?.id ?? '') ? 'x' : 'new');
    await hang('BatchGetItem');
    await expect(through().getMany(ids, { timeoutMs: 100 })).rejects.toThrow(UnprocessedItemsError);
    await expect(through().getMany(ids)).rejects.toThrow(UnprocessedItemsError);
    expect((await clients.faults.counters()).requests).toBe(2);
  });

  engine.test('ends with an abort during a call, between attempts, and between pages', async () => {
    await hang('GetItem');
    await expect(through().get('a', { signal: AbortSignal.timeout(30), timeoutMs: 60_000 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    await clients.faults.setPlan([{ op: 'GetItem', fault: 'throttle' }]);
    const { config } = clients.once;
    const patient = new DynamoDBClient({
      endpoint: clients.faults.endpoint,
      region: await config.region(),
      credentials: await config.credentials(),
      maxAttempts: 50,
    });
    const controller = new AbortController();
    const waiting = models.plain(patient).get('a', { signal: controller.signal, timeoutMs: 60_000 });
    setTimeout(() => controller.abort(new Error('enough')), 40);
    await expect(waiting).rejects.toThrow('enough');
    expect((await clients.faults.counters()).requests).toBeLessThan(50);
    patient.destroy();
    await clients.faults.setPlan([]);
    const between = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { id } of models.plain(clients.once).scan({ pageSize: 1, signal: between.signal })) {
        seen.push(id);
        if (seen.length === 3) between.abort(new Error('no more'));
      }
    })();
    await expect(reading).rejects.toThrow('no more');
    expect(seen).toHaveLength(3);
    const aborted = AbortSignal.abort(new Error('before'));
    await expect(through().put({ id: 'a' }, { signal: aborted })).rejects.toThrow('before');
    expect((await clients.faults.counters()).byOp['PutItem']).toBeUndefined();
  });

  engine.test('includes no retries after errors that a retry can not resolve', async () => {
    for (const fault of ['accessDenied', 'expiredToken', 'notFound']) {
      await clients.faults.setPlan([{ op: '*', fault }]);
      await through()
        .get('a')
        .catch(() => undefined);
      await through()
        .putMany([{ id: 'a' }])
        .catch(() => undefined);
      expect((await clients.faults.counters()).requests).toBe(2);
    }
    await clients.faults.setPlan([]);
    await direct.raw('Query', () => ({ KeyConditionExpression: 'nonsense' })).catch(() => undefined);
    await through()
      .raw('Query', () => ({ KeyConditionExpression: 'nonsense' }))
      .catch(() => undefined);
    expect((await clients.faults.counters()).requests).toBe(1);
  });

  engine.test('can be continued by a cursor after an iteration fails', async () => {
    for (const options of [{}, { segments: 3, concurrency: 2 }] as const) {
      await clients.faults.setPlan([{ op: 'Scan', fault: 'internal', when: { nth: 5 } }]);
      const repository = models.plain(clients.once);
      const seen: string[] = [];
      const scan = () => repository.scan({ ...options, pageSize: 4 });
      const reading = (async () => {
        for await (const { id } of scan()) seen.push(id);
      })();
      const error = await reading.catch((caught) => caught);
      expect(error).toBeInstanceOf(ReadInterruptedError);
      expect(error).toMatchObject({ code: 'read.interrupted', cause: { name: 'InternalServerError' } });
      let cursor: string | undefined = error.cursor;
      while (cursor !== undefined) {
        const page: { items: { id: string }[]; cursor: string | undefined } = await scan().page({ cursor });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.cursor;
      }
      expect([...seen].sort()).toEqual(ids);
      await clients.faults.setPlan([{ op: 'Scan', fault: 'internal' }]);
      await expect(scan().all()).rejects.toMatchObject({ name: 'InternalServerError' });
    }
  });

  engine.test('ends with an iteration that the caller leaves, without further requests', async () => {
    for (const options of [{}, { segments: 4, concurrency: 4 }] as const) {
      await clients.faults.setPlan([]);
      for await (const { id } of models.plain(clients.once).scan({ ...options, pageSize: 2 })) {
        expect(ids).toContain(id);
        break;
      }
      // Requests that were already sent may still arrive.
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { requests } = await clients.faults.counters();
      expect(requests).toBeLessThanOrEqual('segments' in options ? 4 : 1);
    }
  });
});
