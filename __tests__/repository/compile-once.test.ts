import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  gte,
  Index,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  TimeToLive,
} from 'annotable';

const pages = 5;
let encodings: string[] = [];

/** Records each encoded value. A key that was read is encoded again, to compare it with the stored form. */
const counted = {
  to: (value: string): string => {
    if (value !== 'read') encodings.push(value);
    return value;
  },
  from: (stored: string): string => stored,
};

@Table('notes')
@Index('byAuthor', { partitionKey: 'author', sortKey: 'page' })
class Note {
  @PartitionKey() @Attribute(String, { convert: counted }) book!: string;
  @SortKey() @Attribute(Number) page!: number;
  @Attribute(String, { convert: counted }) author!: string;
}
@Repository(Note)
class Notes extends BaseRepository<Note, 'book' | 'page'> {}

@Table('visits')
class Visit {
  @PartitionKey() @Attribute(String, { convert: counted }) site!: string;
  @SortKey() @Attribute(Number) page!: number;
  @TimeToLive() endsAt?: Date;
}
@Repository(Visit)
class Visits extends BaseRepository<Visit, 'site' | 'page'> {}

/** A client that returns one item per page, until the last page. */
function pagedClient(): { readonly client: Client; readonly inputs: QueryCommandInput[] } {
  const inputs: QueryCommandInput[] = [];
  const send = async ({ input }: { input: QueryCommandInput & { Segment?: number } }): Promise<unknown> => {
    inputs.push(input);
    const page = Number(input.ExclusiveStartKey?.['page']?.N ?? 0) + 1;
    const key = { book: { S: 'b' }, site: { S: 'b' }, page: { N: String(page) } };
    const item = { ...key, book: { S: 'read' }, site: { S: 'read' }, author: { S: 'a' } };
    const start = Object.fromEntries(
      Object.entries({ ...key, author: { S: 'a' } }).filter(
        ([name]) => input.IndexName !== undefined || name !== 'author',
      ),
    );
    const { site: _, ...ofNotes } = start;
    const { book: __, author: ___, ...ofVisits } = start;
    const last = input.TableName === 'notes' ? ofNotes : ofVisits;
    return { Items: [item], Count: 1, ScannedCount: 1, ...(page < pages && { LastEvaluatedKey: last }) };
  };
  return { client: { send, config: {} } as unknown as Client, inputs };
}

describe('compiling the expressions of a read', () => {
  beforeEach(() => {
    encodings = [];
  });

  test('happens once for all pages of a query and their cursors', async () => {
    const { client, inputs } = pagedClient();
    const results = new Notes(client).query(
      { book: 'b', page: gte(0) },
      { filter: { author: 'a' }, select: ['author'] },
    );
    for await (const page of results.pages()) expect(page.items).toHaveLength(1);
    expect(inputs).toHaveLength(pages);
    expect(encodings).toEqual(['b', 'a']);
  });

  test('happens once for a page that continues at a cursor', async () => {
    const notes = new Notes(pagedClient().client);
    const { cursor } = await notes.query({ book: 'b' }).page({ limit: 1 });
    encodings = [];
    const next = await notes.query({ book: 'b' }, { filter: { author: 'a' } }).page({ limit: 2, cursor });
    expect(next).toMatchObject({ count: 2, cursor: expect.any(String) });
    expect(encodings).toEqual(['b', 'a']);
  });

  test('happens once for all pages of an index query, and of a count', async () => {
    const { client, inputs } = pagedClient();
    const results = new Notes(client).query({ author: 'a' }, { index: 'byAuthor', filter: { book: 'b' } });
    expect(await results.all()).toHaveLength(pages);
    expect(encodings).toEqual(['a', 'b']);
    encodings = [];
    expect(await results.count()).toBe(pages);
    expect(encodings).toEqual(['a', 'b']);
    expect(inputs).toHaveLength(2 * pages);
  });

  test('happens once for all pages and segments of a scan', async () => {
    const { client, inputs } = pagedClient();
    expect(await new Notes(client).scan({ filter: { author: 'a' }, segments: 3 }).all()).toHaveLength(3 * pages);
    expect(inputs).toHaveLength(3 * pages);
    expect(encodings).toEqual(['a']);
  });

  test('happens for each reading if items can expire', async () => {
    let now = 1_800_000_000_000;
    const { client, inputs } = pagedClient();
    const results = new Visits(client, { clock: () => now }).query({ site: 'b' });
    await results.all();
    expect(encodings).toEqual(['b']);
    now += 5000;
    await results.all();
    expect(encodings).toEqual(['b', 'b']);
    const times = inputs.map(
      ({ ExpressionAttributeValues = {} }) => Object.values(ExpressionAttributeValues).at(-1)?.N,
    );
    expect(new Set(times)).toEqual(new Set(['1800000000', '1800000005']));
  });
});
