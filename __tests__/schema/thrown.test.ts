import {
  Attribute,
  and,
  BaseRepository,
  ConfigurationError,
  defineSchema,
  Extend,
  type Extension,
  GeneratedId,
  InvalidItemError,
  json,
  listOf,
  merge,
  PartitionKey,
  Repository,
  schemaOf,
  set,
  Table,
  TimeToLive,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { prepareAction, type WriteAction } from '../../lib/operations/action.ts';
import { ownWork } from '../../lib/repository/outcome.ts';
import { onEveryEngine } from '../support/engines.ts';
import { unsendableClient } from '../support/unsendable-client.ts';
import { caught, definition, schemaWith } from './support.ts';

const fault = new RangeError('s3cret');
const fail = (): never => {
  throw fault;
};
const failing = Object.defineProperty({}, 'x', { get: fail, enumerable: true });

class Part {
  @Attribute(String, {
    convert: { to: (v: string) => (v === 'bad' ? fail() : v), from: (v: string) => (v === 'bad' ? fail() : v) },
  })
  word!: string;
}

class Later {
  @Attribute(String, { validate: (async () => false) as never }) word!: string;
}

@Table('laters')
class Laters {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(listOf(Later)) parts!: Later[];
}

@Table('rows')
class Row {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(listOf(Part), { optional: true }) parts?: Part[];
  @Attribute(String, { optional: true, validate: (v: string) => (v === 'bad' ? fail() : true) }) checked?: string;
  @Attribute(Number, { optional: true, default: () => fail() }) made?: number;
  @Attribute(json(), { optional: true }) meta?: unknown;
  @TimeToLive() endsAt?: Date;
}

@Repository(Row)
class Rows extends BaseRepository<Row, 'id'> {}

const { mapper } = schemaOf(Row);
const told = (what: string): string => `${what} threw RangeError; see error.cause`;

describe('an error that a function of the class throws on a write', () => {
  test.each([
    [
      'a converter',
      { parts: [{ word: 'ok' }, { word: 'bad' }], made: 1 },
      'parts[1].word',
      "can't be converted: its convert.to",
    ],
    ['a validator', { checked: 'bad', made: 1 }, 'checked', "can't be checked: its validator"],
    ['a default', {}, 'made', "can't be filled: its default"],
    [
      'a getter',
      Object.defineProperty({ made: 1 }, 'checked', { get: fail, enumerable: true }),
      'checked',
      "can't be read: a getter",
    ],
    ['a getter in JSON', { meta: [failing], made: 1 }, 'meta', "can't be read: a getter"],
    [
      'a getter in a document',
      { parts: [Object.defineProperty({}, 'word', { get: fail, enumerable: true })], made: 1 },
      'parts[0].word',
      "can't be read: a getter",
    ],
  ])('is a ValidationError: %s', (_of, given, path, what) => {
    const item = Object.defineProperties({ id: '1' }, Object.getOwnPropertyDescriptors(given));
    const error = caught(() => mapper.toItem(item)) as ValidationError;
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ table: 'rows', key: 'id="1"', issues: [{ path, message: told(what) }] });
    expect(error.cause).toBe(fault);
    expect(Object.keys(error)).not.toContain('cause');
    expect(error.message).not.toContain('s3cret');
    // The next item is not affected.
    expect(mapper.toItem({ id: '2', made: 1, parts: [{ word: 'ok' }] })).toMatchObject({ made: { N: '1' } });
  });

  test('is reported together with all other issues', () => {
    const item = Object.defineProperty({ id: 1, made: 'x' }, 'checked', { get: fail, enumerable: true });
    expect((caught(() => mapper.toItem(item)) as ValidationError).issues).toMatchObject([
      { path: 'id', message: 'must be a string, not a number' },
      { path: 'checked', message: told("can't be read: a getter") },
      { path: 'made', message: 'must be a number, not a string' },
    ]);
  });

  test('is reported for keys and Standard Schemas', () => {
    const convert = { to: fail, from: (value: string) => value };
    const byKey = schemaWith({}).mapper;
    const key = Object.defineProperty({}, 'id', { get: fail, enumerable: true });
    expect(caught(() => byKey.toKey(key))).toMatchObject({ cause: fault, issues: [{ path: 'id' }] });
    const converted = schemaWith({ name: { type: String, convert } }).mapper;
    expect(caught(() => converted.toItem({ id: '1', name: 'x' }))).toMatchObject({ cause: fault });
    const standard = { '~standard': { version: 1 as const, vendor: 'x', validate: fail } };
    const validated = schemaWith({ name: { type: String, validate: standard } }).mapper;
    expect(caught(() => validated.toItem({ id: '1', name: 'x' }))).toMatchObject({
      cause: fault,
      issues: [{ path: 'name', message: told("can't be checked: its validator") }],
    });
    expect(definition().name).toBe('User');
  });

  test('does not change the error for asynchronous validators', () => {
    const later = schemaWith({ name: { type: String, validate: (async () => true) as never } }).mapper;
    const both = Object.defineProperty({ id: '1', name: 'x' }, 'zz', { get: fail, enumerable: true });
    const error = caught(() => later.toItem(both)) as Error;
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toBe('users (id="1"): name has an asynchronous validator; check with it before you call');
    const inside = schemaOf(Laters).mapper;
    const place = /^laters \(id="1"\): parts\[0\]\.word has an asynchronous validator/;
    expect((caught(() => inside.toItem({ id: '1', parts: [{ word: 'a' }] })) as Error).message).toMatch(place);
  });

  test.each([['2030-01-01'], [5], [{}], [[]]])('rejects %p as a time to live, with a description', (endsAt) => {
    expect((caught(() => mapper.toItem({ id: '1', made: 1, endsAt })) as ValidationError).issues).toMatchObject([
      { path: 'endsAt', message: expect.stringMatching(/^must be a Date/) },
    ]);
  });
});

describe('an error that a function of the class throws on a read', () => {
  test.each([
    [
      'a converter',
      { parts: { L: [{ M: { word: { S: 'bad' } } }] }, made: { N: '1' } },
      'parts[0].word',
      "can't be converted: its convert.from",
    ],
    ['a default', {}, 'made', "can't be filled: its default"],
  ])('is an InvalidItemError: %s', (_of, stored, path, what) => {
    const error = caught(() => mapper.fromItem({ id: { S: '1' }, ...stored } as never)) as InvalidItemError;
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({ table: 'rows', key: 'id="1"', issues: [{ path, message: told(what) }] });
    expect(error.cause).toBe(fault);
  });
});

onEveryEngine('a repository whose class has functions that throw', (engine) => {
  const bad = { to: (value: string) => (value === 'bad' ? fail() : value) };
  @Table(engine.uniqueTable('faulty'))
  class Faulty {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String, { convert: { ...bad, from: (value: string) => (value.startsWith('torn') ? fail() : value) } })
    word!: string;
  }
  @Repository(Faulty)
  class Faults extends BaseRepository<Faulty, 'id'> {}
  const faults = new Faults(engine.client);
  beforeAll(() => faults.table.create());
  afterAll(() => faults.table.drop());

  engine.test('names the index in a batch, and every write before it is sent', async () => {
    const items = ['a', 'bad', 'b'].map((word, id) => ({ id: `${id}`, word }));
    await expect(faults.putMany(items)).rejects.toMatchObject({
      cause: fault,
      issues: [{ path: '[1] (id="1").word', message: told("can't be converted: its convert.to") }],
    });
    const writes = [
      () => faults.put({ id: '1', word: 'bad' }),
      () => faults.create({ id: '1', word: 'bad' }),
      () => faults.update('1', { word: 'bad' }),
      () => faults.upsert('1', { word: 'bad' }),
      () => faults.delete('1', { if: { word: 'bad' } }),
      () => faults.scan({ filter: { word: 'bad' } }).all(),
      async () => writeTransaction(engine.client).put(faults, { id: '1', word: 'bad' }).commit(),
    ];
    for (const write of writes)
      await expect(write()).rejects.toMatchObject({ code: 'item.invalid', cause: fault, issues: [{ path: 'word' }] });
    expect(await faults.scan().all()).toEqual([]);
  });

  engine.test('hands what can not be read to onInvalidItem, and reads on behind it', async () => {
    await faults.put({ id: '1', word: 'ok' });
    await faults.put({ id: '2', word: 'torn' }).catch(() => undefined);
    await faults.put({ id: '3', word: 'ok' });
    for (const lane of [undefined, 'sdk'] as const) {
      await expect(new Faults(engine.client, { lane }).get('2')).rejects.toBeInstanceOf(InvalidItemError);
      const found: unknown[] = [];
      const reader = new Faults(engine.client, { lane, onInvalidItem: ({ cause }) => found.push(cause) });
      const ids: string[] = [];
      for await (const { id } of reader.scan({ pageSize: 1 })) ids.push(id);
      expect(ids.sort()).toEqual(['1', '3']);
      expect(await reader.getMany(['1', '2', '3'])).toEqual([
        { id: '1', word: 'ok' },
        undefined,
        { id: '3', word: 'ok' },
      ]);
      expect(found).toEqual([fault, fault]);
    }
  });
});

describe('an error that a getter or a proxy throws outside the values of an item', () => {
  const engineless = unsendableClient();
  const rows = new Rows(engineless);
  const within = (property: string): never =>
    Object.defineProperty({}, property, { get: fail, enumerable: true }) as never;
  const trap = new Proxy({}, { ownKeys: fail, has: fail, get: fail, getPrototypeOf: fail }) as never;
  test.each<[string, () => unknown, string]>([
    ['an item', () => rows.put(trap), ''],
    ['an item of a batch', () => rows.putMany([trap]), '[0]'],
    ['an item of a transaction', () => writeTransaction(engineless).create(rows, trap).commit(), ''],
    ['a key', () => rows.get(trap), ''],
    ['a key of a query', () => rows.query(within('id')).all(), ''],
    ['changes', () => rows.update('1', within('checked')), ''],
    ['changes that are a proxy', () => rows.upsert('1', trap), ''],
    ['a value of changes', () => rows.update('1', { meta: set(trap) as never }), 'meta'],
    ['a patch', () => rows.update('1', { meta: merge(within('a')) as never }), 'meta'],
    ['a patch that is a proxy', () => rows.update('1', { meta: merge({ a: trap }) as never }), 'meta'],
    ['a condition', () => rows.delete('1', { if: within('checked') }), ''],
    ['a check', () => writeTransaction(engineless).check(rows, '1', trap).commit(), ''],
    ['a filter', () => rows.scan({ filter: and(within('checked')) }).all(), ''],
    ['a value of a filter', () => rows.scan({ filter: { checked: trap } }).all(), 'checked'],
  ])('is a ValidationError: %s', async (_of, call, path) => {
    const error = await Promise.resolve()
      .then(call)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'item.invalid', table: 'rows', cause: fault });
    expect((error as ValidationError).issues.map((issue) => issue.path.replace(' (id="1")', ''))).toEqual([path]);
    expect((error as ValidationError).message).not.toContain('s3cret');
  });
});

const asking = (extension: Partial<Extension>): Extension => ({ name: 'asking', ...extension });

@Table('hooked')
@Extend(asking({ beforeWrite: fail }))
class Hooked {
  @PartitionKey() @Attribute(String) id!: string;
}
@Repository(Hooked)
class Hookeds extends BaseRepository<Hooked, 'id'> {}

@Table('made')
class Made {
  @PartitionKey() @GeneratedId(fail as () => string) @Attribute(String) id!: string;
}
@Repository(Made)
class Mades extends BaseRepository<Made, 'id', 'id'> {}

const unsent = unsendableClient();
const errorOf = async (call: () => unknown): Promise<unknown> => {
  try {
    return await call();
  } catch (error) {
    return error;
  }
};

describe('an error that an extension throws before a write', () => {
  const hooked = new Hookeds(unsent);
  const message = told("can't be written: beforeWrite of the extension 'asking'");
  test.each<[string, () => unknown]>([
    ['create', () => hooked.create({ id: '1' })],
    ['put', () => hooked.put({ id: '1' })],
    ['putMany', () => hooked.putMany([{ id: '1' }])],
    ['update', () => hooked.update({ id: '1' }, {})],
    ['upsert', () => hooked.upsert({ id: '1' }, {})],
    ['delete', () => hooked.delete({ id: '1' })],
    ['deleteIfExists', () => hooked.deleteIfExists('1')],
    ['a transaction', () => writeTransaction(unsent).put(hooked, { id: '1' }).commit()],
  ])('is a ValidationError: %s', async (_of, call) => {
    const error = (await errorOf(call)) as ValidationError;
    expect(error).toMatchObject({ code: 'item.invalid', table: 'hooked', cause: fault });
    expect(error.message).toContain(message);
    expect(error.message).toContain('id="1"');
    expect(error.message).not.toContain('s3cret');
  });

  test('is an issue of the attribute whose id could not be created', async () => {
    const mades = new Mades(unsent);
    for (const call of [() => mades.create({}), () => mades.put({}), () => mades.putMany([{}])]) {
      const error = (await errorOf(call)) as ValidationError;
      expect(error).toMatchObject({ code: 'item.invalid', table: 'made', cause: fault });
      expect(error.issues[0]?.path).toMatch(/^(\[0\] ?\.?)?id$/);
      expect(error.message).toContain(told("can't be generated: its function"));
    }
  });

  test.each([[5], ['x'], [[]]])('describes the mistake if the extension returns %p', async (effect) => {
    const schema = defineSchema({ ...definition(), extensions: [asking({ beforeWrite: () => effect as never })] });
    class Users extends BaseRepository<object, never> {}
    Repository(schema)(Users as never);
    const error = (await errorOf(() => new Users(unsent).put({ id: '1' } as never))) as Error;
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(/^users: beforeWrite of the extension 'asking' must return an object of effects/);
  });
});

test('a write has an unknown outcome if its extension throws in recognise', () => {
  const schema = schemaWith({ name: { type: String } });
  const given = { schema, options: {}, nowMs: 0, key: undefined, changes: undefined };
  const action = prepareAction({ ...given, name: 'create', item: { id: '1', name: 'a' } }) as WriteAction;
  const own = ownWork({ ...action, recognise: fail }, action.item, undefined);
  expect(own).toMatchObject({ error: { code: 'write.outcomeUnknown', key: 'id="1"', cause: fault } });
});

onEveryEngine('a repository whose extension throws after DynamoDB answered', (engine) => {
  let throws = { explain: false, afterRead: false };
  @Table(engine.uniqueTable('explained'))
  @Extend({
    name: 'asking',
    beforeWrite: () => (throws.explain ? { condition: { n: 2 }, explain: fail } : undefined),
    afterRead: () => (throws.afterRead ? fail() : undefined),
  })
  class Explained {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(Number) n!: number;
  }
  @Repository(Explained)
  class Explaineds extends BaseRepository<Explained, 'id'> {}
  const explaineds = new Explaineds(engine.client);
  beforeAll(() => explaineds.table.create());
  afterAll(() => explaineds.table.drop());
  afterEach(() => {
    throws = { explain: false, afterRead: false };
  });

  engine.test('keeps the refusal of a write that explain can not explain', async () => {
    await explaineds.put({ id: '1', n: 1 });
    throws = { explain: true, afterRead: false };
    const error = (await errorOf(() => explaineds.put({ id: '1', n: 3 }))) as Error;
    expect(error).toMatchObject({ code: 'condition.failed', key: 'id="1"', cause: fault });
    expect(error.message).toContain(told('explain of an extension'));
  });

  engine.test('hands what afterRead throws to onInvalidItem', async () => {
    await explaineds.put({ id: '2', n: 1 });
    throws = { explain: false, afterRead: true };
    const error = await errorOf(() => explaineds.get('2'));
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({ key: 'id="2"', cause: fault, written: false });
    expect((error as Error).message).toContain(told("afterRead of the extension 'asking'"));
    const found: unknown[] = [];
    const reader = new Explaineds(engine.client, { onInvalidItem: ({ cause }) => found.push(cause) });
    expect(await reader.get('2')).toBeUndefined();
    expect(found).toEqual([fault]);
    expect(await errorOf(() => explaineds.put({ id: '2', n: 2 }))).toMatchObject({ written: true, cause: fault });
  });
});
