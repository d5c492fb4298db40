/** Known mistakes of other libraries, §4.2: transactions. Each test names the correct behavior. */
import { exists, NotUniqueError, notExists, readTransaction, writeTransaction } from 'annotable';
import { prepareAction, type WriteAction } from '../../lib/operations/action.ts';
import { memberModel } from '../integration/order-models.ts';
import { onEveryEngine } from '../support/engines.ts';
import { trapModel } from './models.ts';

onEveryEngine('transactions', (engine) => {
  const { things } = trapModel(engine.uniqueTable('things'));
  const { members } = memberModel(engine.uniqueTable('members'));
  const repository = () => things(engine.client);

  beforeAll(async () => {
    await repository().table.create();
    await members(engine.client).table.create();
  });
  afterAll(async () => {
    await repository().table.drop();
    await members(engine.client).table.drop();
  });

  engine.test('13 and 14: over 100 actions are rejected before they are sent, and never split', async () => {
    const write = writeTransaction(engine.client);
    for (let index = 0; index < 101; index++) write.put(repository(), { pk: 'p', sk: `${index}` });
    await expect(write.commit()).rejects.toThrow(/101 writes of at most 100; it is never split/);
    let read: { get(...read: never): unknown; run(): Promise<unknown> } = readTransaction(engine.client);
    for (let index = 0; index < 101; index++) {
      read = read.get(...([repository(), { pk: 'p', sk: `${index}` }] as never)) as typeof read;
    }
    await expect(read.run()).rejects.toThrow(/101 reads of at most 100; it is never split/);
    expect(await repository().query({ pk: 'p' }).count()).toBe(0);
  });

  engine.testWith('transactions', '14: 100 actions are one transaction', async () => {
    const write = writeTransaction(engine.client);
    for (let index = 0; index < 100; index++) write.put(repository(), { pk: 'hundred', sk: `${index}` });
    await write.commit();
    expect(await repository().query({ pk: 'hundred' }).count()).toBe(100);
  });

  engine.testWith('transactions', '15 and 16: what is missing is undefined in its place', async () => {
    await repository().put({ pk: 'r', sk: '1' });
    const read = readTransaction(engine.client)
      .get(repository(), { pk: 'r', sk: 'none' })
      .get(repository(), { pk: 'r', sk: '1' });
    expect((await read.run()).map((item) => item?.sk)).toEqual([undefined, '1']);
  });

  engine.testWith('transactions', '17: each reason belongs to its action', async () => {
    await repository().put({ pk: 'reason', sk: '1', count: 3 });
    const write = writeTransaction(engine.client)
      .put(repository(), { pk: 'reason', sk: '2' })
      .update(repository(), { pk: 'reason', sk: '1' }, { text: 'x' }, { if: { count: 4 } });
    const { reasons } = await write.commit().catch((error) => error);
    expect(reasons).toMatchObject([
      { action: 'put', model: 'Thing', code: 'None' },
      { action: 'update', key: 'pk="reason", sk="1"', code: 'ConditionalCheckFailed', item: { count: 3 } },
    ]);
  });

  engine.testWith('transactions', '18: a unique value is changed only where it is still what was read', async () => {
    const repository = members(engine.client);
    await repository.create({ id: 1, email: 'a@x' });
    const changes = await Promise.allSettled([
      repository.update(1, { email: 'b@x' }),
      repository.update(1, { email: 'c@x' }),
      repository.update(1, { email: 'd@x' }),
    ]);
    expect(changes.every(({ status }) => status === 'fulfilled')).toBe(true);
    const { email } = await repository.getOrThrow(1, { consistent: true });
    for (const [index, free] of ['a@x', 'b@x', 'c@x', 'd@x'].entries()) {
      const claim = repository.create({ id: 10 + index, email: free });
      if (free === email) await expect(claim).rejects.toThrow(NotUniqueError);
      else await expect(claim).resolves.toMatchObject({ email: free });
    }
  });

  engine.test('19: conditions are in the request', () => {
    const schema = repository().schema;
    const given = { schema, key: { pk: 'p', sk: 's' }, nowMs: 0 };
    const conditions = { count: exists(), text: notExists() };
    for (const name of ['update', 'upsert', 'delete', 'deleteIfExists', 'check'] as const) {
      const action = prepareAction({
        ...given,
        name,
        changes: { flag: true },
        options: { if: conditions },
      }) as WriteAction;
      const [part] = Object.values(action.request) as { ConditionExpression: string }[];
      expect(part?.ConditionExpression).toMatch(/attribute_exists\(#\d+\) AND attribute_not_exists\(#\d+\)/);
    }
  });
});
