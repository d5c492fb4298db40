import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  epochSeconds,
  InvalidItemError,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  Table,
  TimeToLive,
  UnprocessedItemsError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { type FaultProxy, startFaults } from '../support/faults.ts';
import { requestsOf } from '../support/sent-requests.ts';

function noteModel(table: string) {
  @Table(table)
  @PartitionKey('id')
  class Note {
    @Attribute(String) id!: string;
    @Attribute(Number) size!: number;
    @TimeToLive() @Attribute(epochSeconds(), { optional: true }) expiresAt?: Date;
  }

  @Repository(Note)
  class Notes extends BaseRepository<Note, 'id'> {}
  return { Note, notes: (client: Client, options?: RepositoryOptions) => new Notes(client, options) };
}

onEveryEngine('load', (engine) => {
  const { Note, notes } = noteModel(engine.uniqueTable('load'));
  let faults: FaultProxy;
  let faulty: DynamoDBClient;
  let client: DynamoDBClient;

  const clientOf = async (endpoint: string) =>
    new DynamoDBClient({
      endpoint,
      region: await engine.client.config.region(),
      credentials: await engine.client.config.credentials(),
      maxAttempts: 1,
    });

  beforeAll(async () => {
    faults = await startFaults(engine.endpoint);
    faulty = await clientOf(faults.endpoint);
    client = await clientOf(engine.endpoint);
    await notes(engine.client).table.create();
    await notes(engine.client).putMany(Array.from({ length: 250 }, (_, size) => ({ id: `n${size}`, size })));
  });

  afterAll(async () => {
    faulty.destroy();
    client.destroy();
    await faults.close();
    await notes(engine.client).table.drop();
  });

  engine.test('sends the loads of one turn as one BatchGetItem of distinct keys', async () => {
    const requests = requestsOf(client);
    const repository = notes(client);
    const [one, two, same, none] = await Promise.all([
      repository.load('n1'),
      repository.load('n2'),
      repository.load({ id: 'n1' }),
      repository.load('absent'),
    ]);
    expect(one).toBeInstanceOf(Note);
    expect([one, two, same, none].map((note) => note?.size)).toEqual([1, 2, 1, undefined]);
    expect(same).not.toBe(one);
    expect(requests.map(({ operation }) => operation)).toEqual(['BatchGetItem']);
    expect(JSON.stringify(requests[0]?.input).match(/"n\d|absent/g)).toHaveLength(3);
  });

  engine.test('includes loads of later promise jobs of the turn, and reads again in the next turn', async () => {
    const repository = notes(client);
    await repository.load('n0');
    const requests = requestsOf(client);
    const later = async (id: string, jobs: number) => {
      for (let job = 0; job < jobs; job++) await undefined;
      return repository.load(id);
    };
    const loaded = await Promise.all([later('n1', 0), later('n2', 3), later('n3', 20)]);
    expect(loaded.map((note) => note?.size)).toEqual([1, 2, 3]);
    expect(requests).toHaveLength(1);
    await repository.load('n1');
    expect(requests).toHaveLength(2);
  });

  engine.test('is observed as one operation for each turn', async () => {
    const lines: string[] = [];
    const debug = (line: string) => lines.push(line);
    const repository = notes(client, { logger: { debug, warn: debug, error: debug } });
    await Promise.all([repository.load('n1'), repository.load('n2')]);
    expect(lines).toEqual([expect.stringMatching(/^load .*1 request/)]);
  });

  engine.test('sends one request for each 100 keys', async () => {
    const requests = requestsOf(client);
    const repository = notes(client);
    const loaded = await Promise.all(Array.from({ length: 250 }, (_, size) => repository.load(`n${size}`)));
    expect(loaded.map((note) => note?.size)).toEqual(Array.from({ length: 250 }, (_, size) => size));
    expect(requests).toHaveLength(3);
  });

  engine.test('reads consistently only for the callers that ask for it', async () => {
    const requests = requestsOf(client);
    const repository = notes(client);
    await Promise.all([repository.load('n1'), repository.load('n2', { consistent: true }), repository.load('n3')]);
    const sent = requests.map(({ input }) => Object.values((input as { RequestItems: object }).RequestItems)[0]);
    expect(sent).toEqual([
      { Keys: [{ id: { S: 'n1' } }, { id: { S: 'n3' } }] },
      { Keys: [{ id: { S: 'n2' } }], ConsistentRead: true },
    ]);
  });

  engine.test('shows an expired item only to the callers that include it', async () => {
    const repository = notes(client);
    await repository.put({ id: 'old', size: 7, expiresAt: new Date(1_000) });
    const [hidden, shown] = await Promise.all([
      repository.load('old'),
      repository.load('old', { includeExpired: true }),
    ]);
    expect(hidden).toBeUndefined();
    expect(shown?.size).toBe(7);
  });

  engine.test('rejects only the callers whose key or item does not fit', async () => {
    const repository = notes(client);
    await repository.raw('PutItem', () => ({ Item: { id: { S: 'bad' }, size: { S: 'large' } } }));
    const loads = await Promise.allSettled([
      repository.load('n1'),
      repository.load('bad'),
      repository.load(5 as never),
      repository.load('n2', { consistnt: true } as never),
    ]);
    expect(loads[0]).toMatchObject({ status: 'fulfilled', value: { size: 1 } });
    expect(loads[1]).toMatchObject({ reason: expect.any(InvalidItemError) });
    expect(loads[2]).toMatchObject({ reason: { code: 'item.invalid' } });
    expect(loads[3]).toMatchObject({ reason: { message: expect.stringContaining("has no option 'consistnt'") } });
  });

  engine.test('rejects only the callers whose keys are left over when the time ends', async () => {
    await faults.setPlan([
      { op: 'BatchGetItem', fault: 'unprocessed', count: 1, when: { first: 1 } },
      { op: 'BatchGetItem', fault: 'unprocessed', fraction: 1 },
    ]);
    const repository = notes(faulty, { timeoutMs: 400, backoff: { baseMs: 1, maxMs: 4 } });
    const ids = ['n1', 'n2', 'n3', 'n1', 'n2', 'n3'];
    const loads = await Promise.allSettled(ids.map((id) => repository.load(id)));
    const left = loads.flatMap((load, index) => (load.status === 'rejected' ? [{ id: ids[index], load }] : []));
    expect(new Set(left.map(({ id }) => id)).size).toBe(1);
    expect(left).toHaveLength(2);
    for (const { id, load } of left) {
      expect(load.reason).toBeInstanceOf(UnprocessedItemsError);
      expect(load.reason.unprocessed).toEqual([id]);
    }
  });

  engine.test('ends the wait of a caller that aborts, and not the others', async () => {
    const repository = notes(client);
    const ending = new AbortController();
    const aborted = repository.load('n1', { signal: ending.signal });
    const other = repository.load('n1');
    ending.abort(new Error('left'));
    await expect(aborted).rejects.toThrow('left');
    await expect(other).resolves.toMatchObject({ size: 1 });
  });

  engine.test('sends nothing if all callers have aborted before the turn ends', async () => {
    const requests = requestsOf(client);
    const ending = new AbortController();
    const aborted = notes(client).load('n1', { signal: ending.signal });
    ending.abort(new Error('left'));
    await expect(aborted).rejects.toThrow('left');
    await new Promise(setImmediate);
    expect(requests).toEqual([]);
  });
});
