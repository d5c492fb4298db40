import {
  Attribute,
  DeletedAt,
  documentOf,
  Entity,
  PartitionKey,
  SortKey,
  schemaOf,
  setOf,
  Table,
  Unique,
  Version,
} from 'annotable';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { attributeProblems, caught, definition, issuesOf, problemsOf, schemaWith } from './support.ts';

type Parts = Readonly<Record<string, unknown>>;

const fullName = ({ first, last }: Parts): string => [first, last].filter((part) => part !== undefined).join(' ');

const names = {
  first: { type: String },
  last: { type: String, optional: true },
  name: { type: String, derive: { from: ['first', 'last'], value: fullName } },
} as const;

describe('derived attributes', () => {
  const { mapper } = schemaWith(names);

  test('are computed in every new item', () => {
    expect(mapper.toItem({ id: '1', first: 'Ann', last: 'Lee' })).toEqual({
      id: { S: '1' },
      first: { S: 'Ann' },
      last: { S: 'Lee' },
      name: { S: 'Ann Lee' },
    });
    expect(mapper.toItem({ id: '1', first: 'Ann' })).toMatchObject({ name: { S: 'Ann' } });
  });

  test('are refused as input, unless the value is the computed one', () => {
    expect(mapper.toItem({ id: '1', first: 'Ann', name: 'Ann' })).toMatchObject({ name: { S: 'Ann' } });
    expect(issuesOf(() => mapper.toItem({ id: '1', first: 'Ann', name: 'Bob' }))).toEqual([
      { path: 'name', message: "is derived from 'first', 'last', so it can't be set; leave it out" },
    ]);
  });

  test('of a copy of an entity that was read are computed again', () => {
    const stored = { id: { S: '1' }, first: { S: 'Ann' }, name: { S: 'Ann' } };
    const read = mapper.fromItem(stored);
    expect(mapper.toItem({ ...read, first: 'Bob' })).toMatchObject({ name: { S: 'Bob' } });
    expect(mapper.toItem(Object.assign(read, { first: 'Cid' }))).toMatchObject({ name: { S: 'Cid' } });
    expect(issuesOf(() => mapper.toItem({ ...read, name: 'Dan' }))).toHaveLength(1);
  });

  test('of an instance are computed again', () => {
    @Table('users')
    class User {
      @PartitionKey() @Attribute(String) id!: string;
      @Attribute(String) first!: string;
      @Attribute(String, { derive: { from: ['first'], value: ({ first }) => `${first}!` } }) name!: string;
    }
    const user = Object.assign(new User(), { id: '1', first: 'Ann', name: 'stale' });
    expect(schemaOf(User).mapper.toItem(user)).toMatchObject({ name: { S: 'Ann!' } });
  });

  test('receive parts as a read returns them: converted, with defaults, by path', () => {
    const address = documentOf({ name: 'Address', attributes: { country: { type: String, optional: true } } });
    const seen: Parts[] = [];
    const from = ['due', 'level', 'note', 'address.country', 'flag'];
    const schema = schemaWith({
      due: { type: Date },
      level: { type: Number, default: 3 },
      note: { type: String, nullable: true },
      address: { type: address, optional: true },
      flag: {
        type: Boolean,
        convert: { to: (text: string) => text === 'on', from: (on: boolean) => (on ? 'on' : 'off') },
      },
      all: { type: String, optional: true, derive: { from, value: (parts: Parts) => void seen.push(parts) } },
    } as never);
    const due = new Date(0);
    const item = schema.mapper.toItem({ id: '1', due, note: null, address: { country: 'FR' }, flag: 'on' });
    expect(seen).toEqual([{ due, level: 3, note: null, 'address.country': 'FR', flag: 'on' }]);
    expect('all' in item).toBe(false);
  });

  test('keep the rules of their attribute', () => {
    const value = ({ first }: Parts): unknown => first;
    const derive = { from: ['first'], value };
    const first = { type: String } as const;
    const isShort = (text: string): boolean => text.length < 3;
    const put = (settings: object) =>
      schemaWith({ first, copy: { type: String, derive, ...settings } as never }).mapper.toItem({
        id: '1',
        first: 'Ann',
      });
    expect(issuesOf(() => put({ validate: isShort }))).toEqual([
      { path: 'copy', message: 'does not pass its validation' },
    ]);
    expect(issuesOf(() => put({ type: Number }))[0]?.path).toBe('copy');
    expect(issuesOf(() => put({ derive: { from: ['first'], value: () => undefined } }))).toEqual([
      {
        path: 'copy',
        message: 'is required, and its derive.value returned undefined; declare it { optional: true }',
      },
    ]);
    expect(put({ name: 'c', hidden: true })).toEqual({ id: { S: '1' }, first: { S: 'Ann' }, c: { S: 'Ann' } });
  });

  test('report what their function throws, and a promise', () => {
    const cause = new TypeError('secret Ann');
    const put = (value: () => unknown) =>
      schemaWith({ first: { type: String }, copy: { type: String, derive: { from: ['first'], value } } }).mapper.toItem(
        {
          id: '1',
          first: 'Ann',
        },
      );
    const thrown = caught(() =>
      put(() => {
        throw cause;
      }),
    );
    expect(thrown).toMatchObject({ name: 'ValidationError', code: 'item.invalid', table: 'users', cause });
    expect((thrown as Error).message).toBe(
      'users (id="1"): copy can\'t be derived: its derive.value threw TypeError; see error.cause',
    );
    expect(issuesOf(() => put(() => Promise.reject(cause)))).toEqual([
      {
        path: 'copy',
        message: "can't be derived: its derive.value returns a promise, and must return the value itself",
      },
    ]);
  });

  test('are parts of index keys', () => {
    const indexed = defineSchema({
      ...definition(),
      attributes: { id: { type: String }, ...names } as never,
      indexes: { byName: { partitionKey: 'name' } },
    });
    expect(indexed.mapper.toItem({ id: '1', first: 'Ann' })).toMatchObject({ name: { S: 'Ann' } });
    expect(issuesOf(() => indexed.mapper.toItem({ id: '1', first: '' }))[0]).toMatchObject({ path: 'name' });
  });
});

describe('the definition of a derived attribute', () => {
  const value = (): string => '';
  const withDerive = (derive: unknown, more: object = {}): readonly string[] =>
    attributeProblems({ first: { type: String }, tags: { type: setOf(String) }, x: { type: String, derive, ...more } });

  test.each([
    ['no property', { from: ['frist'], value }, /'x' is derived: its `from` has 'frist': 'frist' is no attribute/],
    ['a set', { from: ['tags'], value }, /its `from` has 'tags': 'tags' must be a string, number, date, or binary/],
    ['itself', { from: ['x'], value }, /its `from` has 'x', which is derived itself; name the properties/],
    ['nothing', { from: [], value }, /`from` is the list of the properties that it depends on/],
    ['a text', { from: 'first', value }, /`from` is the list of the properties/],
    ['no function', { from: ['first'], value: 'x' }, /`value` is the function that returns its value/],
    ['no object', true, /derive: its options must be an object/],
    ['an unknown option', { from: ['first'], value, to: 1 }, /derive: there is no option 'to'/],
  ])('refuses %s', (_name, derive, message) => {
    expect(withDerive(derive)).toEqual([expect.stringMatching(message)]);
  });

  test('refuses what contradicts it', () => {
    const derive = { from: ['first'], value };
    expect(withDerive(derive, { default: 'a' })).toEqual([
      "'x' is derived: it has no default; return it from derive.value",
    ]);
    expect(withDerive(derive, { readOnly: true })).toEqual([
      "'x' is derived: it changes with its sources, so it is not read-only; leave readOnly out",
    ]);
    const keyed = { ...definition(), attributes: { first: { type: String }, id: { type: String, derive } } };
    expect(problemsOf(() => defineSchema(keyed as never))).toEqual([
      "'id' is the partition key, which never changes, so it can't be derived; leave derive out",
    ]);
  });

  test('refuses a managed property, a mark of deletes, and what is in a document', () => {
    const derive = { from: ['first'], value: () => undefined };
    class Inner {
      @Attribute(String) first!: string;
      @Attribute(String, { derive: { from: ['first'], value: () => '' } }) x!: string;
    }
    @Table('users')
    class User {
      @PartitionKey() @Attribute(String) id!: string;
      @Attribute(String) first!: string;
      @Version() @Attribute(Number, { derive }) version!: number;
      @DeletedAt() @Attribute(Date, { optional: true, derive }) deletedAt?: Date;
      @Unique()
      @Attribute(String, { derive: { from: ['deletedAt'], value: () => '' } })
      kept!: string;
      @Attribute(Inner) inner!: Inner;
    }
    expect(problemsOf(() => schemaOf(User))).toEqual([
      "User.inner: 'x' of its document is derived, which only an attribute of the item can be; leave derive out",
      "'version' is derived: the extension 'version' sets it already; leave derive out",
      "'deletedAt' is derived: @DeletedAt is set by delete(); leave derive out",
      "'kept' is derived: it is unique, so its `from` can't have 'deletedAt', which delete() changes",
      "'kept' is derived: its `from` has 'deletedAt', which is derived itself; name the properties that 'deletedAt' depends on",
    ]);
  });

  test('refuses a part of the key of an entity', () => {
    @Table('shop')
    @PartitionKey('pk')
    @SortKey('sk')
    class Shop {}
    @Entity('Order', { table: Shop, keys: { partitionKey: 'ORDER#{id}', sortKey: '{label}' } })
    class Order {
      @Attribute(String) id!: string;
      @Attribute(String, { derive: { from: ['id'], value: ({ id }) => `${id}` } }) label!: string;
    }
    expect(problemsOf(() => schemaOf(Order))).toEqual([
      "its sortKey has the placeholder '{label}', which is derived, and a key of a table never changes",
    ]);
  });
});
