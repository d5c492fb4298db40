import {
  Attribute,
  BaseRepository,
  Entity,
  ModelDefinitionError,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  VectorIndex,
  vector,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

onEveryEngine('a vector index of entities that share a table', (engine) => {
  @Table(engine.uniqueTable('library'), { entities: () => [Book, Film] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Library {}

  class Work {
    @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) lang?: string;
    @Attribute(vector(2), { optional: true }) taste?: Float32Array;
  }
  const keys = (kind: string) => ({ partitionKey: `${kind}#{id}`, sortKey: kind }) as const;

  @Entity('Book', { table: Library, keys: keys('BOOK') })
  @VectorIndex('byTaste', { vector: 'taste', filters: ['lang'], distance: 'euclidean' })
  class Book extends Work {}

  @Entity('Film', { table: Library, keys: keys('FILM') })
  @VectorIndex('byTaste', { vector: 'taste', filters: ['lang'], distance: 'euclidean' })
  class Film extends Work {}

  @Repository(Book)
  class Books extends BaseRepository<Book, 'id'> {}
  @Repository(Film)
  class Films extends BaseRepository<Film, 'id'> {}

  const needed = 'vectorIndexes';
  const [books, films] = [new Books(engine.client), new Films(engine.client)];

  engine.testWith(needed, 'is searched for the items of one entity', async () => {
    await books.table.ensure();
    await books.put({ id: 'b1', taste: [1, 1], lang: 'en' });
    await books.put({ id: 'b2', taste: [9, 9], lang: 'de' });
    await films.put({ id: 'f1', taste: [1, 1], lang: 'en' });
    const ids = async (found: Promise<readonly { readonly item: { readonly id: string } }[]>) =>
      (await found).map(({ item }) => item.id);
    expect(await ids(books.search([1, 1], { index: 'byTaste', limit: 1 }))).toEqual(['b1']);
    expect(await ids(books.search([1, 1], { index: 'byTaste' }))).toEqual(['b1', 'b2']);
    expect(await ids(films.search([1, 1], { index: 'byTaste' }))).toEqual(['f1']);
    expect(await ids(books.search([1, 1], { index: 'byTaste', where: { lang: 'de' } }))).toEqual(['b2']);
    expect((await books.search([1, 1], { index: 'byTaste' }))[0]?.item).toBeInstanceOf(Book);
    expect(await books.table.plan()).toEqual({ steps: [], differences: [], surplus: [] });
    await books.table.drop();
  });

  test('must be the same in each entity that has it', async () => {
    @Table('shelf', { entities: () => [One, Other] })
    @PartitionKey('pk')
    @SortKey('sk')
    class Shelf {}
    @Entity('One', { table: Shelf, keys: keys('ONE') })
    @VectorIndex('byTaste', { vector: 'taste', distance: 'euclidean' })
    class One extends Work {}
    @Entity('Other', { table: Shelf, keys: keys('OTHER') })
    @VectorIndex('byTaste', { vector: 'taste', distance: 'cosine' })
    class Other extends Work {}
    @Repository(One)
    class Ones extends BaseRepository<One, 'id'> {}

    const error: unknown = await new Ones(engine.client).table.plan().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ModelDefinitionError);
    expect((error as ModelDefinitionError).problems).toEqual([
      "Other: index 'byTaste' is taste (2), COSINE, entity (INLINE_FILTER), ALL, and that of another entity taste (2), EUCLIDEAN, entity (INLINE_FILTER), ALL; use one",
    ]);
  });
});
