import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  Attribute,
  BaseRepository,
  beginsWith,
  between,
  type Client,
  gte,
  Index,
  InvalidCursorError,
  LocalIndex,
  lt,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  Table,
  ValidationError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

const indexes = {
  byKind: { partitionKey: 'kind', sortKey: 'score' },
  byKindAlone: { partitionKey: 'kind', projection: 'KEYS_ONLY' },
  byPayload: { partitionKey: 'payload', projection: ['note'] },
  byScore: { sortKey: 'score', projection: ['note'] },
} as const;

function eventModel(table: string) {
  @Table(table)
  @Index('byKind', indexes.byKind)
  @Index('byKindAlone', indexes.byKindAlone)
  @Index('byPayload', indexes.byPayload)
  @LocalIndex('byScore', indexes.byScore)
  class Event {
    @PartitionKey() @Attribute(Number) stream!: number;
    @SortKey() @Attribute(Date) at!: Date;
    @Attribute(String) kind!: 'a' | 'b';
    @Attribute(Number) score!: number;
    @Attribute(Uint8Array, { optional: true }) payload?: Uint8Array;
    @Attribute(String, { optional: true }) note?: string;
    @Attribute(Number) even!: number;
  }

  @Repository(Event)
  class EventRepository extends BaseRepository<Event, 'stream' | 'at', never, typeof indexes> {}
  return { Event, events: (client: Client, options?: RepositoryOptions) => new EventRepository(client, options) };
}

onEveryEngine('pages', (engine) => {
  const table = engine.uniqueTable('events');
  const { events } = eventModel(table);
  const repository = () => events(engine.client);
  const total = 30;

  beforeAll(async () => {
    await repository().table.create();
    await repository().putMany(
      Array.from({ length: total }, (_, index) => ({
        stream: 0,
        at: new Date(index * 1000),
        kind: index % 3 === 0 ? ('a' as const) : ('b' as const),
        score: Math.floor(index / 2),
        payload: new Uint8Array([255, 0, index % 2]),
        note: index % 5 === 0 ? '' : `n${index}`,
        even: index % 2,
      })),
    );
    await repository().putMany(
      Array.from({ length: 10 }, (_, index) => ({
        stream: index + 1,
        at: new Date(0),
        kind: 'b' as const,
        score: 99,
        even: 0,
      })),
    );
  });
  afterAll(() => repository().table.drop());

  const minutes = (items: readonly { at: Date }[]): number[] => items.map(({ at }) => at.getTime() / 1000);
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

  engine.test('have exactly as many items as the limit, with and without a filter', async () => {
    for (const limit of [1, 2, 3, 7, 15, 29, 30, 31]) {
      expect(minutes(await repository().query({ stream: 0 }, { limit }).all())).toEqual(upTo(Math.min(limit, total)));
      const filtered = repository().query({ stream: 0 }, { limit, filter: { even: 0 }, pageSize: 4 });
      expect(minutes(await filtered.all())).toEqual(
        upTo(15)
          .map((index) => index * 2)
          .slice(0, limit),
      );
      expect(await filtered.count()).toBe(Math.min(limit, 15));
    }
    await expect(async () => repository().query({ stream: 0 }, { limit: 0 }).all()).rejects.toThrow(
      /limit must be a whole number of 1 or more/,
    );
    await expect(async () => repository().query({ stream: 0 }, { pageSize: 0.5 }).all()).rejects.toThrow(/pageSize/);
  });

  engine.test('continue at the item after the last returned one for any limit', async () => {
    for (const { limit, pageSize } of [
      { limit: 1 },
      { limit: 4, pageSize: 3 },
      { limit: 7, pageSize: 10 },
      { limit: 11 },
    ]) {
      for (const filter of [undefined, { even: 1 }] as const) {
        const results = repository().query({ stream: 0 }, { pageSize, filter });
        const seen: number[] = [];
        let cursor: string | undefined;
        do {
          const page = await results.page({ limit, cursor });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          if (page.cursor !== undefined) expect(page.items).toHaveLength(limit);
          expect(page.count).toBe(page.items.length);
          expect(page.scannedCount).toBeGreaterThanOrEqual(page.count);
          seen.push(...minutes(page.items));
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(seen).toEqual(upTo(total).filter((index) => filter === undefined || index % 2 === 1));
      }
    }
  });

  engine.test(
    'continue through each kind of index, descending, with a projection, and with equal sort keys',
    async () => {
      const reads = [
        (page: object) =>
          repository()
            .query({ stream: 0 }, { descending: true, select: ['score'] })
            .page(page),
        (page: object) => repository().query({ kind: 'b' }, { index: 'byKind' }).page(page),
        (page: object) =>
          repository()
            .query({ kind: 'b', score: gte(3) }, { index: 'byKind', descending: true, select: ['kind'] })
            .page(page),
        (page: object) => repository().query({ kind: 'a' }, { index: 'byKindAlone' }).page(page),
        (page: object) =>
          repository()
            .query({ payload: new Uint8Array([255, 0, 1]) }, { index: 'byPayload', select: ['note'] })
            .page(page),
        (page: object) =>
          repository()
            .query({ stream: 0, score: between(2, 9) }, { index: 'byScore' })
            .page(page),
        (page: object) =>
          repository()
            .scan({ select: ['note'] })
            .page(page),
        (page: object) => repository().scan({ index: 'byKind' }).page(page),
      ];
      for (const read of reads) {
        const whole = await read({ limit: 1000 });
        expect(whole.items.length).toBeGreaterThan(5);
        const paged: unknown[] = [];
        let cursor: string | undefined;
        do {
          const page: { items: unknown[]; cursor: string | undefined } = await read({ limit: 3, cursor });
          paged.push(...page.items);
          cursor = page.cursor;
          if (cursor !== undefined) expect(cursor).toMatch(/^[\w-]+$/);
        } while (cursor !== undefined);
        expect(paged).toEqual(whole.items);
      }
    },
  );

  engine.test('have cursors that are valid only for their own read', async () => {
    const { cursor = '' } = await repository().query({ stream: 0 }).page({ limit: 3 });
    const refused = (page: Promise<unknown>) => expect(page).rejects.toThrow(InvalidCursorError);
    await refused(repository().query({ stream: 1 }).page({ cursor }));
    await refused(repository().query({ stream: 0 }, { descending: true }).page({ cursor }));
    await refused(repository().query({ stream: 0, score: 1 }, { index: 'byScore' }).page({ cursor }));
    await refused(
      repository()
        .query({ stream: 0, at: lt(new Date(9e6)) })
        .page({ cursor }),
    );
    await refused(repository().scan().page({ cursor }));
    await refused(events(engine.client, { cursorSecret: 's' }).query({ stream: 0 }).page({ cursor }));
    await refused(eventModel(`${table}-other`).events(engine.client).query({ stream: 0 }).page({ cursor }));
    for (const broken of [
      '',
      'x',
      cursor.slice(0, -1),
      `${cursor}A`,
      `${cursor}=`,
      cursor.toUpperCase(),
      ` ${cursor}`,
    ]) {
      await refused(repository().query({ stream: 0 }).page({ cursor: broken }));
    }
    for (let index = 0; index < cursor.length; index += 7) {
      const changed = `${cursor.slice(0, index)}${cursor[index] === 'A' ? 'B' : 'A'}${cursor.slice(index + 1)}`;
      await refused(repository().query({ stream: 0 }).page({ cursor: changed }));
    }
    await refused(
      repository()
        .query({ stream: 0 })
        .page({ cursor: 7 as never }),
    );
    expect(
      (await events(engine.client, { cursorSecret: 's' }).query({ stream: 0 }).page({ limit: 1 })).cursor,
    ).toBeDefined();
  });

  engine.test('are read again from the beginning, and only when needed', async () => {
    const results = repository().query({ stream: 0 }, { limit: 2 });
    expect(await results.all()).toEqual(await results.all());
    expect(minutes([(await results.first()) as { at: Date }])).toEqual([0]);
    const pages = [];
    for await (const page of repository().query({ stream: 0 }, { pageSize: 12 }).pages()) pages.push(page.items.length);
    expect(pages.reduce((sum, count) => sum + count, 0)).toBe(total);
    expect(pages[0]).toBe(12);
    expect(() => repository().query({} as never)).not.toThrow();
    await expect(
      repository()
        .query({} as never)
        .all(),
    ).rejects.toThrow(/stream is part of the partition key/);
  });

  engine.test('are counted without receiving items', async () => {
    expect(await repository().query({ stream: 0 }).count()).toBe(total);
    expect(
      await repository()
        .query({ stream: 0 }, { filter: { even: 1 }, pageSize: 7 })
        .count(),
    ).toBe(15);
    expect(await repository().scan({ segments: 3 }).count()).toBe(total + 10);
  });

  engine.test('of segments return every item once, in a stable order', async () => {
    const key = ({ stream, at }: { stream: number; at: Date }): string => `${stream}/${at.getTime()}`;
    for (const segments of [1, 2, 5]) {
      const scan = repository().scan({ segments, pageSize: 3, concurrency: 2 });
      const first = (await scan.all()).map(key);
      expect(new Set(first).size).toBe(total + 10);
      expect((await scan.all()).map(key)).toEqual(first);
      expect((await repository().scan({ segments, pageSize: 3, concurrency: 7 }).all()).map(key)).toEqual(first);
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page: { items: { stream: number; at: Date }[]; cursor: string | undefined } = await scan.page({
          limit: 4,
          cursor,
        });
        paged.push(...page.items.map(key));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect([...paged].sort()).toEqual([...first].sort());
      expect(paged).toHaveLength(first.length);
    }
    await expect(async () => repository().scan({ segments: 0 }).all()).rejects.toThrow(/segments must be/);
  });

  engine.test('accept ranges and prefixes of sort keys, and no other tests', async () => {
    expect(
      minutes(
        await repository()
          .query({ stream: 0, at: between(new Date(3000), new Date(5000)) })
          .all(),
      ),
    ).toEqual([3, 4, 5]);
    expect(
      minutes(
        await repository()
          .query({ stream: 0, at: lt(new Date(2000)) })
          .all(),
      ),
    ).toEqual([0, 1]);
    expect(
      await repository()
        .query({ stream: 0, at: new Date(2000) })
        .count(),
    ).toBe(1);
    const refusals = [
      [{ stream: gte(0) }, /stream is part of the partition key, which a query is by exactly/],
      [{ stream: 0, score: 3 }, /score can't be queried by: the key is stream, at; filter by it/],
      [{ at: new Date(0) }, /stream is part of the partition key, and a query needs its value/],
      [{ stream: 0, at: beginsWith(3) }, /at can't begin with a number/],
      [{ stream: 0, at: between(new Date(5), new Date(4)) }, /must be between a lower and a higher value/],
    ] as const;
    for (const [key, message] of refusals)
      await expect(
        repository()
          .query(key as never)
          .all(),
      ).rejects.toThrow(message);
    await expect(
      repository()
        .query({ stream: 0 }, { filter: { at: new Date(0) } })
        .all(),
    ).rejects.toThrow(/can't be filtered by; give it in the key/);
    await expect(
      repository()
        .query({ kind: 'a' }, { index: 'byKindAlone', filter: { note: 'x' } })
        .all(),
    ).rejects.toThrow(/note is not in index 'byKindAlone'/);
    await expect(
      repository()
        .query({ kind: 'a' }, { index: 'byKindAlone', select: ['note'] as never })
        .all(),
    ).rejects.toThrow(/note is not in index/);
  });

  engine.test('through an index with a partial projection have partial items, which put rejects', async () => {
    const [part] = await repository().query({ kind: 'a' }, { index: 'byKindAlone', limit: 1 }).all();
    expect(Object.keys(part ?? {}).sort()).toEqual(['at', 'kind', 'stream']);
    await expect(repository().put(part as never)).rejects.toThrow(
      /was read through index 'byKindAlone' and holds a part/,
    );
    await expect(repository().putMany([part as never])).rejects.toThrow(ValidationError);
    const selected = await repository().getOrThrow(
      { stream: 0, at: new Date(0) },
      { select: ['stream', 'at', 'kind', 'score', 'even'] },
    );
    await expect(repository().put(selected as never)).rejects.toThrow(/was read with select and holds a part/);
    const { at, ...rest } = selected;
    for (const copy of [{ ...selected, kind: 'b' as const }, Object.assign({}, selected), { ...rest, at }])
      await expect(repository().put(copy as never)).rejects.toThrow(/was read with select and holds a part/);
    expect(JSON.parse(JSON.stringify(selected))).toEqual({ ...selected, at: '1970-01-01T00:00:00.000Z' });
    expect(selected).toEqual({ stream: 0, at: new Date(0), kind: 'a', score: 0, even: 0 });
    const whole = await repository().query({ kind: 'a' }, { index: 'byKind' }).first();
    await repository().put(whole as NonNullable<typeof whole>);
    const { note, ...changed } = await repository().getOrThrow({ stream: 0, at: new Date(0) });
    expect([note, changed.kind]).toEqual(['', 'a']);
  });

  engine.test('continue in another process', async () => {
    const { cursor = '', items } = await repository().query({ stream: 0 }).page({ limit: 13 });
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import=tsx',
      `${__dirname}/resume-elsewhere.ts`,
      engine.endpoint,
      table,
      cursor,
    ]);
    expect([...minutes(items), ...(JSON.parse(stdout) as number[])]).toEqual(upTo(total));
  });
});
