import { DynamoLinker, DynamoSpaces, type Space } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { requestsOf, type SentRequest } from '../support/sent-requests.ts';
import { noise } from './contract.ts';

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);

onEveryEngine('a conditional write of a space', (engine) => {
  const now = Date.parse('2026-05-01T12:00:00.000Z');
  const tableName = engine.uniqueTable('spaces');
  const options = { tableName, clock: () => now };
  const spaces = new DynamoSpaces(engine.client, options);
  /** Returns a time as DynamoDB stores it. */
  const seconds = (later: number): string => String(now / 1_000 + later);
  let count = 0;
  const fresh = (): Space => spaces.space(`space-${count++}`);
  /** Returns the requests of a call. */
  const sentBy = async (call: () => Promise<unknown>): Promise<readonly SentRequest[]> => {
    const sent = requestsOf(engine.client);
    await call();
    return [...sent];
  };
  const operationsOf = async (call: () => Promise<unknown>): Promise<string[]> =>
    (await sentBy(call)).map(({ operation }) => operation);

  beforeAll(async () => void (await fresh().open()));
  afterAll(() => spaces.table.drop());

  engine.test('is one request, whose condition is that the entry is absent or has the revision', async () => {
    const space = fresh();
    const put = (item: object, condition: object) => ({
      operation: 'PutItem',
      input: {
        TableName: tableName,
        Item: { space: { S: space.name }, name: { S: 'a' }, ...item, revision: { S: uuid } },
        ...condition,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ReturnValues: 'ALL_OLD',
      },
    });
    expect(await sentBy(() => space.putIfAbsent('a', { n: 1 }))).toEqual([
      put(
        { data: { S: '{"n":1}' } },
        {
          ConditionExpression: '(attribute_not_exists(#1) OR #1 > :2) AND attribute_not_exists(#0)',
          ExpressionAttributeNames: { '#0': 'revision', '#1': 'expiresAt' },
          ExpressionAttributeValues: { ':2': { N: seconds(0) } },
        },
      ),
    ]);
    const { revision = '' } = (await space.get('a')) ?? {};
    const bytes = new Uint8Array([1, 2]);
    expect(await sentBy(() => space.replaceIf('a', bytes, revision, { ttlSeconds: 60 }))).toEqual([
      put(
        { content: { B: bytes }, expiresAt: { N: seconds(60) } },
        {
          ConditionExpression: '(attribute_not_exists(#2) OR #2 > :3) AND #0 = :1',
          ExpressionAttributeNames: { '#0': 'revision', '#2': 'expiresAt' },
          ExpressionAttributeValues: { ':1': { S: revision }, ':3': { N: seconds(0) } },
        },
      ),
    ]);
    expect(await space.get('a')).toEqual({
      name: 'a',
      value: bytes,
      revision: expect.not.stringMatching(revision),
      expiresAt: new Date(now + 60_000),
    });
  });

  engine.test('is one request if it is refused', async () => {
    const space = fresh();
    await space.put('a', 1);
    // Without the refused item, the repository reads it, because an expired one would not count.
    const refused = engine.name === 'dynalite' ? ['PutItem', 'GetItem'] : ['PutItem'];
    expect(await operationsOf(async () => expect(await space.putIfAbsent('a', 2)).toBe(false))).toEqual(refused);
    expect(await operationsOf(async () => expect(await space.replaceIf('a', 2, 'other')).toBe(false))).toEqual(refused);
    const absent = await operationsOf(async () => expect(await space.replaceIf('b', 2, 'other')).toBe(false));
    expect(absent).toEqual(['PutItem', 'GetItem']);
    expect((await space.get('a'))?.value).toBe(1);
  });

  engine.test('is one request for a value that fits one item when it is compressed', async () => {
    const space = fresh();
    const long = 'x'.repeat(2_000_000);
    expect(await operationsOf(() => space.putIfAbsent('a', long))).toEqual(['PutItem']);
    expect(await operationsOf(() => space.put('b', long))).toEqual(['PutItem']);
    expect(await operationsOf(() => space.update('a', () => 1))).toEqual(['BatchGetItem', 'PutItem']);
    expect((await space.get('b'))?.value).toBe(long);
  });

  engine.test('stores the parts of a larger value first, and deletes those of a replaced one', async () => {
    const space = fresh();
    const large = noise(800_000);
    const staged = ['BatchGetItem', 'UpdateItem', 'BatchWriteItem', 'PutItem'];
    expect(await operationsOf(() => space.putIfAbsent('a', large))).toEqual(staged);
    expect(await operationsOf(() => space.putIfAbsent('a', large))).toEqual(['BatchGetItem']);
    const { revision = '', value } = (await space.get('a')) ?? {};
    expect(value).toBe(large);
    expect(await operationsOf(() => space.replaceIf('a', 'small', revision))).toEqual(['PutItem', 'BatchWriteItem']);
    expect((await space.get('a'))?.value).toBe('small');
    expect(await space.sweep({ olderThanSeconds: 0 })).toBe(0);
  });

  engine.test('is one request of a linker too', async () => {
    const linker = new DynamoLinker(engine.client, { ...options, tableName: engine.uniqueTable('links') });
    await linker.connectionCheck();
    expect(await operationsOf(() => linker.putIfAbsent('a', 1))).toEqual(['PutItem']);
    const { revision = '' } = (await linker.getEntry('a')) ?? {};
    expect(await operationsOf(() => linker.replaceIf('a', 2, revision))).toEqual(['PutItem']);
    expect(await operationsOf(() => linker.update('a', (value) => Number(value) + 1))).toEqual([
      'BatchGetItem',
      'PutItem',
    ]);
    expect(await linker.getJson('a')).toBe(3);
    await linker.dropTable();
    await linker.close();
  });
});
