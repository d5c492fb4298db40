import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ItemNotFoundError, NotUniqueError, writeTransaction } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { draftModel, memberModel, userModel } from './soft-delete-models.ts';

const dayMs = 86_400_000;

onEveryEngine('soft deletes with a time to live', (engine) => {
  const drafts = draftModel(engine.uniqueTable('drafts'));
  const start = Date.parse('2026-03-01T08:00:00.000Z');
  let now = start;
  const repository = () => drafts(engine.client, { clock: () => now });
  const shown = { includeDeleted: true };

  beforeAll(() => repository().table.create());
  beforeEach(() => {
    now = start;
  });
  afterAll(() => repository().table.drop());

  engine.test('set the expiry, and a restore removes it', async () => {
    await repository().create({ id: 'none', text: 'a' });
    await repository().delete('none');
    expect(await repository().get('none', shown)).toMatchObject({ expiresAt: new Date(now + dayMs) });
    expect(await repository().restore('none')).toEqual({ id: 'none', text: 'a' });
  });

  engine.test('give the former expiry back at a restore', async () => {
    const expiresAt = new Date(now + 10 * dayMs);
    await repository().create({ id: 'ten', expiresAt });
    expect(await repository().delete('ten')).toEqual({ id: 'ten', expiresAt });
    expect(await repository().get('ten', shown)).toMatchObject({ expiresAt: new Date(now + dayMs) });
    expect(await repository().restore('ten')).toEqual({ id: 'ten', expiresAt });
    const { Item } = await engine.client.send(
      new GetItemCommand({ TableName: repository().table.name, Key: { id: { S: 'ten' } }, ConsistentRead: true }),
    );
    expect(Object.keys(Item ?? {}).sort()).toEqual(['expiresAt', 'id']);
  });

  engine.test('are final for an item that would have expired by now', async () => {
    await repository().create({ id: 'hour', expiresAt: new Date(now + 3_600_000) });
    await repository().delete('hour');
    now += 7_200_000;
    await expect(repository().restore('hour')).rejects.toThrow(ItemNotFoundError);
    expect(await repository().purge('hour')).toMatchObject({ id: 'hour' });
  });

  engine.test('refuse batches of deletes and marked items, and let a batch of puts replace deleted items', async () => {
    await repository().create({ id: 'batch', text: 'a' });
    await repository().delete('batch');
    await expect(repository().deleteMany(['batch'])).rejects.toThrow(/can't mark items as deleted/);
    await expect(repository().putMany([{ id: 'b', deletedAt: new Date(now) }])).rejects.toThrow(/is set by delete\(\)/);
    await repository().putMany([{ id: 'batch', text: 'b' }]);
    expect(await repository().get('batch')).toEqual({ id: 'batch', text: 'b' });
  });

  engine.test('free the key when the deleted item expires', async () => {
    await repository().create({ id: 'free', text: 'a' });
    await repository().delete('free');
    now += 2 * dayMs;
    expect(await repository().get('free', shown)).toBeUndefined();
    await expect(repository().restore('free')).rejects.toThrow(ItemNotFoundError);
    expect(await repository().create({ id: 'free', text: 'b' })).toEqual({ id: 'free', text: 'b' });
    await repository().delete('free');
    now += 2 * dayMs;
    expect(await repository().put({ id: 'free', text: 'c' })).toEqual({ id: 'free', text: 'c' });
  });

  engine.testWith('transactions', 'give the former expiry back in a transaction', async () => {
    const expiresAt = new Date(now + 10 * dayMs);
    await repository().create({ id: 'tx', expiresAt });
    await writeTransaction(engine.client).delete(repository(), 'tx').commit();
    await writeTransaction(engine.client).restore(repository(), 'tx').commit();
    expect(await repository().get('tx')).toEqual({ id: 'tx', expiresAt });
  });
});

onEveryEngine('soft deletes with unique values', (engine) => {
  const members = memberModel(engine.uniqueTable('members'));
  const users = userModel(engine.uniqueTable('users'));
  const start = Date.parse('2026-03-01T08:00:00.000Z');
  let now = start;
  const repository = () => members(engine.client, { clock: () => now });
  const plain = () => users(engine.client, { clock: () => now });

  beforeAll(async () => {
    await repository().table.create();
    await plain().table.create();
  });
  beforeEach(() => {
    now = start;
  });
  afterAll(async () => {
    await repository().table.drop();
    await plain().table.drop();
  });

  engine.testWith('transactions', 'keep a value taken until the purge', async () => {
    await plain().create({ id: '1', email: 'a' });
    await plain().delete('1');
    await expect(plain().create({ id: '2', email: 'a' })).rejects.toThrow(NotUniqueError);
    await plain().restore('1');
    await expect(plain().create({ id: '2', email: 'a' })).rejects.toThrow(NotUniqueError);
    await plain().delete('1');
    expect(await plain().purge('1')).toMatchObject({ id: '1', email: 'a' });
    expect(await plain().create({ id: '2', email: 'a' })).toMatchObject({ id: '2' });
  });

  engine.testWith('transactions', 'free a value when the deleted item expires', async () => {
    await repository().create({ id: '1', email: 'a' });
    expect(await repository().delete('1')).toMatchObject({ id: '1' });
    await expect(repository().create({ id: '2', email: 'a' })).rejects.toThrow(NotUniqueError);
    now += 2 * dayMs;
    expect(await repository().create({ id: '2', email: 'a' })).toMatchObject({ id: '2' });
  });

  engine.testWith('transactions', 'keep a value for as long as the restored item has it', async () => {
    const expiresAt = new Date(now + 10 * dayMs);
    await repository().create({ id: '3', email: 'c', expiresAt });
    await repository().delete('3');
    expect(await repository().restore('3')).toEqual({ id: '3', email: 'c', expiresAt });
    now += 2 * dayMs;
    await expect(repository().create({ id: '4', email: 'c' })).rejects.toThrow(NotUniqueError);
  });

  engine.testWith('transactions', 'ignore an absent item', async () => {
    expect(await repository().deleteIfExists('nobody')).toBeUndefined();
    await repository().create({ id: '5', email: 'e' });
    expect(await repository().deleteIfExists('5')).toMatchObject({ email: 'e' });
    expect(await repository().deleteIfExists('5')).toBeUndefined();
    await expect(repository().delete('5')).rejects.toThrow(ItemNotFoundError);
  });
});
