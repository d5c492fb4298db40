import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  decrement,
  gte,
  InvalidItemError,
  increment,
  json,
  listOf,
  mapOf,
  PartitionKey,
  PrecisionError,
  Repository,
  SortKey,
  setOf,
  Table,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

const lanes = [{}, { lane: 'sdk' as const }];

onEveryEngine('numbers that other programs have stored', (engine) => {
  class Reading {
    @Attribute(Number) value!: number;
  }

  @Table(engine.uniqueTable('counters'))
  class Counter {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(Number) n!: number;
    @Attribute(Number, { exact: true, optional: true }) exact?: number;
    @Attribute(listOf(Number), { optional: true }) list?: number[];
    @Attribute(mapOf(Number), { optional: true }) map?: Record<string, number>;
    @Attribute(setOf(Number), { optional: true }) set?: Set<number>;
    @Attribute(json(), { optional: true }) json?: unknown;
    @Attribute(Reading, { optional: true }) reading?: Reading;
  }
  @Repository(Counter)
  class Counters extends BaseRepository<Counter, 'id'> {}

  const counters = new Counters(engine.client);
  beforeAll(() => counters.table.create());
  afterAll(() => counters.table.drop());
  const store = (item: Record<string, AttributeValue>) =>
    engine.client.send(new PutItemCommand({ TableName: counters.table.name, Item: item }));

  engine.test('are read as the nearest double after sums of fractions, by every read method', async () => {
    await counters.put({ id: 'sum', n: 0, reading: { value: 0 }, list: [0], json: { a: 0 } });
    const third = { n: 1 / 3, 'reading.value': 1 / 3, 'list[0]': 1 / 3, 'json.a': 1 / 3 };
    const changes = Object.fromEntries(Object.entries(third).map(([path, by]) => [path, increment(by)]));
    const more = Object.fromEntries(Object.entries(third).map(([path, by]) => [path, increment(by + 1)]));
    await counters.update('sum', changes as object);
    const whole = await counters.update('sum', more as object);
    const n = Number('1.6666666666666666');
    const expected = { id: 'sum', n, reading: { value: n }, list: [n], json: { a: n } };
    expect(whole).toEqual(expected);
    for (const options of lanes) {
      const reader = new Counters(engine.client, options);
      expect(await reader.get('sum')).toEqual(expected);
      expect(await reader.getMany(['sum'])).toEqual([expected]);
      expect(await reader.query({ id: 'sum' }, { filter: { n: gte(1.6) } }).all()).toEqual([expected]);
      expect(await reader.scan().all()).toEqual([expected]);
    }
    await counters.delete('sum');
  });

  engine.test('are rejected if they are integers that a double would round, and can be set again', async () => {
    await counters.put({ id: 'big', n: 2 ** 53 });
    await expect(counters.update('big', { n: increment(1) })).rejects.toThrow(/or set it to another number/);
    for (const options of lanes) {
      const reader = new Counters(engine.client, options);
      await expect(reader.get('big')).rejects.toThrow(PrecisionError);
      await expect(reader.scan().all()).rejects.toThrow(/counters-.* \(id="big"\).*n is a number that a double/);
    }
    await counters.update('big', { n: 7 });
    expect(await counters.get('big')).toEqual({ id: 'big', n: 7 });
    await counters.delete('big');
  });

  engine.test('are rejected if they are fractions that an exact attribute would round', async () => {
    const exact = { N: '0.33333333333333333333' };
    await store({ id: { S: 'exact' }, n: exact, exact });
    await expect(counters.get('exact')).rejects.toThrow(/ exact is a number that a double would round/);
    await expect(counters.scan().all()).rejects.toThrow(PrecisionError);
    await counters.delete('exact').catch(() => undefined);
    await expect(counters.update('exact', { exact: increment(0.5) })).rejects.toThrow(
      /exact can't be added a fraction.* declare it as decimal\(\)/,
    );
    await expect(counters.update('exact', { exact: decrement(1e-7) })).rejects.toThrow(/declare it as decimal\(\)/);
    await counters.put({ id: 'exact', n: 0, exact: 1 });
    expect(await counters.update('exact', { exact: increment(2) })).toMatchObject({ exact: 3 });
    await counters.delete('exact');
  });
});

onEveryEngine('keys that other programs have stored', (engine) => {
  @Table(engine.uniqueTable('events'))
  class Event {
    @PartitionKey() @Attribute(Date) day!: Date;
    @SortKey() @Attribute(Number) n!: number;
    @Attribute(Date, { optional: true }) seen?: Date;
  }
  @Repository(Event)
  class Events extends BaseRepository<Event, 'day' | 'n'> {}

  const events = new Events(engine.client);
  const day = '2025-01-01T00:00:00.000Z';
  beforeAll(() => events.table.create());
  afterAll(() => events.table.drop());
  const store = (written: string, n: string) =>
    engine.client.send(
      new PutItemCommand({
        TableName: events.table.name,
        Item: { day: { S: written }, n: { N: n }, seen: { S: '2025-01-01T00:00:00Z' } },
      }),
    );

  engine.test('are read if their encoded form is the same, and rejected otherwise', async () => {
    await store(day, '1.0');
    await store('2025-01-01T00:00:00Z', '1');
    await store(day, '0.30000000000000004441');
    for (const options of lanes) {
      const invalid: InvalidItemError[] = [];
      const reader = new Events(engine.client, { ...options, onInvalidItem: (error) => invalid.push(error) });
      const read = await reader.scan().all();
      expect(read).toEqual([{ day: new Date(day), n: 1, seen: new Date(day) }]);
      expect(await reader.get(read[0] as Event)).toEqual(read[0]);
      expect(invalid.map(({ issues }) => issues[0]?.path).sort()).toEqual(['day', 'n']);
      expect(invalid.every((error) => error instanceof InvalidItemError)).toBe(true);
      expect(await reader.getMany([{ day: new Date(day), n: 1 }])).toEqual(read);
    }
  });
});
