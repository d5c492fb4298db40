import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { UnprocessedItemsError } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { type FaultProxy, startFaults } from '../support/faults.ts';
import { ann, contactModel, readingModel } from './models.ts';

onEveryEngine('a batch', (engine) => {
  const { contacts } = contactModel(engine.uniqueTable('batch'));
  const { readings } = readingModel(engine.uniqueTable('batch-readings'));
  let faults: FaultProxy;
  let faulty: DynamoDBClient;
  const backoff = { baseMs: 1, maxMs: 4 };
  const people = (count: number, name = 'p') =>
    Array.from({ length: count }, (_, id) => ({ ...ann, id, name: `${name}${id}` }));
  const ids = (count: number): number[] => Array.from({ length: count }, (_, id) => id);

  beforeAll(async () => {
    faults = await startFaults(engine.endpoint);
    faulty = new DynamoDBClient({
      endpoint: faults.endpoint,
      region: await engine.client.config.region(),
      credentials: await engine.client.config.credentials(),
      maxAttempts: 1,
    });
    await contacts(engine.client).table.create();
    await readings(engine.client).table.create();
  });

  afterAll(async () => {
    faulty.destroy();
    await faults.close();
    await contacts(engine.client).table.drop();
    await readings(engine.client).table.drop();
  });

  for (const count of [0, 1, 25, 26, 100, 101, 250]) {
    engine.test(`writes, reads and deletes ${count} items in the order of the keys`, async () => {
      const repository = contacts(engine.client);
      const progress: number[] = [];
      await repository.putMany(people(count), { onProgress: (done) => progress.push(done) });
      expect(progress.at(-1)).toBe(count === 0 ? undefined : count);
      const backwards = ids(count).reverse();
      const read = await repository.getMany(backwards, { consistent: true });
      expect(read.map((contact) => contact?.id)).toEqual(backwards);
      await repository.deleteMany(ids(count));
      expect(await repository.getMany(ids(count), { consistent: true })).toEqual(ids(count).map(() => undefined));
    });
  }

  engine.test('returns an item for each of equal keys, and undefined for a missing one', async () => {
    const repository = contacts(engine.client);
    await repository.putMany(people(2));
    const read = await repository.getMany([1, 777, { id: 1 }, 0], { select: ['name'], consistent: true });
    expect(read).toEqual([{ name: 'p1' }, undefined, { name: 'p1' }, { name: 'p0' }]);
    expect(read[0]).not.toBe(read[2]);
  });

  engine.test('writes the last of two items with one key', async () => {
    const repository = contacts(engine.client);
    await repository.putMany([...people(3, 'first'), ...people(2, 'second')]);
    expect((await repository.getMany([0, 1, 2], { consistent: true })).map((contact) => contact?.name)).toEqual([
      'second0',
      'second1',
      'first2',
    ]);
  });

  engine.test('distinguishes keys whose parts join to the same text', async () => {
    const repository = readings(engine.client);
    const at = new Date(0);
    await repository.putMany([
      { sensor: 'ab', at, value: 1 },
      { sensor: 'a', at, value: 2 },
    ]);
    const read = await repository.getMany([
      { sensor: 'a', at },
      { sensor: 'ab', at },
    ]);
    expect(read.map((reading) => reading?.value)).toEqual([2, 1]);
  });

  engine.test('sends unprocessed items again with the same settings until all are done', async () => {
    const repository = contacts(faulty, { backoff });
    await faults.setPlan([
      { op: 'BatchWriteItem', fault: 'unprocessed', fraction: 0.5, when: { first: 5 } },
      { op: 'BatchGetItem', fault: 'unprocessed', count: 7, when: { first: 4 } },
    ]);
    await repository.putMany(people(120));
    const read = await repository.getMany(ids(120), { select: ['name'], consistent: true });
    expect(read).toEqual(people(120).map(({ name }) => ({ name })));
    expect((await faults.counters()).byFault).toMatchObject({ unprocessed: 9 });
  });

  engine.test('reports exactly the unprocessed items at the deadline', async () => {
    const repository = contacts(faulty, { backoff });
    await contacts(engine.client).deleteMany(ids(60));
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'unprocessed', count: 3 }]);
    const items = people(60);
    const error: unknown = await repository.putMany(items, { timeoutMs: 1_000 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnprocessedItemsError);
    const { unprocessed } = error as UnprocessedItemsError<{ id: number }>;
    expect(unprocessed.length).toBeGreaterThan(0);
    expect(unprocessed.every((item) => items.includes(item as never))).toBe(true);
    const written = await contacts(engine.client).getMany(ids(60), { consistent: true });
    const left = new Set(unprocessed.map(({ id }) => id));
    expect(ids(60).filter((id) => written[id] === undefined)).toEqual(ids(60).filter((id) => left.has(id)));
  });

  engine.test('retries throttled calls, and fails with the throttling as the cause', async () => {
    const repository = contacts(faulty, { backoff });
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'throttle', when: { first: 2 } }]);
    await repository.putMany(people(30));
    await faults.setPlan([{ op: 'BatchGetItem', fault: 'throttling' }]);
    const error: unknown = await repository.getMany([1, 2], { timeoutMs: 500 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'UnprocessedItemsError',
      unprocessed: [1, 2],
      cause: { name: 'ThrottledError' },
    });
  });

  engine.test('throws other errors at once, and reports what is left if something was done', async () => {
    const repository = contacts(faulty, { backoff });
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'accessDenied' }]);
    await expect(repository.putMany(people(80))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'accessDenied', when: { nth: [2, 3, 4] } }]);
    const error: unknown = await repository.putMany(people(80), { concurrency: 1 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'UnprocessedItemsError', cause: { name: 'AccessDeniedException' } });
    expect((error as UnprocessedItemsError).unprocessed).toHaveLength(55);
  });

  engine.test('separates batches that run at the same time', async () => {
    const repository = contacts(faulty, { backoff });
    await contacts(engine.client).deleteMany(ids(200));
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'unprocessed', fraction: 0.3, when: { every: 2 } }]);
    await Promise.all([repository.putMany(people(60)), repository.putMany(people(200).slice(100))]);
    const read = await contacts(engine.client).getMany(ids(200), { consistent: true });
    expect(read.flatMap((contact) => contact?.id ?? [])).toEqual([...ids(60), ...ids(200).slice(100)]);
  });
});
