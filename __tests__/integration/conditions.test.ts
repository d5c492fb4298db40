import {
  and,
  beginsWith,
  between,
  type Condition,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  ne,
  not,
  notExists,
  oneOf,
  or,
  ref,
  size,
  typeIs,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModel } from './order-models.ts';

onEveryEngine('conditions', (engine) => {
  const { Account, accounts } = accountModel(engine.uniqueTable('accounts'));
  const repository = () => accounts(engine.client);
  const bytes = new Uint8Array([1, 2, 3]);

  beforeAll(async () => {
    await repository().table.create();
    await repository().putMany([
      {
        id: 'ann',
        name: 'Ann',
        visits: 3,
        limit: 5,
        tags: new Set(['x', 'y']),
        log: ['in', 'out'],
        active: true,
        note: null,
      },
      {
        id: 'bob',
        name: 'Bob',
        visits: 7,
        limit: 5,
        tags: new Set(),
        serial: 9n,
        balance: '1.50',
        seen: new Date(1000),
      },
      {
        id: 'cy',
        name: 'Cyrus',
        visits: 0,
        tags: new Set(['z']),
        photo: bytes,
        limits: { daily: 4, byCountry: { FR: 2 } },
      },
      {
        id: 'dot',
        name: 'a = :b AND #c OR {x}',
        tags: new Set(),
        history: [{ daily: 1 }, { daily: 9 }],
        votes: { 'a.b': 1, size: 2 },
      },
    ]);
  });
  afterAll(() => repository().table.drop());

  type Case = readonly [title: string, condition: Condition<InstanceType<typeof Account>>, ids: readonly string[]];
  const cases: readonly Case[] = [
    ['a bare value', { name: 'Ann' }, ['ann']],
    ['eq', { visits: eq(3) }, ['ann']],
    ['ne, absent included', { limit: ne(5) }, ['cy', 'dot']],
    ['lt', { visits: lt(3) }, ['cy', 'dot']],
    ['lte', { visits: lte(3) }, ['ann', 'cy', 'dot']],
    ['gt', { visits: gt(3) }, ['bob']],
    ['gte', { visits: gte(3) }, ['ann', 'bob']],
    ['between', { visits: between(1, 3) }, ['ann']],
    ['oneOf', { name: oneOf(['Ann', 'Cyrus', 'Zed']) }, ['ann', 'cy']],
    ['beginsWith', { name: beginsWith('C') }, ['cy']],
    ['beginsWith of binary', { photo: beginsWith(new Uint8Array([1, 2])) }, ['cy']],
    ['contains of text', { name: contains('yr') }, ['cy']],
    ['contains of a set', { tags: contains('y') }, ['ann']],
    ['contains of a list', { log: contains('out') }, ['ann']],
    ['exists', { photo: exists() }, ['cy']],
    ['notExists', { limit: notExists() }, ['cy', 'dot']],
    ['typeIs', { note: typeIs('NULL') }, ['ann']],
    ['null', { note: null }, ['ann']],
    ['size', { name: size(3) }, ['ann', 'bob']],
    ['size tested', { tags: size(gte(2)) }, ['ann']],
    ['size between', { name: size(between(4, 6)) }, ['cy']],
    ['an empty set is absent', { tags: new Set() }, ['bob', 'dot']],
    ['a set', { tags: new Set(['y', 'x']) }, ['ann']],
    ['a document', { limits: { daily: 4, byCountry: { FR: 2 } } }, ['cy']],
    ['a member of a document', { 'limits.byCountry.FR': gte(2) }, ['cy']],
    ['an element of a list', { 'history[1].daily': gt(8) }, ['dot']],
    ['a key with a dot', { 'votes["a.b"]': 1 } as never, ['dot']],
    ['a key that is a reserved word', { 'votes.size': 2 }, ['dot']],
    ['another attribute', { visits: gt(ref('limit')) }, ['bob']],
    ['another attribute, bare', { limit: ref('visits') }, []],
    ['bigint', { serial: 9n }, ['bob']],
    ['decimal', { balance: lte('1.5') }, ['bob']],
    ['date', { seen: between(new Date(0), new Date(2000)) }, ['bob']],
    ['binary', { photo: bytes }, ['cy']],
    ['boolean', { active: true }, ['ann']],
    ['text that looks like an expression', { name: 'a = :b AND #c OR {x}' }, ['dot']],
    ['all of several', { visits: gte(3), name: beginsWith('B') }, ['bob']],
    ['several tests of one attribute', and({ visits: gt(0) }, { visits: lt(7) }), ['ann']],
    ['or', or({ name: 'Ann' }, { name: 'Bob' }), ['ann', 'bob']],
    ['or of two with two', or({ name: 'Ann', visits: 3 }, { name: 'Bob', visits: 0 }), ['ann']],
    ['not', not({ visits: gte(3) }), ['cy', 'dot']],
    ['not of or', not(or({ name: 'Ann' }, { name: 'Bob' })), ['cy', 'dot']],
    ['groups in groups', and(or({ name: 'Ann' }, { name: 'Bob' }), not({ visits: 3 })), ['bob']],
    ['nothing', {}, ['ann', 'bob', 'cy', 'dot']],
    ['groups of nothing', and({}, or(), not({}), { visits: undefined }), ['ann', 'bob', 'cy', 'dot']],
  ];

  for (const [title, filter, ids] of cases) {
    const needed = title === 'a document' ? (['equalNumbersInDocuments'] as const) : [];
    engine.testWith(needed, `find by ${title}`, async () => {
      const found = await repository().scan({ filter }).all();
      expect(found.map(({ id }) => id).sort()).toEqual([...ids]);
    });
  }

  engine.test('have the same results for writes as for reads', async () => {
    for (const [title, condition, ids] of cases) {
      if (title === 'groups of nothing') continue;
      const read = await repository().getOrThrow('ann');
      const write = repository().update('ann', { name: read.name }, { if: condition });
      if (ids.includes('ann')) await expect(write).resolves.toMatchObject({ id: 'ann' });
      else await expect(write).rejects.toThrow();
    }
  });

  engine.test('accept more than a hundred terms, each with its own placeholders', async () => {
    const names = Array.from({ length: 140 }, (_, index) => `name${index}`);
    const filter = or<InstanceType<typeof Account>>(...names.map((name) => ({ name })), { name: 'Ann' });
    expect((await repository().scan({ filter }).all()).map(({ id }) => id)).toEqual(['ann']);
  });
});
