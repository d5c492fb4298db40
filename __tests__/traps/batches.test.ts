/** Known mistakes of other libraries, §4.1: batches. Each test names the correct behavior. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { UnprocessedItemsError } from 'annotable';
import { backoffMs } from '../../lib/time/backoff.ts';
import { onEveryEngine } from '../support/engines.ts';
import type { FaultProxy } from '../support/faults.ts';
import { faultyClient, keyModels, trapModel } from './models.ts';

const backoff = { baseMs: 1, maxMs: 4 };

onEveryEngine('batches', (engine) => {
  const table = engine.uniqueTable('things');
  const { things } = trapModel(table);
  const { numbered, stamped } = keyModels(engine.uniqueTable('numbers'), engine.uniqueTable('bytes'));
  let faults: FaultProxy;
  let faulty: DynamoDBClient;
  const keys = (count: number, pk = 'p') => Array.from({ length: count }, (_, index) => ({ pk, sk: `s${index}` }));

  beforeAll(async () => {
    ({ faults, client: faulty } = await faultyClient(engine));
    await things(engine.client).table.create();
    await numbered(engine.client).table.create();
    await stamped(engine.client).table.create();
  });
  afterAll(async () => {
    faulty.destroy();
    await faults.close();
    await things(engine.client).table.drop();
    await numbered(engine.client).table.drop();
    await stamped(engine.client).table.drop();
  });

  engine.test('1: unprocessed keys are requested again, and the rest is in an error', async () => {
    await things(engine.client).putMany(keys(5));
    await faults.setPlan([{ op: 'BatchGetItem', fault: 'unprocessed', count: 2, when: { first: 2 } }]);
    expect(await things(faulty, { backoff }).getMany(keys(5))).not.toContain(undefined);
    await faults.setPlan([{ op: 'BatchGetItem', fault: 'unprocessed', count: 5 }]);
    const failed = await things(faulty, { backoff })
      .getMany(keys(5), { timeoutMs: 30 })
      .catch((error) => error);
    expect(failed).toBeInstanceOf(UnprocessedItemsError);
    expect(failed.unprocessed).toEqual(keys(5));
  });

  engine.test('2: any number of keys and items is accepted', async () => {
    await things(engine.client).putMany(keys(230, 'many'));
    expect((await things(engine.client).getMany(keys(230, 'many'))).filter(Boolean)).toHaveLength(230);
  });

  engine.test('3: retries wait exponentially with full jitter, capped, and can be aborted', async () => {
    const waits = [0, 1, 2, 10].map((attempt) => backoffMs(attempt, { baseMs: 50, maxMs: 5_000, random: () => 0.5 }));
    expect(waits).toEqual([25, 50, 100, 2_500]);
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'throttle' }]);
    const slow = { baseMs: 60_000, maxMs: 60_000, random: () => 0.9 };
    const signal = AbortSignal.timeout(50);
    await expect(things(faulty, { backoff: slow }).putMany(keys(3), { signal, timeoutMs: 600_000 })).rejects.toThrow();
  });

  engine.test('4: retries end', async () => {
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'unprocessed', count: 25 }]);
    await expect(things(faulty, { backoff }).putMany(keys(3), { timeoutMs: 30 })).rejects.toThrow(
      UnprocessedItemsError,
    );
  });

  engine.test('5: consistency and projection are kept on every attempt', async () => {
    await things(engine.client).putMany(keys(4).map((key) => ({ ...key, text: 't', count: 1 })));
    await faults.setPlan([{ op: 'BatchGetItem', fault: 'unprocessed', count: 3, when: { first: 1 } }]);
    const read = await things(faulty, { backoff }).getMany(keys(4), { consistent: true, select: ['text'] });
    expect(read).toEqual(Array(4).fill({ text: 't' }));
  });

  engine.test('6: keys whose parts join to one text are different keys', async () => {
    const pairs = [
      { pk: 'ab', sk: 'c' },
      { pk: 'a', sk: 'bc' },
    ];
    await things(engine.client).putMany(pairs.map((key, count) => ({ ...key, count })));
    expect((await things(engine.client).getMany(pairs)).map((item) => item?.count)).toEqual([0, 1]);
  });

  engine.test('7: items are found by keys of bytes and dates', async () => {
    const key = { id: new Uint8Array([1, 255]), at: new Date(5) };
    await stamped(engine.client).putMany([{ ...key, note: 'x' }]);
    const sameKey = { id: Buffer.from([1, 255]), at: new Date(5) };
    expect((await stamped(engine.client).getMany([sameKey]))[0]?.note).toBe('x');
  });

  engine.test('8: what is missing is undefined, what is unprocessed is an error', async () => {
    await things(engine.client).putMany([{ pk: 'here', sk: '1' }]);
    await faults.setPlan([]);
    const read = await things(faulty, { backoff }).getMany([
      { pk: 'here', sk: '1' },
      { pk: 'gone', sk: '1' },
    ]);
    expect(read.map((item) => item?.pk)).toEqual(['here', undefined]);
  });

  engine.test('9: equal keys are fetched once and returned as often as requested', async () => {
    await things(engine.client).putMany([{ pk: 'twice', sk: '1' }]);
    const key = { pk: 'twice', sk: '1' };
    expect((await things(engine.client).getMany([key, key, key])).map((item) => item?.pk)).toEqual(
      Array(3).fill('twice'),
    );
  });

  engine.test('10: errors that are no throttling are thrown', async () => {
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'accessDenied' }]);
    await expect(things(faulty, { backoff }).putMany(keys(2))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  engine.test('11: calls that run at once share nothing', async () => {
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'unprocessed', fraction: 0.5, when: { every: 2 } }]);
    const repository = things(faulty, { backoff });
    await Promise.all(['a', 'b', 'c', 'd'].map((pk) => repository.putMany(keys(40, pk))));
    const reads = await Promise.all(['a', 'b', 'c', 'd'].map((pk) => repository.getMany(keys(40, pk))));
    expect(reads.flat().filter(Boolean)).toHaveLength(160);
  });

  engine.test('12: two classes of one table are read each by its own', async () => {
    const other = trapModel(table);
    await things(engine.client).putMany([{ pk: 'one', sk: '1', text: 'x' }]);
    await other.things(engine.client).putMany([{ pk: 'one', sk: '2', count: 2 }]);
    const pairs = [
      { pk: 'one', sk: '1' },
      { pk: 'one', sk: '2' },
    ];
    expect((await other.things(engine.client).getMany(pairs)).every((item) => item instanceof other.Thing)).toBe(true);
  });

  engine.test('25: versioned classes are rejected in batches', async () => {
    await expect(numbered(engine.client).putMany([{ id: 0, at: 0 }])).rejects.toThrow(/batches can't check versions/);
  });
});
