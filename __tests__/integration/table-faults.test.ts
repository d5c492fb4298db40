import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  CallTimeoutError,
  Index,
  PartitionKey,
  Repository,
  Table,
  TableIncompleteError,
  type TableOptions,
  ThrottledError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import type { FaultProxy } from '../support/faults.ts';
import { faultyClient } from '../traps/models.ts';

/** A repository of a table with an index, and one of the same table without it. */
function models(table: string, options: TableOptions = {}) {
  @Table(table, options)
  @PartitionKey('id')
  class Plain {
    @Attribute(String) id!: string;
    @Attribute(Number) rank!: number;
  }
  @Index('byRank', { partitionKey: 'rank' })
  class Indexed extends Plain {}
  @Repository(Plain)
  class Plains extends BaseRepository<Plain, 'id'> {}
  @Repository(Indexed)
  class Indexeds extends BaseRepository<Indexed, 'id'> {}
  return { Plains, Indexeds };
}

/** Returns the rule of a request that meets a limit. */
const limited = (op: string, message: string, more: object = {}) => ({
  op,
  fault: 'error',
  status: 400,
  type: 'LimitExceededException',
  message,
  ...more,
});

const provisioned = { billing: { read: 2, write: 3 } } as const;

onEveryEngine('a table under faults', (engine) => {
  let faults: FaultProxy;
  let faulty: DynamoDBClient;

  beforeAll(async () => {
    ({ faults, client: faulty } = await faultyClient(engine));
  });
  afterAll(async () => {
    faulty.destroy();
    await faults.close();
  });

  for (const fault of ['throttling', 'reset', 'internal', 'unavailable'])
    engine.testWith('indexChangesOnDemand', `is created despite ${fault} on each first request`, async () => {
      const tagged = { ...provisioned, tags: { team: 'a' } };
      const { Plains, Indexeds } = models(engine.uniqueTable('faults'), tagged);
      await new Plains(engine.client).table.create();
      const ops = ['DescribeTable', 'ListTagsOfResource', 'TagResource', 'UpdateTable', 'DeleteTable'];
      await faults.setPlan(ops.map((op) => ({ op, fault, when: { first: 2 } })));
      const { table } = new Indexeds(faulty);
      await table.ensure();
      expect((await table.plan()).steps).toEqual([]);
      await table.deleteIndex('byRank');
      await table.drop();
      const { byFault } = await faults.counters();
      expect(Object.values(byFault).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(8);
      expect(await table.exists()).toBe(false);
    });

  engine.testWith('indexChangesOnDemand', 'is created once if the responses to its changes are lost', async () => {
    const { Indexeds } = models(engine.uniqueTable('faults'), provisioned);
    const { table } = new Indexeds(faulty);
    const lost = ['CreateTable', 'UpdateTable', 'DeleteTable'].map((op) => ({
      op,
      fault: 'resetAfter',
      when: { nth: 1 },
    }));
    await faults.setPlan(lost);
    await table.create();
    await table.deleteIndex('byRank');
    await faults.setPlan(lost);
    await table.createIndex('byRank');
    expect((await table.describe())?.GlobalSecondaryIndexes).toHaveLength(1);
    await table.drop();
    expect(await table.exists()).toBe(false);
  });

  engine.testWith('indexChangesOnDemand', 'waits for another change to end', async () => {
    const { Indexeds } = models(engine.uniqueTable('faults'), provisioned);
    const { table } = new Indexeds(faulty);
    const busy = (type: string, op: string) => ({
      op,
      fault: 'error',
      status: 400,
      type,
      message: 'm',
      when: { first: 2 },
    });
    await faults.setPlan([
      busy('LimitExceededException', 'CreateTable'),
      busy('ResourceInUseException', 'UpdateTable'),
      busy('ResourceInUseException', 'DeleteTable'),
    ]);
    await table.create();
    await table.deleteIndex('byRank');
    await faults.setPlan([
      busy('LimitExceededException', 'UpdateTable'),
      busy('ResourceInUseException', 'DeleteTable'),
    ]);
    await table.ensure();
    expect((await table.describe())?.GlobalSecondaryIndexes).toHaveLength(1);
    await table.drop();
  });

  const quotas = [
    'Subscriber limit exceeded: There is a limit of 2500 tables per subscriber',
    'This request would have caused the ReadCapacityUnits limit to be exceeded for the account in eu-west-1.',
  ];

  engine.test('is not created again and again over a quota', async () => {
    for (const message of quotas) {
      const { Plains } = models(engine.uniqueTable('faults'));
      await faults.setPlan([limited('CreateTable', message)]);
      const creating = new Plains(faulty).table.create({ timeoutMs: 20_000 });
      await expect(creating).rejects.toMatchObject({ name: 'AnnotableError', code: 'table.limit' });
      await expect(creating).rejects.toThrow('higher quota');
      const ensuring = new Plains(faulty).table.ensure({ timeoutMs: 20_000 });
      await expect(ensuring).rejects.toMatchObject({ code: 'table.limit' });
      expect((await faults.counters()).byFault).toEqual({ error: 2 });
      await faults.setPlan([]);
    }
  });

  engine.testWith('indexChangesOnDemand', 'reports a step that is over a limit at once', async () => {
    const { Plains, Indexeds } = models(engine.uniqueTable('faults'), provisioned);
    await new Plains(engine.client).table.create();
    const message = 'Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20';
    await faults.setPlan([limited('UpdateTable', message)]);
    const { table } = new Indexeds(faulty);
    const ensuring = table.ensure({ timeoutMs: 20_000 });
    await expect(ensuring).rejects.toThrow(TableIncompleteError);
    await expect(ensuring).rejects.toThrow(/createIndex byRank: .*limit of 20.*delete tables or indexes/);
    await expect(table.createIndex('byRank', { timeoutMs: 20_000 })).rejects.toMatchObject({ code: 'table.limit' });
    expect((await faults.counters()).byFault).toEqual({ error: 2 });
    await faults.setPlan([]);
    await new Plains(engine.client).table.drop();
  });

  const simultaneous = [
    'Subscriber limit exceeded: Only 10 tables can be created, updated, or deleted simultaneously',
    'Subscriber limit exceeded: You have exceeded the maximum number of indexed tables that can be created simultaneously',
    'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    'Subscriber limit exceeded: Table tags are being updated: orders',
  ];

  engine.test('waits for the end of a limit of simultaneous changes', async () => {
    for (const message of simultaneous) {
      const { Plains } = models(engine.uniqueTable('faults'));
      await faults.setPlan([limited('CreateTable', message, { when: { first: 2 } })]);
      await new Plains(faulty).table.create();
      expect((await faults.counters()).byFault).toEqual({ error: 2 });
      await new Plains(engine.client).table.drop();
      await faults.setPlan([]);
    }
  });

  const counted = [
    'Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 …',
    'Subscriber limit exceeded: Update to PayPerRequest mode are limited to once in 1 day(s). Last update at …',
    'Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at …',
    'Limit exceeded for replica in eu-west-1. Updates to TableClass are limited to 2 times in 30 day(s)',
  ];

  engine.test('names the cure of a limit that DynamoDB counts by day or month', async () => {
    for (const message of counted) {
      const { Plains } = models(engine.uniqueTable('faults'));
      await faults.setPlan([limited('CreateTable', message)]);
      await expect(new Plains(faulty).table.create()).rejects.toThrow('repeat the change later');
      await faults.setPlan([]);
    }
  });

  engine.test('fails at the deadline with the failed step', async () => {
    const { Plains } = models(engine.uniqueTable('faults'));
    await faults.setPlan([{ op: 'DescribeTable', fault: 'throttling' }]);
    await expect(new Plains(faulty).table.ensure({ timeoutMs: 2_000 })).rejects.toThrow(ThrottledError);
    await faults.setPlan([{ op: 'CreateTable', fault: 'accessDenied' }]);
    await expect(new Plains(faulty).table.ensure()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await faults.setPlan([]);
  });

  engine.testWith(
    'indexChangesOnDemand',
    'does the other steps if one fails, and names both in the error',
    async () => {
      const options = { ...provisioned, pointInTimeRecovery: true, tags: { team: 'a' } };
      const name = engine.uniqueTable('faults');
      await new (models(name, provisioned).Plains)(engine.client).table.create();
      const { table } = new (models(name, options).Indexeds)(faulty);
      await faults.setPlan([{ op: 'UpdateContinuousBackups', fault: 'accessDenied' }]);
      const error = await table.ensure().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(TableIncompleteError);
      const { done, failed, message, code } = error as TableIncompleteError;
      expect(code).toBe('table.incomplete');
      expect(done).toEqual(['createIndex byRank', 'setTags']);
      expect(failed).toEqual([{ step: 'enablePointInTimeRecovery', error: expect.anything() }]);
      expect(message).toMatch(
        /done: createIndex byRank, setTags\); not done:\n {2}- enablePointInTimeRecovery: AccessDenied/,
      );
      expect((error as Error).cause).toBe(failed[0]?.error);
      await faults.setPlan([{ op: 'ListTagsOfResource', fault: 'accessDenied' }]);
      expect(await table.ensure().catch((caught) => caught.failed[0])).toMatchObject({
        step: expect.stringMatching(/tags|Recovery/),
      });
      await faults.setPlan([]);
      await table.drop();
    },
  );

  const incomplete = async (call: Promise<void>): Promise<TableIncompleteError> => {
    const error = await call.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TableIncompleteError);
    return error as TableIncompleteError;
  };
  const stepsOf = ({ failed }: TableIncompleteError): string[] => failed.map(({ step }) => step);

  /** The error of a throttled step: the last response, or the deadline if it comes during a request. */
  const outOfTime = ['ThrottledError', 'CallTimeoutError'];

  for (const method of ['create', 'ensure'] as const)
    engine.test(`reports the table that ${method}() created, and the step without time left`, async () => {
      const { Plains } = models(engine.uniqueTable('faults'), { pointInTimeRecovery: true });
      const { table } = new Plains(faulty);
      await faults.setPlan([{ op: 'UpdateContinuousBackups', fault: 'throttling' }]);
      const error = await incomplete(table[method]({ timeoutMs: 4_000 }));
      await faults.setPlan([]);
      expect(error.done).toEqual(['createTable']);
      // On a busy machine the time can end while the recovery settings are read, which is then a second failed step.
      const step = 'enablePointInTimeRecovery';
      expect([[step], [step, 'reading pointInTimeRecovery']]).toContainEqual(stepsOf(error));
      expect(outOfTime).toContain((error.cause as Error).name);
      expect(error.message).toMatch(/done: createTable\); not done:\n {2}- enablePointInTimeRecovery: \w+Error/);
      expect(await table.exists()).toBe(true);
    });

  engine.test('reports a step as failed if nobody can read whether it is done', async () => {
    const { Plains } = models(engine.uniqueTable('faults'), { pointInTimeRecovery: true });
    const { table } = new Plains(faulty);
    await faults.setPlan([
      { op: 'UpdateContinuousBackups', fault: 'accessDenied' },
      { op: 'DescribeContinuousBackups', fault: 'accessDenied', when: { after: 1 } },
    ]);
    const error = await incomplete(table.create());
    await faults.setPlan([]);
    expect(error.done).toEqual(['createTable']);
    expect(stepsOf(error)).toEqual(['enablePointInTimeRecovery', 'reading pointInTimeRecovery']);
  });

  engine.test('reports the created table that does not become ACTIVE in time', async () => {
    const { Plains } = models(engine.uniqueTable('faults'), { pointInTimeRecovery: true });
    for (const method of ['create', 'ensure'] as const) {
      const { table } = new Plains(faulty, { tableName: engine.uniqueTable('faults') });
      const before = method === 'create' ? 0 : 1;
      await faults.setPlan([{ op: 'DescribeTable', fault: 'throttling', when: { after: before } }]);
      const error = await incomplete(table[method]({ timeoutMs: 500 }));
      await faults.setPlan([]);
      expect(error.done).toEqual(['createTable']);
      expect(stepsOf(error)).toEqual(['enablePointInTimeRecovery']);
      expect(outOfTime).toContain((error.cause as Error).name);
    }
    const { table } = new (models(engine.uniqueTable('faults')).Plains)(faulty);
    await faults.setPlan([{ op: 'DescribeTable', fault: 'throttling', when: { after: 1 } }]);
    const error = await incomplete(table.ensure({ timeoutMs: 500 }));
    await faults.setPlan([]);
    expect(error.done).toEqual(['createTable']);
    expect(stepsOf(error)).toEqual(['becoming ACTIVE']);
  });

  engine.test('reports the steps that were not begun at the deadline', async () => {
    const name = engine.uniqueTable('faults');
    await new (models(name, { billing: 'onDemand' }).Plains)(engine.client).table.create();
    const { table } = new (models(name, { ...provisioned, pointInTimeRecovery: true, tags: { team: 'a' } }).Plains)(
      faulty,
    );
    await faults.setPlan([{ op: 'UpdateTable', fault: 'hang' }]);
    // Long enough that a busy machine reads the table before.
    const error = await incomplete(table.ensure({ timeoutMs: 3_000 }));
    await faults.setPlan([]);
    expect(error.done).toEqual([]);
    expect(stepsOf(error)).toEqual(['setBilling', 'enablePointInTimeRecovery', 'setTags']);
    expect(error.cause).toBeInstanceOf(CallTimeoutError);
    expect(error.message).toContain('(nothing was done)');
    expect(await table.exists()).toBe(true);
  });

  engine.test('rejects with the reason of the caller after an abort between two steps', async () => {
    const { Plains } = models(engine.uniqueTable('faults'), { pointInTimeRecovery: true });
    const { table } = new Plains(faulty);
    await faults.setPlan([{ op: 'UpdateContinuousBackups', fault: 'throttling' }]);
    const signal = AbortSignal.timeout(700);
    const error = await table.ensure({ signal }).catch((caught: unknown) => caught);
    expect(error).toBe(signal.reason);
    await faults.setPlan([]);
  });

  const paidTests = (kind: 'Plains' | 'Indexeds') => async (): Promise<void> => {
    const name = engine.uniqueTable('faults');
    const paidBy = async (options: TableOptions): Promise<unknown> => {
      const { table } = new (models(name, options)[kind])(engine.client);
      await table.ensure();
      expect((await table.plan()).steps).toEqual([]);
      const { BillingModeSummary, ProvisionedThroughput, GlobalSecondaryIndexes = [] } = (await table.describe()) ?? {};
      if (BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return 'onDemand';
      const all = [ProvisionedThroughput, ...GlobalSecondaryIndexes.map((index) => index.ProvisionedThroughput)];
      return all.map((each) => `${each?.ReadCapacityUnits}/${each?.WriteCapacityUnits}`);
    };
    const units = (text: string): string[] => (kind === 'Plains' ? [text] : [text, text]);
    expect(await paidBy(provisioned)).toEqual(units('2/3'));
    expect(await paidBy({})).toEqual(units('2/3'));
    const { table } = new (models(name, { billing: { read: 4, write: 3 } })[kind])(engine.client);
    expect((await table.plan()).steps).toEqual([{ action: 'setBilling', billing: { read: 4, write: 3 } }]);
    expect(await paidBy({ billing: { read: 4, write: 3 } })).toEqual(units('4/3'));
    expect(await paidBy({ billing: 'onDemand' })).toBe('onDemand');
    expect(await paidBy({})).toBe('onDemand');
    expect(await paidBy(provisioned)).toEqual(units('2/3'));
    await table.drop();
  };

  engine.test('is billed as its class declares', paidTests('Plains'));
  engine.testWith('indexCapacityChanges', 'is billed as its class declares, with its indexes', paidTests('Indexeds'));
});
