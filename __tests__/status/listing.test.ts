import { InvalidCursorError } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { type Runs, runsOf, testClock } from './models.ts';

onEveryEngine('lists of a status tracker', (engine) => {
  const time = testClock();
  const table = engine.uniqueTable('runs');
  const runs = runsOf(engine.client, table, { clock: time.clock, shards: 4 });
  const idsOf = (items: readonly { requestId: string }[]): string[] => items.map(({ requestId }) => requestId);
  const all = async (tracker: Runs, status: 'QUEUED' | 'STARTING', limit: number): Promise<string[][]> => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await tracker.listByStatus(status, { limit, cursor });
      pages.push(idsOf(page.items));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return pages;
  };

  beforeAll(async () => {
    await runs.table.create();
    for (let index = 0; index < 40; index++) {
      // Four requests have the same time. They are sorted by id.
      if (index % 4 === 0) time.now += 1_000;
      const id = `run-${String(index).padStart(2, '0')}`;
      await runs.start(id, { userId: index % 2 === 0 ? 'ann' : 'bob', attributes: { model: 'm', epochs: index } });
    }
    time.now += 1_000;
    for (const id of ['run-03', 'run-07', 'run-20']) {
      await runs.advance(id, 'STARTING');
      time.now += 1_000;
    }
    await runs.fail('run-00');
  });
  afterAll(() => runs.table.drop());

  engine.test('lists by status, newest first, in pages of any size', async () => {
    const queued = Array.from({ length: 40 }, (_, index) => `run-${String(39 - index).padStart(2, '0')}`).filter(
      (id) => !['run-00', 'run-03', 'run-07', 'run-20'].includes(id),
    );
    for (const limit of [1, 5, 36, 100]) {
      const pages = await all(runs, 'QUEUED', limit);
      expect(pages.flat()).toEqual(queued);
      expect(pages.every((page) => page.length <= limit)).toBe(true);
    }
    expect(await all(runs, 'STARTING', 2)).toEqual([['run-20', 'run-07'], ['run-03']]);
    expect((await runs.listByStatus('STARTING', { recheck: true })).items).toHaveLength(3);
    expect(await runs.listByStatus('TRAINING')).toEqual({ items: [], cursor: undefined });
  });

  engine.test('continues only from cursors of the same list', async () => {
    const { cursor = '' } = await runs.listByStatus('QUEUED', { limit: 2 });
    expect(cursor).toMatch(/^[\w-]+$/);
    await expect(runs.listByStatus('STARTING', { cursor })).rejects.toThrow(InvalidCursorError);
    for (const wrong of ['', 'x', cursor.slice(3), Buffer.from('[]').toString('base64url')])
      await expect(runs.listByStatus('QUEUED', { cursor: wrong })).rejects.toThrow(InvalidCursorError);
    const signed = runsOf(engine.client, table, { clock: time.clock, shards: 4, cursorSecret: 'secret' });
    await expect(signed.listByStatus('QUEUED', { cursor })).rejects.toThrow(InvalidCursorError);
    const [at, id] = [time.now, 'run-39'];
    const forged = Buffer.from(JSON.stringify([table, 'QUEUED', at, id])).toString('base64url');
    await expect(signed.listByStatus('QUEUED', { cursor: forged })).rejects.toThrow(InvalidCursorError);
    const own = await signed.listByStatus('QUEUED', { limit: 2 });
    expect((await signed.listByStatus('QUEUED', { limit: 2, cursor: own.cursor })).items).toHaveLength(2);
    await expect(runs.listByStatus('QUEUED', { limit: 0 })).rejects.toThrow(/limit must be/);
  });

  engine.test('lists the requests of one user, all or of one status', async () => {
    const ann = await runs.listByUser('ann').all();
    expect(ann).toHaveLength(20);
    expect(ann[0]?.createdAt.getTime()).toBeGreaterThan(ann.at(-1)?.createdAt.getTime() ?? 0);
    expect(idsOf(await runs.listByUser('bob', { status: 'STARTING' }).all()).sort()).toEqual(['run-03', 'run-07']);
    const { items, cursor } = await runs.listByUser('bob').page({ limit: 3 });
    expect(items).toHaveLength(3);
    expect((await runs.listByUser('bob').page({ limit: 100, cursor })).items).toHaveLength(17);
  });

  engine.test('counts the requests of each status', async () => {
    expect(await runs.counts()).toEqual({
      QUEUED: 36,
      STARTING: 3,
      TRAINING: 0,
      SUCCESS: 0,
      ERROR: 1,
      CANCELLED: 0,
    });
  });

  engine.test('deletes many requests, and reports the progress', async () => {
    const ids = Array.from({ length: 9 }, (_, index) => `gone-${index}`);
    await Promise.all(ids.map((id) => runs.start(id, { attributes: { model: 'm' } })));
    const reports: number[] = [];
    await runs.deleteMany([...ids, 'none'], { onProgress: (done) => reports.push(done) });
    expect(reports).toEqual([4, 8, 10]);
    expect(await runs.getMany(ids)).toEqual(ids.map(() => undefined));
  });

  engine.test('finds stale requests, longest wait first', async () => {
    const idle = await runs.findStale({ idleMs: 1_000 });
    expect(idle).toHaveLength(39);
    expect(idle[0]?.staleAt.getTime()).toBeLessThanOrEqual(idle[38]?.staleAt.getTime() ?? 0);
    expect(await runs.findStale({ idleMs: 1_000, limit: 5 })).toHaveLength(5);
    expect(await runs.findStale({ idleMs: 3_600_000 })).toEqual([]);
    expect(await runs.getMany(['run-01', 'none'])).toEqual([
      expect.objectContaining({ epochs: 1, model: 'm' }),
      undefined,
    ]);
  });
});
