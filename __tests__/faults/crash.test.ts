import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CallTimeoutError,
  DynamoLinker,
  OutcomeUnknownError,
  RequestStatusRepository,
  UnprocessedItemsError,
} from 'annotable';
import { faultModels } from './support.ts';
import { openClient, openWorld, type World } from './world.ts';

/** Kills the engine before, during, and after requests. It restarts each time. */
const kills = (op: string) =>
  (['before', 'during', 'after'] as const).map((phase, at) => ({
    name: `kill ${phase}`,
    op,
    fault: 'killEngine',
    phase,
    restartAfterMs: 60,
    when: { every: 7 + 2 * at },
  }));

describe('an engine that is killed again and again', () => {
  let world: World;
  let client: DynamoDBClient;
  let direct: DynamoDBClient;

  beforeAll(async () => {
    world = await openWorld();
    // Long enough for a restart of the engine, but too short to find out about every write.
    client = await openClient(world.endpoint, { attempts: 6, delayMs: 20 });
    direct = await openClient(world.direct, { attempts: 10, delayMs: 50 });
  });
  beforeEach(() => world.setPlan(1, []));
  afterAll(async () => {
    client.destroy();
    direct.destroy();
    await world.close();
  });
  /** True for errors that a crash may cause: the write may be done, or the engine was not reachable. */
  const isKnown = (error: unknown): boolean => {
    if (error instanceof OutcomeUnknownError || error instanceof UnprocessedItemsError) return true;
    const isGone = error instanceof CallTimeoutError || /ECONN|EPIPE|socket hang up/.test((error as Error).message);
    if (!isGone) console.error(error);
    return isGone;
  };

  test('loses no acknowledged document of a linker, and leaves none incomplete', async () => {
    const options = { tableName: 'crash-links', allowMultipleInstances: true };
    await new DynamoLinker(direct, options).connectionCheck();
    const linker = new DynamoLinker(client, options);
    await linker.connectionCheck();
    await world.setPlan(1, kills('/PutItem|UpdateItem|BatchWriteItem/'));
    const acknowledged = new Map<string, number>();
    const tried = new Map<string, Set<number>>();
    for (let round = 0; round < 24; round++) {
      const id = `doc-${round % 4}`;
      const document = { round, text: randomBytes(450_000).toString('hex'), end: round };
      tried.set(id, (tried.get(id) ?? new Set()).add(round));
      try {
        await linker.putJson(id, document, { timeoutMs: 5_000 });
        acknowledged.set(id, round);
      } catch (error) {
        expect(isKnown(error)).toBe(true);
      }
    }
    expect((await world.counters()).kills).toBeGreaterThan(5);
    await world.setPlan(1, []);
    const reader = new DynamoLinker(direct, options);
    for (const [id, round] of acknowledged) {
      const found = await reader.getJson<{ round: number; end: number; text: string }>(id);
      expect(found?.end).toBe(found?.round);
      expect(found?.text).toHaveLength(900_000);
      // The last acknowledged one, or a later one that was not acknowledged.
      expect(found?.round).toBeGreaterThanOrEqual(round);
      expect(tried.get(id)?.has(found?.round ?? -1)).toBe(true);
    }
    expect(acknowledged.size).toBe(4);
    await reader.sweep({ olderThanSeconds: 0 });
    const items = await reader.scan().all();
    const parts = items.reduce((sum, item) => sum + (item.parts ?? 0), 0);
    expect(items).toHaveLength(4 + parts);
  }, 120_000);

  test('loses no step of a tracker, and repeats none', async () => {
    const options = { tableName: 'crash-requests' };
    const tracker = new RequestStatusRepository(client, options);
    const reader = new RequestStatusRepository(direct, options);
    await reader.table.ensure();
    await world.setPlan(2, kills('/PutItem|UpdateItem/'));
    const untilDone = async (step: () => Promise<unknown>): Promise<void> => {
      for (let attempt = 0; attempt < 200; attempt++) {
        try {
          await step();
          return;
        } catch (error) {
          expect(isKnown(error)).toBe(true);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
      throw new Error('the step could not be taken');
    };
    for (let request = 0; request < 12; request++) {
      const id = `r-${request}`;
      await untilDone(() => tracker.start(id));
      await untilDone(() => tracker.claim(id, { owner: 'w' }));
      for (const progress of [20, 40, 60]) await untilDone(() => tracker.progress(id, progress, { owner: 'w' }));
      await untilDone(() => tracker.succeed(id, { owner: 'w', result: request }));
    }
    expect((await world.counters()).kills).toBeGreaterThan(5);
    await world.setPlan(2, []);
    for (let request = 0; request < 12; request++) {
      const record = await reader.getOrThrow(`r-${request}`);
      expect(record).toMatchObject({ status: 'SUCCESS', progress: 100, result: request, attempts: 1 });
      expect(record.history.map(({ status }) => status)).toEqual(['STARTED', 'SUCCESS']);
    }
  }, 120_000);

  test('stores or reports as unprocessed every item of a batch', async () => {
    const { plain } = faultModels('crash-batches');
    await plain(direct).table.ensure();
    await world.setPlan(3, kills('BatchWriteItem'));
    for (let round = 0; round < 6; round++) {
      const items = Array.from({ length: 200 }, (_, index) => ({ id: `i-${index}`, text: `round ${round}` }));
      const left = await plain(client)
        .putMany(items, { timeoutMs: 2_000 })
        .then(
          () => [],
          (error) => {
            expect(isKnown(error)).toBe(true);
            return error instanceof UnprocessedItemsError ? (error.unprocessed as { id: string }[]) : items;
          },
        );
      const leftIds = new Set(left.map(({ id }) => id));
      const stored = await plain(direct).getMany(
        items.map(({ id }) => id),
        { consistent: true },
      );
      for (const [index, item] of stored.entries())
        if (!leftIds.has(`i-${index}`)) expect(item?.text).toBe(`round ${round}`);
    }
    expect((await world.counters()).kills).toBeGreaterThan(2);
  }, 120_000);
});
