/**
 * One pass through each part of the package, on a local engine of its own. It imports the built package as a user does,
 * so that it runs on any runtime: `run.mjs` starts it.
 */
import assert from 'node:assert/strict';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  CreatedAt,
  DynamoLinker,
  GeneratedId,
  Index,
  increment,
  PartitionKey,
  Repository,
  RequestStatusRepository,
  SortKey,
  setOf,
  Table,
  Version,
  VersionConflictError,
  writeTransaction,
} from 'annotable';
import { startLocal } from 'annotable/local';

@Table('smoke-orders')
class Order {
  @PartitionKey() @GeneratedId('ulid') id!: string;
  @Attribute(String) customerId!: string;
  @Attribute(Number) total!: number;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(Uint8Array, { optional: true }) photo?: Uint8Array;
  @CreatedAt() createdAt!: Date;
  @Version() version!: number;
}

@Repository(Order)
class Orders extends BaseRepository<Order, 'id', 'id' | 'createdAt' | 'version'> {}

@Table('smoke-readings')
@Index('byValue', { partitionKey: 'sensor', sortKey: 'value' })
class Reading {
  @PartitionKey() @Attribute(String) sensor!: string;
  @SortKey() @Attribute(Number) second!: number;
  @Attribute(Number) value!: number;
}

@Repository(Reading)
class Readings extends BaseRepository<Reading, 'sensor' | 'second'> {}

async function createsAndReads(orders: Orders): Promise<void> {
  const photo = new Uint8Array([1, 2, 3]);
  const created = await orders.create({ customerId: 'ann', total: 10, tags: new Set(['gift']), photo });
  const read = await orders.getOrThrow(created.id, { consistent: true });
  assert.ok(read instanceof Order && read.createdAt instanceof Date);
  assert.deepEqual({ ...read }, { ...created });
  await orders.update(created.id, { total: increment(5) }, { version: 1 });
  await assert.rejects(orders.update(created.id, { total: 0 }, { version: 1 }), VersionConflictError);
}

async function queriesInPages(readings: Readings): Promise<void> {
  const stored = Array.from({ length: 60 }, (_, second) => ({ sensor: 'a', second, value: second * 2 }));
  await readings.putMany(stored);
  const results = readings.query({ sensor: 'a' }, { index: 'byValue', descending: true, pageSize: 25 });
  const values = (await results.all()).map(({ value }) => value);
  assert.deepEqual(values, stored.map(({ value }) => value).reverse());
}

async function writesInOneTransaction(orders: Orders): Promise<void> {
  const order = { customerId: 'cleo', total: 1, tags: new Set<string>() };
  await writeTransaction()
    .create(orders, { ...order, id: 'a' })
    .create(orders, { ...order, id: 'b' })
    .commit();
  await assert.rejects(
    writeTransaction()
      .delete(orders, 'a')
      .create(orders, { ...order, id: 'b' })
      .commit(),
    { code: 'transaction.failed' },
  );
  assert.ok(await orders.get('a', { consistent: true }));
}

async function linksDocuments(client: DynamoDBClient): Promise<void> {
  const linker = new DynamoLinker(client, { tableName: 'smoke-documents' });
  // Above 350 KB, so that the document is compressed.
  const document = { text: 'x'.repeat(500_000), list: [1, null, 'é'] };
  await linker.putJson(['a', 'b'], [document, 1]);
  assert.deepEqual(await linker.getJson(['b', 'a']), [1, document]);
}

async function tracksRequests(client: DynamoDBClient): Promise<void> {
  const requests = new RequestStatusRepository(client, { tableName: 'smoke-status' });
  await requests.table.ensure();
  await requests.start('r', { userId: 'ann', payload: { job: 1 } });
  const owner = 'worker';
  await requests.claim('r', { owner, leaseMs: 60_000 });
  await requests.advance('r', 'IN_PROGRESS', { owner, progress: 50 });
  await requests.succeed('r', { owner, result: { done: true } });
  const ended = await requests.waitFor('r');
  assert.deepEqual([ended.status, ended.result], ['SUCCESS', { done: true }]);
}

async function passThrough(client: DynamoDBClient): Promise<void> {
  const orders = new Orders(client);
  const readings = new Readings(client);
  await orders.table.ensure();
  await readings.table.ensure();
  await createsAndReads(orders);
  await queriesInPages(readings);
  await writesInOneTransaction(orders);
  await linksDocuments(client);
  await tracksRequests(client);
}

/** Not at the top level, because a CommonJS module can't wait there. */
async function main(): Promise<void> {
  const engine = await startLocal();
  try {
    await passThrough(engine.client);
  } finally {
    await engine.stop();
  }
  console.log('create, query, transaction, linker, tracker: done');
}

void main();
