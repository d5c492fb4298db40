import { Document } from '@langchain/core/documents';
import { Embeddings } from '@langchain/core/embeddings';
import { index } from '@langchain/core/indexing';
import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  DynamoSpaces,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  ValidationError,
  VectorIndex,
  vector,
} from 'annotable';
import { DynamoRecordManager, RepositoryVectorStore } from 'annotable/langchain';
import { onEveryEngine } from '../support/engines.ts';

/** Embeds a text by the counts of its letters a, b, and c. */
class LetterEmbeddings extends Embeddings {
  constructor() {
    super({});
  }

  async embedQuery(text: string): Promise<number[]> {
    return ['a', 'b', 'c'].map((letter) => text.split(letter).length - 1);
  }

  embedDocuments(texts: string[]): Promise<number[][]> {
    return Promise.all(texts.map((text) => this.embedQuery(text)));
  }
}

const embeddings = new LetterEmbeddings();

onEveryEngine('RepositoryVectorStore', (engine) => {
  @Table(engine.uniqueTable('passages'))
  @PartitionKey('code')
  @VectorIndex('byMeaning', { vector: 'embedding', partitionKey: 'tenant', filters: ['lang'], distance: 'cosine' })
  class Passage {
    @Attribute(String) code!: string;
    @Attribute(String) text!: string;
    @Attribute(String) tenant!: string;
    @Attribute(String, { optional: true }) lang?: string;
    @Attribute(String, { optional: true }) source?: string;
    @Attribute(vector(3)) embedding!: Float32Array;
  }
  @Repository(Passage)
  class Passages extends BaseRepository<Passage, 'code'> {}

  @Table('pages')
  @PartitionKey('book')
  @SortKey('page')
  @VectorIndex('byMeaning', { vector: 'embedding', distance: 'cosine' })
  class Page {
    @Attribute(String) book!: string;
    @Attribute(Number) page!: number;
    @Attribute(vector(3)) embedding!: Float32Array;
  }
  @Repository(Page)
  class Pages extends BaseRepository<Page, 'book' | 'page'> {}

  const passages = new Passages(engine.client);
  const store = new RepositoryVectorStore(embeddings, { repository: passages, index: 'byMeaning', text: 'text' });
  const hasVectors = engine.name !== 'dynalite';
  beforeAll(async () => {
    if (hasVectors) await passages.table.create();
  });
  afterAll(async () => {
    if (hasVectors) await passages.table.drop();
  });
  const documentOf = (id: string, pageContent: string, tenant: string, lang?: string): Document =>
    new Document({ id, pageContent, metadata: { tenant, lang } });

  engine.testWith('vectorIndexes', 'is created from texts and from documents', async () => {
    const options = { repository: passages, index: 'byMeaning', text: 'text' } as const;
    const searched = async (made: RepositoryVectorStore<Passage>, tenant: string) =>
      (await made.similaritySearch('a', 5, { tenant })).map(({ pageContent }) => pageContent);
    const all = await RepositoryVectorStore.fromTexts(['a', 'b'], { tenant: 'all' }, embeddings, options);
    expect(await searched(all, 'all')).toEqual(['a', 'b']);
    const each = await RepositoryVectorStore.fromTexts(
      ['a', 'ab'],
      [{ tenant: 'x' }, { tenant: 'y' }],
      embeddings,
      options,
    );
    expect([await searched(each, 'x'), await searched(each, 'y')]).toEqual([['a'], ['ab']]);
    const documents = [documentOf('made', 'abc', 'z')];
    const made = await RepositoryVectorStore.fromDocuments(documents, embeddings, options);
    expect(await searched(made, 'z')).toEqual(['abc']);
  });

  engine.testWith('vectorIndexes', 'adds documents, finds the nearest by meaning and filter, and deletes', async () => {
    const ids = await store.addDocuments([
      documentOf('one', 'aaa', 't1', 'en'),
      documentOf('two', 'aab', 't1', 'de'),
      documentOf('three', 'bbb', 't1', 'en'),
      documentOf('four', 'aaa', 't2'),
      new Document({ pageContent: 'ccc', metadata: { tenant: 't1' } }),
    ]);
    expect(ids.slice(0, 4)).toEqual(['one', 'two', 'three', 'four']);
    const found = await store.similaritySearchWithScore('a', 2, { tenant: 't1' });
    expect(found.map(([{ id, pageContent, metadata }]) => ({ id, pageContent, metadata }))).toEqual([
      { id: 'one', pageContent: 'aaa', metadata: { tenant: 't1', lang: 'en' } },
      { id: 'two', pageContent: 'aab', metadata: { tenant: 't1', lang: 'de' } },
    ]);
    expect(found[0]?.[1]).toBeCloseTo(0, 5);
    const english = await store.asRetriever({ k: 5, filter: { tenant: 't1', lang: 'en' } }).invoke('a');
    expect(english.map(({ id }) => id)).toEqual(['one', 'three']);
    await store.delete({ ids: ['one', 'missing'] });
    expect((await store.similaritySearch('a', 1, { tenant: 't1' })).map(({ id }) => id)).toEqual(['two']);
    await expect(store.addDocuments([documentOf('x', 'a', 7 as never)])).rejects.toThrow(ValidationError);
    await store.delete({ ids });
  });

  engine.testWith('vectorIndexes', 'chooses documents that differ from each other', async () => {
    const ids = await store.addDocuments([
      documentOf('m1', 'aaaa', 'mmr'),
      documentOf('m2', 'aaaaa', 'mmr'),
      documentOf('m3', 'aab', 'mmr'),
    ]);
    const filter = { tenant: 'mmr' };
    const near = await store.similaritySearch('a', 2, filter);
    expect(near.map(({ id }) => id).sort()).toEqual(['m1', 'm2']);
    const mixed = await store.maxMarginalRelevanceSearch('a', { k: 2, fetchK: 3, lambda: 0.1, filter });
    expect(mixed.map(({ id }) => id)).toContain('m3');
    expect(mixed[0]?.pageContent).toMatch(/^a+$/);
    await store.delete({ ids });
  });

  engine.testWith('vectorIndexes', 'is filled by the indexing API with a record manager', async () => {
    const spaces = new DynamoSpaces(engine.client, { tableName: engine.uniqueTable('agents') });
    const recordManager = new DynamoRecordManager(spaces, 'passages');
    await recordManager.createSchema();
    const run = (texts: readonly string[]) =>
      index({
        docsSource: texts.map((text) => new Document({ pageContent: text, metadata: { tenant: 'i', source: 's' } })),
        recordManager,
        vectorStore: store,
        options: { cleanup: 'full', sourceIdKey: 'source' },
      });
    expect(await run(['aa', 'bb'])).toMatchObject({ numAdded: 2 });
    expect(await run(['aa', 'cc'])).toMatchObject({ numAdded: 1, numDeleted: 1, numSkipped: 1 });
    const found = await store.similaritySearch('c', 5, { tenant: 'i' });
    expect(found.map(({ pageContent }) => pageContent)).toEqual(['cc', 'aa']);
    await spaces.table.drop();
  });

  engine.test('rejects a class that has no such index, or whose key is not one text', () => {
    const options = { repository: passages, index: 'byMeaning', text: 'text' } as const;
    expect(() => new RepositoryVectorStore(embeddings, { ...options, index: 'other' })).toThrow(
      "no vector index 'other'",
    );
    expect(() => new RepositoryVectorStore(embeddings, { ...options, limit: 1 } as never)).toThrow(ConfigurationError);
    const pages = { repository: new Pages(engine.client), index: 'byMeaning', text: 'book' } as const;
    expect(() => new RepositoryVectorStore(embeddings, pages)).toThrow('the key of Page must be one attribute');
  });
});
