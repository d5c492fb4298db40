import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  AnnotableError,
  Attribute,
  DynamoLinker,
  Enum,
  Repository,
  StatusRecord,
  StatusTracker,
  Table,
  Transitions,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { reportOf, reportsOf } from '../support/operation-reports.ts';
import { reportModels } from './order-reports.ts';

const failed = () => ({
  statusCode: 500,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  reason: '',
  body: Readable.from(['{"__type":"InternalServerError"}']),
});

onEveryEngine('operation reports', (engine) => {
  const { Orders } = reportModels(engine.uniqueTable('orders'), 'users');
  /** Number of the next attempts that fail. */
  let faults = 0;
  let client: DynamoDBClient;
  let orders: InstanceType<typeof Orders>;

  beforeAll(async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'local', credentials, maxAttempts: 3 });
    const { requestHandler } = client.config;
    const handle = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = async (request, options) =>
      faults-- > 0 ? { response: failed() as never } : handle(request, options);
    orders = new Orders(client);
    await orders.table.create();
  });
  afterAll(async () => {
    faults = 0;
    await orders.table.drop();
    client.destroy();
  });
  afterEach(() => {
    faults = 0;
  });

  const order = { customer: 'ann', id: 1, state: 'open', tags: new Set<string>() };

  engine.test('have all attempts of a request that the client repeats, in each lane', async () => {
    const sdk = new Orders(client, { lane: 'sdk' });
    const reports = await reportsOf(async () => {
      for (const repository of [orders, orders, orders, sdk]) {
        faults = 1;
        await repository.put(order);
      }
    });
    expect(reports.map(({ requests, attempts }) => [requests, attempts])).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  engine.test('have all attempts of a failed request, and the error of the service', async () => {
    await orders.put(order);
    for (const repository of [orders, new Orders(client, { lane: 'sdk' })]) {
      faults = 9;
      const report = await reportOf(() => repository.get({ customer: 'ann', id: 1 }).catch(() => undefined));
      expect(report).toMatchObject({ operation: 'get', requests: 1, attempts: 3, items: 0, readUnits: 0 });
      expect(report.error).toMatchObject({ name: 'InternalServerError' });
      expect(AnnotableError.is(report.error)).toBe(false);
    }
  });

  engine.test('of linkers and trackers are those of their repositories, also for their logger', async () => {
    const names = { links: engine.uniqueTable('links'), jobs: engine.uniqueTable('jobs') };
    @Table(names.jobs)
    @Enum({ status: ['NEW', 'DONE'] })
    @Transitions({ NEW: ['DONE'], DONE: [] })
    class Job extends StatusRecord {
      declare status: 'NEW' | 'DONE';
      @Attribute(String, { optional: true }) note?: string;
    }
    @Repository(Job)
    class Jobs extends StatusTracker<Job> {}

    const lines: string[] = [];
    const keep = (line: string) => lines.push(line.replace(/ \d+ ms.*/, ''));
    const logger = { debug: keep, warn: keep, error: keep };
    const linker = new DynamoLinker(client, { tableName: names.links, logger, allowMultipleInstances: true });
    const jobs = new Jobs(client, { logger });
    await jobs.table.ensure();
    await linker.putJson('a', 1);
    await linker.getJson('a');
    await jobs.start('j');
    await jobs.advance('j', 'DONE');
    expect(new Set(lines.map((line) => line.split(' ')[1]))).toEqual(new Set([names.links, names.jobs]));
    expect(lines).toContain(`getMany ${names.links}`);
    await linker.close();
    await jobs.table.drop();
    await linker.table.drop();
  });
});
