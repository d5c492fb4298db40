import { backfill } from 'annotable/backfill';
import { CapacityMeter } from '../../lib/execution/capacity-meter.ts';
import { onEveryEngine } from '../support/engines.ts';
import { requestsOf } from '../support/sent-requests.ts';
import { explainModels } from './explain-models.ts';

onEveryEngine('capacityLimit', (engine) => {
  const models = explainModels(engine.uniqueTable('limit'));
  const orders = () => models.orders(engine.client);
  const items = Array.from({ length: 60 }, (_, each) => ({
    customerId: 'c1',
    orderId: `o${each}`,
    status: 'open',
    total: each,
    courier: 'x',
  }));
  const keys = items.map(({ customerId, orderId }) => ({ customerId, orderId }));
  const capacityLimit = { readUnitsPerSecond: 1_000, writeUnitsPerSecond: 1_000 };

  /** The kinds of the requests that waited for capacity, in order. */
  let waits: string[];

  beforeAll(() => orders().table.create());
  beforeEach(async () => {
    await orders().putMany(items);
    waits = [];
    jest.spyOn(CapacityMeter.prototype, 'ready').mockImplementation(async (kind) => {
      waits.push(kind);
    });
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => orders().table.drop());

  /** Does a call, and returns the operations that it sent. All of them must ask for their consumed capacity. */
  async function sent(call: () => Promise<unknown>): Promise<string[]> {
    const requests = requestsOf(engine.client as never);
    await call();
    for (const { input } of requests) expect(input).toMatchObject({ ReturnConsumedCapacity: 'TOTAL' });
    return requests.map(({ operation }) => operation);
  }

  engine.test('delays each page of a query and of a scan', async () => {
    const query = orders().query({ customerId: 'c1' }, { pageSize: 25, capacityLimit });
    expect(await sent(() => query.all())).toEqual(['Query', 'Query', 'Query']);
    expect(waits).toEqual(['read', 'read', 'read']);
    expect(await sent(() => orders().scan({ segments: 2, capacityLimit }).all())).toEqual(['Scan', 'Scan']);
    expect(waits).toHaveLength(5);
  });

  engine.test('delays the batch reads of followed entries by the same meter', async () => {
    const meters = new Set<unknown>();
    jest.spyOn(CapacityMeter.prototype, 'ready').mockImplementation(async function (this: CapacityMeter) {
      meters.add(this);
    });
    const followed = orders().query(
      { courier: 'x' },
      { index: 'byCourier', follow: true, pageSize: 40, capacityLimit },
    );
    expect(await sent(() => followed.all())).toEqual(['Query', 'BatchGetItem', 'Query', 'BatchGetItem']);
    expect(meters.size).toBe(1);
  });

  engine.test('delays each request of a batch', async () => {
    expect(await sent(() => orders().getMany(keys, { capacityLimit }))).toEqual(['BatchGetItem']);
    expect(await sent(() => orders().putMany(items, { capacityLimit }))).toHaveLength(3);
    expect(await sent(() => orders().deleteMany(keys, { capacityLimit }))).toHaveLength(3);
    expect(waits).toEqual(['read', ...Array(6).fill('write')]);
  });

  engine.test('delays the reads and the deletes of a partition', async () => {
    const operations = await sent(() => orders().deletePartition({ customerId: 'c1' }, { capacityLimit }));
    expect(operations).toEqual(['Query', 'BatchWriteItem', 'BatchWriteItem', 'BatchWriteItem']);
    expect(waits).toEqual(['read', 'write', 'write', 'write']);
  });

  engine.test('delays the reads and the writes of a backfill', async () => {
    const change = ({ total }: { total: number }) => (total < 2 ? { note: 'x' } : undefined);
    expect(await sent(() => backfill(orders(), { change, capacityLimit }))).toEqual([
      'Scan',
      'UpdateItem',
      'UpdateItem',
    ]);
    expect(waits).toEqual(['read', 'write', 'write']);
  });

  engine.test('measures what the requests consume', async () => {
    const measured = jest.spyOn(CapacityMeter.prototype, 'executorOf');
    await orders().getMany(keys, { capacityLimit });
    const [meter] = measured.mock.contexts as CapacityMeter[];
    expect(meter).toMatchObject({ readUnits: 30, writeUnits: 0 });
  });

  for (const [title, wrong] of [
    ['a rate of 0', { readUnitsPerSecond: 0 }],
    ['a rate that is no number', { writeUnitsPerSecond: '5' }],
    ['an unknown member', { readUnits: 5 }],
    ['a number', 5],
  ] as const) {
    engine.test(`rejects ${title} before anything is sent`, async () => {
      const limit = { capacityLimit: wrong as never };
      const message =
        /^limit-.*: capacityLimit of (?:query|scan|getMany|putMany|deleteMany|deletePartition|backfill)\(\) must be an object with no members but readUnitsPerSecond \(must be a number above 0\), writeUnitsPerSecond/;
      expect(() => orders().query({ customerId: 'c1' }, limit)).toThrow(message);
      expect(() => orders().scan(limit)).toThrow(message);
      const operations = await sent(async () => {
        await expect(orders().getMany(keys, limit)).rejects.toThrow(message);
        await expect(orders().putMany(items, limit)).rejects.toThrow(message);
        await expect(orders().deleteMany(keys, limit)).rejects.toThrow(message);
        await expect(orders().deletePartition({ customerId: 'c1' }, limit)).rejects.toThrow(message);
        await expect(backfill(orders(), { change: () => undefined, ...limit })).rejects.toThrow(message);
      });
      expect(operations).toEqual([]);
    });
  }
});
