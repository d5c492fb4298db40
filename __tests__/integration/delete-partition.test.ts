import {
  Attribute,
  BaseRepository,
  type Client,
  DeletionInterruptedError,
  Extend,
  type Extension,
  epochSeconds,
  gte,
  InvalidCursorError,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  Table,
  TimeToLive,
  Unique,
  ValidationError,
  Version,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultyClient } from '../traps/models.ts';

const backoff = { baseMs: 1, maxMs: 10 };

function orderModels(table: string) {
  @Table(table)
  class Order {
    @PartitionKey() @Attribute(String) customer!: string;
    @SortKey() @Attribute(Number) number!: number;
    @Attribute(String) note!: string;
    @TimeToLive() @Attribute(epochSeconds(), { optional: true }) endsAt?: Date;
    @Version() version!: number;
  }
  @Repository(Order)
  class Orders extends BaseRepository<Order, 'customer' | 'number', 'version'> {}

  @Table(table)
  class Plain {
    @PartitionKey() @Attribute(String) customer!: string;
    @SortKey() @Attribute(Number) number!: number;
    @Attribute(String) note!: string;
  }
  @Repository(Plain)
  class Plains extends BaseRepository<Plain, 'customer' | 'number'> {}

  @Table(table)
  class Seat {
    @PartitionKey() @Attribute(String) customer!: string;
    @SortKey() @Attribute(Number) number!: number;
    @Unique() @Attribute(String) email!: string;
    @Attribute(Number, { optional: true }) visits?: number;
  }
  @Repository(Seat)
  class Seats extends BaseRepository<Seat, 'customer' | 'number'> {}
  return {
    orders: (client: Client, options?: RepositoryOptions) => new Orders(client, options),
    plains: (client: Client, options?: RepositoryOptions) => new Plains(client, { backoff, ...options }),
    seats: (client: Client, options?: RepositoryOptions) => new Seats(client, { backoff, ...options }),
  };
}

onEveryEngine('deletePartition', (engine) => {
  const { orders, plains, seats } = orderModels(engine.uniqueTable('orders'));
  let faulty: Awaited<ReturnType<typeof faultyClient>>;
  beforeAll(async () => {
    faulty = await faultyClient(engine);
    await plains(engine.client).table.create();
  });
  afterAll(async () => {
    await plains(engine.client).table.drop();
    faulty.client.destroy();
    await faulty.faults.close();
  });
  const repository = () => plains(engine.client);
  const fill = (customer: string, count: number) =>
    repository().putMany(Array.from({ length: count }, (_, number) => ({ customer, number, note: 'n' })));
  const left = (customer: string) => repository().query({ customer }, { consistent: true }).count();
  const interrupted = async (deletion: Promise<number>): Promise<DeletionInterruptedError> => {
    const error = await deletion.catch((caught) => caught);
    expect(error).toBeInstanceOf(DeletionInterruptedError);
    return error as DeletionInterruptedError;
  };

  engine.test('deletes 1,000 items of one partition, and returns their number', async () => {
    await fill('many', 1_000);
    await fill('other', 3);
    const progress: number[] = [];
    expect(await repository().deletePartition({ customer: 'many' }, { onProgress: (n) => progress.push(n) })).toBe(
      1_000,
    );
    expect([await left('many'), await left('other')]).toEqual([0, 3]);
    expect(progress).toEqual(Array.from({ length: 40 }, (_, index) => 25 * (index + 1)));
    expect(await repository().deletePartition({ customer: 'many' })).toBe(0);
  });

  engine.test('deletes the items of a sort key range, and at most the limit', async () => {
    await fill('range', 50);
    expect(await repository().deletePartition({ customer: 'range', number: gte(40) })).toBe(10);
    expect(await repository().deletePartition({ customer: 'range', number: 3 })).toBe(1);
    expect(await repository().deletePartition({ customer: 'range' }, { limit: 30 })).toBe(30);
    expect(await repository().deletePartition({ customer: 'range' }, { limit: 30 })).toBe(9);
  });

  engine.test('deletes items of any version, and expired items', async () => {
    const versions = orders(engine.client);
    await versions.create({ customer: 'v', number: 1, note: 'a' });
    await versions.update({ customer: 'v', number: 1 }, { note: 'b' });
    await versions.create({ customer: 'v', number: 2, note: 'a', endsAt: new Date(0) });
    expect(await versions.deletePartition({ customer: 'v' })).toBe(2);
    expect(await left('v')).toBe(0);
  });

  engine.test('reads only keys, consistently', async () => {
    await fill('keys', 1);
    const inputs: { ProjectionExpression?: string; ConsistentRead?: boolean }[] = [];
    const send = (command: { input: never }, options: never) => {
      inputs.push(command.input);
      return engine.client.send(command as never, options);
    };
    await plains({ config: engine.client.config, send } as never).deletePartition({ customer: 'keys' });
    expect(inputs[0]).toMatchObject({ ProjectionExpression: '#0, #2', ConsistentRead: true });
    expect(inputs).toHaveLength(2);
  });

  engine.test('rejects a wrong key, option, or cursor before it sends a request', async () => {
    const nobody = plains({ send: () => Promise.reject(new Error('sent')) } as never);
    await expect(nobody.deletePartition({ number: 1 } as never)).rejects.toThrow(ValidationError);
    await expect(nobody.deletePartition({ customer: 'a', note: 'n' } as never)).rejects.toThrow(
      /note can't be queried/,
    );
    await expect(nobody.deletePartition({ customer: 'a' }, { limit: 0 })).rejects.toThrow(
      /limit must be a whole number/,
    );
    await expect(nobody.deletePartition({ customer: 'a' }, { filter: 1 } as never)).rejects.toThrow(
      /no option 'filter'/,
    );
    await expect(nobody.deletePartition({ customer: 'a' }, { cursor: 'x' })).rejects.toThrow(InvalidCursorError);
    const { cursor = '' } = await repository().query({ customer: 'other' }).page({ limit: 1 });
    await expect(nobody.deletePartition({ customer: 'other' }, { cursor })).rejects.toThrow(InvalidCursorError);
  });

  engine.test('repeats throttled and unprocessed requests', async () => {
    await fill('slow', 200);
    await faulty.faults.setPlan([
      { op: 'Query', fault: 'throttle', when: { first: 2 } },
      { op: 'BatchWriteItem', fault: 'throttle', when: { first: 3 } },
      { op: 'BatchWriteItem', fault: 'unprocessed', fraction: 0.5, when: { first: 4 } },
    ]);
    expect(await plains(faulty.client).deletePartition({ customer: 'slow' })).toBe(200);
    expect(await left('slow')).toBe(0);
  });

  engine.test('continues with a cursor after lost responses, and counts each item once', async () => {
    await fill('lost', 200);
    await faulty.faults.setPlan([{ op: 'BatchWriteItem', fault: 'resetAfter', when: { nth: [3, 6] } }]);
    const first = await interrupted(plains(faulty.client).deletePartition({ customer: 'lost' }, { concurrency: 1 }));
    expect(first).toMatchObject({ code: 'delete.interrupted', deleted: 50, unconfirmed: 25 });
    const next = { concurrency: 1, cursor: first.cursor };
    const second = await interrupted(plains(faulty.client).deletePartition({ customer: 'lost' }, next));
    expect(second.deleted + second.unconfirmed).toBe(125);
    const rest = { cursor: second.cursor };
    expect(await plains(faulty.client).deletePartition({ customer: 'lost' }, rest)).toBe(200);
    await expect(repository().deletePartition({ customer: 'other' }, rest)).rejects.toThrow(InvalidCursorError);
  });

  engine.test('ends with the number of deleted items if the caller aborts it', async () => {
    await fill('stopped', 100);
    const controller = new AbortController();
    const options = { concurrency: 1, signal: controller.signal, onProgress: () => controller.abort() };
    const error = await interrupted(repository().deletePartition({ customer: 'stopped' }, options));
    expect([error.deleted, error.unconfirmed, await left('stopped')]).toEqual([25, 0, 75]);
    expect(await repository().deletePartition({ customer: 'stopped' })).toBe(75);
  });

  engine.test('throws the original error if nothing was deleted', async () => {
    await fill('denied', 1);
    await faulty.faults.setPlan([{ op: 'BatchWriteItem', fault: 'accessDenied' }]);
    const deletion = plains(faulty.client).deletePartition({ customer: 'denied' });
    await expect(deletion).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  engine.testWith('transactions', 'frees unique values, also those of items that change meanwhile', async () => {
    await faulty.faults.setPlan([{ op: 'TransactWriteItems', fault: 'txCanceled', when: { first: 2 } }]);
    const unique = seats(engine.client);
    for (let number = 0; number < 30; number++) await unique.create({ customer: 'u', number, email: `${number}@x` });
    let isFirst = true;
    const send = async (command: { constructor: { name: string } }, options: never) => {
      if (isFirst && command.constructor.name === 'TransactWriteItemsCommand') {
        isFirst = false;
        await unique.update({ customer: 'u', number: 29 }, { email: 'new@x', visits: 1 });
        await unique.delete({ customer: 'u', number: 28 });
      }
      return faulty.client.send(command as never, options);
    };
    const changing = seats({ config: faulty.client.config, send } as never);
    expect(await changing.deletePartition({ customer: 'u' }, { concurrency: 1 })).toBe(30);
    expect(
      (
        await unique.raw('Query', ({ name, value }) => ({
          KeyConditionExpression: `${name('customer')} = ${value('customer', 'u')}`,
        }))
      ).Count,
    ).toBe(0);
    await unique.create({ customer: 'w', number: 1, email: 'new@x' });
    await unique.create({ customer: 'w', number: 2, email: '29@x' });
    await unique.create({ customer: 'w', number: 3, email: '5@x' });
  });

  engine.testWith('transactions', 'continues after the lost response of a transaction', async () => {
    const unique = seats(engine.client);
    for (let number = 0; number < 4; number++) await unique.create({ customer: 'l', number, email: `${number}@l` });
    await faulty.faults.setPlan([{ op: 'TransactWriteItems', fault: 'resetAfter', when: { nth: 2 } }]);
    const error = await interrupted(seats(faulty.client).deletePartition({ customer: 'l' }, { concurrency: 1 }));
    expect([error.deleted, error.unconfirmed]).toEqual([1, 1]);
    expect(await unique.deletePartition({ customer: 'l' }, { cursor: error.cursor })).toBe(4);
  });
});

test('deletePartition rejects a class whose extension needs conditions', async () => {
  const guarded: Extension = { name: 'held', refusesBatches: 'held items are deleted one by one' };
  @Table('held')
  @Extend(guarded)
  class Held {
    @PartitionKey() @Attribute(String) id!: string;
  }
  @Repository(Held)
  class Helds extends BaseRepository<Held, 'id'> {}
  await expect(new Helds({ send: () => Promise.reject() } as never).deletePartition({ id: 'a' })).rejects.toThrow(
    'Held: held items are deleted one by one',
  );
});
