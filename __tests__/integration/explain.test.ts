import { DeleteItemCommand, GetItemCommand, PutItemCommand, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { gte } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { requestsOf } from '../support/sent-requests.ts';
import { explainModels } from './explain-models.ts';

const commands: Readonly<Record<string, unknown>> = {
  PutItem: PutItemCommand,
  GetItem: GetItemCommand,
  DeleteItem: DeleteItemCommand,
};

onEveryEngine('explain', (engine) => {
  const models = explainModels(engine.uniqueTable('explain'));
  const options = { clock: () => 1_000 };
  const orders = () => models.orders(engine.client, options);
  const key = { customerId: 'c1', orderId: 'o1' };
  const order = { ...key, status: 'open', total: 5, courier: 'x' };

  beforeAll(async () => {
    await orders().table.create();
    await orders().put(order);
  });

  afterAll(() => orders().table.drop());

  const calls = [
    ['put', order],
    ['create', { ...order, orderId: 'o2' }],
    ['update', key, { total: 7, note: 'x' }, { if: { total: gte(1) } }],
    ['upsert', key, { status: 'paid', total: 1 }],
    ['deleteIfExists', { ...key, orderId: 'o3' }],
    ['get', key, { consistent: true }],
    ['getOrThrow', key],
    ['exists', key],
    ['getMany', [key, { ...key, orderId: 'o2' }]],
    ['load', key],
    ['putMany', [order]],
    ['deleteMany', [{ ...key, orderId: 'o4' }]],
    ['deletePartition', { customerId: 'c2' }],
  ] as const;

  for (const [method, ...args] of calls) {
    engine.test(`shows the request that ${method} sends`, async () => {
      const repository = orders();
      const { requests } = await repository.explain(method, ...(args as never));
      const sent = requestsOf(engine.client as never);
      await (repository[method] as (...given: readonly unknown[]) => Promise<unknown>)(...args);
      expect(requests).toEqual(sent);
    });
  }

  for (const [method, item] of [
    ['put', { ...order, orderId: 'large', note: 'n'.repeat(5_000) }],
    ['get', { ...key, orderId: 'large' }],
    ['deleteIfExists', { ...key, orderId: 'large' }],
  ] as const) {
    engine.testWith('indexCapacityUnits', `estimates the units that the engine counts for ${method}`, async () => {
      const explanation = await orders().explain(method, item as never);
      const { readUnits, writeUnits } = explanation.unitsFor({ itemBytes: 5_080 });
      const consumed = explanation.requests.map(async ({ operation, input }) => {
        const Command = commands[operation] as typeof PutItemCommand;
        const request = { ...(input as PutItemCommandInput), ReturnConsumedCapacity: 'INDEXES' as const };
        return (await engine.client.send(new Command(request))).ConsumedCapacity?.CapacityUnits;
      });
      expect(await Promise.all(consumed)).toEqual([readUnits + writeUnits]);
    });
  }

  engine.test('shows the first requests that a query and a scan send', async () => {
    const repository = orders();
    for (const results of [
      repository.query({ customerId: 'c1' }, { limit: 5, descending: true }),
      repository.query({ status: 'paid' }, { index: 'byStatus', filter: { note: 'x' } }),
      repository.scan({ segments: 2 }),
    ]) {
      const { requests } = await results.explain();
      const sent = requestsOf(engine.client as never);
      await results.all();
      expect(requests).toEqual(sent);
    }
  });
});
