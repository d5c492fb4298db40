import { SearchVectorsCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  DeletedAt,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  ValidationError,
  VectorIndex,
  vector,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

const lanes = [{}, { lane: 'sdk' as const }];
/** Milliseconds. The engine fills an index of a live table in half a minute, as DynamoDB does. */
const patience = 120_000;

onEveryEngine('a vector index', (engine) => {
  @Table(engine.uniqueTable('passages'))
  @PartitionKey('book')
  @SortKey('page')
  @VectorIndex('byMeaning', { vector: 'embedding', partitionKey: 'tenant', filters: ['lang'], distance: 'cosine' })
  @VectorIndex('byPlace', { vector: 'place', distance: 'euclidean', projection: ['title'] })
  @VectorIndex('byWeight', { vector: 'place', distance: 'dotProduct', projection: 'KEYS_ONLY' })
  class Passage {
    @Attribute(String) book!: string;
    @Attribute(Number) page!: number;
    @Attribute(String, { optional: true, name: 't' }) tenant?: string;
    @Attribute(String, { optional: true }) lang?: string;
    @Attribute(String) title!: string;
    @Attribute(vector(3), { optional: true, name: 'v' }) embedding?: Float32Array;
    @Attribute(vector(2), { optional: true }) place?: Float32Array;
    @DeletedAt() deletedAt?: Date;
  }
  @Repository(Passage)
  class Passages extends BaseRepository<Passage, 'book' | 'page'> {}

  const passages = new Passages(engine.client);
  const needed = 'vectorIndexes';
  const hasVectors = engine.name !== 'dynalite';

  beforeAll(async () => {
    if (!hasVectors) return;
    await passages.table.create();
    await passages.putMany([
      { book: 'a', page: 1, title: 'same', tenant: 't1', lang: 'en', embedding: [1, 0, 0], place: [1, 1] },
      { book: 'a', page: 2, title: 'near', tenant: 't1', lang: 'de', embedding: [1, 0.1, 0], place: [1, 2] },
      { book: 'a', page: 3, title: 'far', tenant: 't1', lang: 'en', embedding: [0, 1, 0], place: [5, 5] },
      { book: 'b', page: 1, title: 'opposite', tenant: 't1', lang: 'en', embedding: [-2, 0, 0], place: [-1, -1] },
      { book: 'b', page: 2, title: 'other', tenant: 't2', lang: 'en', embedding: [1, 0, 0] },
      { book: 'b', page: 3, title: 'no tenant', embedding: [1, 0, 0] },
      { book: 'b', page: 4, title: 'no vector', tenant: 't1' },
    ]);
  });
  afterAll(async () => {
    if (hasVectors) await passages.table.drop();
  });

  const by = { index: 'byMeaning', where: { tenant: 't1' } };
  const titles = (hits: readonly { readonly item: { readonly title: string } }[]) => hits.map(({ item }) => item.title);

  engine.testWith(
    needed,
    'returns the nearest items of a partition first, as instances with their scores',
    async () => {
      for (const options of lanes) {
        const hits = await new Passages(engine.client, options).search([1, 0, 0], by);
        expect(titles(hits)).toEqual(['same', 'near', 'far', 'opposite']);
        expect(hits.map(({ score }) => Math.round(score * 100) / 100)).toEqual([0, 0, 1, 2]);
        expect(hits.every(({ item }) => item instanceof Passage)).toBe(true);
      }
    },
  );

  engine.testWith(needed, 'returns items without the vector', async () => {
    const [hit] = await passages.search(Float32Array.of(1, 0, 0), { ...by, limit: 1 });
    expect({ ...hit?.item }).toEqual({
      book: 'a',
      page: 1,
      title: 'same',
      tenant: 't1',
      lang: 'en',
      place: Float32Array.of(1, 1),
    });
  });

  engine.testWith(needed, 'compares filters, and returns at most as many items as the limit', async () => {
    const where = { tenant: 't1', lang: 'en' };
    expect(titles(await passages.search([1, 0, 0], { index: 'byMeaning', where }))).toEqual([
      'same',
      'far',
      'opposite',
    ]);
    expect(await passages.search([1, 0, 0], { index: 'byMeaning', where, limit: 2 })).toHaveLength(2);
    expect(await passages.search([1, 0, 0], { index: 'byMeaning', where: { tenant: 'x' } })).toEqual([]);
  });

  engine.testWith(needed, 'returns the nearest items first by every distance', async () => {
    const near = await passages.search([1, 1], { index: 'byPlace' });
    expect(near.map(({ item, score }) => [item.title, Math.round(score)])).toEqual([
      ['same', 0],
      ['near', 1],
      ['opposite', 3],
      ['far', 6],
    ]);
    const heavy = await passages.search([1, 1], { index: 'byWeight' });
    expect(heavy.map(({ item, score }) => [item.book, item.page, score])).toEqual([
      ['a', 3, 10],
      ['a', 2, 3],
      ['a', 1, 2],
      ['b', 1, -2],
    ]);
  });

  engine.testWith(needed, 'returns only the attributes of the index, and those that are selected', async () => {
    const [ofIndex] = await passages.search([1, 1], { index: 'byPlace', limit: 1 });
    expect({ ...ofIndex?.item }).toEqual({ book: 'a', page: 1, title: 'same' });
    const [selected] = await passages.search([1, 0, 0], { ...by, limit: 1, select: ['title'] });
    expect({ ...selected?.item }).toEqual({ title: 'same' });
    await expect(passages.put(selected?.item as never)).rejects.toThrow(ValidationError);
  });

  engine.testWith(needed, 'returns no deleted items, unless they are asked for', async () => {
    const place = { book: 'c', page: 1, title: 'gone', tenant: 't3', embedding: [1, 0, 0], place: [90, 90] };
    await passages.create(place);
    await passages.delete({ book: 'c', page: 1 });
    const where = { tenant: 't3' };
    expect(await passages.search([1, 0, 0], { index: 'byMeaning', where })).toEqual([]);
    expect(await passages.search([1, 0, 0], { index: 'byMeaning', where, includeDeleted: true })).toHaveLength(1);
    expect(titles(await passages.search([90, 90], { index: 'byPlace', limit: 1 }))).toEqual([]);
    await passages.purge({ book: 'c', page: 1 });
  });

  engine.testWith(
    needed,
    'is planned, created, and deleted on a live table, and ready when its method ends',
    async () => {
      @Table(engine.uniqueTable('live'))
      @PartitionKey('id')
      class Plain {
        @Attribute(String) id!: string;
        @Attribute(String, { optional: true }) kind?: string;
        @Attribute(vector(2), { optional: true }) place?: Float32Array;
      }
      @VectorIndex('byPlace', { vector: 'place', filters: ['kind'], distance: 'euclidean' })
      class Indexed extends Plain {}
      @VectorIndex('byPlace', { vector: 'place', distance: 'cosine' })
      class Changed extends Plain {}
      @Repository(Plain)
      class Before extends BaseRepository<Plain, 'id'> {}
      @Repository(Indexed)
      class After extends BaseRepository<Indexed, 'id'> {}
      @Repository(Changed)
      class Other extends BaseRepository<Changed, 'id'> {}

      await new Before(engine.client).table.create();
      const after = new After(engine.client);
      await after.put({ id: 'a', place: [1, 1], kind: 'x' });
      expect(await after.table.plan()).toEqual({
        steps: [{ action: 'createIndex', index: 'byPlace' }],
        differences: [],
        surplus: [],
      });
      await after.table.ensure();
      const hits = await after.search([1, 1], { index: 'byPlace', where: { kind: 'x' } });
      expect(hits.map(({ item }) => item.id)).toEqual(['a']);
      expect(await after.table.plan()).toEqual({ steps: [], differences: [], surplus: [] });
      expect((await new Other(engine.client).table.plan()).differences).toEqual([
        {
          what: 'vector index byPlace',
          declared: 'place (2), COSINE, ALL',
          actual: 'place (2), EUCLIDEAN, kind (INLINE_FILTER), ALL',
        },
      ]);
      await after.table.deleteIndex('byPlace');
      expect((await after.table.describe())?.VectorIndexes ?? []).toEqual([]);
      await after.table.drop();
    },
    patience,
  );

  engine.testWith(needed, 'is searched again while it is being filled', async () => {
    let refusals = 2;
    const { client } = engine;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const isSearch = (context as { readonly commandName?: string }).commandName === SearchVectorsCommand.name;
        if (isSearch && refusals-- > 0) throw new Error('Cannot search backfilling vector index: byMeaning');
        return next(args);
      },
      { step: 'build', name: 'filling' },
    );
    try {
      expect(await passages.search([1, 0, 0], { ...by, limit: 1 })).toHaveLength(1);
      expect(refusals).toBeLessThan(0);
    } finally {
      client.middlewareStack.remove('filling');
    }
  });

  if (!hasVectors)
    engine.test('is refused by an engine without vector indexes before anything is created', async () => {
      const reason = 'the engine at this endpoint has no vector indexes; use DynamoDB, or the local engine dynoxide';
      for (const call of [
        () => passages.table.create(),
        () => passages.table.ensure(),
        () => passages.search([1, 0, 0], by),
      ]) {
        const error: unknown = await call().catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ConfigurationError);
        expect((error as Error).message).toContain(reason);
      }
      expect(await passages.table.exists()).toBe(false);
    });
});
