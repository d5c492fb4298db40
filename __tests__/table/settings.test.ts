import { TableHandle, type TableOptions, type TablePlan } from 'annotable';
import { Executor } from '../../lib/execution/executor.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { FakeTables } from './fake-tables.ts';

const key = 'arn:aws:kms:eu-west-3:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const otherKey = 'arn:aws:kms:eu-west-3:123456789012:key/9876fedc-12ab-34cd-56ef-1234567890ab';
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'dynamodb:GetItem' }] };

/** The table of a class with an index, and these options. */
function orders(client: never, options: TableOptions = {}): TableHandle {
  const schema = defineSchema({
    name: 'Order',
    table: { name: 'orders', ...options },
    partitionKey: 'id',
    attributes: { id: { type: String }, state: { type: String } },
    indexes: { byState: { partitionKey: 'state' } },
  });
  return new TableHandle(schema, new Executor(client));
}

/** A table that was made with some options. */
async function made(options: TableOptions = {}): Promise<FakeTables> {
  const fake = new FakeTables({ reads: 0 });
  await orders(fake.client(), options).create();
  fake.requests.length = 0;
  return fake;
}

/** Ensures options twice. Returns the plan before, and the changes that were sent. The second time must send none. */
async function ensured(fake: FakeTables, options: TableOptions) {
  const { table, plan } = { table: orders(fake.client(), options), plan: [] as TablePlan[] };
  plan.push(await table.plan());
  await table.ensure();
  const changes = fake.changes();
  await table.ensure();
  expect(fake.changes()).toHaveLength(changes.length);
  expect(await table.plan()).toEqual({ steps: [], differences: [], surplus: expect.anything() });
  return { steps: plan[0]?.steps, changes };
}

const ofIndex = (update: object): object => ({ Update: { IndexName: 'byState', ...update } });

describe('a new table', () => {
  test('has all settings from its start, and those of other calls right after it', async () => {
    const fake = new FakeTables();
    const { changes } = await ensured(fake, {
      billing: { onDemand: { maxRead: 100, maxWrite: 50 } },
      warmThroughput: { read: 20_000, write: 4_000 },
      pointInTimeRecovery: { days: 7 },
      tableClass: 'infrequentAccess',
      encryption: { kmsKey: key },
      resourcePolicy: policy,
      contributorInsights: 'throttledKeys',
    });
    const throughput = {
      OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 50 },
      WarmThroughput: { ReadUnitsPerSecond: 20_000, WriteUnitsPerSecond: 4_000 },
    };
    expect(changes).toEqual([
      [
        'CreateTable',
        {
          AttributeDefinitions: expect.anything(),
          KeySchema: expect.anything(),
          BillingMode: 'PAY_PER_REQUEST',
          ...throughput,
          GlobalSecondaryIndexes: [expect.objectContaining({ IndexName: 'byState', ...throughput })],
          TableClass: 'STANDARD_INFREQUENT_ACCESS',
          SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
          ResourcePolicy: JSON.stringify(policy),
        },
      ],
      [
        'UpdateContinuousBackups',
        { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 } },
      ],
      ['UpdateContributorInsights', { ContributorInsightsAction: 'ENABLE', ContributorInsightsMode: 'THROTTLED_KEYS' }],
    ]);
  });

  test('has no setting in its request that every table has', async () => {
    const { changes } = await ensured(new FakeTables(), { tableClass: 'standard', encryption: 'owned' });
    expect(changes).toHaveLength(1);
    expect(Object.keys(changes[0]?.[1] ?? {})).toEqual([
      'AttributeDefinitions',
      'KeySchema',
      'BillingMode',
      'GlobalSecondaryIndexes',
    ]);
  });

  test('has the settings of other calls after create() too', async () => {
    const fake = new FakeTables();
    await orders(fake.client(), { pointInTimeRecovery: true, contributorInsights: true }).create();
    expect(fake.changes().map(([operation]) => operation)).toEqual([
      'CreateTable',
      'UpdateContinuousBackups',
      'UpdateContributorInsights',
    ]);
  });
});

describe('an existing table', () => {
  const update = (change: object) => [['UpdateTable', change]];

  test('keeps the settings that the class does not declare', async () => {
    const fake = await made({
      billing: { onDemand: { maxRead: 100 } },
      tableClass: 'infrequentAccess',
      encryption: 'aws',
      resourcePolicy: policy,
      contributorInsights: true,
      pointInTimeRecovery: true,
    });
    const { steps, changes } = await ensured(fake, { billing: 'onDemand' });
    expect([steps, changes]).toEqual([[], []]);
  });

  test('receives a maximum, with its indexes, and keeps the part that is not declared', async () => {
    const fake = await made({ billing: { onDemand: { maxRead: 10, maxWrite: 20 } } });
    const { steps, changes } = await ensured(fake, { billing: { onDemand: { maxRead: 100 } } });
    expect(steps).toEqual([{ action: 'setOnDemandMaximum', maximum: { maxRead: 100 } }]);
    const OnDemandThroughput = { MaxReadRequestUnits: 100 };
    expect(changes).toEqual(
      update({ OnDemandThroughput, GlobalSecondaryIndexUpdates: [ofIndex({ OnDemandThroughput })] }),
    );
    expect(fake.description?.OnDemandThroughput).toEqual({ MaxReadRequestUnits: 100, MaxWriteRequestUnits: 20 });
  });

  test('is billed on demand before it receives a maximum', async () => {
    const fake = await made({ billing: { read: 1, write: 1 } });
    const { steps } = await ensured(fake, { billing: { onDemand: { maxWrite: 7 } } });
    expect(steps?.map(({ action }) => action)).toEqual(['setBilling', 'setOnDemandMaximum']);
  });

  test('is warmed only where it is colder than declared', async () => {
    const fake = await made({ warmThroughput: { read: 20_000, write: 4_000 } });
    const { steps, changes } = await ensured(fake, { warmThroughput: { read: 15_000, write: 5_000 } });
    expect(steps).toEqual([{ action: 'setWarmThroughput', units: { read: 15_000, write: 5_000 } }]);
    const WarmThroughput = { WriteUnitsPerSecond: 5_000 };
    expect(changes).toEqual(update({ WarmThroughput, GlobalSecondaryIndexUpdates: [ofIndex({ WarmThroughput })] }));
  });

  test('is right if traffic has made it warmer than declared', async () => {
    const fake = await made({ warmThroughput: { read: 90_000, write: 90_000 } });
    expect((await ensured(fake, { warmThroughput: { read: 12_000, write: 4_000 } })).steps).toEqual([]);
  });

  test('receives a missing index with the throughput that the table has', async () => {
    const fake = await made();
    if (fake.description) fake.description.GlobalSecondaryIndexes = [];
    const { changes } = await ensured(fake, { billing: { onDemand: { maxRead: 5 } } });
    const create = expect.objectContaining({ IndexName: 'byState', OnDemandThroughput: { MaxReadRequestUnits: 5 } });
    expect(changes[1]).toEqual([
      'UpdateTable',
      { AttributeDefinitions: expect.anything(), GlobalSecondaryIndexUpdates: [{ Create: create }] },
    ]);
  });

  test('receives another number of days, and has any number of days if none is declared', async () => {
    const fake = await made({ pointInTimeRecovery: { days: 7 } });
    expect((await ensured(fake, { pointInTimeRecovery: true })).steps).toEqual([]);
    const { steps, changes } = await ensured(fake, { pointInTimeRecovery: { days: 30 } });
    expect(steps).toEqual([{ action: 'setRecovery', days: 30 }]);
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 30 };
    expect(changes).toEqual([['UpdateContinuousBackups', { PointInTimeRecoverySpecification }]]);
  });

  test('receives another class', async () => {
    const { steps, changes } = await ensured(await made(), { tableClass: 'infrequentAccess' });
    expect(steps).toEqual([{ action: 'setTableClass', tableClass: 'infrequentAccess' }]);
    expect(changes).toEqual(update({ TableClass: 'STANDARD_INFREQUENT_ACCESS' }));
    const back = await ensured(await made({ tableClass: 'infrequentAccess' }), { tableClass: 'standard' });
    expect(back.changes).toEqual(update({ TableClass: 'STANDARD' }));
  });

  test.each<[TableOptions['encryption'], TableOptions['encryption'], object]>([
    ['owned', 'aws', { Enabled: true, SSEType: 'KMS' }],
    ['aws', 'owned', { Enabled: false }],
    ['aws', { kmsKey: key }, { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key }],
    [{ kmsKey: key }, { kmsKey: otherKey }, { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: otherKey }],
    ['owned', { kmsKey: 'alias/orders' }, { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'alias/orders' }],
  ])('encrypted by %j is encrypted by %j', async (before, encryption, SSESpecification) => {
    const { steps, changes } = await ensured(await made({ encryption: before }), { encryption });
    expect(steps).toEqual([{ action: 'setEncryption', encryption }]);
    expect(changes).toEqual(update({ SSESpecification }));
  });

  test('keeps a key that is declared by its id, or may be the declared one', async () => {
    for (const encryption of [{ kmsKey: key.split('/')[1] ?? '' }, { kmsKey: 'alias/orders' }, 'aws'] as const)
      expect((await ensured(await made({ encryption: { kmsKey: key } }), { encryption })).steps).toEqual([]);
  });

  test('receives contributor insights, also of another mode', async () => {
    const fake = await made();
    const first = await ensured(fake, { contributorInsights: true });
    expect(first.steps).toEqual([{ action: 'setContributorInsights', keys: 'all' }]);
    const second = await ensured(fake, { contributorInsights: 'throttledKeys' });
    expect(second.steps).toEqual([{ action: 'setContributorInsights', keys: 'throttled' }]);
    const modes = ['ACCESSED_AND_THROTTLED_KEYS', 'THROTTLED_KEYS'];
    expect(second.changes).toEqual(
      modes.map((ContributorInsightsMode) => [
        'UpdateContributorInsights',
        { ContributorInsightsAction: 'ENABLE', ContributorInsightsMode },
      ]),
    );
  });
});

describe('a resource policy', () => {
  const put = (Policy: object, ExpectedRevisionId: string) => [
    ['PutResourcePolicy', { Policy: JSON.stringify(Policy), ExpectedRevisionId }],
  ];

  test('is attached only if there is none', async () => {
    const { steps, changes } = await ensured(await made(), { resourcePolicy: policy });
    expect(steps).toEqual([{ action: 'setResourcePolicy' }]);
    expect(changes).toEqual(put(policy, 'NO_POLICY'));
  });

  test('is the same in another order of its members', async () => {
    const [statement] = policy.Statement;
    const sorted = { Statement: [{ Action: statement?.Action, Effect: 'Allow' }], Version: policy.Version };
    expect((await ensured(await made({ resourcePolicy: sorted as never }), { resourcePolicy: policy })).steps).toEqual(
      [],
    );
  });

  test('replaces the one that was read', async () => {
    const denying = { ...policy, Statement: [{ Effect: 'Deny', Action: 'dynamodb:*' }] };
    const fake = await made({ resourcePolicy: policy });
    expect((await ensured(fake, { resourcePolicy: denying })).changes).toEqual(put(denying, '1'));
  });

  test('replaces the one that another client attached meanwhile after reading it', async () => {
    const fake = await made();
    const client = fake.client() as unknown as {
      send: (command: { readonly constructor: { name: string } }) => unknown;
    };
    let isFirst = true;
    const meddling = {
      ...client,
      send: (command: { readonly constructor: { name: string } }) => {
        if (command.constructor.name === 'PutResourcePolicyCommand' && isFirst) {
          isFirst = false;
          fake.policy = { text: '{}', revision: 'of another client' };
        }
        return client.send(command);
      },
    };
    await orders(meddling as never, { resourcePolicy: policy }).ensure();
    expect(fake.changes()).toEqual([...put(policy, 'NO_POLICY'), ...put(policy, 'of another client')]);
  });
});

describe('parts that no class declares', () => {
  test('are reported and kept', async () => {
    const fake = await made({ tags: { team: 'shop', owner: 'ann' } });
    fake.tags['aws:cloudformation:stack-name'] = 'shop';
    const more = [{ IndexName: 'byDay', IndexStatus: 'ACTIVE' as const }];
    fake.description?.GlobalSecondaryIndexes?.push(...more, { IndexName: 'byYear', IndexStatus: 'DELETING' });
    if (fake.description) {
      fake.description.LocalSecondaryIndexes = [{ IndexName: 'byRank' }];
      fake.description.VectorIndexes = [{ IndexName: 'byMeaning', IndexStatus: 'ACTIVE' } as never];
    }
    const table = orders(fake.client(), { tags: { team: 'shop' } });
    expect(await table.plan()).toEqual({
      steps: [],
      differences: [],
      surplus: [
        { kind: 'index', name: 'byDay' },
        { kind: 'localIndex', name: 'byRank' },
        { kind: 'vectorIndex', name: 'byMeaning' },
        { kind: 'tag', name: 'owner' },
      ],
    });
    expect((await orders(fake.client()).plan()).surplus.map(({ kind }) => kind)).not.toContain('tag');
  });
});

describe('drop()', () => {
  test('of a protected table throws an error with its cure, and deletes nothing', async () => {
    const fake = await made({ deletionProtection: true });
    const error = await orders(fake.client())
      .drop()
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'table.protected',
      message:
        "orders has deletion protection, so drop() can't delete it; turn it off first, by UpdateTable with " +
        'DeletionProtectionEnabled: false, or in the console',
      cause: { name: 'ValidationException' },
    });
    expect(fake.description).toBeDefined();
  });
});
