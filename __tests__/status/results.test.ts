import { IllegalTransitionError, MemoryLinker, type ResultStore } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { requestsOf, testClock } from './models.ts';

const needs = 'itemOnConditionFailure';

onEveryEngine('result store of a status tracker', (engine) => {
  const table = engine.uniqueTable('results');
  const { clock } = testClock();
  const kept = new Map<string, unknown>();
  const putOptions: unknown[] = [];
  const store: ResultStore = {
    putJson: async (id, document, options) => {
      kept.set(id, document);
      putOptions.push(options);
    },
    getJson: async (id) => kept.get(id) as never,
    deleteJson: async (id) => {
      kept.delete(id);
    },
  };
  const result = { text: 'x'.repeat(200) };
  const large = requestsOf(engine.client, table, { clock, maxResultBytes: 100, results: store });
  let next = 1;
  const start = async (): Promise<string> => (await large.start(`r-${next++}`)).requestId;
  beforeAll(() => large.table.create());
  afterAll(() => large.table.drop());
  beforeEach(() => {
    kept.clear();
    putOptions.length = 0;
  });

  engine.testWith(needs, 'keeps no result of a rejected step', async () => {
    await expect(large.succeed('nowhere', { result })).rejects.toThrow();
    const id = await start();
    await expect(large.succeed(id, { result, owner: 'w' })).rejects.toThrow();
    await expect(large.succeed(id, { result, version: 99 })).rejects.toThrow();
    await large.fail(id);
    await expect(large.succeed(id, { result })).rejects.toThrow(IllegalTransitionError);
    expect(kept.size).toBe(0);
  });

  engine.testWith(needs, 'keeps one result for each request, and deletes it with the request', async () => {
    const id = await start();
    await large.claim(id, { owner: 'w' });
    const done = await large.succeed(id, { result, owner: 'w' });
    expect(await large.succeed(id, { result, owner: 'w' })).toMatchObject({ resultId: done.resultId });
    expect(await large.succeed(id, { result: { text: 'y'.repeat(200) } })).toMatchObject({ resultId: done.resultId });
    expect([...kept.keys()]).toEqual([done.resultId]);
    await large.delete(id);
    expect(kept.size).toBe(0);
    const other = await start();
    await large.succeed(other, { result });
    await large.deleteMany([other]);
    expect(kept.size).toBe(0);
  });

  engine.test('keeps results as long as their requests', async () => {
    const brief = requestsOf(engine.client, table, { maxResultBytes: 9, results: store, retention: 60 });
    await brief.succeed(await start(), { result });
    await large.succeed(await start(), { result });
    expect(putOptions).toEqual([{ ttlSeconds: 60 }, undefined]);
    const linker = new MemoryLinker({ allowMultipleInstances: true });
    const linked = requestsOf(engine.client, table, { maxResultBytes: 9, results: linker, retention: 60 });
    const done = await linked.succeed(await start(), { result });
    expect(await linked.resultOf(done)).toEqual(result);
    await linked.delete(done.requestId);
    expect(await linker.getJson(done.resultId ?? '')).toBeNull();
  });
});
