import { drain, type MethodPermissions, prepared, refused, usual } from './permission-case.ts';
import type { World } from './permission-world.ts';

async function started(world: World): Promise<string> {
  const id = `r-${world.next()}`;
  await world.tracker.start(id);
  return id;
}

async function failed(world: World): Promise<string> {
  const id = await started(world);
  await world.tracker.fail(id);
  return id;
}

async function withResult(world: World): Promise<string> {
  const id = `r-${world.next()}`;
  await world.withResults.start(id);
  await world.withResults.succeed(id, { result: 'x'.repeat(100) });
  return id;
}

async function document(world: World): Promise<string> {
  const id = `d-${world.next()}`;
  await world.linker.putJson(id, { page: 1 });
  return id;
}

/** Text that does not compress below the size of one item. */
const large = (): { readonly numbers: readonly number[] } => ({
  numbers: Array.from({ length: 60_000 }, () => Math.random()),
});

/** A table without the settings that the class `Order` declares. */
async function plainTable(world: World): Promise<void> {
  await world.dropOrders();
  await world.plainOrders.table.create();
}

const settings = [
  'ListTagsOfResource',
  'DescribeContinuousBackups',
  'DescribeTimeToLive',
  'GetResourcePolicy',
  'DescribeContributorInsights',
];
const changedSettings = [
  'UpdateContinuousBackups',
  'UpdateTimeToLive',
  'TagResource',
  'PutResourcePolicy',
  'UpdateContributorInsights',
];
const declared =
  'the class declares tags, `pointInTimeRecovery`, `@TimeToLive`, `resourcePolicy`, or `contributorInsights`';

export const tableMethods: readonly MethodPermissions[] = [
  usual('table.describe, table.exists', ['DescribeTable'], (world) => world.plainOrders.table.exists()),
  {
    method: 'table.plan',
    cases: [
      prepared(['DescribeTable'], plainTable, (world) => world.plainOrders.table.plan()),
      prepared(['DescribeTable', ...settings], plainTable, (world) => world.orders.table.plan(), declared),
    ],
  },
  {
    method: 'table.create',
    cases: [
      prepared(
        ['CreateTable', 'DescribeTable'],
        (world) => world.dropOrders(),
        (world) => world.plainOrders.table.create(),
      ),
      prepared(
        ['CreateTable', 'DescribeTable', ...settings, ...changedSettings],
        (world) => world.dropOrders(),
        (world) => refused(world.orders.table.create()),
        declared,
      ),
    ],
  },
  {
    method: 'table.ensure',
    cases: [
      prepared(['DescribeTable'], plainTable, (world) => world.plainOrders.table.ensure()),
      prepared(
        ['DescribeTable', 'CreateTable'],
        (world) => world.dropOrders(),
        (world) => world.plainOrders.table.ensure(),
        'the table is absent',
      ),
      prepared(
        ['DescribeTable', 'UpdateTable', ...settings, ...changedSettings],
        plainTable,
        (world) => refused(world.orders.table.ensure()),
        'the table lacks declared settings or indexes',
      ),
    ],
  },
  {
    method: 'table.createIndex, table.deleteIndex',
    cases: [
      prepared(['DescribeTable', 'UpdateTable'], plainTable, async (world) => {
        await world.orders.table.createIndex('byState');
        await world.orders.table.deleteIndex('byState');
      }),
    ],
  },
  {
    method: 'table.drop',
    cases: [prepared(['DeleteTable', 'DescribeTable'], plainTable, (world) => world.plainOrders.table.drop())],
  },
];

export const linkerMethods: readonly MethodPermissions[] = [
  {
    method: 'first call of a linker; connectionCheck',
    cases: [
      {
        actions: ['DescribeTable', 'DescribeTimeToLive'],
        run: (world) => world.newLinker('documents').connectionCheck(),
      },
      {
        when: 'the table is absent',
        actions: ['DescribeTable', 'DescribeTimeToLive', 'CreateTable', 'UpdateTimeToLive'],
        run: (world) => world.newLinker(`documents-${world.next()}`).connectionCheck(),
      },
    ],
  },
  {
    method: 'putJson of one document',
    cases: [
      { actions: ['PutItem'], run: (world) => world.linker.putJson(`d-${world.next()}`, { page: 1 }) },
      {
        when: 'the new document has more than 350 KB compressed',
        actions: ['PutItem', 'BatchGetItem', 'UpdateItem', 'BatchWriteItem'],
        run: (world) => world.linker.putJson(`d-${world.next()}`, large()),
      },
      prepared(
        ['PutItem', 'BatchWriteItem'],
        async (world) => {
          const id = `d-${world.next()}`;
          await world.linker.putJson(id, large());
          return id;
        },
        (world, id) => world.linker.putJson(id, { page: 1 }),
        'the old document has more than 350 KB compressed',
      ),
    ],
  },
  usual('putJson of many', ['BatchGetItem', 'BatchWriteItem'], (world) => world.linker.putJson(['a', 'b'], [1, 2])),
  usual('putJson with atomic', ['BatchGetItem', 'PutItem'], (world) =>
    world.linker.putJson(['a', 'b'], [1, 2], { atomic: true }),
  ),
  {
    method: 'putIfAbsent',
    cases: [
      { actions: ['PutItem'], run: (world) => world.linker.putIfAbsent(`d-${world.next()}`, 1) },
      {
        when: 'the document has more than 350 KB compressed',
        actions: ['PutItem', 'BatchGetItem', 'UpdateItem', 'BatchWriteItem'],
        run: (world) => world.linker.putIfAbsent(`d-${world.next()}`, large()),
      },
      prepared(
        ['PutItem', 'DeleteItem'],
        async (world) => {
          const id = `d-${world.next()}`;
          await world.linker.putJson(id, 1, { expiresAt: new Date(0) });
          return id;
        },
        (world, id) => world.linker.putIfAbsent(id, 1),
        'the id has an expired document',
      ),
    ],
  },
  {
    method: 'replaceIf',
    cases: [
      prepared(
        ['PutItem'],
        async (world) => {
          const id = await document(world);
          const stored = await world.linker.getEntry(id);
          return { id, revision: stored?.revision ?? '' };
        },
        (world, { id, revision }) => world.linker.replaceIf(id, { page: 2 }, revision),
      ),
      {
        when: 'the id has no document',
        actions: ['PutItem', 'GetItem'],
        run: (world) => world.linker.replaceIf(`d-${world.next()}`, 1, 'none'),
      },
    ],
  },
  {
    method: 'update with a function',
    cases: [
      prepared(['BatchGetItem', 'PutItem'], document, (world, id) => world.linker.update(id, () => ({ page: 2 }))),
    ],
  },
  {
    method: 'getJson, getMap, getEntry, has',
    cases: [
      prepared(['BatchGetItem'], document, async (world, id) => {
        await world.linker.getJson(id);
        await world.linker.getMap([id]);
        await world.linker.getEntry(id);
        await world.linker.has(id);
      }),
    ],
  },
  {
    method: 'deleteJson of one document',
    cases: [
      prepared(['DeleteItem'], document, (world, id) => world.linker.deleteJson(id)),
      prepared(
        ['DeleteItem', 'BatchWriteItem'],
        async (world) => {
          const id = `d-${world.next()}`;
          await world.linker.putJson(id, large());
          return id;
        },
        (world, id) => world.linker.deleteJson(id),
        'the document has more than 350 KB compressed',
      ),
    ],
  },
  usual('deleteJson of many', ['BatchGetItem', 'BatchWriteItem'], (world) => world.linker.deleteJson(['a', 'b'])),
  usual('keys', ['Scan'], (world) => drain(world.linker.keys())),
  {
    method: 'entries',
    cases: [prepared(['Scan', 'BatchGetItem'], document, (world) => drain(world.linker.entries()))],
  },
  {
    method: 'flushDb',
    cases: [prepared(['Scan', 'BatchWriteItem'], document, (world) => world.linker.flushDb())],
  },
  {
    method: 'sweep',
    cases: [
      { actions: ['Scan'], run: (world) => world.linker.sweep() },
      prepared(
        ['Scan', 'BatchGetItem', 'BatchWriteItem', 'UpdateItem', 'DeleteItem'],
        (world) => world.abandonedWrites(),
        (world) => world.linker.sweep(),
        'there is something to delete',
      ),
    ],
  },
  {
    method: 'dropTable',
    cases: [
      prepared(
        ['DeleteTable', 'DescribeTable'],
        async (world) => {
          const linker = world.newLinker(`documents-${world.next()}`);
          await linker.connectionCheck();
          return linker;
        },
        (_world, linker) => linker.dropTable(),
      ),
    ],
  },
];

export const trackerMethods: readonly MethodPermissions[] = [
  usual('start, startIfNew', ['PutItem'], (world) => world.tracker.start(`r-${world.next()}`)),
  {
    method: 'advance, progress, succeed, fail',
    cases: [
      prepared(['UpdateItem'], started, async (world, id) => {
        await world.tracker.advance(id, 'IN_PROGRESS');
        await world.tracker.progress(id, 40);
        await world.tracker.succeed(id);
      }),
      prepared(
        ['UpdateItem', 'PutItem'],
        async (world) => {
          const id = `r-${world.next()}`;
          await world.withResults.start(id);
          return id;
        },
        (world, id) => world.withResults.succeed(id, { result: 'x'.repeat(100) }),
        '`succeed` stores a large result in a linker',
      ),
    ],
  },
  {
    method: 'cancel, confirmCancel',
    cases: [
      prepared(['UpdateItem'], started, async (world, id) => {
        await world.tracker.cancel(id);
        await world.tracker.confirmCancel(id);
      }),
    ],
  },
  {
    method: 'redrive',
    cases: [
      prepared(['UpdateItem'], failed, (world, id) => world.tracker.redrive(id)),
      prepared(
        ['UpdateItem', 'GetItem'],
        failed,
        (world, id) => world.tracker.redrive(id, { redrives: 0 }),
        'you pass `redrives`',
      ),
    ],
  },
  {
    method: 'claim, heartbeat',
    cases: [
      prepared(['UpdateItem'], started, async (world, id) => {
        await world.tracker.claim(id, { owner: 'worker-7' });
        await world.tracker.heartbeat(id, { owner: 'worker-7' });
      }),
    ],
  },
  {
    method: 'get, waitFor, watch, history',
    cases: [
      prepared(['GetItem'], failed, async (world, id) => {
        await world.tracker.get(id);
        await world.tracker.waitFor(id);
        await drain(world.tracker.watch(id));
        await world.tracker.history(id);
      }),
    ],
  },
  {
    method: 'resultOf',
    cases: [
      prepared(
        [],
        async (world) => world.tracker.getOrThrow(await failed(world)),
        (world, record) => world.tracker.resultOf(record),
      ),
      prepared(
        ['BatchGetItem'],
        async (world) => world.withResults.getOrThrow(await withResult(world)),
        (world, record) => world.withResults.resultOf(record),
        'the result is in a linker',
      ),
    ],
  },
  usual('findStale, listByUser, counts', ['Query'], async (world) => {
    await world.tracker.findStale();
    await world.tracker.listByUser('ann').all();
    await world.tracker.counts();
  }),
  {
    method: 'listByStatus',
    cases: [
      prepared(['Query'], failed, (world) => world.tracker.listByStatus('FAILED')),
      prepared(
        ['Query', 'BatchGetItem'],
        failed,
        (world) => world.tracker.listByStatus('FAILED', { recheck: true }),
        'you pass `recheck: true`',
      ),
    ],
  },
  {
    method: 'delete, deleteIfExists, deleteMany',
    cases: [
      prepared(['DeleteItem'], failed, (world, id) => world.tracker.deleteMany([id])),
      prepared(['DeleteItem'], withResult, (world, id) => world.withResults.delete(id), 'its result is in a linker'),
    ],
  },
];
