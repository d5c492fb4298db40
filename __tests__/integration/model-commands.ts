/** A plain model of a table of records, and random commands that run on it and on a repository. */
import { isDeepStrictEqual } from 'node:util';
import {
  Attribute,
  addTo,
  append,
  BaseRepository,
  type Changes,
  type Client,
  type Condition,
  decrement,
  deleteFrom,
  gte,
  ifNotExists,
  increment,
  listOf,
  mapOf,
  PartitionKey,
  Repository,
  remove,
  SortKey,
  set,
  setOf,
  Table,
  Version,
} from 'annotable';
import fc from 'fast-check';

/** The two classes of records. The second one also has a version. */
export function recordModels(plainTable: string, versionedTable: string) {
  class Detail {
    @Attribute(Number) a!: number;
    @Attribute(Number, { optional: true }) b?: number;
  }

  @Table(plainTable)
  class Plain {
    @PartitionKey() @Attribute(String) group!: string;
    @SortKey() @Attribute(String) name!: string;
    @Attribute(Number) count!: number;
    @Attribute(Number, { optional: true }) extra?: number;
    @Attribute(listOf(Number), { optional: true }) log?: number[];
    @Attribute(setOf(String)) tags!: Set<string>;
    @Attribute(mapOf(Number), { optional: true }) votes?: Record<string, number>;
    @Attribute(Detail, { optional: true }) detail?: Detail;
  }

  @Table(versionedTable)
  class Versioned extends Plain {
    @Version() version!: number;
  }

  @Repository(Plain)
  class PlainRepository extends BaseRepository<Plain, 'group' | 'name'> {}
  @Repository(Versioned)
  class VersionedRepository extends BaseRepository<Versioned, 'group' | 'name', 'version'> {}
  return {
    plain: (client: Client) => new PlainRepository(client) as unknown as Records,
    versioned: (client: Client) => new VersionedRepository(client) as unknown as Records,
  };
}

/** A record as data. */
export interface Item {
  group: string;
  name: string;
  count: number;
  extra?: number;
  log?: number[];
  tags: Set<string>;
  votes?: Record<string, number>;
  detail?: { a: number; b?: number };
  version?: number;
}

export type Records = BaseRepository<Item, 'group' | 'name', 'version'>;

/** The expected items, by name. */
export interface Model {
  readonly group: string;
  readonly isVersioned: boolean;
  readonly items: Map<string, Item>;
}

/** The tested repository. */
export interface Real {
  readonly records: Records;
  /** False for an engine that doesn't return the item of a failed condition. */
  readonly returnsItems: boolean;
  operations: number;
}

type Command = fc.AsyncCommand<Model, Real>;

const plain = (item: object | undefined): unknown => (item === undefined ? undefined : toPlain(item));

/** A record without its class, to compare it with data. */
function toPlain(item: object): unknown {
  const { detail, ...rest } = item as Item;
  return { ...rest, ...(detail && { detail: { ...detail } }) };
}

function expectSame(real: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(real, expected)) expect({ [what]: real }).toEqual({ [what]: expected });
}

/** Runs a write. The model predicts its result or its error. */
async function outcome(
  real: Real,
  write: () => Promise<unknown>,
  expected: Item | string | undefined,
  what: string,
): Promise<void> {
  real.operations++;
  let result: unknown;
  try {
    result = plain((await write()) as object | undefined);
  } catch (error) {
    const code = (error as { code?: string }).code ?? String(error);
    const isVague = !real.returnsItems && String(expected).startsWith('condition.') && code.startsWith('condition.');
    expectSame(isVague ? expected : code, expected, what);
    return;
  }
  expectSame(result, expected, what);
}

const names = fc.constantFrom('n0', 'n1', 'n2', 'n3', 'n4');
const small = fc.integer({ min: -3, max: 9 });
const tag = fc.constantFrom('x', 'y', 'z');
const votes = fc.dictionary(fc.constantFrom('ann', 'bob', 'a.b', 'size'), small, { maxKeys: 3, noNullPrototype: true });
const body = fc.record(
  {
    count: small,
    tags: fc.uniqueArray(tag).map((tags) => new Set(tags)),
    extra: small,
    log: fc.array(small, { maxLength: 3 }),
    votes,
    detail: fc.record({ a: small, b: small }, { requiredKeys: ['a'], noNullPrototype: true }),
  },
  { requiredKeys: ['count', 'tags'], noNullPrototype: true },
);
type Body = Omit<Item, 'group' | 'name' | 'version'>;

/** A change, and its effect on an item. Undefined if the item doesn't support it. */
interface Step {
  readonly changes: Readonly<Record<string, unknown>>;
  readonly apply: (item: Item) => Item | undefined;
}

const step = (changes: Readonly<Record<string, unknown>>, apply: Step['apply']): Step => ({ changes, apply });

function without<P extends keyof Item>(item: Item, property: P): Item {
  const { [property]: _gone, ...rest } = item;
  return rest as Item;
}

const steps: readonly fc.Arbitrary<Step>[] = [
  small.map((by) => step({ count: increment(by) }, (item) => ({ ...item, count: item.count + by }))),
  small.map((by) => step({ extra: decrement(by) }, (item) => ({ ...item, extra: (item.extra ?? 0) - by }))),
  small.map((value) => step({ extra: ifNotExists(value) }, (item) => ({ ...item, extra: item.extra ?? value }))),
  fc.constant(step({ extra: remove() }, (item) => without(item, 'extra'))),
  small.map((value) => step({ log: append([value]) }, (item) => ({ ...item, log: [...(item.log ?? []), value] }))),
  fc
    .uniqueArray(tag, { minLength: 1 })
    .map((tags) => step({ tags: addTo(tags) }, (item) => ({ ...item, tags: new Set([...item.tags, ...tags]) }))),
  fc.uniqueArray(tag, { minLength: 1 }).map((tags) =>
    step({ tags: deleteFrom(tags) }, (item) => ({
      ...item,
      tags: new Set([...item.tags].filter((each) => !(tags as string[]).includes(each))),
    })),
  ),
  fc.tuple(fc.constantFrom('ann', 'bob', 'size'), small).map(([name, by]) =>
    step({ [`votes.${name}`]: increment(by) }, (item) => ({
      ...item,
      votes: { ...item.votes, [name]: (item.votes?.[name] ?? 0) + by },
    })),
  ),
  small.map((b) =>
    step({ 'detail.b': b }, (item) =>
      item.detail === undefined ? undefined : { ...item, detail: { ...item.detail, b } },
    ),
  ),
  small.map((a) => step({ 'detail.a': set(a) }, (item) => ({ ...item, detail: { ...item.detail, a } }))),
  votes.map((value) => step({ votes: value }, (item) => ({ ...item, votes: value }))),
  small.map((count) => step({ count }, (item) => ({ ...item, count }))),
];

/** Steps that change different attributes, so none overlap. */
const change: fc.Arbitrary<Step> = fc
  .uniqueArray(fc.oneof(...steps), {
    minLength: 1,
    maxLength: 3,
    selector: ({ changes }) => /^[a-z]+/.exec(Object.keys(changes)[0] ?? '')?.[0],
  })
  .map((chosen) =>
    step(Object.assign({}, ...chosen.map(({ changes }) => changes)), (item) =>
      chosen.reduce<Item | undefined>((changed, { apply }) => changed && apply(changed), item),
    ),
  );

/** The version that a write names. */
const versions = fc.constantFrom<'current' | 'stale' | 'none'>('current', 'stale', 'none');
type Naming = 'current' | 'stale' | 'none';

function versionOf(model: Model, name: string, naming: Naming): number | undefined {
  if (!model.isVersioned || naming === 'none') return undefined;
  const current = model.items.get(name)?.version ?? 1;
  return naming === 'current' ? current : current + 5;
}

const conditions = fc.option(small, { nil: undefined });
const holds = (item: Item | undefined, least: number | undefined): boolean =>
  least === undefined || (item !== undefined && item.count >= least);
const conditionOf = (least: number | undefined): Condition<Item> | undefined =>
  least === undefined ? undefined : { count: gte(least) };
const options = (version: number | undefined, least: number | undefined) => ({
  ...(version !== undefined && { version }),
  ...(least !== undefined && { if: conditionOf(least) }),
});

/** A command that is valid in any state. */
const command = (text: string, run: (model: Model, real: Real) => Promise<void>): Command => ({
  check: () => true,
  run,
  toString: () => text,
});

const key = (model: Model, name: string) => ({ group: model.group, name });
const next = (model: Model, item: Item, version: number): Item => (model.isVersioned ? { ...item, version } : item);

/** The predicted error of an update or delete. Undefined if there is none. */
function refusal(item: Item | undefined, version: number | undefined, least: number | undefined): string | undefined {
  if (item === undefined) return 'condition.notFound';
  if (version !== undefined && version !== item.version) return 'condition.versionConflict';
  return holds(item, least) ? undefined : 'condition.failed';
}

const create = (name: string, body: Body): Command =>
  command(`create ${name}`, async (model, real) => {
    const item = { ...key(model, name), ...body };
    const expected = model.items.has(name) ? 'condition.alreadyExists' : next(model, item, 1);
    await outcome(real, () => real.records.create(item), expected, `create ${name}`);
    if (typeof expected !== 'string') model.items.set(name, expected);
  });

const put = (name: string, body: Body, naming: Naming, least: number | undefined): Command =>
  command(`put ${name} ${naming} ${least}`, async (model, real) => {
    const version = versionOf(model, name, naming);
    const current = model.items.get(name);
    const item = { ...key(model, name), ...body, ...(version !== undefined && { version }) };
    const isConflict =
      model.isVersioned && (version === undefined ? current !== undefined : current?.version !== version);
    const refused = isConflict ? 'condition.versionConflict' : holds(current, least) ? undefined : 'condition.failed';
    const expected = refused ?? next(model, { ...key(model, name), ...body }, (version ?? 0) + 1);
    await outcome(real, () => real.records.put(item, options(undefined, least)), expected, `put ${name}`);
    if (typeof expected !== 'string') model.items.set(name, expected);
  });

const update = (name: string, { changes, apply }: Step, naming: Naming, least: number | undefined): Command =>
  command(`update ${name} ${JSON.stringify(changes)} ${naming} ${least}`, async (model, real) => {
    const version = versionOf(model, name, naming);
    const current = model.items.get(name);
    const changed = current && apply(current);
    const refused = refusal(current, version, least);
    // An incomplete document is rejected when the item is read, before all other checks.
    const isHalf = current !== undefined && changed === undefined;
    const expected = isHalf ? 'item.invalid' : (refused ?? next(model, changed as Item, (current?.version ?? 0) + 1));
    if (isHalf && refused !== undefined) return;
    const input = changes as Changes<Item, 'group' | 'name'>;
    await outcome(
      real,
      () => real.records.update(key(model, name), input, options(version, least)),
      expected,
      `update ${name}`,
    );
    if (typeof expected !== 'string') model.items.set(name, expected);
  });

const upsert = (name: string, { changes, apply }: Step, isWhole: boolean): Command =>
  command(`upsert ${name} ${JSON.stringify(changes)} ${isWhole}`, async (model, real) => {
    const current = model.items.get(name);
    const input: Readonly<Record<string, unknown>> = isWhole ? { count: 1, ...changes } : changes;
    const base = current ?? { ...key(model, name), count: 0, tags: new Set<string>() };
    const changed = apply(isWhole && !('count' in changes) ? { ...base, count: 1 } : base);
    const isMakeable = current !== undefined || 'count' in input;
    if (changed === undefined && !isMakeable) return;
    const expected =
      changed === undefined || !isMakeable ? 'item.invalid' : next(model, changed, (current?.version ?? 0) + 1);
    await outcome(
      real,
      () => real.records.upsert(key(model, name), input as Changes<Item, 'group' | 'name'>),
      expected,
      `upsert ${name}`,
    );
    if (typeof expected !== 'string') model.items.set(name, expected);
  });

const remove_ = (name: string, naming: Naming, least: number | undefined, ifExists: boolean): Command =>
  command(`delete ${name} ${naming} ${least} ${ifExists}`, async (model, real) => {
    const version = versionOf(model, name, naming);
    const current = model.items.get(name);
    const refused = ifExists && current === undefined ? undefined : refusal(current, version, least);
    const write = (): Promise<unknown> =>
      ifExists
        ? real.records.deleteIfExists(key(model, name), options(version, least))
        : real.records.delete(key(model, name), options(version, least));
    await outcome(real, write, refused ?? current, `delete ${name}`);
    if (refused === undefined) model.items.delete(name);
  });

const putMany = (inputs: readonly (readonly [string, Body])[]): Command =>
  command(`putMany ${inputs.map(([name]) => name)}`, async (model, real) => {
    const items = inputs.map(([name, each]) => ({ ...key(model, name), ...each }));
    await outcome(
      real,
      () => real.records.putMany(items) as Promise<unknown>,
      model.isVersioned ? 'configuration.invalid' : undefined,
      'putMany',
    );
    if (!model.isVersioned) for (const item of items) model.items.set(item.name, item);
  });

const deleteMany = (inputs: readonly string[]): Command =>
  command(`deleteMany ${inputs}`, async (model, real) => {
    const keys = inputs.map((name) => key(model, name));
    await outcome(
      real,
      () => real.records.deleteMany(keys) as Promise<unknown>,
      model.isVersioned ? 'configuration.invalid' : undefined,
      'deleteMany',
    );
    if (!model.isVersioned) for (const name of inputs) model.items.delete(name);
  });

const getMany = (inputs: readonly string[]): Command =>
  command(`getMany ${inputs}`, async (model, real) => {
    real.operations++;
    const items = await real.records.getMany(
      inputs.map((name) => key(model, name)),
      { consistent: true },
    );
    expectSame(
      items.map(plain),
      inputs.map((name) => model.items.get(name)),
      'getMany',
    );
  });

interface Reading {
  readonly descending: boolean;
  readonly pageSize: number;
  readonly limit: number;
  readonly least: number | undefined;
}

const query = ({ descending, pageSize, limit, least }: Reading): Command =>
  command(`query ${descending} ${pageSize} ${limit} ${least}`, async (model, real) => {
    const filter = conditionOf(least);
    const settings = { descending, pageSize, consistent: true, ...(filter && { filter }) };
    const sorted = [...model.items.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    const matching = (descending ? sorted.reverse() : sorted).filter((item) => holds(item, least));
    const results = real.records.query({ group: model.group }, settings);
    real.operations += 4;
    expectSame((await results.all()).map(plain), matching, 'query all');
    expectSame(await results.count(), matching.length, 'query count');
    expectSame(plain(await results.first()), matching[0], 'query first');
    const paged: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await results.page({ limit, cursor });
      paged.push(...page.items.map(plain));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expectSame(paged, matching, 'query pages');
  });

/** All commands, weighted by how interesting they are. */
export const commands: fc.Arbitrary<Command>[] = [
  fc.tuple(names, body).map(([name, each]) => create(name, each)),
  fc.tuple(names, body, versions, conditions).map(([...args]) => put(...args)),
  fc.tuple(names, change, versions, conditions).map(([...args]) => update(...args)),
  fc.tuple(names, change, fc.constant<Naming>('none'), fc.constant(undefined)).map(([...args]) => update(...args)),
  fc.tuple(names, change, fc.boolean()).map(([...args]) => upsert(...args)),
  fc.tuple(names, versions, conditions, fc.boolean()).map(([...args]) => remove_(...args)),
  fc.array(fc.tuple(names, body), { maxLength: 6 }).map((inputs) => putMany(inputs)),
  fc.array(names, { maxLength: 4 }).map((inputs) => deleteMany(inputs)),
  fc.array(names, { maxLength: 6 }).map((inputs) => getMany(inputs)),
  fc
    .record({
      descending: fc.boolean(),
      pageSize: fc.integer({ min: 1, max: 6 }),
      limit: fc.integer({ min: 1, max: 4 }),
      least: conditions,
    })
    .map((reading) => query(reading)),
];
