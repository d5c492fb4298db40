/** Known mistakes of other libraries, §4.3: paging, queries and cursors. Each test names the correct behavior. */
import { beginsWith, or } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { keyModels, trapModel } from './models.ts';

onEveryEngine('paging', (engine) => {
  const { things } = trapModel(engine.uniqueTable('things'));
  const { numbered, stamped } = keyModels(engine.uniqueTable('numbers'), engine.uniqueTable('bytes'));
  const repository = () => things(engine.client);

  beforeAll(async () => {
    await repository().table.create();
    await numbered(engine.client).table.create();
    await stamped(engine.client).table.create();
    await repository().putMany(
      Array.from({ length: 40 }, (_, index) => ({
        pk: 'p',
        sk: `${index}`.padStart(3, '0'),
        kind: 'k',
        order: index % 4,
        count: index,
        flag: index % 3 === 0,
      })),
    );
  });
  afterAll(async () => {
    await repository().table.drop();
    await numbered(engine.client).table.drop();
    await stamped(engine.client).table.drop();
  });

  /** Reads all items, page by page with cursors. */
  async function paged<T>(
    read: (cursor: string | undefined) => Promise<{ items: T[]; cursor: string | undefined }>,
  ): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await read(cursor);
      items.push(...page.items);
      cursor = page.cursor;
    }
    return items;
  }

  engine.test(
    '20: a limit is never exceeded with a filter, and the cursor continues after the last returned item',
    async () => {
      const results = repository().query({ pk: 'p' }, { filter: { flag: true }, pageSize: 7 });
      const { items, cursor } = await results.page({ limit: 4 });
      expect(items.map(({ count }) => count)).toEqual([0, 3, 6, 9]);
      expect((await results.page({ limit: 2, cursor })).items.map(({ count }) => count)).toEqual([12, 15]);
    },
  );

  engine.test('21: a cursor of a selection without the key leads on', async () => {
    const items = await paged((cursor) =>
      repository()
        .query({ pk: 'p' }, { select: ['count'] })
        .page({ limit: 9, cursor }),
    );
    expect(items).toEqual(Array.from({ length: 40 }, (_, count) => ({ count })));
  });

  engine.test('22: 0 and the empty string are values', async () => {
    for (let at = 0; at < 4; at++) await numbered(engine.client).create({ id: 0, at });
    const items = await paged((cursor) => numbered(engine.client).query({ id: 0 }).page({ limit: 1, cursor }));
    expect(items.map(({ at }) => at)).toEqual([0, 1, 2, 3]);
    expect(await numbered(engine.client).get({ id: 0, at: 0 })).toMatchObject({ id: 0, at: 0 });
    await repository().put({ pk: 'falsy', sk: '0', text: '', count: 0, flag: false });
    expect(
      await repository()
        .query({ pk: 'falsy' }, { filter: { text: '', count: 0, flag: false } })
        .count(),
    ).toBe(1);
    await expect(repository().get({ pk: '', sk: '' })).rejects.toThrow(/pk is part of a key .*can't be empty/);
  });

  engine.test('23: cursors go on over the table and through indexes with and without a sort key', async () => {
    for (const index of ['byKind', 'byKindAlone'] as const) {
      const items = await paged((cursor) => repository().query({ kind: 'k' }, { index }).page({ limit: 3, cursor }));
      expect(items.map(({ count }) => count).sort((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 40 }, (_, count) => count),
      );
    }
    for (let at = 0; at < 5; at++)
      await stamped(engine.client).create({ id: new Uint8Array([0, 255]), at: new Date(at) });
    const bytes = await paged((cursor) =>
      stamped(engine.client)
        .query({ id: new Uint8Array([0, 255]) })
        .page({ limit: 2, cursor }),
    );
    expect(bytes.map(({ at }) => at.getTime())).toEqual([0, 1, 2, 3, 4]);
  });

  engine.test('24: results that are read twice begin anew', async () => {
    const results = repository().query({ pk: 'p' }, { limit: 5 });
    expect(await results.all()).toEqual(await results.all());
    expect((await results.page()).items).toEqual((await results.page()).items);
  });

  engine.test('24a: an empty page with a cursor is not the end', async () => {
    const results = repository().query({ pk: 'p' }, { filter: { count: 39 }, pageSize: 5 });
    const first = await results.page();
    expect(first).toMatchObject({ items: [], count: 0, scannedCount: 5 });
    expect(first.cursor).toBeDefined();
    expect((await results.all()).map(({ count }) => count)).toEqual([39]);
    expect((await results.page({ limit: 1 })).items.map(({ count }) => count)).toEqual([39]);
  });

  engine.test('24b: a whole key is matched exactly, a prefix only if it is asked for', async () => {
    await repository().putMany(['user#1', 'user#10'].map((sk) => ({ pk: 'prefix', sk })));
    expect(await repository().query({ pk: 'prefix', sk: 'user#1' }).count()).toBe(1);
    expect(
      await repository()
        .query({ pk: 'prefix', sk: beginsWith('user#1') })
        .count(),
    ).toBe(2);
  });

  engine.test('24c: everything goes on past DynamoDB’s page of 1 MB', async () => {
    const text = 'x'.repeat(60_000);
    await repository().putMany(
      Array.from({ length: 40 }, (_, index) => ({ pk: 'large', sk: `${index}`.padStart(2, '0'), text })),
    );
    const keys = await repository()
      .query({ pk: 'large' }, { select: ['pk', 'sk'] })
      .all();
    expect(keys).toHaveLength(40);
    expect(await repository().query({ pk: 'large' }).count()).toBe(40);
    await repository().deleteMany(keys);
    expect(await repository().query({ pk: 'large' }).count()).toBe(0);
  });

  engine.test('24d: a key is never a part of a filter’s OR', async () => {
    const filter = or({ sk: '001' }, { count: 2 });
    await expect(
      repository()
        .query({ pk: 'p' }, { filter: filter as never })
        .all(),
    ).rejects.toThrow(/sk is part of the key that is queried/);
    expect(
      (
        await repository()
          .scan({ filter: or({ sk: '001' }, { count: 2 }) as never })
          .all()
      )
        .map(({ count }) => count)
        .sort(),
    ).toEqual([1, 2]);
  });
});
