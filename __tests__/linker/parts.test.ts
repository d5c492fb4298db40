import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoLinker, InvalidItemError, UnprocessedItemsError } from 'annotable';
import { runSource } from '../support/child-script.ts';
import { onEveryEngine } from '../support/engines.ts';
import type { FaultProxy } from '../support/faults.ts';
import { faultyClient } from '../traps/models.ts';
import { noise } from './contract.ts';

/** Returns a script that puts a document in parts in a loop until it is killed. */
const writer = (endpoint: string, table: string): string => `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { randomBytes } from 'node:crypto';
  import { DynamoLinker } from './lib/index.ts';
  const client = new DynamoDBClient({
    endpoint: '${endpoint}', region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const linker = new DynamoLinker(client, { tableName: '${table}' });
  for (let round = 0; ; round++) {
    await linker.putJson('doc', { round, text: randomBytes(2_000_000).toString('hex'), end: round });
    console.log('put ' + round);
  }
`;

onEveryEngine('documents in parts', (engine) => {
  let faults: FaultProxy;
  let faulty: DynamoDBClient;
  const table = engine.uniqueTable('links');
  const make = (client: DynamoDBClient = engine.client, options = {}) =>
    new DynamoLinker(client, { ...options, tableName: table, allowMultipleInstances: true });
  const linker = make();
  const items = async (): Promise<number> => (await linker.scan({ includeExpired: true }).all()).length;

  beforeAll(async () => {
    ({ faults, client: faulty } = await faultyClient(engine));
    await linker.connectionCheck();
  });
  beforeEach(async () => {
    await faults.setPlan([]);
    await linker.flushDb();
  });
  afterAll(async () => {
    await linker.dropTable();
    faulty.destroy();
    await faults.close();
  });

  engine.test(
    'are never mixed with the parts of concurrent writes',
    async () => {
      const versions = ['a', 'b', 'c', 'd'].map((name) => ({ name, text: noise(900_000), end: name }));
      await linker.putJson('doc', versions[0] as object);
      let isDone = false;
      const writers = versions.map(async (version) => {
        for (let round = 0; round < 5; round++) await make().putJson('doc', version);
      });
      const reader = (async () => {
        let reads = 0;
        for (; !isDone; reads++) {
          const document = await linker.getJson<(typeof versions)[0]>('doc');
          expect(document?.end).toBe(document?.name);
          expect(document?.text).toBe(versions.find(({ name }) => name === document?.name)?.text);
        }
        return reads;
      })();
      await Promise.all(writers);
      isDone = true;
      expect(await reader).toBeGreaterThan(0);
      await linker.sweep({ olderThanSeconds: 0 });
      expect(await items()).toBe(1 + 2);
    },
    120_000,
  );

  engine.test('of a dead writer are deleted by the next write and by sweep', async () => {
    const before = { text: noise(500_000) };
    await linker.putJson('doc', before);
    // The parts are written, and the writer dies before its last step.
    await faults.setPlan([{ op: 'PutItem', fault: 'reset' }]);
    await expect(make(faulty).putJson('doc', { text: noise(800_000) })).rejects.toThrow();
    expect(await linker.getJson('doc')).toEqual(before);
    expect(await items()).toBe(1 + 2 + 2);
    expect(await linker.sweep()).toBe(0);
    await linker.putJson('doc', 'next');
    expect(await items()).toBe(1);

    await expect(make(faulty).putJson('other', { text: noise(800_000) })).rejects.toThrow();
    expect(await linker.has('other')).toBe(false);
    expect(await linker.getJson(['doc', 'other'])).toEqual(['next', null]);
    expect(await linker.sweep({ olderThanSeconds: 0 })).toBe(1 + 2);
    expect(await items()).toBe(1);
  });

  engine.test('are stored completely if the response to the last step is lost', async () => {
    const document = { text: noise(800_000) };
    await faults.setPlan([{ op: 'PutItem', fault: 'resetAfter', when: { first: 1 } }]);
    await expect(make(faulty).putJson('doc', document)).rejects.toThrow();
    expect(await linker.getJson('doc')).toEqual(document);
    // The SDK's own retry finds the item of its first attempt.
    const { region, credentials } = faulty.config;
    const retrying = new (faulty.constructor as typeof DynamoDBClient)({
      endpoint: faults.endpoint,
      region: await region(),
      credentials: await credentials(),
    });
    await faults.setPlan([{ op: 'PutItem', fault: 'resetAfter', when: { first: 1 } }]);
    await make(retrying).putJson('again', document);
    await faults.setPlan([{ op: 'PutItem', fault: 'resetAfter', when: { first: 1 } }]);
    expect(await make(retrying).putIfAbsent('absent', document)).toBe(true);
    expect(await linker.getJson(['again', 'absent'])).toEqual([document, document]);
    retrying.destroy();
  });

  engine.test('cause an InvalidItemError if one of them is missing', async () => {
    await linker.putJson('doc', { text: noise(800_000) });
    const { items: parts } = await linker.scan({ filter: { of: 'doc' } }).page();
    await linker.deleteMany(parts.slice(0, 1));
    await expect(linker.getJson('doc')).rejects.toThrow(InvalidItemError);
    await linker.putJson('doc', 'mended');
    expect(await linker.getJson('doc')).toBe('mended');
  });

  engine.test('of a failed batch: UnprocessedItemsError names the ids that were not put', async () => {
    await faults.setPlan([{ op: 'BatchWriteItem', fault: 'unprocessed', fraction: 1, when: { after: 2 } } as never]);
    const ids = Array.from({ length: 60 }, (_, index) => `id${index}`);
    const signal = AbortSignal.timeout(1_500);
    const error = await make(faulty)
      .putJson(ids, ids, { signal })
      .catch((caught) => caught);
    expect(error).toBeInstanceOf(UnprocessedItemsError);
    await faults.setPlan([]);
    const has = await linker.has(ids);
    expect(ids.filter((_, index) => !has[index]).sort()).toEqual([...error.unprocessed].sort());
    expect(error.unprocessed).toHaveLength(10);
  });

  engine.test(
    'are all old or all new after their writer is killed',
    async () => {
      await linker.putJson('doc', { round: -1, text: '', end: -1 });
      for (let kill = 0; kill < 3; kill++) {
        const script = runSource(writer(engine.endpoint, table));
        const [, first] = await script.printed(/put (\d+)\n/);
        await new Promise((done) => setTimeout(done, 40 + 60 * kill));
        script.child.kill('SIGKILL');
        const { stdout } = await script.ended();
        const document = await linker.getJson<{ round: number; end: number; text: string }>('doc');
        expect(document?.end).toBe(document?.round);
        expect(document?.text).toHaveLength(4_000_000);
        const acknowledged = [...stdout.matchAll(/put (\d+)/g)].at(-1)?.[1] ?? first;
        expect(document?.round).toBeGreaterThanOrEqual(Number(acknowledged));
      }
      await linker.sweep({ olderThanSeconds: 0 });
      expect(await items()).toBe(1 + ((await linker.getOrThrow('doc')).parts ?? 0));
    },
    60_000,
  );
});
