import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  InvalidCursorError,
  increment,
  readTransaction,
  TransactionFailedError,
  WriteConflictError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import type { FaultProxy } from '../support/faults.ts';
import { faultyClient } from '../traps/models.ts';
import { accountModel, memberModel } from './order-models.ts';

const backoff = { baseMs: 1, maxMs: 4 };

onEveryEngine('transactions that meet others', (engine) => {
  const { accounts } = accountModel(engine.uniqueTable('accounts'));
  let faults: FaultProxy;
  let faulty: DynamoDBClient;

  beforeAll(async () => {
    ({ faults, client: faulty } = await faultyClient(engine));
    await accounts(engine.client).table.create();
    await accounts(engine.client).put({ id: 'a', name: 'A', tags: new Set(), visits: 0 });
    await accounts(engine.client).put({ id: 'c', name: 'C', tags: new Set() });
  });
  afterAll(async () => {
    faulty.destroy();
    await faults.close();
    await accounts(engine.client).table.drop();
  });

  const add = () =>
    writeTransaction(faulty)
      .update(accounts(faulty), 'a', { visits: increment(1) })
      .check(accounts(faulty), 'c', { name: 'C' });

  engine.testWith('transactions', 'are retried after conflicts alone, and done once', async () => {
    await faults.setPlan([{ op: 'TransactWriteItems', fault: 'txCanceled', when: { first: 3 } }]);
    await add().commit({ backoff });
    expect((await faults.counters()).byOp['TransactWriteItems']).toMatchObject({ faults: 3, requests: 4 });
    expect((await accounts(engine.client).getOrThrow('a', { consistent: true })).visits).toBe(1);
    await faults.setPlan([{ op: 'TransactGetItems', fault: 'txCanceled', when: { first: 2 } }]);
    const [account] = await readTransaction(faulty).get(accounts(faulty), 'a').run({ backoff });
    expect(account?.visits).toBe(1);
  });

  engine.test('are not retried if a condition also failed', async () => {
    const codes = ['TransactionConflict', 'ConditionalCheckFailed'];
    await faults.setPlan([{ op: 'TransactWriteItems', fault: 'txCanceled', codes } as never]);
    const failed = await add()
      .commit({ backoff })
      .catch((error) => error);
    expect(failed).toBeInstanceOf(TransactionFailedError);
    expect(failed.reasons.map(({ code }: { code: string }) => code)).toEqual(codes);
    expect((await faults.counters()).byOp['TransactWriteItems']).toMatchObject({ requests: 1 });
  });

  engine.testWith('transactions', 'are done once if a response is lost and they are committed again', async () => {
    await accounts(engine.client).put({ id: 'lost', name: 'L', tags: new Set() });
    const transaction = writeTransaction(faulty).update(accounts(faulty), 'lost', { 'votes.ann': increment(1) });
    // The first attempt meets an absent document. The second one creates it, and its response is lost.
    await faults.setPlan([{ op: 'TransactWriteItems', fault: 'resetAfter', when: { nth: 2 } }]);
    await expect(transaction.commit({ backoff, token: 'my-token' })).rejects.toThrow();
    expect(() => transaction.delete(accounts(faulty), 'a')).toThrow(/commit\(\) again, and add nothing/);
    await transaction.commit({ backoff, token: 'my-token' });
    expect(await accounts(engine.client).getOrThrow('lost', { consistent: true })).toMatchObject({ votes: { ann: 1 } });
  });

  engine.testWith('transactions', 'can be committed again if they change unique values', async () => {
    const { members } = memberModel(engine.uniqueTable('members'));
    await members(engine.client).table.create();
    await members(engine.client).create({ id: 1, email: 'a@x' });
    const transaction = writeTransaction(faulty).update(members(faulty), 1, { email: 'b@x', visits: increment(1) });
    await faults.setPlan([{ op: 'TransactWriteItems', fault: 'resetAfter', when: { first: 1 } }]);
    await expect(transaction.commit({ backoff })).rejects.toThrow();
    await transaction.commit({ backoff });
    expect(await members(engine.client).getOrThrow(1)).toMatchObject({ email: 'b@x', visits: 1, version: 2 });
    await members(engine.client).table.drop();
  });

  engine.test('make single writes retry', async () => {
    await faults.setPlan([{ op: 'UpdateItem', fault: 'txConflict', when: { first: 3 } }]);
    const repository = accounts(faulty, { backoff });
    expect(await repository.update('c', { limit: 5 })).toMatchObject({ limit: 5 });
    await faults.setPlan([{ op: 'UpdateItem', fault: 'txConflict' }]);
    const error = await repository.update('c', { limit: 6 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(WriteConflictError);
    expect(error).toMatchObject({
      code: 'write.conflict',
      key: 'id="c"',
      message: expect.stringMatching(
        / \(id="c"\): another write of the same item is running; nothing was written; try again$/,
      ),
      cause: { name: 'TransactionConflictException' },
    });
  });

  engine.test('end at their deadline, and stop if they are aborted', async () => {
    await faults.setPlan([{ op: 'TransactWriteItems', fault: 'txCanceled' }]);
    const late = { baseMs: 60_000, maxMs: 60_000, random: () => 0.9 };
    await expect(add().commit({ backoff: late, timeoutMs: 5_000 })).rejects.toThrow(TransactionFailedError);
    const slow = { baseMs: 60_000, maxMs: 60_000, random: () => 0.9 };
    const aborted = add().commit({ backoff: slow, timeoutMs: 600_000, signal: AbortSignal.timeout(30) });
    await expect(aborted).rejects.toThrow(/aborted/);
  });

  engine.test('make a failed page throw, and never end quietly', async () => {
    await accounts(engine.client).put({ id: 'b', name: 'B', tags: new Set() });
    await faults.setPlan([{ op: 'Scan', fault: 'internal', when: { nth: 2 } }]);
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { id } of accounts(faulty).scan({ pageSize: 1 })) seen.push(id);
    };
    await expect(read()).rejects.toThrow();
    expect(seen).toHaveLength(1);
    await expect(accounts(faulty).scan().page({ cursor: 'x' })).rejects.toThrow(InvalidCursorError);
  });
});
