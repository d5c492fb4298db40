import {
  Attribute,
  InvalidItemError,
  NewerItemError,
  PartitionKey,
  schemaOf,
  Table,
  type UpgradeSteps,
} from 'annotable';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { caught, definition, issuesOf, problemsOf } from './support.ts';

const stays = (item: object): object => item;

const versioned = (options: object, attributes: object = {}): ReturnType<typeof defineSchema> =>
  defineSchema(
    definition({
      table: { name: 'users', ...options },
      attributes: { id: { type: String }, ...attributes } as never,
    }),
  );

const problems = (options: object, attributes: object = {}): readonly string[] =>
  problemsOf(() => versioned(options, attributes));

describe('the version of a class', () => {
  test.each([
    [{ version: 0 }, 'its version must be a whole number of 1 or more, not 0'],
    [{ upgrade: { 1: stays } }, 'its version must be a whole number of 1 or more, not undefined'],
    [
      { version: 3, upgrade: { 1: stays } },
      'it has no upgrade[2], which makes items of version 3 from those of 2; add it',
    ],
    [{ version: 3 }, 'it has no upgrade[2], which makes items of version 3 from those of 2; add it'],
    [
      { version: 4, upgrade: { 1: stays, 3: stays } },
      'it has no upgrade[2], which makes items of version 3 from those of 2; add it',
    ],
    [
      { version: 2, upgrade: { 1: stays, 2: stays } },
      'upgrade[2] is no step to version 2: the steps are numbered from 1 to 1',
    ],
    [{ version: 2, upgrade: { 1: 'no' } }, 'upgrade[1] must be a function that returns an item of version 2'],
    [{ version: 2, upgrade: [] }, 'its upgrade must be an object of steps, such as { 1: (item) => … }, not an array'],
    [{ version: 1, onNewer: 'no' }, "onNewer of its version is 'read' or 'refuse'"],
    [
      { version: 1, versionAttribute: '' },
      "its versionAttribute is the stored name of an attribute; write a text such as 'schemaVersion'",
    ],
    [
      { version: 1, versionAttribute: 'id' },
      "'id', which holds its version, is the stored name of 'id'; give it another versionAttribute",
    ],
    [
      { version: 1, entities: () => [] },
      'its table has entities, which have a version each; move the version from @Table to each @Entity',
    ],
  ])('%j is rejected', (options, problem) => {
    expect(problems(options)).toContain(problem);
  });

  test('begins at a later step if there are no older items', () => {
    const { mapper } = versioned({ version: 3, upgrade: { 2: stays } });
    expect(mapper.fromItem({ id: { S: 'a' }, schemaVersion: { N: '2' } })).toEqual({ id: 'a' });
    expect(issuesOf(() => mapper.fromItem({ id: { S: 'a' } }))).toEqual([
      { path: '', message: 'is of version 1, and the class has no step upgrade[1]; add it, or put() the item whole' },
    ]);
  });
});

const shop = (upgrade: UpgradeSteps, version = 2, more: object = {}) =>
  versioned({ version, upgrade, ...more }, { total: { type: Number }, region: { type: String, optional: true } })
    .mapper;

const fail = (): never => {
  throw new TypeError('x');
};

describe('an older item', () => {
  test('is read step by step in plain values under stored names', () => {
    const seen: unknown[] = [];
    const mapper = shop(
      {
        1: (item) => {
          seen.push({ ...item });
          return { ...item, region: 'EU' };
        },
        2: ({ sum, ...item }: { sum: number }) => ({ ...item, total: sum * 100 }),
      },
      3,
    );
    expect(mapper.fromItem({ id: { S: 'a' }, sum: { N: '2' } })).toEqual({ id: 'a', region: 'EU', total: 200 });
    expect(seen).toEqual([{ id: 'a', sum: 2 }]);
    expect(mapper.fromItem({ id: { S: 'a' }, sum: { N: '2' }, schemaVersion: { N: '2' } })).toMatchObject({
      total: 200,
    });
  });

  test('can be changed in place by a step', () => {
    const mapper = shop({
      1: (item: { total?: number }) => {
        item.total = 1;
        return item;
      },
    });
    expect(mapper.fromItem({ id: { S: 'a' } })).toEqual({ id: 'a', total: 1 });
  });

  test('keeps its key and the attributes of the framework, which steps can leave out', () => {
    const { upgrades } = shop({ 1: () => ({ total: 1 }) });
    const stored = { id: { S: 'a' }, 'annotable#deletion': { S: 'x' } };
    expect(upgrades?.written(stored).item).toEqual({ ...stored, total: { N: '1' }, schemaVersion: { N: '2' } });
  });

  test('names the attributes that steps asked for and did not find', () => {
    const { upgrades } = shop({
      1: (item: { sum?: number; cents?: number }) => ({ total: item.sum ?? item.cents ?? 0 }),
    });
    expect(upgrades?.written({ id: { S: 'a' }, cents: { N: '1' } }).absent).toEqual(['sum']);
  });

  test.each<[string, UpgradeSteps[number], string]>([
    [
      'throws',
      (item: { deep?: { er: object } }) => item.deep?.er ?? fail(),
      "can't be upgraded: its step upgrade[1] threw TypeError; see error.cause",
    ],
    [
      'returns nothing',
      () => undefined as never,
      "can't be upgraded: its step upgrade[1] returned undefined, and no plain object",
    ],
    [
      'is asynchronous',
      (async () => ({})) as never,
      "can't be upgraded: its step upgrade[1] returned a promise, and a step is synchronous",
    ],
  ])('whose step %s is rejected', (_, step, message) => {
    expect(issuesOf(() => shop({ 1: step }).fromItem({ id: { S: 'a' } }))).toEqual([{ path: '', message }]);
  });

  test('whose step changes the key is rejected', () => {
    const mapper = shop({ 1: (item) => ({ ...item, id: 'b', total: 1 }) });
    expect(issuesOf(() => mapper.fromItem({ id: { S: 'a' } }))).toEqual([
      { path: 'id', message: "is changed by its upgrade, and a key can't change; create another item instead" },
    ]);
  });

  test('whose steps make what the class forbids is rejected, and says so', () => {
    const absent = caught(() => shop({ 1: (item) => item }).fromItem({ id: { S: 'a' } })) as InvalidItemError;
    expect(absent.issues).toMatchObject([
      { path: 'total', code: 'required' },
      { path: '', message: 'was made by the steps of its upgrade; correct them', code: 'version' },
    ]);
  });

  test('has the derived properties of its new form', () => {
    const derive = { from: ['total'], value: ({ total }: { total: number }) => total > 1 };
    const { mapper } = versioned(
      { version: 2, upgrade: { 1: () => ({ total: 2 }) } },
      { total: { type: Number }, large: { type: Boolean, derive } },
    );
    expect(mapper.fromItem({ id: { S: 'a' } })).toEqual({ id: 'a', total: 2, large: true });
    expect(mapper.upgrades?.written({ id: { S: 'a' } }).item).toMatchObject({ large: { BOOL: true } });
  });

  test('with an invalid version is rejected', () => {
    const stored = { id: { S: 'a' }, schemaVersion: { S: '2' } };
    expect(issuesOf(() => shop({ 1: stays }).fromItem(stored))).toEqual([
      {
        path: 'schemaVersion',
        message: 'is no version, a whole number of 1 or more; set it to one, or put() the item whole',
      },
    ]);
  });

  test('keeps undeclared attributes of its new form in copies of the instance', () => {
    const mapper = shop({ 1: ({ old, ...item }: { old: string }) => ({ ...item, total: 1, kept: old }) });
    const instance = mapper.fromItem({ id: { S: 'a' }, old: { S: 'x' } });
    expect(mapper.toItem({ ...instance })).toEqual({
      id: { S: 'a' },
      total: { N: '1' },
      kept: { S: 'x' },
      schemaVersion: { N: '2' },
    });
  });
});

describe('a newer item', () => {
  const stored = { id: { S: 'a' }, total: { N: '1' }, schemaVersion: { N: '4' } };

  test('is refused by default', () => {
    const error = caught(() => shop({ 1: stays }).fromItem(stored)) as NewerItemError;
    expect(error).toBeInstanceOf(NewerItemError);
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).toMatchObject({ code: 'item.newer', itemVersion: 4, classVersion: 2, written: false });
    expect(error.message).toBe(
      `users (id="a"): the stored item can't be read: is of version 4, and the class is of version 2; run a newer program, or read it with { onNewer: 'read' }`,
    );
  });

  test("is read with { onNewer: 'read' }, and it and its copies can't be put", () => {
    const mapper = shop({ 1: stays }, 2, { onNewer: 'read' });
    const instance = mapper.fromItem(stored);
    expect(instance).toEqual({ id: 'a', total: 1 });
    for (const put of [instance, { ...instance }])
      expect(issuesOf(() => mapper.toItem(put))).toEqual([
        { path: '', message: 'was read from an item of a newer version, whose values it lacks; run a newer program' },
      ]);
  });
});

test('a class with a version by @Table stores it', () => {
  @Table('versioned', { version: 2, upgrade: { 1: (item) => ({ ...item, region: 'EU' }) }, versionAttribute: 'v' })
  class Order {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String) region!: string;
  }
  const { mapper } = schemaOf(Order);
  expect(mapper.toItem({ id: 'a', region: 'US' })).toEqual({ id: { S: 'a' }, region: { S: 'US' }, v: { N: '2' } });
  expect(mapper.fromItem({ id: { S: 'a' } })).toEqual(Object.assign(new Order(), { id: 'a', region: 'EU' }));
});
