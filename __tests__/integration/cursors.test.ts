import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  Index,
  InvalidCursorError,
  lt,
  PartitionKey,
  Repository,
  RequestStatusRepository,
  SortKey,
  Table,
} from 'annotable';
import fc from 'fast-check';
import { onEveryEngine } from '../support/engines.ts';

// Every seal is valid, as if the forger knew the secret, so the content is checked.
jest.mock('node:crypto', () => ({ ...jest.requireActual('node:crypto'), timingSafeEqual: () => true }));

/** Values that replace a part of a cursor. */
const strange: readonly unknown[] = [
  null,
  -1,
  0.5,
  1e99,
  '',
  'start',
  'end',
  'x'.repeat(3_000),
  [],
  {},
  { S: '' },
  { S: '\ud800' },
  { S: 'x'.repeat(1_025) },
  { N: 'abc' },
  { N: '1e999' },
  { N: '1' },
  { B: '!' },
  { B: '' },
  { S: ['a'] },
  { S: 'a', N: '1' },
  { M: {} },
];

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** The same value with one part, at any depth, replaced or removed. */
function garbled(value: Json, part: number, other: unknown, drop: boolean): unknown {
  let count = 0;
  const walk = (each: Json): unknown => {
    if (count++ === part) return drop ? undefined : other;
    if (Array.isArray(each)) return each.map(walk);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(value);
}

onEveryEngine('a forged cursor', (engine) => {
  @Table(engine.uniqueTable('forged'))
  @Index('byRank', { partitionKey: 'kind', sortKey: 'rank' })
  class Entry {
    @PartitionKey() @Attribute(String) kind!: string;
    @SortKey() @Attribute(Uint8Array) id!: Uint8Array;
    @Attribute(Number) rank!: number;
  }
  @Repository(Entry)
  class Entries extends BaseRepository<Entry, 'kind' | 'id'> {}
  const entries = new Entries(engine.client);
  const tracker = new RequestStatusRepository(engine.client, {
    tableName: engine.uniqueTable('forged'),
    shards: 1,
  });
  const reads: Record<string, (cursor?: string) => Promise<{ cursor: string | undefined }>> = {
    query: (cursor) => entries.query({ kind: 'a' }).page({ limit: 2, cursor }),
    'query in a range': (cursor) =>
      entries.query({ kind: 'a', id: lt(new Uint8Array([9])) }).page({ limit: 2, cursor }),
    'query of an index': (cursor) => entries.query({ kind: 'a' }, { index: 'byRank' }).page({ limit: 2, cursor }),
    scan: (cursor) => entries.scan().page({ limit: 2, cursor }),
    'scan of an index': (cursor) => entries.scan({ index: 'byRank' }).page({ limit: 2, cursor }),
    'scan in segments': (cursor) => entries.scan({ segments: 3 }).page({ limit: 2, cursor }),
    listByUser: (cursor) => tracker.listByUser('ann').page({ limit: 2, cursor }),
    listByStatus: (cursor) => tracker.listByStatus('STARTED', { limit: 2, cursor }),
  };
  beforeAll(async () => {
    await entries.table.create();
    await tracker.table.create();
    for (let n = 1; n <= 12; n++) {
      await entries.put({ kind: 'a', id: new Uint8Array([n]), rank: n });
      await tracker.start(`r-${n}`, { userId: 'ann' });
    }
  });
  afterAll(() => Promise.all([entries, tracker].map(({ table }) => table.drop())));

  for (const [name, read] of Object.entries(reads))
    engine.test(
      `of a ${name} is accepted or throws InvalidCursorError, and never causes a malformed request`,
      async () => {
        const { cursor = '' } = await read();
        const bytes = Buffer.from(cursor, 'base64url');
        const payload = JSON.parse(bytes.subarray(16).toString()) as Json;
        const parts = fc.integer({ min: 0, max: 14 });
        const property = fc.asyncProperty(
          parts,
          fc.constantFrom(...strange),
          fc.boolean(),
          async (part, other, drop) => {
            const forged = Buffer.from(JSON.stringify(garbled(payload, part, other, drop)) ?? '');
            const sealed = Buffer.concat([bytes.subarray(0, 16), forged]).toString('base64url');
            const error = await read(sealed).then(
              () => undefined,
              (caught) => caught,
            );
            if (error !== undefined) expect(error).toBeInstanceOf(InvalidCursorError);
          },
        );
        await fc.assert(property, { numRuns: 150 });
      },
    );

  test.each(['', 7, null])('is not prevented by the secret %p, which is rejected', (cursorSecret) => {
    const options = { cursorSecret: cursorSecret as string };
    expect(() => new Entries(engine.client, options)).toThrow(ConfigurationError);
    expect(() => new RequestStatusRepository(engine.client, options)).toThrow(/cursorSecret must be/);
  });
});
