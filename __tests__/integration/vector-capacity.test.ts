import {
  Attribute,
  BaseRepository,
  PartitionKey,
  Repository,
  Table,
  ValidationError,
  VectorIndex,
  vector,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { reportOf, reportsOf } from '../support/operation-reports.ts';

onEveryEngine('the capacity of vectors', (engine) => {
  @Table(engine.uniqueTable('notes'))
  @PartitionKey('id')
  @VectorIndex('byMeaning', { vector: 'meaning', filters: ['lang'], distance: 'euclidean' })
  class Note {
    @Attribute(String) id!: string;
    @Attribute(String, { optional: true, name: 'l' }) lang?: string;
    @Attribute(vector(4), { optional: true }) meaning?: Float32Array;
  }
  @Repository(Note)
  class Notes extends BaseRepository<Note, 'id'> {}

  const needed = 'vectorIndexes';
  const notes = new Notes(engine.client);
  const isReady = engine.name !== 'dynalite';
  beforeAll(() => (isReady ? notes.table.create() : undefined));
  afterAll(() => (isReady ? notes.table.drop() : undefined));

  const meaning = [1, 0, 0, 0];
  const note = { id: 'a', lang: 'en', meaning };

  engine.testWith(needed, 'is in the report of a search, with its index and the found items', async () => {
    await notes.put(note);
    const lines: string[] = [];
    const keep = (line: string) => lines.push(line);
    const logged = new Notes(engine.client, { logger: { debug: keep, warn: keep, error: keep } });
    const report = await reportOf(() => logged.search(meaning, { index: 'byMeaning' }));
    expect(report).toMatchObject({
      operation: 'search',
      index: 'byMeaning',
      requests: 1,
      items: 1,
      vectorWriteBytes: 0,
    });
    expect(report.vectorSearchBytes).toBeGreaterThan(0);
    expect(lines).toEqual([
      expect.stringMatching(/^search notes\S* index byMeaning \d+ ms, 1 request, 1 item, .*\d+ bytes searched$/),
    ]);
  });

  engine.testWith(needed, 'is in the report of a failed search', async () => {
    const report = await reportOf(() => notes.search([1], { index: 'byMeaning' }).catch(() => undefined));
    expect(report).toMatchObject({ operation: 'search', requests: 0, vectorSearchBytes: 0, error: expect.any(Error) });
  });

  engine.testWith(needed, 'is in the reports of writes that change an index', async () => {
    const reports = await reportsOf(async () => {
      await notes.put({ ...note, id: 'new' });
      await notes.update('new', { lang: 'de' });
      await notes.putMany([{ ...note, id: 'b' }], { capacityLimit: { writeUnitsPerSecond: 1_000 } });
      await writeTransaction()
        .put(notes, { ...note, id: 'c' })
        .commit();
      await notes.raw('PutItem', ({ item }) => ({
        Item: item({ ...note, id: 'raw' }),
        ReturnConsumedCapacity: 'TOTAL',
      }));
      await notes.put({ id: 'd' });
    });
    expect(reports.map(({ operation }) => operation)).toEqual([
      'put',
      'update',
      'putMany',
      'writeTransaction',
      'raw',
      'put',
    ]);
    for (const { vectorWriteBytes } of reports.slice(0, -1)) expect(vectorWriteBytes).toBeGreaterThan(0);
    expect(reports.at(-1)?.vectorWriteBytes).toBe(0);
    for (const { vectorSearchBytes, writeUnits } of reports) {
      expect(vectorSearchBytes).toBe(0);
      expect(writeUnits).toBeGreaterThanOrEqual(1);
    }
  });

  engine.testWith(needed, 'is read by a raw search, whose items are partial instances', async () => {
    await notes.put(note);
    const { SearchResults, ConsumedCapacity } = await notes.raw('SearchVectors', ({ name, value, parameter }) => ({
      IndexName: 'byMeaning',
      SearchVector: parameter('meaning', meaning).L,
      SearchConditionExpression: `${name('lang')} = ${value('lang', 'en')}`,
      TopK: 1,
      ReturnConsumedCapacity: 'TOTAL',
    }));
    const [hit] = SearchResults ?? [];
    expect(hit?.Item).toBeInstanceOf(Note);
    expect({ ...hit?.Item }).toEqual({ id: 'a', lang: 'en' });
    expect(hit?.Score).toBe(0);
    expect(ConsumedCapacity?.VectorSearchRequestBytes).toBeGreaterThan(0);
    await expect(notes.put(hit?.Item as never)).rejects.toThrow(ValidationError);
  });
});
