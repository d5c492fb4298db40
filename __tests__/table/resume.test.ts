import { TableHandle, type TableOptions } from 'annotable';
import fc from 'fast-check';
import { Executor } from '../../lib/execution/executor.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { FakeTables, Killed } from './fake-tables.ts';

const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'dynamodb:GetItem' }] };

function jobs(client: never, options: TableOptions, indexes: readonly string[] = ['byState']): TableHandle {
  const schema = defineSchema({
    name: 'Job',
    table: { name: 'jobs', ...options },
    partitionKey: 'id',
    attributes: { id: { type: String }, state: { type: String }, endsAt: { type: Number } },
    indexes: Object.fromEntries(indexes.map((name) => [name, { partitionKey: 'state' }])),
  });
  return new TableHandle(schema, new Executor(client));
}

const everything: TableOptions = {
  billing: { onDemand: { maxRead: 100, maxWrite: 50 } },
  warmThroughput: { read: 20_000, write: 5_000 },
  stream: 'NEW_IMAGE',
  deletionProtection: true,
  pointInTimeRecovery: { days: 7 },
  tableClass: 'infrequentAccess',
  encryption: 'aws',
  resourcePolicy: policy,
  contributorInsights: true,
  tags: { team: 'a' },
};

const indexes = ['byState', 'byOther'];

/** A table without settings and indexes. */
async function plain(): Promise<FakeTables> {
  const fake = new FakeTables({ reads: 0 });
  await jobs(fake.client(), { billing: { read: 1, write: 1 } }, []).create();
  fake.requests.length = 0;
  return fake;
}

const sorted = (fake: FakeTables): string[] =>
  fake
    .changes()
    .map((change) => JSON.stringify(change))
    .sort();

describe('ensure()', () => {
  test('continues after a crash at any step, and sends no change twice', async () => {
    const undisturbed = await plain();
    await jobs(undisturbed.client(), everything, indexes).ensure();
    const all = sorted(undisturbed);
    expect(all).toHaveLength(13);
    for (let done = 0; done <= all.length; done += 1) {
      const fake = await plain();
      const killed: unknown = await jobs(fake.client(done), everything, indexes)
        .ensure()
        .catch((error) => error);
      const { cause = killed } = killed as Error;
      expect(done === all.length || cause instanceof Killed).toBe(true);
      await jobs(fake.client(), everything, indexes).ensure();
      expect(sorted(fake)).toEqual(all);
      expect((await jobs(fake.client(), everything, indexes).plan()).steps).toEqual([]);
    }
  });

  test('continues after a crash at any step of a new table', async () => {
    for (let done = 0; done <= 3; done += 1) {
      const fake = new FakeTables({ reads: 0 });
      await jobs(fake.client(done), everything)
        .ensure()
        .catch(() => undefined);
      await jobs(fake.client(), everything).ensure();
      expect(fake.changes().map(([operation]) => operation)).toEqual([
        'CreateTable',
        'UpdateContinuousBackups',
        'UpdateContributorInsights',
      ]);
    }
  });

  test('is safe from several processes', async () => {
    for (const start of [new FakeTables(), await plain()]) {
      const clients = [start.client(), start.client(), start.client()];
      await Promise.all(clients.map((client) => jobs(client, everything, indexes).ensure()));
      const plan = await jobs(start.client(), everything, indexes).plan();
      expect(plan).toEqual({ steps: [], differences: [], surplus: [] });
      expect(start.description).toMatchObject({ DeletionProtectionEnabled: true, TableStatus: 'ACTIVE' });
    }
  });

  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const units = fc.integer({ min: 1, max: 9 });
  const options: fc.Arbitrary<TableOptions> = fc.record({
    billing: maybe(
      fc.oneof(
        fc.constant('onDemand' as const),
        fc.record({ read: units, write: units }),
        fc.record({ onDemand: fc.record({ maxRead: units, maxWrite: maybe(units) }) }),
      ),
    ),
    warmThroughput: maybe(
      fc.record({ read: fc.integer({ min: 12_000, max: 12_003 }), write: fc.integer({ min: 4_000, max: 4_003 }) }),
    ),
    deletionProtection: maybe(fc.boolean()),
    pointInTimeRecovery: maybe(fc.oneof(fc.boolean(), fc.record({ days: fc.integer({ min: 1, max: 35 }) }))),
    tableClass: maybe(fc.constantFrom('standard' as const, 'infrequentAccess' as const)),
    encryption: maybe(
      fc.oneof(fc.constantFrom('owned' as const, 'aws' as const), fc.record({ kmsKey: fc.constantFrom('a/1', 'a/2') })),
    ),
    resourcePolicy: maybe(fc.record({ Statement: fc.array(fc.record({ Sid: fc.constantFrom('a', 'b') })) })),
    contributorInsights: maybe(fc.oneof(fc.boolean(), fc.constant('throttledKeys' as const))),
    tags: maybe(fc.dictionary(fc.constantFrom('team', 'stage'), fc.constantFrom('a', 'b'))),
  });

  test('reaches any settings from any others, and then sends nothing', async () => {
    await fc.assert(
      fc.asyncProperty(options, options, async (before, after) => {
        const fake = new FakeTables({ reads: 0 });
        await jobs(fake.client(), before, []).ensure();
        await jobs(fake.client(), after, indexes).ensure();
        const sent = fake.changes().length;
        await jobs(fake.client(), after, indexes).ensure();
        expect(fake.changes()).toHaveLength(sent);
        const { steps, differences } = await jobs(fake.client(), after, indexes).plan();
        expect([steps, differences]).toEqual([[], []]);
      }),
      { numRuns: 100 },
    );
  });
});
