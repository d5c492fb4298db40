import { Document } from '@langchain/core/documents';
import { index } from '@langchain/core/indexing';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import type { VectorStore } from '@langchain/core/vectorstores';
import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  DynamoSpaces,
  PartitionKey,
  Repository,
  Table,
} from 'annotable';
import { DynamoChatHistory, DynamoRecordManager, ResultsLoader } from 'annotable/langchain';
import { onEveryEngine } from '../support/engines.ts';

@Table('pages')
@PartitionKey('code')
class Page {
  @Attribute(String) code!: string;
  @Attribute(String) text!: string;
}

@Repository(Page)
class Pages extends BaseRepository<Page, 'code'> {}

/** The documents of a vector store, by id. `index` calls only these two methods. */
class FakeVectors {
  readonly documents = new Map<string, Document>();

  async addDocuments(documents: Document[], { ids }: { readonly ids: string[] }): Promise<string[]> {
    for (const [at, document] of documents.entries()) this.documents.set(ids[at] as string, document);
    return ids;
  }

  async delete({ ids }: { readonly ids: string[] }): Promise<void> {
    for (const id of ids) this.documents.delete(id);
  }
}

onEveryEngine('LangChain over spaces', (engine) => {
  const spaces = new DynamoSpaces(engine.client, { tableName: engine.uniqueTable('agents') });
  let count = 0;
  beforeAll(async () => void (await spaces.table.ensure()));
  afterAll(() => spaces.table.drop());

  engine.test('DynamoRecordManager makes the indexing API add only new documents and delete old ones', async () => {
    const records = new DynamoRecordManager(spaces, `records-${count++}`);
    await records.createSchema();
    const vectors = new FakeVectors();
    const run = (texts: readonly string[], cleanup: 'full' | 'incremental') =>
      index({
        docsSource: texts.map((pageContent) => new Document({ pageContent, metadata: { source: pageContent[0] } })),
        recordManager: records,
        vectorStore: vectors as unknown as VectorStore,
        options: { cleanup, sourceIdKey: 'source' },
      });
    const counts = (numAdded: number, numDeleted: number, numSkipped: number) =>
      expect.objectContaining({ numAdded, numDeleted, numSkipped });
    expect(await run(['a1', 'b1', 'c1'], 'full')).toEqual(counts(3, 0, 0));
    expect(await run(['a1', 'b2'], 'incremental')).toEqual(counts(1, 1, 1));
    expect([...vectors.documents.values()].map(({ pageContent }) => pageContent).sort()).toEqual(['a1', 'b2', 'c1']);
    expect(await run(['a1', 'b2'], 'full')).toEqual(counts(0, 1, 2));
    expect(await run([], 'full')).toEqual(counts(0, 2, 0));
    expect(await records.listKeys()).toEqual([]);
  });

  engine.test('DynamoRecordManager lists keys by time and group', async () => {
    const records = new DynamoRecordManager(spaces, `records-${count++}`);
    await records.update(['a', 'b', 'c'], { groupIds: ['g', null, 'h'] });
    const between = await records.getTime();
    await records.update(['d'], { timeAtLeast: between });
    expect(await records.exists(['d', 'missing', 'a'])).toEqual([true, false, true]);
    expect(await records.listKeys({ before: between })).toEqual(['a', 'b', 'c']);
    expect(await records.listKeys({ after: between })).toEqual(['d']);
    expect(await records.listKeys({ groupIds: ['g', null] })).toEqual(['a', 'b', 'd']);
    expect(await records.listKeys({ limit: 2 })).toEqual(['a', 'b']);
    await records.deleteKeys(['a', 'd']);
    expect(await records.listKeys({})).toEqual(['b', 'c']);
    await expect(records.update(['a'], { timeAtLeast: between + 60_000 })).rejects.toThrow('clock');
    await expect(records.update(['a'], { groupIds: [] })).rejects.toThrow(ConfigurationError);
  });

  engine.test('DynamoChatHistory keeps messages of all kinds, and more than one item can hold', async () => {
    const history = new DynamoChatHistory(spaces, `chat-${count++}`);
    await history.addUserMessage('Hello');
    await history.addMessages([
      new AIMessage({ content: '', tool_calls: [{ id: 't1', name: 'search', args: { q: 'x' } }] }),
      new ToolMessage({ content: 'found', tool_call_id: 't1' }),
    ]);
    const found = await history.getMessages();
    expect(found.map((message) => message.constructor.name)).toEqual(['HumanMessage', 'AIMessage', 'ToolMessage']);
    expect((found[1] as AIMessage).tool_calls?.[0]?.args).toEqual({ q: 'x' });
    const long = 'x'.repeat(200_000);
    for (let turn = 0; turn < 4; turn++) await history.addMessage(new HumanMessage(long));
    expect(await history.getMessages()).toHaveLength(7);
    expect((await history.getMessages(1))[0]?.content).toBe(long);
    await history.clear();
    expect(await history.getMessages()).toEqual([]);
    expect(() => new DynamoChatHistory(spaces, 'x', { ttlSeconds: 0 })).toThrow(ConfigurationError);
  });

  engine.test('ResultsLoader makes documents of the items of a query or scan', async () => {
    const pages = new Pages(engine.client, { tableName: engine.uniqueTable('pages') });
    await pages.table.ensure();
    await pages.putMany([
      { code: 'a', text: 'Paris' },
      { code: 'b', text: 'Rome' },
    ]);
    const loader = new ResultsLoader(pages.scan(), ({ code, text }) => ({
      id: code,
      pageContent: text,
      metadata: { code },
    }));
    for (const documents of [await loader.load(), await loader.load()]) {
      expect(documents.map(({ id, pageContent }) => [id, pageContent]).sort()).toEqual([
        ['a', 'Paris'],
        ['b', 'Rome'],
      ]);
      expect(documents[0]).toBeInstanceOf(Document);
    }
    await pages.table.drop();
  });
});
