import {
  Attribute,
  addTo,
  append,
  BaseRepository,
  increment,
  json,
  listOf,
  mapOf,
  merge,
  PartitionKey,
  Repository,
  remove,
  set,
  setOf,
  Table,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

class Geo {
  @Attribute(String, { optional: true }) city?: string;
  @Attribute(Number, { default: 1 }) zoom!: number;
  @Attribute(listOf(Number), { optional: true }) steps?: number[];
}

class Profile {
  @Attribute(String, { optional: true }) name?: string;
  @Attribute(Number, { optional: true }) visits?: number;
  @Attribute(Geo, { optional: true }) geo?: Geo;
  @Attribute(setOf(String), { optional: true }) tags?: Set<string>;
}

function pageModel(table: string) {
  @Table(table)
  class Page {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) title?: string;
    @Attribute(Profile, { optional: true }) profile?: Profile;
    @Attribute(mapOf(Number), { optional: true }) votes?: Record<string, number>;
    @Attribute(mapOf(Profile), { optional: true }) people?: Record<string, Profile>;
    @Attribute(json(), { optional: true }) meta?: {
      a?: number;
      b?: number;
      c?: { d?: number; e?: number; 'f.g'?: number };
    };
    @Attribute(setOf(String), { optional: true }) tags?: Set<string>;
  }
  @Repository(Page)
  class Pages extends BaseRepository<Page, 'id'> {}
  return { Page, Pages };
}

/** A patch as a program declares it. */
class GeoPatch {
  city = 'Rome';
  zoom?: number;
}

onEveryEngine('merge', (engine) => {
  const { Pages } = pageModel(engine.uniqueTable('merge'));
  const pages = () => new Pages(engine.client);

  beforeAll(() => pages().table.create());
  afterAll(() => pages().table.drop());
  beforeEach(() =>
    pages().put({
      id: 'p',
      profile: { name: 'Ann', visits: 1, geo: { city: 'Paris', zoom: 3, steps: [1, 2] } },
      votes: { ann: 1, bob: 2 },
      people: { ann: { name: 'Ann', visits: 1 } },
      meta: { a: 1, b: 2, c: { d: 3, e: 4 } },
    }),
  );

  engine.test('changes members and keeps the others, at any depth', async () => {
    const page = await pages().update('p', {
      profile: merge({ name: 'Anna', geo: { city: 'Lyon' } }),
      votes: merge({ bob: 5, cy: 1 }),
      people: merge({ ann: { visits: 2 } }),
      meta: merge({ b: 9, c: { e: 5, 'f.g': 6 } }),
    });
    expect(page.profile).toEqual({ name: 'Anna', visits: 1, geo: { city: 'Lyon', zoom: 3, steps: [1, 2] } });
    expect(page.profile?.geo).toBeInstanceOf(Geo);
    expect(page.votes).toEqual({ ann: 1, bob: 5, cy: 1 });
    expect(page.people).toEqual({ ann: { name: 'Ann', visits: 2 } });
    expect(page.meta).toEqual({ a: 1, b: 9, c: { d: 3, e: 5, 'f.g': 6 } });
  });

  engine.test('accepts operators, replaces lists and sets, and ignores undefined', async () => {
    const page = await pages().update('p', {
      profile: merge({
        name: undefined,
        visits: increment(2),
        tags: new Set(['x']),
        geo: merge({ steps: append([3]), zoom: increment(1) }),
      }),
      meta: merge({ a: remove(), c: set({ d: 1 }) }),
    });
    expect(page.profile).toEqual({
      name: 'Ann',
      visits: 3,
      tags: new Set(['x']),
      geo: { city: 'Paris', zoom: 4, steps: [1, 2, 3] },
    });
    expect(page.meta).toEqual({ b: 2, c: { d: 1 } });
    expect((await pages().update('p', { 'profile.geo': merge({ steps: [9] }) })).profile?.geo?.steps).toEqual([9]);
  });

  engine.test('accepts a class instance as a patch', async () => {
    const page = await pages().update('p', { profile: merge({ geo: new GeoPatch() }) });
    expect(page.profile?.geo).toEqual({ city: 'Rome', zoom: 3, steps: [1, 2] });
  });

  engine.test('creates an absent document as a whole', async () => {
    await pages().put({ id: 'p' });
    const page = await pages().update('p', {
      profile: merge({ visits: increment(2), geo: { city: 'Oslo' } }),
      meta: merge({ c: { d: 1 } }),
      votes: merge({ ann: increment(1) }),
    });
    expect(page).toMatchObject({
      profile: { visits: 2, geo: { city: 'Oslo', zoom: 1 } },
      meta: { c: { d: 1 } },
      votes: { ann: 1 },
    });
  });

  engine.test('works in an upsert that creates the item', async () => {
    await pages().deleteIfExists('new');
    expect(await pages().upsert('new', { profile: merge({ name: 'Bo' }) })).toMatchObject({ profile: { name: 'Bo' } });
    expect(await pages().upsert('new', { profile: merge({ visits: 1 }) })).toMatchObject({
      profile: { name: 'Bo', visits: 1 },
    });
  });

  engine.testWith('transactions', 'works in a transaction', async () => {
    await writeTransaction(engine.client)
      .update(pages(), 'p', { profile: merge({ geo: { zoom: 8 } }) })
      .upsert(pages(), 'q', { meta: merge({ a: 1 }) })
      .commit();
    expect((await pages().get('p'))?.profile?.geo).toEqual({ city: 'Paris', zoom: 8, steps: [1, 2] });
    expect((await pages().get('q'))?.meta).toEqual({ a: 1 });
  });

  const cycle: { self?: object } = {};
  cycle.self = cycle;
  const refusals: readonly (readonly [text: string, changes: object, message: RegExp])[] = [
    ['a text', { title: merge({ a: 1 }) }, /title has no members that merge\(\) could change/],
    ['a set', { tags: merge({ a: 1 }) }, /tags has no members/],
    ['a list', { 'profile.geo.steps': merge({ 0: 1 }) }, /profile\.geo\.steps has no members/],
    ['an unknown member', { profile: merge({ nope: 1 }) }, /profile\.nope leads nowhere/],
    ['a value of another type', { profile: merge({ geo: { zoom: 'x' } }) }, /profile\.geo\.zoom must be a number/],
    ['a patch that is a text', { profile: merge('x' as never) }, /profile is merged with a string/],
    ['a patch that is a list', { meta: merge([1]) }, /meta is merged with an array/],
    ['a patch that is a Date', { meta: merge(new Date()) }, /meta is merged with a Date/],
    ['a patch that holds itself', { meta: merge(cycle) }, /contains itself/],
    ['a set within a document', { profile: merge({ tags: addTo(['x']) }) }, /profile\.tags lies within a document/],
    ['an empty patch', { profile: merge({}) }, /nothing to change/],
    [
      'a member that is changed twice',
      { 'profile.name': 'x', profile: merge({ name: 'y' }) },
      /overlaps profile\.name/,
    ],
  ];
  for (const [text, changes, message] of refusals) {
    engine.test(`rejects ${text}`, async () => {
      const error = await pages()
        .update('p', changes as never)
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ValidationError);
      expect((error as Error).message).toMatch(message);
    });
  }
});
