import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  DynamoLinker,
  PartitionKey,
  Repository,
  RequestStatusRepository,
  Table,
  TableMismatchError,
} from 'annotable';
import { type TestEngine, testEngine } from 'annotable/testing';
import { OWN_ENDPOINT } from '../support/engine-environment.ts';
import { onEveryEngine } from '../support/engines.ts';
import { Orders, Phones } from './models.ts';

const start = Date.parse('2026-05-01T12:00:00Z');

onEveryEngine('testEngine with an endpoint', (suite) => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await testEngine({ endpoint: suite.endpoint, now: start });
  });
  afterEach(() => engine.reset());
  afterAll(() => engine.stop());

  suite.test('opens a repository with a table of its own name, which exists', async () => {
    const phones = await engine.open(Phones);
    expect(phones).toBeInstanceOf(Phones);
    expect(phones.table.name).toMatch(/^test-[0-9a-f]{8}-phonebook$/);
    expect(await phones.table.exists()).toBe(true);
    await phones.create({ personId: 1, name: 'Ann' });
    expect(await (await engine.open(Phones)).get(1)).toMatchObject({ name: 'Ann' });
  });

  suite.test('opens a class twice, with two tables', async () => {
    const phones = await engine.open(Phones);
    const archive = await engine.open(Phones, { tableName: 'archive' });
    await phones.create({ personId: 1, name: 'Ann' });
    expect(await archive.get(1)).toBeUndefined();
    expect(archive.table.name).toMatch(/^test-[0-9a-f]{8}-archive$/);
  });

  suite.test('keeps the tables of two engines on one endpoint apart, and drops them at its end', async () => {
    const other = await testEngine({ endpoint: suite.endpoint });
    const [phones, others] = await Promise.all([engine.open(Phones), other.open(Phones)]);
    await others.create({ personId: 1, name: 'Ann' });
    expect(await phones.get(1)).toBeUndefined();
    const table = others.table.name;
    await other.stop();
    expect(await new Phones(engine.client, { tableName: table }).table.exists()).toBe(false);
    await expect(other.open(Phones)).rejects.toThrow('phonebook: the test engine is stopped');
  });

  suite.test('drops its tables although their class declares deletion protection', async () => {
    @Table('ledger', { deletionProtection: true })
    @PartitionKey('id')
    class Entry {
      @Attribute(String) id!: string;
    }
    @Repository(Entry)
    class Entries extends BaseRepository<Entry, 'id'> {}
    const other = await testEngine({ endpoint: suite.endpoint });
    const entries = await other.open(Entries);
    await other.stop();
    expect(await new Entries(engine.client, { tableName: entries.table.name }).table.exists()).toBe(false);
  });

  suite.test('empties all tables and sets the clock back in reset', async () => {
    const [phones, orders] = await Promise.all([engine.open(Phones), engine.open(Orders)]);
    engine.clock.advance(5_000);
    await phones.putMany(Array.from({ length: 130 }, (_, personId) => ({ personId, name: 'x'.repeat(30_000) })));
    expect(await phones.scan().count()).toBe(130);
    await engine.reset();
    expect(engine.clock.now).toBe(start);
    expect(await phones.scan().count()).toBe(0);
    expect(await orders.scan().count()).toBe(0);
  });

  suite.testWith('transactions', 'frees unique values in reset', async () => {
    const orders = await engine.open(Orders);
    await orders.create({ customerId: 'ann', status: 'open', code: 'A' });
    await engine.reset();
    await orders.create({ customerId: 'bob', status: 'open', code: 'A' });
    expect(await orders.query({ status: 'open' }, { index: 'byStatus' }).all()).toHaveLength(1);
  });

  suite.test('creates a dropped table again in reset', async () => {
    const phones = await engine.open(Phones);
    await phones.table.drop();
    await engine.reset();
    expect(await phones.get(1)).toBeUndefined();
  });

  suite.test('moves the time of its repositories by the clock alone', async () => {
    const phones = await engine.open(Phones);
    const { createdAt } = await phones.create({ personId: 1, name: 'Ann' });
    expect(createdAt).toEqual(new Date(start));
    engine.clock.set('2026-06-01T00:00:00Z');
    engine.clock.advance(1_000);
    expect((await phones.create({ personId: 2, name: 'Bob' })).createdAt).toEqual(new Date('2026-06-01T00:00:01Z'));
    const own = await engine.open(Phones, { clock: () => 0 });
    expect((await own.create({ personId: 3, name: 'Cid' })).createdAt).toEqual(new Date(0));
  });

  suite.test('deletes expired items in removeExpired, and no others', async () => {
    const phones = await engine.open(Phones);
    await phones.create({ personId: 1, name: 'Ann', expiresAt: new Date(start + 60_000) });
    await phones.create({ personId: 2, name: 'Bob', expiresAt: new Date(start + 61_000) });
    await phones.create({ personId: 3, name: 'Cid' });
    expect(await engine.removeExpired()).toBe(0);
    engine.clock.advance(60_000);
    expect(await phones.get(1)).toBeUndefined();
    expect(await phones.get(1, { includeExpired: true })).toBeDefined();
    expect(await engine.removeExpired()).toBe(1);
    expect(await phones.get(1, { includeExpired: true })).toBeUndefined();
    expect(await phones.scan().count()).toBe(2);
  });

  suite.test('opens linkers and trackers, with the clock', async () => {
    const linker = await engine.open(DynamoLinker);
    const other = await engine.open(DynamoLinker, { tableName: 'other', namespace: 'a' });
    await linker.putJson('a', { page: 1 }, { ttlSeconds: 60 });
    expect(await linker.getJson('a')).toEqual({ page: 1 });
    expect(await other.getJson('a')).toBeNull();
    const tracker = await engine.open(RequestStatusRepository, { retention: undefined });
    expect(await tracker.start('r')).toMatchObject({ createdAt: new Date(start) });
    engine.clock.advance(61_000);
    expect(await linker.getJson('a')).toBeNull();
    await engine.reset();
    expect(await tracker.get('r')).toBeUndefined();
  });

  suite.test('sends the requests of a repository by its own client, and not those that make its table', async () => {
    const sent: string[] = [];
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const { endpoint } = engine;
    const { region, credentials } = engine.client.config;
    const client = new DynamoDBClient({ endpoint, region, credentials });
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          sent.push(commandName as string);
          return next(args);
        },
      { step: 'initialize' },
    );
    const phones = await engine.open(Phones, { client, tableName: 'watched' });
    expect(sent).toEqual([]);
    await phones.create({ personId: 1, name: 'Ann' });
    expect(sent).toEqual(['PutItemCommand']);
  });

  suite.test('refuses a second class of a table that has another key', async () => {
    @Table('phonebook')
    @PartitionKey('name')
    class Name {
      @Attribute(String) name!: string;
    }
    @Repository(Name)
    class Names extends BaseRepository<Name, 'name'> {}
    await engine.open(Phones);
    await expect(engine.open(Names)).rejects.toThrow(TableMismatchError);
  });
});

describe('testEngine', () => {
  test('starts the engine of its option, and ends it when it is disposed', async () => {
    await using engine = await testEngine({ engine: 'dynalite' });
    expect(engine.engine).toBe('dynalite');
    expect((await engine.open(Phones)).table.name).toMatch(/phonebook$/);
  });

  test('uses the endpoint of the environment, unless an engine is named', async () => {
    const { [OWN_ENDPOINT]: before } = process.env;
    const local = await testEngine({ engine: 'dynoxide' });
    try {
      process.env[OWN_ENDPOINT] = local.endpoint;
      const engine = await testEngine();
      expect(engine).toMatchObject({ engine: 'endpoint', endpoint: local.endpoint });
      await engine.stop();
    } finally {
      if (before === undefined) delete process.env[OWN_ENDPOINT];
      else process.env[OWN_ENDPOINT] = before;
      await local.stop();
    }
  });

  test('refuses wrong options, classes, and times in words', async () => {
    const refused = async (options: object, message: string): Promise<void> => {
      const error = await testEngine(options as never).catch((caught) => caught);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.message).toContain(message);
    };
    await refused({ port: 1 }, "annotable/testing: testEngine() has no option 'port'");
    await refused({ endpoint: 'localhost' }, 'the endpoint must be a URL such as http://127.0.0.1:8000');
    await refused({ now: 'soon' }, 'the clock takes a Date');
    await refused({ engine: 'none' }, "there is no local engine 'none'");
    await using engine = await testEngine({ engine: 'dynoxide' });
    expect(() => engine.clock.advance(Number.NaN)).toThrow(ConfigurationError);
    expect(() => engine.clock.advance('1' as never)).toThrow(ConfigurationError);
    await expect(engine.open(class Unbound extends Phones {}, 'orders' as never)).rejects.toThrow(
      'phonebook: open() takes the class and an object of options',
    );
    class Closed extends Phones {
      constructor() {
        super(engine.client);
      }
    }
    await expect(engine.open(Closed)).rejects.toThrow('the constructor of Closed must pass its options on to super()');
    await expect(engine.open(class {} as never)).rejects.toThrow('is bound to no model');
  });
});
