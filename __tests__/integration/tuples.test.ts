import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  append,
  BaseRepository,
  contains,
  gt,
  InvalidItemError,
  increment,
  listOf,
  ModelDefinitionError,
  mapOf,
  PartitionKey,
  Repository,
  ref,
  remove,
  schemaOf,
  set,
  size,
  Table,
  tupleOf,
  ValidationError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

const lanes = [{}, { lane: 'sdk' as const }];

onEveryEngine('a tuple', (engine) => {
  class Stop {
    @Attribute(String) city!: string;
    @Attribute(tupleOf(Number, Number)) at!: [number, number];
  }

  @Table(engine.uniqueTable('trips'))
  class Trip {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(tupleOf(String, Number)) range!: [string, number];
    @Attribute(tupleOf(String, Number), { optional: true }) other?: [string, number];
    @Attribute(tupleOf(Number, Number), { default: [0, 1] }) pair!: [number, number];
    @Attribute(listOf(tupleOf(String, Number)), { optional: true }) rows?: [string, number][];
    @Attribute(mapOf(tupleOf(Stop, Date)), { optional: true }) stops?: Record<string, [Stop, Date]>;
  }
  @Repository(Trip)
  class Trips extends BaseRepository<Trip, 'id', 'pair'> {}

  const trips = new Trips(engine.client);
  beforeAll(() => trips.table.create());
  afterAll(() => trips.table.drop());

  const at = new Date(5);
  const refused = async (changes: unknown): Promise<string> => {
    const error: unknown = await trips.update('a', changes as never).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ValidationError);
    return (error as ValidationError).issues.map(({ path, message }) => `${path} ${message}`).join('\n');
  };

  engine.test('is read as it was written, in every place and lane', async () => {
    const trip = { id: 'all', range: ['a', 1] as const, rows: [['x', 1] as const] };
    await trips.create({ ...trip, stops: { home: [{ city: 'Paris', at: [1, 2] }, at] } });
    for (const options of lanes) {
      const reader = new Trips(engine.client, options);
      const read = await reader.getOrThrow('all');
      expect(read).toEqual({ ...trip, pair: [0, 1], stops: { home: [{ city: 'Paris', at: [1, 2] }, at] } });
      expect(read.stops?.['home']?.[0]).toBeInstanceOf(Stop);
      expect(await reader.scan({ filter: { id: 'all' } }).all()).toEqual([read]);
    }
  });

  engine.test('is changed element by element, each by its type', async () => {
    await trips.put({
      id: 'a',
      range: ['a', 1],
      rows: [['x', 1]],
      stops: { home: [{ city: 'Rome', at: [1, 2] }, at] },
    });
    const changed = await trips.update('a', {
      'range[0]': 'b',
      'range[1]': increment(2),
      'rows[0][1]': 5,
      'stops.home[0].city': 'Oslo',
      'stops.home[0].at[1]': 9,
      'pair[1]': 3,
    });
    expect(changed).toMatchObject({ range: ['b', 3], rows: [['x', 5]], pair: [0, 3] });
    expect(changed.stops).toEqual({ home: [{ city: 'Oslo', at: [1, 9] }, at] });
    expect(await trips.update('a', { range: ['c', 4], rows: append([['y', 2]]) })).toMatchObject({
      range: ['c', 4],
      rows: [
        ['x', 5],
        ['y', 2],
      ],
    });
  });

  engine.test('is tested as a whole, by an element, and by its size', async () => {
    await trips.put({ id: 'c', range: ['a', 7], rows: [['x', 1]] });
    for (const filter of [
      { 'range[1]': gt(6) },
      { 'range[0]': 'a' },
      { range: contains(7) },
      { pair: size(2), 'range[1]': 7 },
    ])
      expect(await trips.scan({ filter: { id: 'c', ...filter } as never }).all()).toHaveLength(1);
    expect(await trips.scan({ filter: { id: 'c', 'range[1]': gt(7) } }).all()).toEqual([]);
  });

  engine.testWith('equalNumbersInDocuments', 'is compared with a whole tuple', async () => {
    await trips.put({ id: 'e', range: ['a', 7] });
    expect(await trips.scan({ filter: { id: 'e', range: ['a', 7] } }).all()).toHaveLength(1);
    expect(await trips.scan({ filter: { id: 'e', range: ['a', 8] } }).all()).toEqual([]);
  });

  engine.test('is copied from one with the same types', async () => {
    await trips.put({ id: 'd', range: ['a', 7] });
    expect((await trips.update('d', { other: set(ref('range')) })).other).toEqual(['a', 7]);
  });

  test.each([
    ['of another length', { range: ['a'] }, 'range must be an array of 2 elements, not 1 element'],
    ['with an element of another type', { range: ['a', 'b'] }, 'range[1] must be a number, not a string'],
    [
      'that is appended to',
      { range: append(['x']) },
      "range is a tuple of 2, which can't get more elements; set them, or all of it",
    ],
    ['without one of its elements', { 'range[1]': remove() }, "range[1] is required, so it can't be removed"],
    ['with an element past its end', { 'range[2]': 1 }, 'range[2] leads nowhere: range has no [2]'],
    ['with a changed element of another type', { 'range[1]': 'x' }, 'range[1] must be a number, not a string'],
    ['in a list, that is appended to', { 'rows[0]': append([1]) }, 'rows[0] is a tuple of 2'],
  ])('%s is refused before anything is sent', async (_which, changes, message) => {
    expect(await refused(changes)).toContain(message);
  });

  engine.test('that is absent gets no single element, unless it has a default', async () => {
    await trips.put({ id: 'a', range: ['a', 1] });
    expect(await refused({ 'other[0]': 'x' })).toBe('other[0] lies in a tuple that is absent; set the tuple whole');
  });

  engine.test('of another length in the table is an invalid item', async () => {
    const Item = { id: { S: 'bad' }, range: { L: [{ S: 'a' }] } };
    await engine.client.send(new PutItemCommand({ TableName: trips.table.name, Item }));
    for (const options of lanes) {
      const error: unknown = await new Trips(engine.client, options).get('bad').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidItemError);
      expect(String(error)).toContain('range is stored with 1 element, and the class says 2');
    }
  });
});

test('a default of another length is a problem of the class', () => {
  @Table('ttt')
  class Wrong {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(tupleOf(Number, Number), { default: () => [1, 2] as const }) made!: [number, number];
    @Attribute(tupleOf(Number, Number), { default: [1] as never }) pair!: [number, number];
  }
  expect(() => schemaOf(Wrong)).toThrow(ModelDefinitionError);
  expect(() => schemaOf(Wrong)).toThrow('Wrong.pair: its default must be an array of 2 elements, not 1 element');
});

test('an element without an attribute type is a problem of the class', () => {
  @Table('ttt')
  class Wrong {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(tupleOf(String, Symbol as never)) pair!: [string, never];
  }
  expect(() => schemaOf(Wrong)).toThrow(/Wrong\.pair: Symbol is no model/);
});
