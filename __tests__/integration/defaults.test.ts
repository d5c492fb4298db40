import {
  Attribute,
  and,
  append,
  BaseRepository,
  beginsWith,
  between,
  type Condition,
  contains,
  decimal,
  decrement,
  eq,
  exists,
  gt,
  gte,
  ifNotExists,
  increment,
  json,
  listOf,
  lt,
  lte,
  mapOf,
  ne,
  not,
  notExists,
  oneOf,
  or,
  PartitionKey,
  prepend,
  Repository,
  ref,
  remove,
  set,
  setOf,
  size,
  Table,
  typeIs,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

class Limits {
  @Attribute(Number, { default: 5 }) daily!: number;
  @Attribute(Number, { optional: true }) weekly?: number;
  @Attribute(listOf(String), { default: ['mail'] }) ways!: string[];
}

class Theme {
  @Attribute(String, { default: 'light' }) color!: string;
  @Attribute(Number, { optional: true }) zoom?: number;
}

let made = 0;

function userModel(table: string) {
  @Table(table)
  class User {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(Number, { default: 10 }) credits!: number;
    @Attribute(Number, { default: 7 }) other!: number;
    @Attribute(Number, { optional: true }) bonus?: number;
    @Attribute(BigInt, { default: 2n ** 70n }) serial!: bigint;
    @Attribute(decimal(), { default: '1.50' }) price!: string;
    @Attribute(String, { default: 'é' }) name!: string;
    @Attribute(String, { default: null, nullable: true }) note!: string | null;
    @Attribute(Boolean, { default: true }) active!: boolean;
    @Attribute(Uint8Array, { default: new Uint8Array([1, 200]) }) photo!: Uint8Array;
    @Attribute(Date, { default: new Date(5000) }) since!: Date;
    @Attribute(setOf(String)) tags!: Set<string>;
    @Attribute(setOf(String), { optional: true }) marks?: Set<string>;
    @Attribute(listOf(String), { default: ['a', 'b'] }) log!: string[];
    @Attribute(mapOf(Number), { default: { ann: 1 } }) votes!: Record<string, number>;
    @Attribute(Limits, { optional: true }) limits?: Limits;
    @Attribute(Theme, { default: { color: 'light', zoom: 2 } }) theme!: Theme;
    @Attribute(listOf(Limits), { optional: true }) history?: Limits[];
    @Attribute(mapOf(Limits), { optional: true }) byCountry?: Record<string, Limits>;
    @Attribute(json(), { default: { a: { b: 1 } } }) meta!: { a?: { b?: number } };
    @Attribute(Number, { default: () => ++made }) order!: number;
  }
  type Filled = 'credits' | 'other' | 'serial' | 'price' | 'name' | 'note' | 'active' | 'photo' | 'since' | 'log';
  @Repository(User)
  class Users extends BaseRepository<User, 'id', Filled | 'votes' | 'theme' | 'meta' | 'order'> {}
  return { User, Users };
}

onEveryEngine('a default', (engine) => {
  const { User, Users } = userModel(engine.uniqueTable('defaults'));
  type User = InstanceType<typeof User>;
  const users = () => new Users(engine.client);

  /** Stores an item as a program did before the class had its defaults. */
  const store = (id: string, more: object = {}): Promise<unknown> =>
    users().raw('PutItem', () => ({ Item: { id: { S: id }, ...more } }) as never);

  beforeAll(async () => {
    await users().table.create();
    await store('bare');
    await store('empty', {
      limits: { M: {} },
      theme: { M: {} },
      history: { L: [{ M: {} }] },
      byCountry: { M: { FR: { M: {} } } },
    });
    await store('full', {
      credits: { N: '3' },
      other: { N: '3' },
      bonus: { N: '10' },
      serial: { N: '1' },
      price: { N: '9' },
      name: { S: 'z' },
      note: { S: 'x' },
      active: { BOOL: false },
      photo: { B: new Uint8Array([9]) },
      since: { S: '1970-01-01T00:00:01.000Z' },
      tags: { SS: ['x'] },
      marks: { SS: ['x'] },
      log: { L: [{ S: 'z' }] },
      votes: { M: { bob: { N: '9' } } },
      limits: { M: { daily: { N: '1' }, ways: { L: [] } } },
      theme: { M: { color: { S: 'dark' } } },
      history: { L: [{ M: { daily: { N: '1' } } }] },
      byCountry: { M: { FR: { M: { daily: { N: '1' } } } } },
      meta: { M: {} },
      order: { N: '1' },
    });
  });
  afterAll(() => users().table.drop());

  type Shown = (user: User) => boolean;
  type Case = readonly [title: string, condition: Condition<User>, holds: Shown];
  const bytes = (...values: number[]) => new Uint8Array(values);
  const cases: readonly Case[] = [
    ['a bare value', { credits: 10 }, (u) => u.credits === 10],
    ['eq', { credits: eq(3) }, (u) => u.credits === 3],
    ['ne', { credits: ne(10) }, (u) => u.credits !== 10],
    ['ne of another', { credits: ne(3) }, (u) => u.credits !== 3],
    ['gte', { credits: gte(10) }, (u) => u.credits >= 10],
    ['gt', { credits: gt(10) }, (u) => u.credits > 10],
    ['lt', { credits: lt(10) }, (u) => u.credits < 10],
    ['lte', { credits: lte(10) }, (u) => u.credits <= 10],
    ['between', { credits: between(4, 10) }, (u) => u.credits >= 4 && u.credits <= 10],
    ['oneOf', { credits: oneOf([1, 10]) }, (u) => u.credits === 10],
    ['not', not({ credits: gte(10) }), (u) => !(u.credits >= 10)],
    ['not of ne', not({ credits: ne(10) }), (u) => u.credits === 10],
    ['or', or({ credits: 10 }, { credits: 3 }), () => true],
    ['and', and({ credits: 10 }, { other: 7 }), (u) => u.credits === 10 && u.other === 7],
    ['a bigint', { serial: gte(2n ** 70n) }, (u) => u.serial >= 2n ** 70n],
    ['a bigint below', { serial: lt(2n ** 70n) }, (u) => u.serial < 2n ** 70n],
    ['a decimal', { price: '1.5' }, (u) => u.price === '1.5'],
    ['a decimal in order', { price: lt('1.51') }, (u) => Number(u.price) < 1.51],
    ['a text by its bytes', { name: gt('z') }, (u) => u.name === 'é'],
    ['a prefix', { name: beginsWith('é') }, (u) => u.name === 'é'],
    ['a part of a text', { name: contains('é') }, (u) => u.name === 'é'],
    ['null', { note: null }, (u) => u.note === null],
    ['not null', { note: ne(null) }, (u) => u.note !== null],
    ['a boolean', { active: true }, (u) => u.active],
    ['bytes', { photo: gt(bytes(100)) }, () => false],
    ['bytes below', { photo: lt(bytes(2)) }, (u) => u.photo[0] === 1],
    ['a prefix of bytes', { photo: beginsWith(bytes(1)) }, (u) => u.photo[0] === 1],
    ['a date', { since: gte(new Date(2000)) }, (u) => u.since.getTime() >= 2000],
    ['a type', { credits: typeIs('N'), note: typeIs('NULL') }, (u) => u.note === null],
    ['the size of a text in bytes', { name: size(2) }, (u) => u.name === 'é'],
    ['another size of a text', { name: size(ne(2)) }, (u) => Buffer.byteLength(u.name) !== 2],
    ['another size of a set', { tags: size(ne(0)) }, (u) => u.tags.size !== 0],
    ['another size of an element', { 'log[0]': size(ne(1)) }, (u) => u.log[0]?.length !== 1],
    ['another size in a document', { 'limits.ways[0]': size(ne(4)) }, (u) => u.limits?.ways[0]?.length !== 4],
    ['the size of bytes', { photo: size(gte(2)) }, (u) => u.photo.length >= 2],
    ['the size of a list', { log: size(oneOf([2, 3])) }, (u) => u.log.length === 2],
    ['the size of a map', { votes: size(between(1, 2)) }, () => true],
    ['an empty set by its size', { tags: size(0) }, (u) => u.tags.size === 0],
    ['a set by its size', { tags: size(lt(2)) }, () => true],
    ['an optional set by its size', { marks: size(lt(2)) }, (u) => u.marks !== undefined],
    ['an element of a set', { tags: contains('x') }, (u) => u.tags.has('x')],
    ['a set', { tags: ne(new Set(['x'])) }, (u) => !u.tags.has('x')],
    ['an empty set', { tags: new Set() }, (u) => u.tags.size === 0],
    ['an element of a list', { log: contains('b') }, (u) => u.log.includes('b')],
    ['a list', { log: ['a', 'b'] }, (u) => u.log.length === 2],
    ['an element by its index', { 'log[1]': 'b' }, (u) => u.log[1] === 'b'],
    ['an entry', { 'votes.ann': 1 }, (u) => u.votes['ann'] === 1],
    ['no entry', { 'votes.ann': ne(1) }, (u) => u.votes['ann'] !== 1],
    ['a member of a document', { 'limits.daily': 5 }, (u) => u.limits?.daily === 5],
    ['another member of a document', { 'limits.daily': ne(5) }, (u) => u.limits?.daily !== 5],
    ['no member', not({ 'limits.daily': gte(5) }), (u) => !((u.limits?.daily ?? 0) >= 5)],
    ['a member of a default', { 'theme.zoom': 2 }, (u) => u.theme.zoom === 2],
    ['no member of a default', { 'theme.zoom': ne(2) }, (u) => u.theme.zoom !== 2],
    ['a default in a default', { 'theme.color': 'light' }, (u) => u.theme.color === 'light'],
    ['not a default in a default', { 'theme.color': ne('light') }, (u) => u.theme.color !== 'light'],
    ['a member of an element', { 'history[0].daily': 5 }, (u) => u.history?.[0]?.daily === 5],
    ['a member of an entry', { 'byCountry.FR.daily': gte(5) }, (u) => (u.byCountry?.['FR']?.daily ?? 0) >= 5],
    ['an element in a document', { 'limits.ways[0]': 'mail' }, (u) => u.limits?.ways[0] === 'mail'],
    ['a place in JSON', { 'meta.a.b': 1 }, (u) => u.meta.a?.b === 1],
    ['two attributes', { credits: gt(ref('other')) }, (u) => u.credits > u.other],
    ['two equal attributes', { credits: ref('other') }, (u) => u.credits === u.other],
    ['two other attributes', { credits: ne(ref('other')) }, (u) => u.credits !== u.other],
    ['an attribute and one without a default', { credits: lt(ref('bonus')) }, (u) => u.credits < (u.bonus ?? 0)],
    ['one without a default and an attribute', { bonus: gte(ref('credits')) }, (u) => (u.bonus ?? 0) >= u.credits],
    ['an attribute and none', { bonus: ne(ref('credits')) }, (u) => u.bonus !== u.credits],
    ['not two attributes', not({ credits: gt(ref('other')) }), (u) => !(u.credits > u.other)],
    ['between attributes', { credits: between(ref('other'), 10) }, (u) => u.credits >= u.other && u.credits <= 10],
    ['one of attributes', { credits: oneOf([ref('other'), 10]) as never }, (u) => [u.other, 10].includes(u.credits)],
    [
      'a place in a document and an attribute',
      { 'limits.daily': lt(ref('other')) },
      (u) => (u.limits?.daily ?? 99) < u.other,
    ],
  ];

  for (const [title, filter, holds] of cases) {
    engine.test(`counts in filters and conditions as in reads: ${title}`, async () => {
      const all = await users().scan().all();
      const wanted = all.filter(holds).map(({ id }) => id);
      const found = await users().scan({ filter }).all();
      expect(found.map(({ id }) => id).sort()).toEqual(wanted.sort());
      for (const { id } of all) {
        const write = users().update(id, { bonus: undefined, id: undefined, marks: undefined, order: 1 } as never, {
          if: filter,
        });
        if (wanted.includes(id)) await expect(write).resolves.toMatchObject({ id });
        else await expect(write).rejects.toThrow();
      }
    });
  }

  engine.test('does not count for exists() and notExists(), which test the stored attribute', async () => {
    expect(
      (
        await users()
          .scan({ filter: { credits: exists() } })
          .all()
      ).map(({ id }) => id),
    ).toEqual(['full']);
    expect(
      await users()
        .scan({ filter: { credits: notExists() } })
        .count(),
    ).toBe(2);
  });

  engine.test('is the start value of changes', async () => {
    await store('changed');
    const changed = await users().update('changed', {
      credits: increment(1),
      other: decrement(2),
      serial: increment(1n),
      price: increment('0.25'),
      log: append(['c']),
      note: ifNotExists('set'),
    });
    expect(changed).toMatchObject({
      credits: 11,
      other: 5,
      serial: 2n ** 70n + 1n,
      price: '1.75',
      log: ['a', 'b', 'c'],
      note: 'set',
    });
    expect((await users().update('changed', { credits: increment(1) })).credits).toBe(12);
    await store('prepended');
    expect((await users().update('prepended', { log: prepend(['z']) })).log).toEqual(['z', 'a', 'b']);
  });

  engine.test('is the start value of changes within documents', async () => {
    await store('inner', { limits: { M: {} } });
    const changed = await users().update('inner', { 'limits.daily': increment(1), 'limits.ways': append(['post']) });
    expect(changed.limits).toEqual({ daily: 6, ways: ['mail', 'post'] });
    await store('whole');
    const whole = await users().update('whole', { 'limits.daily': increment(1), 'limits.ways': prepend(['post']) });
    expect(whole.limits).toEqual({ daily: 6, ways: ['post', 'mail'] });
  });

  engine.test('is the start value of an absent document, list or map', async () => {
    await store('begun');
    const changed = await users().update('begun', {
      'theme.color': 'dark',
      'votes.ann': increment(2),
      'votes.bob': 4,
      'log[0]': 'x',
      'meta.a.b': increment(3),
    });
    expect(changed.theme).toEqual({ color: 'dark', zoom: 2 });
    expect(changed).toMatchObject({ votes: { ann: 3, bob: 4 }, log: ['x', 'b'], meta: { a: { b: 4 } } });
    await store('removed');
    const removed = await users().update('removed', {
      'theme.zoom': remove(),
      'log[0]': remove(),
      'votes.ann': remove(),
      'votes.bob': 1,
    });
    expect(removed).toMatchObject({ theme: { color: 'light' }, log: ['b'] });
    expect(removed.theme.zoom).toBeUndefined();
    expect(removed.votes).toEqual({ bob: 1 });
  });

  engine.test('is the value of a reference', async () => {
    await store('copied');
    const copied = await users().update('copied', { bonus: set(ref('credits')), other: increment(ref('credits')) });
    expect(copied).toMatchObject({ bonus: 10, other: 17 });
    await store('once');
    expect((await users().update('once', { bonus: ifNotExists(ref('credits')) })).bonus).toBe(10);
  });

  engine.test('is the start value of an upsert', async () => {
    const user = await users().upsert('new', { credits: increment(5), tags: new Set(), log: append(['c']) });
    expect(user).toMatchObject({ credits: 15, log: ['a', 'b', 'c'], other: 7 });
  });

  engine.test('is called once per operation if it is a function', async () => {
    await store('function');
    made = 100;
    const filter = and<User>({ order: gte(101) }, { order: lte(101) }, { id: exists() });
    await users().update('function', { order: increment(1) }, { if: filter });
    expect(made).toBe(101);
    expect((await users().getOrThrow('function')).order).toBe(102);
  });
});
