import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DynamoLinker } from 'annotable';
import {
  fileCheckpoint,
  linkerCheckpoint,
  type ReadStreamOptions,
  readStream,
  type StreamChange,
  shardLeases,
  streamHandler,
} from 'annotable/streams';
import { Customers, Order, Orders, Session, Sessions } from '../streams/models.ts';
import { onEveryEngine } from '../support/engines.ts';

const folder = mkdtempSync(join(tmpdir(), 'annotable-streams-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

onEveryEngine('the stream of a table', (engine) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const own = engine.name === 'endpoint' ? {} : { region: 'local', credentials };
  const client = new DynamoDBStreamsClient({ endpoint: engine.endpoint, ...own });
  afterAll(() => client.destroy());

  let tableName: string;
  let orders: Orders;
  let customers: Customers;
  beforeEach(() => {
    tableName = engine.uniqueTable('shop');
    orders = new Orders(engine.client, { tableName });
    customers = new Customers(engine.client, { tableName });
  });

  const order = { customerId: 'ann', orderId: '1', status: 'OPEN', tags: new Set(['a']) } as const;

  async function take(count: number, options: ReadStreamOptions = {}): Promise<StreamChange[]> {
    const changes: StreamChange[] = [];
    for await (const change of readStream([orders, customers], { client, pollMs: 20, ...options })) {
      changes.push(change);
      if (changes.length === count) break;
    }
    return changes;
  }

  engine.testWith('streams', 'has the changes of the entities of its repositories, in order', async () => {
    await orders.table.ensure();
    await customers.create({ customerId: 'ann', email: 'ann@example.com' });
    await orders.create({ ...order, tags: new Set(['a']), receipt: Uint8Array.of(1, 2) });
    await orders.update(order, { status: 'PAID' });
    await orders.delete(order);
    const changes = await take(4);
    expect(changes.map(({ type, entity }) => [type, entity])).toEqual([
      ['insert', 'Customer'],
      ['insert', 'Order'],
      ['modify', 'Order'],
      ['remove', 'Order'],
    ]);
    const [, , modify, remove] = changes;
    expect(modify).toEqual({
      type: 'modify',
      entity: 'Order',
      key: { customerId: 'ann', orderId: '1' },
      before: { ...order, receipt: Uint8Array.of(1, 2) },
      after: { ...order, status: 'PAID', receipt: Uint8Array.of(1, 2) },
      changed: new Set(['status']),
      expired: false,
      at: expect.any(Date),
      sequenceNumber: expect.stringMatching(/^\d+$/),
    });
    expect(modify?.after).toBeInstanceOf(Order);
    expect(remove?.before).toEqual(modify?.after);
    expect(Math.abs(Number(modify?.at) - Date.now())).toBeLessThan(60_000);
  });

  engine.testWith('streams', 'continues at a checkpoint in a file and in a linker', async () => {
    await orders.table.ensure();
    const linker = new DynamoLinker(engine.client, {
      tableName: engine.uniqueTable('links'),
      allowMultipleInstances: true,
    });
    for (const checkpoint of [fileCheckpoint(join(folder, tableName)), linkerCheckpoint(linker, 'feed')]) {
      for (const orderId of ['1', '2', '3']) await orders.put({ ...order, tags: new Set(['a']), orderId });
      const first = await take(2, { checkpoint });
      const second = await take(1, { checkpoint });
      expect([...first, ...second].map(({ key }) => (key as { orderId: string }).orderId)).toEqual(['1', '2', '3']);
      for (const orderId of ['1', '2', '3']) await orders.delete({ customerId: 'ann', orderId });
      await take(3, { checkpoint });
    }
  });

  engine.testWith('streams', 'begins with the newest changes, and is shared by leases', async () => {
    await orders.table.ensure();
    await orders.put({ ...order, tags: new Set(['a']) });
    const leases = shardLeases({ name: 'feed', client: engine.client, tableName: engine.uniqueTable('leases') });
    await leases.table.ensure();
    const taking = take(1, { from: 'newest', leases });
    const timer = setInterval(() => {
      void orders.upsert({ customerId: 'bob', orderId: '2' }, { status: 'OPEN' });
    }, 200);
    const [change] = await taking;
    clearInterval(timer);
    expect(change?.key).toEqual({ customerId: 'bob', orderId: '2' });
  });

  engine.testWith('streams', 'feeds a handler of Lambda too', async () => {
    const sessions = new Sessions(engine.client, { tableName });
    await sessions.table.ensure();
    await sessions.put({ id: Uint8Array.of(1), visits: 1 });
    const seen: unknown[] = [];
    for await (const { sequenceNumber, key, after } of readStream(sessions, { client })) {
      expect(after).toBeInstanceOf(Session);
      const Records = [
        {
          eventName: 'INSERT',
          eventSource: 'aws:dynamodb',
          dynamodb: {
            Keys: { pk: { B: Buffer.from(key.id).toString('base64') } },
            NewImage: { pk: { B: Buffer.from(key.id).toString('base64') }, visits: { N: '1' } },
            SequenceNumber: sequenceNumber,
          },
        },
      ];
      const handle = streamHandler()
        .on(sessions, 'insert', (change) => seen.push(change.after))
        .lambda();
      expect(await handle({ Records })).toEqual({ batchItemFailures: [] });
      expect(seen).toEqual([after]);
      break;
    }
  });

  engine.testWith('streams', 'that is not enabled is an error that names the option and the call', async () => {
    const plain = new Orders(engine.client, { tableName: engine.uniqueTable('plain') });
    await expect(readStream(plain, { client }).next()).rejects.toThrow(/the table has no stream; .*table\.ensure\(\)/);
  });
});
