/** The subpath `annotable/streams`: what the compiler accepts and refuses. */
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { Attribute, BaseRepository, PartitionKey, Repository, Table } from 'annotable';
import { fileCheckpoint, readStream, shardLeases, streamHandler } from 'annotable/streams';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent, DynamoDBStreamHandler } from 'aws-lambda';
import type { Equal, Expect } from './equal.ts';

@Table('orders', { stream: 'NEW_AND_OLD_IMAGES' })
@PartitionKey('orderId')
class Order {
  @Attribute(String) orderId!: string;
  @Attribute(Number) total!: number;
}

@Repository(Order)
class Orders extends BaseRepository<Order, 'orderId'> {}

@Table('orders')
@PartitionKey('invoiceId')
class Invoice {
  @Attribute(String) invoiceId!: string;
  @Attribute(Boolean) paid!: boolean;
}

@Repository(Invoice)
class Invoices extends BaseRepository<Invoice, 'invoiceId'> {}

declare const orders: Orders;
declare const invoices: Invoices;
declare const event: DynamoDBStreamEvent;
declare const context: Context;

// Accepted: classes and repositories, whose changes are typed by class and type.

export async function handlers(): Promise<void> {
  const handle = streamHandler({ concurrency: 10, onInvalid: ({ message }, { eventName }) => [message, eventName] })
    .on(Order, 'modify', async ({ before, after, changed, type }) => {
      type _Images = Expect<Equal<[typeof before, typeof after], [Order | undefined, Order | undefined]>>;
      type _Type = Expect<Equal<typeof type, 'modify'>>;
      type _Changed = Expect<Equal<typeof changed, ReadonlySet<string>>>;
    })
    .on(Order, 'insert', ({ before, after }) => {
      type _Images = Expect<Equal<[typeof before, typeof after], [undefined, Order | undefined]>>;
    })
    .on(orders, ['insert', 'remove'], (change) => {
      type _Type = Expect<Equal<typeof change.type, 'insert' | 'remove'>>;
      if (change.type === 'remove') return change.before?.total;
      return change.after?.total;
    })
    .otherwise(({ entity, before, key }) => [entity, before, key])
    .lambda();
  const typed: DynamoDBStreamHandler = handle;
  const response: DynamoDBBatchResponse = await handle(event);
  await typed(event, context, () => undefined);
  type _Response = Expect<Equal<typeof response.batchItemFailures, { itemIdentifier: string }[]>>;
}

export async function reading(): Promise<void> {
  for await (const change of readStream(orders, {
    from: 'newest',
    checkpoint: fileCheckpoint('a'),
    signal: undefined,
  })) {
    type _Key = Expect<Equal<typeof change.key, Pick<Order, 'orderId'>>>;
    if (change.type !== 'insert') continue;
    type _After = Expect<Equal<typeof change.after, Order | undefined>>;
  }
  const mixed = readStream([orders, invoices], {
    leases: shardLeases({ name: 'a' }),
    client: new DynamoDBStreamsClient(),
  });
  for await (const { after } of mixed) {
    type _After = Expect<Equal<typeof after, Order | Invoice | undefined>>;
    if (after instanceof Invoice) after.paid.valueOf();
  }
}

// Refused: wrong types, images that a change has not, and arguments that are neither class nor repository.

export function refused(): void {
  // @ts-expect-error
  streamHandler().on(Order, 'update', () => undefined);
  // @ts-expect-error
  streamHandler().on({ orderId: 'a' }, 'modify', () => undefined);
  // @ts-expect-error
  streamHandler().on('Order', 'modify', () => undefined);
  // @ts-expect-error
  streamHandler().on(Order, 'insert', ({ before }) => before.total);
  // @ts-expect-error
  streamHandler().on(Order, 'modify', ({ after }) => after.total);
  // @ts-expect-error
  streamHandler().on(Order, 'modify', ({ after }) => after?.sum);
  // @ts-expect-error
  streamHandler({ onInvalidItem: () => undefined });
  // @ts-expect-error
  readStream(Order);
  // @ts-expect-error
  readStream(orders, { from: 'now' });
  // @ts-expect-error
  readStream(orders, { checkpoint: 'position.json' });
  // @ts-expect-error
  shardLeases({ durationMs: 1_000 });
}
