import { Embeddings } from '@langchain/core/embeddings';
import { type BaseStore, InMemoryStore } from '@langchain/langgraph-checkpoint';
import { DynamoSpaces } from 'annotable';
import { DynamoStore } from 'annotable/langgraph';
import fc from 'fast-check';
import { onEveryEngine } from '../support/engines.ts';

/** Embeds a text by the counts of its letters, and remembers the texts. */
class LetterEmbeddings extends Embeddings {
  readonly texts = new Set<string>();

  constructor() {
    super({});
  }

  async embedQuery(text: string): Promise<number[]> {
    return ['a', 'b', 'c', 'd'].map((letter) => text.split(letter).length - 1);
  }

  embedDocuments(texts: string[]): Promise<number[][]> {
    for (const text of texts) this.texts.add(text);
    return Promise.all(texts.map((text) => this.embedQuery(text)));
  }
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 6 });
/** Never null, because the store of LangGraph embeds the word null for a null among several members. */
const leaf = fc.oneof(word, fc.integer({ max: 9, min: 0 }), fc.boolean());
const title = fc.oneof(leaf, fc.constant(null));
const value = fc.record(
  {
    text: leaf,
    parts: fc.array(fc.record({ title, n: fc.integer() }), { maxLength: 3 }),
    deep: fc.record({ x: leaf }),
  },
  { requiredKeys: [] },
);
const field = fc.constantFrom(
  '$',
  'text',
  'deep.x',
  'parts[*].title',
  'parts[0].title',
  'parts[-1]',
  '*',
  '{text,deep.x}',
  'no',
);

onEveryEngine('search by meaning of DynamoStore', (engine) => {
  const spaces = new DynamoSpaces(engine.client, { tableName: engine.uniqueTable('agents') });
  afterAll(() => spaces.table.drop());

  engine.test('embeds the same texts and returns the same scores as the store of LangGraph', async () => {
    const program = fc.record({
      values: fc.array(value, { minLength: 1, maxLength: 6 }),
      fields: fc.option(fc.array(field, { minLength: 1, maxLength: 2 }), { nil: undefined }),
      query: word.filter((text) => text !== ''),
      limit: fc.integer({ min: 1, max: 8 }),
    });
    await fc.assert(
      fc
        .asyncProperty(program, async ({ values, fields, query, limit }) => {
          const run = async (make: (embeddings: LetterEmbeddings) => BaseStore) => {
            const embeddings = new LetterEmbeddings();
            const store = make(embeddings);
            for (const [at, each] of values.entries()) await store.put(['s', `n${at % 2}`], `k${at}`, each);
            const found = await store.search(['s'], { query, limit });
            return { texts: [...embeddings.texts].sort(), scores: found.map(({ score }) => score?.toFixed(5)) };
          };
          const config = (embeddings: Embeddings) => ({ dims: 4, embeddings, ...(fields && { fields }) });
          const expected = await run((embeddings) => new InMemoryStore({ index: config(embeddings) }));
          expect(await run((embeddings) => new DynamoStore(spaces, { index: config(embeddings) }))).toEqual(expected);
        })
        .afterEach(async () => void (await spaces.space('langgraph/store/s').clear())),
      { numRuns: 25 },
    );
  });

  engine.test('ranks the nearest first, filters, and embeds no item that is put with index false', async () => {
    const store = new DynamoStore(spaces, { index: { dims: 4, embeddings: new LetterEmbeddings(), fields: ['text'] } });
    await store.put(['r'], 'near', { text: 'aab', on: true });
    await store.put(['r'], 'far', { text: 'bb', on: true });
    await store.put(['r'], 'off', { text: 'aa', on: false });
    await store.put(['r'], 'plain', { text: 'aa', on: true }, false);
    const found = await store.search(['r'], { query: 'a', filter: { on: true } });
    expect(found.map(({ key }) => key)).toEqual(['near', 'far', 'plain']);
    expect(found.map(({ score }) => score !== undefined)).toEqual([true, true, false]);
    expect((await store.search(['r'], { query: 'a', limit: 1, offset: 1 })).map(({ key }) => key)).toEqual(['near']);
  });
});
