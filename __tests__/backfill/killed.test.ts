import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists, InvalidItemError, increment } from 'annotable';
import { orderModels } from '../integration/version-models.ts';
import { endChildScripts, runFile } from '../support/child-script.ts';
import { onEveryEngine } from '../support/engines.ts';

/** The full trial has 100,000 items and 20 kills. */
const count = Number(process.env['ANNOTABLE_BACKFILL_ITEMS'] ?? 600);
const kills = Number(process.env['ANNOTABLE_BACKFILL_KILLS'] ?? 2);
const timeoutMs = 120_000 + count * 30;

/** The writes of one program: how often it changed each item. */
class Writer {
  readonly done: number[] = Array(count).fill(0);
  readonly #write: (orderId: string) => Promise<unknown>;
  #isEnded = false;

  constructor(write: (orderId: string) => Promise<unknown>) {
    this.#write = write;
  }

  /** Changes random items until it is ended. A refused write is not counted. */
  async run(): Promise<void> {
    while (!this.#isEnded) {
      const index = Math.floor(Math.random() * count);
      const isDone = await this.#write(`o${index}`).then(
        () => true,
        // An upgraded item lacks what the older class requires. Its write was done.
        (error) => error instanceof InvalidItemError && error.written,
      );
      if (isDone) this.done[index] = (this.done[index] ?? 0) + 1;
    }
  }

  end(): void {
    this.#isEnded = true;
  }
}

onEveryEngine('a backfill that is killed', (engine) => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backfill-'));
  });
  afterEach(endChildScripts);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  engine.testWith(
    'itemOnConditionFailure',
    'upgrades every item once, and keeps the changes of three programs that write meanwhile',
    async () => {
      const table = engine.uniqueTable('killed');
      const models = orderModels(table);
      const [orders, old] = [models.orders(engine.client), models.oldOrders(engine.client)];
      await orders.table.create();
      const items = Array.from({ length: count }, (_, index) => ({ orderId: `o${index}`, sum: `${index}` }));
      await old.putMany(items, { timeoutMs: Number.POSITIVE_INFINITY });
      const writers = [
        // An older program changes what the upgrade converts, and what it does not know.
        new Writer((orderId) => old.update(orderId, { sum: increment('1') }, { if: { sum: exists() } })),
        new Writer((orderId) => old.update(orderId, { extra: increment(1) })),
        new Writer((orderId) => orders.update(orderId, { total: increment(1) })),
      ];
      const writing = Promise.all(writers.map((writer) => writer.run()));
      const args = [engine.endpoint, table, join(folder, `${table}.json`), '4'];
      const share = count / (kills + 1);
      for (let kill = 0; kill < kills; kill++) {
        const { child, printed, ended } = runFile('__tests__/backfill/killed-program.ts', args);
        const from = Number((await printed(/scanned (\d+)/))[1]);
        await printed(new RegExp(Array.from({ length: Math.ceil(share / 200) }, () => 'scanned').join('[^]*')));
        expect(from).toBeGreaterThan(0);
        child.kill('SIGKILL');
        await ended();
      }
      const last = runFile('__tests__/backfill/killed-program.ts', args);
      const { stdout, stderr } = await last.ended();
      for (const writer of writers) writer.end();
      await writing;
      expect(stderr).toBe('');
      console.info(`${engine.name}: ${count} items, ${kills} kills, ${stdout.match(/done .*/)?.[0]}`);
      const [sums, extras, totals] = writers.map(({ done }) => done) as [number[], number[], number[]];
      const expected = sums.map((added, index) => ({
        orderId: `o${index}`,
        total: (index + added) * 100 + (totals[index] as number),
        region: 'EU',
      }));
      const byId = (one: { orderId: string }, other: { orderId: string }) => (one.orderId < other.orderId ? -1 : 1);
      expect((await orders.scan().all()).map((order) => ({ ...order })).sort(byId)).toEqual(expected.sort(byId));
      for await (const { Items = [] } of pagesOf(table))
        for (const { orderId, schemaVersion, extra, sum } of Items) {
          expect([schemaVersion, sum]).toEqual([{ N: '3' }, undefined]);
          expect(Number(extra?.N ?? 0)).toBe(extras[Number(orderId?.S?.slice(1))]);
        }

      async function* pagesOf(TableName: string) {
        const { paginateScan } = await import('@aws-sdk/client-dynamodb');
        yield* paginateScan({ client: engine.client }, { TableName, ConsistentRead: true });
      }
    },
    timeoutMs,
  );
});
