import {
  Attribute,
  BaseRepository,
  between,
  Entity,
  gt,
  gte,
  lt,
  lte,
  PartitionKey,
  Repository,
  SortKey,
  Table,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

type Value = string | number | Date;

/** Declares entities whose sort keys have two parts of one type. */
function rangeModels(tableName: string) {
  @Table(tableName, { entities: () => [Texts, Numbers, Dates] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shared {}

  const keysOf = <Prefix extends string>(prefix: Prefix) =>
    ({ partitionKey: 'user#{user}', sortKey: `${prefix}#{middle}#{last}` }) as const;

  @Entity('Texts', { table: Shared, keys: keysOf('T') })
  class Texts {
    @Attribute(String) user!: string;
    @Attribute(String) middle!: string;
    @Attribute(String) last!: string;
  }
  @Entity('Numbers', { table: Shared, keys: keysOf('N') })
  class Numbers {
    @Attribute(String) user!: string;
    @Attribute(Number) middle!: number;
    @Attribute(Number) last!: number;
  }
  @Entity('Dates', { table: Shared, keys: keysOf('D') })
  class Dates {
    @Attribute(String) user!: string;
    @Attribute(Date) middle!: Date;
    @Attribute(Date) last!: Date;
  }
  @Repository(Texts)
  class TextItems extends BaseRepository<Texts, keyof Texts> {}
  @Repository(Numbers)
  class NumberItems extends BaseRepository<Numbers, keyof Numbers> {}
  @Repository(Dates)
  class DateItems extends BaseRepository<Dates, keyof Dates> {}
  return { TextItems, NumberItems, DateItems };
}

const day = (text: string): Date => new Date(`${text}T00:00:00.000Z`);
const values = {
  texts: ['a', 'a#b', 'ab', 'b', 'é'],
  numbers: [-12.5, -1, 0, 2, 10],
  dates: [day('2026-01-01'), day('2026-01-02'), day('2026-02-01'), day('2027-01-01')],
} as const;

const order = (a: Value, b: Value): number =>
  typeof a === 'string' && typeof b === 'string'
    ? Buffer.compare(Buffer.from(a), Buffer.from(b))
    : Number(a) - Number(b);

interface Queried {
  query(
    key: object,
    options?: object,
  ): {
    all(): Promise<Record<string, Value>[]>;
    count(): Promise<number>;
    first(): Promise<Record<string, Value> | undefined>;
    page(options?: object): Promise<{ items: Record<string, Value>[]; cursor: string | undefined }>;
  };
}

onEveryEngine('ranges on the parts of a sort key', (engine) => {
  const models = rangeModels(engine.uniqueTable('ranges'));
  const repositories = {
    texts: () => new models.TextItems(engine.client),
    numbers: () => new models.NumberItems(engine.client),
    dates: () => new models.DateItems(engine.client),
  };

  beforeAll(async () => {
    await repositories.texts().table.ensure();
    for (const [name, all] of Object.entries(values)) {
      const items = ['1', '10'].flatMap((user) => all.flatMap((middle) => all.map((last) => ({ user, middle, last }))));
      await repositories[name as keyof typeof values]().putMany(items as never);
    }
  });

  /** The items of a user whose part passes a test, in order. */
  function expected(all: readonly Value[], exact: Value | undefined, passes: (value: Value) => boolean) {
    const sorted = [...all].sort(order);
    if (exact !== undefined) return sorted.filter(passes).map((last) => ({ user: '1', middle: exact, last }));
    return sorted.filter(passes).flatMap((middle) => sorted.map((last) => ({ user: '1', middle, last })));
  }

  const tests = [
    ['lt', lt, (a: number) => a < 0],
    ['lte', lte, (a: number) => a <= 0],
    ['gt', gt, (a: number) => a > 0],
    ['gte', gte, (a: number) => a >= 0],
  ] as const;
  const types = Object.keys(values) as (keyof typeof values)[];

  describe.each(types)('of %s', (type) => {
    const all: readonly Value[] = values[type];
    const items = () => repositories[type]() as unknown as Queried;

    engine.test('read what a filter in JavaScript keeps', async () => {
      for (const bound of all) {
        for (const [, operator, keeps] of tests) {
          const passes = (value: Value) => keeps(order(value, bound));
          const test = operator<Value>(bound);
          expect(await items().query({ user: '1', middle: test }).all()).toEqual(expected(all, undefined, passes));
          const inner = { user: '1', middle: bound, last: test };
          expect(await items().query(inner).all()).toEqual(expected(all, bound, passes));
          expect(await items().query(inner).count()).toBe(expected(all, bound, passes).length);
        }
      }
    });

    engine.test('end at the separator, so no longer part is read', async () => {
      for (const middle of all)
        expect(await items().query({ user: '1', middle }).all()).toEqual(expected(all, middle, () => true));
    });

    engine.test('include both bounds of between', async () => {
      const [from, to] = [all[1] as Value, all[3] as Value];
      const passes = (value: Value) => order(value, from) >= 0 && order(value, to) <= 0;
      const test = between(from as never, to as never);
      expect(await items().query({ user: '1', middle: test }).all()).toEqual(expected(all, undefined, passes));
      expect(await items().query({ user: '1', middle: from, last: test }).all()).toEqual(expected(all, from, passes));
    });

    engine.test('leave out an excluded bound in pages, limits, cursors, and descending order', async () => {
      const [middle, bound] = [all[0] as Value, all[3] as Value];
      const wanted = expected(all, middle, (value) => order(value, bound) < 0).reverse();
      const query = items().query({ user: '1', middle, last: lt(bound as never) }, { descending: true });
      expect(await query.first()).toEqual(wanted[0]);
      const first = await query.page({ limit: 2 });
      expect(first.items).toEqual(wanted.slice(0, 2));
      expect((await query.page({ limit: 10, cursor: first.cursor as string })).items).toEqual(wanted.slice(2));
      const limited = items().query({ user: '1', middle, last: lt(bound as never) }, { descending: true, limit: 1 });
      expect(await limited.all()).toEqual(wanted.slice(0, 1));
      expect(await limited.count()).toBe(1);
    });
  });
});
