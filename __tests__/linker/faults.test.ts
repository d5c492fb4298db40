import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BaseRepository,
  DynamoLinker,
  type Linker,
  OutcomeUnknownError,
  UnprocessedItemsError,
  ValidationError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import type { FaultProxy, FaultRule } from '../support/faults.ts';
import { faultyClient } from '../traps/models.ts';
import { noise } from './contract.ts';

onEveryEngine('a linker under faults', (engine) => {
  let faults: FaultProxy;
  let faulty: DynamoDBClient;
  const tableName = engine.uniqueTable('links');
  const make = (client: DynamoDBClient = engine.client, options = {}) =>
    new DynamoLinker(client, { ...options, tableName, allowMultipleInstances: true });
  const linker = make();
  const items = async (): Promise<number> => (await linker.scan({ includeExpired: true }).all()).length;
  const plan = (...rules: (FaultRule & object)[]): Promise<void> => faults.setPlan(rules);
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error) => error,
    );
  let warned: jest.SpyInstance;

  beforeAll(async () => {
    warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    ({ faults, client: faulty } = await faultyClient(engine));
    await linker.connectionCheck();
    await make(faulty).connectionCheck();
  });
  beforeEach(async () => {
    await plan();
    await linker.flushDb({ allNamespaces: true });
  });
  afterAll(async () => {
    warned.mockRestore();
    await linker.dropTable();
    faulty.destroy();
    await faults.close();
  });

  engine.test('putJson rejects if the parts of a document were not stored', async () => {
    const refused = { op: 'BatchWriteItem', fault: 'accessDenied' };
    await plan({ op: 'BatchWriteItem', fault: 'unprocessed', count: 1, when: { first: 1 } }, refused);
    expect(await failure(make(faulty).putJson('doc', { text: noise(900_000) }))).toMatchObject({
      name: 'AccessDeniedException',
    });
    expect(await linker.has('doc')).toBe(false);
    await plan({ op: 'BatchWriteItem', fault: 'accessDenied', when: { after: 1 } } as FaultRule);
    const error = await failure(
      make(faulty).putJson(['small', 'other', 'one', 'two'], [1, 2, noise(900_000), noise(900_000)]),
    );
    expect(error).toBeInstanceOf(UnprocessedItemsError);
    expect((error as UnprocessedItemsError).unprocessed).toEqual(['one', 'two']);
    expect(await linker.has(['small', 'other', 'one'])).toEqual([true, true, false]);
  });

  engine.test('UnprocessedItemsError names exactly the remaining ids, as the caller wrote them', async () => {
    const space = make(faulty).namespace('tenant');
    const ids = Array.from({ length: 150 }, (_, index) => `k${index}`);
    const denied = (op: string, after: number): FaultRule =>
      ({ op, fault: 'accessDenied', when: { after } }) as FaultRule;
    await plan(denied('BatchGetItem', 1));
    expect(await failure(space.putJson(ids, ids))).toMatchObject({ name: 'AccessDeniedException' });
    await plan();
    await space.putJson(ids, ids);
    await plan(denied('BatchGetItem', 1));
    expect(await failure(space.deleteJson(ids))).toMatchObject({ name: 'AccessDeniedException' });
    await plan(denied('BatchWriteItem', 2));
    const deletion = (await failure(space.deleteJson(ids))) as UnprocessedItemsError<string>;
    await plan();
    const has = await space.has(ids);
    expect([...deletion.unprocessed].sort()).toEqual(ids.filter((_, index) => has[index]).sort());
    const uuid = '0A5E7BC2-5B3A-4D66-8F0D-1B2C3D4E5F60';
    await space.putJson(['k0', uuid], [1, noise(900_000)]);
    await plan(denied('BatchGetItem', 1));
    expect(await failure(space.getJson(['k0', uuid]))).toMatchObject({ unprocessed: [uuid] });
  });

  engine.test(
    'flushDb never leaves an incomplete document, beside writers and after a failure',
    async () => {
      const acknowledged: string[] = [];
      const writing = Promise.all(
        Array.from({ length: 6 }, async (_, number) => {
          for (let round = 0; round < 4; round++) {
            await make().putJson(`${number % 2 === 0 ? 'a' : 'z'}${number}`, { text: noise(500_000), round });
            acknowledged.push(`${number}`);
          }
        }),
      );
      await plan({ op: 'Scan', fault: 'smallPage', limit: 1, delayMs: 10 } as FaultRule);
      for (let flush = 0; flush < 3; flush++) await make(faulty).flushDb();
      await writing;
      expect(acknowledged).toHaveLength(24);
      for await (const [, document] of linker.entries<{ text: string }>()) expect(document.text).toHaveLength(500_000);
      // A writer may have finished after the last flush.
      await linker.flushDb();

      await linker.putJson(['a', 'b'], [noise(900_000), noise(900_000)]);
      await plan({ op: 'Scan', fault: 'smallPage', limit: 2, when: { first: 2 } } as FaultRule, {
        op: 'Scan',
        fault: 'accessDenied',
      });
      expect(await failure(make(faulty).flushDb())).toMatchObject({ name: 'AccessDeniedException' });
      const left: [id: string, length: number][] = [];
      for await (const [id, document] of linker.entries<string>()) left.push([id, document.length]);
      for (const document of left)
        expect([
          ['a', 900_000],
          ['b', 900_000],
        ]).toContainEqual(document);
      expect(await linker.flushDb()).toBe(left.length);
      expect(await items()).toBe(0);
    },
    60_000,
  );

  engine.test(
    'a large document can be put beside fast writers, and read beside writers',
    async () => {
      await plan({ op: 'BatchWriteItem', delayMs: 150 });
      let isDone = false;
      const stream = (async () => {
        for (let round = 0; !isDone; round++) {
          await linker.putJson('doc', { round });
          await new Promise((resolve) => setTimeout(resolve, 40));
        }
      })();
      await make(faulty).putJson('doc', { text: noise(900_000) });
      isDone = true;
      await stream;

      await linker.putJson('doc', { text: noise(900_000), end: true });
      await plan({ op: 'BatchGetItem', delayMs: 60 });
      isDone = false;
      const writers = [1, 2].map(async () => {
        while (!isDone) await make().putJson('doc', { text: noise(900_000), end: true });
      });
      expect(await make(faulty).getJson<{ end: boolean }>('doc')).toMatchObject({ end: true });
      isDone = true;
      await Promise.all(writers);
    },
    60_000,
  );

  engine.test('update applies a change once, or throws OutcomeUnknownError', async () => {
    await linker.putJson('count', 0);
    const { region, credentials } = faulty.config;
    const retrying = new DynamoDBClient({
      endpoint: faults.endpoint,
      region: await region(),
      credentials: await credentials(),
    });
    const add = (to: Linker, by: number) => to.update('count', (count) => (count as number) + by);
    await plan(
      { op: 'PutItem', fault: 'resetAfter', when: { first: 1 } },
      { op: 'PutItem', delayMs: 2_000, when: { nth: 2 } },
    );
    const lost = failure(add(make(retrying), 1));
    // The second request was sent, so the first one is written.
    while (((await faults.counters()).byOp['PutItem'] ?? 0) < 2)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await add(linker, 10);
    const error = await lost;
    expect(await linker.getJson('count')).toBe(11);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    retrying.destroy();
  });

  engine.test(
    'a write of one request recognizes its own work after a lost response, and repeats after a conflict',
    async () => {
      const { region, credentials } = faulty.config;
      const retrying = new DynamoDBClient({
        endpoint: faults.endpoint,
        region: await region(),
        credentials: await credentials(),
      });
      const to = make(retrying);
      const lost = (): Promise<void> => plan({ op: 'PutItem', fault: 'resetAfter', when: { first: 1 } });
      await lost();
      expect(await to.putIfAbsent('doc', 1)).toBe(true);
      const { revision = '' } = (await linker.getEntry('doc')) ?? {};
      await lost();
      expect(await to.replaceIf('doc', 2, revision)).toBe(true);
      expect(await to.replaceIf('doc', 3, revision)).toBe(false);
      const conflicts = (): Promise<void> => plan({ op: 'PutItem', fault: 'txConflict', when: { first: 2 } });
      await conflicts();
      await to.putJson('doc', 4);
      await conflicts();
      expect(await to.putIfAbsent('doc', 5)).toBe(false);
      await conflicts();
      expect(await to.putIfAbsent('other', 6)).toBe(true);
      expect(await linker.getJson(['doc', 'other'])).toEqual([4, 6]);
      retrying.destroy();
    },
  );

  engine.test('concurrent callers open a table once, and again after its deletion', async () => {
    const other = engine.uniqueTable('links');
    const opening = new DynamoLinker(faulty, { tableName: other, allowMultipleInstances: true });
    await plan({ op: 'DescribeTable', delayMs: 300, when: { first: 1 } });
    const aborted = failure(opening.getJson('a', { signal: AbortSignal.timeout(50) }));
    const waiting = opening.getJson('a');
    expect(await aborted).toMatchObject({ name: 'TimeoutError' });
    expect(await waiting).toBeNull();
    const space = opening.namespace('x');
    await plan();
    await space.putJson('a', 1);
    expect((await faults.counters()).byOp['DescribeTable']).toBeUndefined();
    await opening.dropTable();
    await opening.dropTable();
    expect(await space.getJson('a')).toBeNull();
    await space.putJson('a', 2);
    await opening.table.drop();
    await space.putJson(['a', 'b'], [3, 4]);
    expect(await opening.namespace('x').getJson('a')).toBe(3);
    await opening.dropTable();
  });

  engine.test(
    'a put ignores a failed deletion of old parts, and a rejected put leaves no parts',
    async () => {
      await linker.putJson('doc', noise(900_000));
      await plan({ op: 'BatchWriteItem', fault: 'throttle' });
      const cleaning = jest.spyOn(BaseRepository.prototype, 'deleteMany');
      await make(faulty).putJson('doc', 1);
      expect(cleaning.mock.calls.map(([, options]) => options)).toEqual([{ timeoutMs: 5_000 }]);
      cleaning.mockRestore();
      await plan();
      expect(await linker.sweep()).toBe(2);
      const ids = Array.from({ length: 101 }, (_, index) => `a${index}`);
      const documents = ids.map((_, index) => (index < 3 ? noise(600_000) : index));
      expect(await failure(linker.putJson(ids, documents, { atomic: true }))).toBeInstanceOf(ValidationError);
      expect(await items()).toBe(1);
    },
    60_000,
  );

  engine.test(
    '100 concurrent updates of one document all succeed',
    async () => {
      await Promise.all(
        Array.from({ length: 100 }, () =>
          linker.update('count', (count) => ((count as number) ?? 0) + 1, { timeoutMs: 100_000 }),
        ),
      );
      expect(await linker.getJson('count')).toBe(100);
    },
    120_000,
  );
});
