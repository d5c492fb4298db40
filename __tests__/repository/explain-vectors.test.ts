import { Attribute, BaseRepository, PartitionKey, Repository, Table, VectorIndex, vector } from 'annotable';
import { unsendableClient } from '../support/unsendable-client.ts';

@Table('passages')
@PartitionKey('id')
@VectorIndex('byMeaning', { vector: 'embedding', partitionKey: 'tenant', distance: 'cosine' })
class Passage {
  @Attribute(String) id!: string;
  @Attribute(String) tenant!: string;
  @Attribute(vector(12)) embedding!: Float32Array;
}

@Repository(Passage)
class Passages extends BaseRepository<Passage, 'id'> {}

const passages = new Passages(unsendableClient());
const embedding = Array.from({ length: 12 }, (_, place) => place / 8);
const written = 'writes to vector indexes are charged by bytes as well, which the units leave out';

describe('explain of a class with a vector index', () => {
  test('shows a search with the first numbers of its vector', async () => {
    const where = { tenant: 't1' };
    const explanation = await passages.explain('search', embedding, { index: 'byMeaning', where, limit: 3 });
    expect(explanation).toEqual({
      operation: 'search',
      requests: [{ operation: 'SearchVectors', input: expect.objectContaining({ IndexName: 'byMeaning', TopK: 3 }) }],
      text: `SearchVectors passages {
  IndexName: byMeaning,
  SearchVector: [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, … 12 numbers],
  TopK: 3,
  SearchConditionExpression: tenant = 't1'
}`,
      index: 'byMeaning',
      readUnits: 0,
      writeUnits: 0,
      warnings: ['a search is charged by bytes, which the units leave out'],
    });
  });

  test('shows a raw search', async () => {
    const build = { IndexName: 'byMeaning', SearchVector: [{ N: '1' }, { N: '2' }], TopK: 1 };
    const { text, warnings } = await passages.explain('raw', 'SearchVectors', () => build);
    expect(text).toContain('  SearchVector: [1, 2],\n');
    expect(warnings).toHaveLength(1);
  });

  test('rejects arguments as the search does', async () => {
    await expect(passages.explain('search', embedding, { index: 'byMeaning' } as never)).rejects.toThrow(
      "index 'byMeaning' needs a value of its partition key 'tenant'",
    );
  });

  test('warns of the bytes of a write, and not of a read', async () => {
    const item = { id: 'a', tenant: 't', embedding };
    for (const { warnings } of [
      await passages.explain('create', item),
      await passages.explain('update', 'a', { tenant: 'u' }),
      await passages.explain('delete', 'a'),
      await passages.explain('putMany', [item]),
      await passages.explain('raw', 'DeleteItem', ({ key }) => ({ Key: key('a') })),
    ])
      expect(warnings).toEqual([written]);
    for (const { warnings } of [
      await passages.explain('get', 'a'),
      await passages.explain('getMany', ['a']),
      await passages.explain('raw', 'GetItem', ({ key }) => ({ Key: key('a') })),
    ])
      expect(warnings).toEqual([]);
  });
});
