import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onEveryEngine } from '../support/engines.ts';
import type { FaultProxy } from '../support/faults.ts';
import { faultyClient } from '../traps/models.ts';
import { accountModel } from './order-models.ts';

const backoff = { baseMs: 1, maxMs: 4 };

onEveryEngine('a write of an item that is written in another region', (engine) => {
  const { accounts } = accountModel(engine.uniqueTable('accounts'));
  let faults: FaultProxy;
  let faulty: DynamoDBClient;

  beforeAll(async () => {
    ({ faults, client: faulty } = await faultyClient(engine));
    await accounts(engine.client).table.create();
  });
  afterAll(async () => {
    faulty.destroy();
    await faults.close();
    await accounts(engine.client).table.drop();
  });

  const account = { id: 'a', name: 'A', tags: new Set<string>() };
  const otherRegion = (op: string, when?: object) => ({
    op,
    fault: 'error',
    status: 400,
    type: 'ReplicatedWriteConflictException',
    message: 'being modified by a request in another Region',
    ...(when && { when }),
  });

  engine.test('is retried, and throws WriteConflictError after all attempts', async () => {
    const repository = accounts(faulty, { backoff });
    await faults.setPlan([otherRegion('PutItem', { first: 5 })]);
    await repository.put(account);
    await faults.setPlan([otherRegion('UpdateItem')]);
    const error = await repository.update('a', { limit: 7 }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'WriteConflictError',
      code: 'write.conflict',
      key: 'id="a"',
      cause: { name: 'ReplicatedWriteConflictException' },
    });
    expect((await accounts(engine.client).getOrThrow('a')).limit).toBeUndefined();
  });

  engine.test('is retried by a batch until its time ends', async () => {
    const repository = accounts(faulty, { backoff });
    await faults.setPlan([otherRegion('BatchWriteItem', { first: 5 })]);
    await repository.putMany([{ ...account, id: 'b' }]);
    expect(await accounts(engine.client).exists('b')).toBe(true);
    await faults.setPlan([otherRegion('BatchWriteItem')]);
    const late = repository.deleteMany(['b'], { timeoutMs: 1_000 });
    await expect(late).rejects.toMatchObject({ code: 'batch.unprocessed', cause: { code: 'write.conflict' } });
    expect(await accounts(engine.client).exists('b')).toBe(true);
  });
});
