import {
  Attribute,
  type Client,
  collection,
  Entity,
  EntityRepository,
  gt,
  PartitionKey,
  Repository,
  SortKey,
  Table,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

/** Declares a family of events and an entity of orders, which share an index with shards. */
function activityModels(tableName: string) {
  @Table(tableName, { entities: () => [Order, Clicked, Viewed] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shop {}

  const recent = <const Text extends string>(template: Text) =>
    ({ partitionKey: { attribute: 'gsi1pk', template }, sortKey: { attribute: 'gsi1sk', template: '{at}' } }) as const;

  const orderKeys = {
    partitionKey: 'USER#{user}',
    sortKey: 'ORDER#{id}',
    indexes: { recent: { name: 'GSI1', ...recent('DAY#{day}#{id|shard:4}') } },
  } as const;
  const eventKeys = {
    partitionKey: 'USER#{user}',
    sortKey: 'EVENT#{number}',
    indexes: { latest: { name: 'GSI1', ...recent('DAY#{date}#{number|shard:4}') } },
  } as const;

  @Entity('Order', { table: Shop, keys: orderKeys })
  class Order {
    @Attribute(String) user!: string;
    @Attribute(String) id!: string;
    @Attribute(String) day!: string;
    @Attribute(Number) at!: number;
  }
  @Entity('Event', { table: Shop, keys: eventKeys, abstract: true })
  abstract class Event {
    @Attribute(String) user!: string;
    @Attribute(Number) number!: number;
    @Attribute(String) date!: string;
    @Attribute(Number) at!: number;
  }
  @Entity('Clicked')
  class Clicked extends Event {
    @Attribute(String) button!: string;
  }
  @Entity('Viewed')
  class Viewed extends Event {
    @Attribute(String) page!: string;
  }

  @Repository(Order)
  class Orders extends EntityRepository<Order, typeof orderKeys> {}
  @Repository(Event)
  class Events extends EntityRepository<Event, typeof eventKeys> {}
  return {
    Clicked,
    Viewed,
    repositories: (client: Client) => ({ orders: new Orders(client), events: new Events(client) }),
  };
}

onEveryEngine('a collection with a family', (engine) => {
  const { Clicked, Viewed, repositories } = activityModels(engine.uniqueTable('activity'));
  const { orders, events } = repositories(engine.client);
  const activity = () => collection({ orders, events });
  const names = (items: readonly object[]) => items.map((item) => item.constructor.name);
  const eventOf = (number: number) => ({ user: 'a', number, date: 'monday', at: number * 2 });

  beforeAll(async () => {
    await orders.table.ensure();
    for (let number = 0; number < 10; number++) {
      await orders.put({ user: 'a', id: `o${number}`, day: 'monday', at: number * 2 + 1 });
      const event = number % 2 === 0 ? new Clicked() : new Viewed();
      await events.put(Object.assign(event, eventOf(number), number % 2 === 0 ? { button: 'buy' } : { page: 'home' }));
    }
  });
  afterAll(() => orders.table.drop());

  engine.test('reads each item as its own class, and groups them under the name of the parent', async () => {
    const items = await activity().query({ user: 'a' }).all();
    expect(names(items)).toEqual([...Array(5).fill(['Clicked', 'Viewed']).flat(), ...Array(10).fill('Order')]);
    const grouped = await activity().query({ user: 'a' }).grouped();
    expect(grouped.events.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(grouped.orders).toHaveLength(10);
  });

  engine.test('filters all classes of a family by one filter', async () => {
    const filters = { events: { number: gt(7) } };
    const grouped = await activity().query({ user: 'a' }, { filters }).grouped();
    expect(names(grouped.events)).toEqual(['Clicked', 'Viewed']);
    expect(grouped.orders).toHaveLength(10);
  });

  engine.test('merges the shards of a shared index in the order of the sort key', async () => {
    const monday = () => activity().query({ day: 'monday' }, { index: 'recent' });
    const items = await monday().all();
    expect(items.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(names(items).slice(0, 4)).toEqual(['Clicked', 'Order', 'Viewed', 'Order']);
    const down = await activity().query({ day: 'monday' }, { index: 'recent', descending: true }).all();
    expect(down).toEqual([...items].reverse());
    expect(await monday().count()).toBe(20);
    expect((await monday().grouped()).events).toHaveLength(10);
    expect(await activity().query({ day: 'sunday' }, { index: 'recent' }).all()).toEqual([]);
  });

  engine.test('continues in the shards at a cursor', async () => {
    const read: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await activity().query({ day: 'monday' }, { index: 'recent', limit: 7, cursor }).page();
      read.push(...page.items.map(({ at }) => at));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(read).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  engine.test('filters in the shards', async () => {
    const filters = { orders: { at: gt(15) }, events: { number: gt(8) } };
    const items = await activity().query({ day: 'monday' }, { index: 'recent', filters }).all();
    expect(items.map(({ at }) => at)).toEqual([17, 18, 19]);
  });

  engine.test('deletes a partition with the items of all classes', async () => {
    const other = { ...eventOf(1), user: 'b' };
    await events.put(Object.assign(new Viewed(), other, { page: 'home' }));
    await orders.put({ user: 'b', id: 'o', day: 'sunday', at: 1 });
    expect(await activity().deletePartition({ user: 'b' })).toBe(2);
    expect(await activity().query({ user: 'b' }).all()).toEqual([]);
  });
});
