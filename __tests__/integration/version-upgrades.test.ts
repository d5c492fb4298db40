import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Client, ConditionFailedError, collection, increment, NotUniqueError, writeTransaction } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { entityModels, orderModels } from './version-models.ts';

/** A client that runs a function once before its nth request of an operation. */
function interrupted(
  client: DynamoDBClient,
  operation: string,
  nth: number,
  before: () => Promise<unknown>,
): DynamoDBClient {
  const { endpoint, region, credentials } = client.config;
  const own = new DynamoDBClient({ endpoint, region, credentials } as never);
  let count = 0;
  own.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === `${operation}Command` && ++count === nth) await before();
        return next(args);
      },
    { step: 'initialize', name: 'interrupted' },
  );
  return own;
}

const storedIn = async (client: Client, TableName: string, Key: object) =>
  (await (client as DynamoDBClient).send(new GetItemCommand({ TableName, Key, ConsistentRead: true } as never))).Item;

onEveryEngine('an upgrade in place', (engine) => {
  const table = engine.uniqueTable('upgrades');
  const models = orderModels(table);
  const old = () => models.oldOrders(engine.client);
  const stored = (orderId: string) => storedIn(engine.client, table, { orderId: { S: orderId } });
  beforeAll(() => models.orders(engine.client).table.create());
  afterAll(() => models.orders(engine.client).table.drop());

  // The first UpdateItem is refused, and the second one is the upgrade.
  const updateWhile = (orderId: string, meanwhile: () => Promise<unknown>) =>
    models.orders(interrupted(engine.client, 'UpdateItem', 2, meanwhile)).update(orderId, { total: increment(1) });

  engine.test('keeps an attribute that an older program changes meanwhile', async () => {
    await old().create({ orderId: 'changed', sum: '3' });
    const updated = await updateWhile('changed', () => old().update('changed', { sum: '7' }));
    expect(updated).toMatchObject({ total: 701 });
    expect(await stored('changed')).not.toHaveProperty('sum');
  });

  engine.test('keeps an attribute that an older program adds meanwhile', async () => {
    await old().create({ orderId: 'added', sum: '3' });
    await updateWhile('added', () => old().update('added', { extra: 9 }));
    expect(await stored('added')).toMatchObject({ total: { N: '301' }, extra: { N: '9' } });
  });

  engine.test('upgrades an item again that an older program puts meanwhile', async () => {
    await old().create({ orderId: 'put', sum: '3', note: 'a' });
    const updated = await updateWhile('put', () => old().put({ orderId: 'put', sum: '5' }));
    expect({ ...updated }).toEqual({ orderId: 'put', total: 501, region: 'EU' });
  });

  engine.test('does not create an item again that an older program deletes meanwhile', async () => {
    await old().create({ orderId: 'deleted', sum: '3' });
    await expect(updateWhile('deleted', () => old().delete('deleted'))).rejects.toMatchObject({
      code: 'condition.notFound',
    });
    expect(await stored('deleted')).toBeUndefined();
  });

  engine.testWith('itemOnConditionFailure', 'is done once by programs that race', async () => {
    await old().create({ orderId: 'race', sum: '3' });
    const orders = models.orders(engine.client);
    await Promise.all(Array.from({ length: 8 }, () => orders.update('race', { total: increment(1) })));
    expect(await stored('race')).toMatchObject({ total: { N: '308' }, schemaVersion: { N: '3' } });
  });

  engine.test('gives up if other programs change the item all the time', async () => {
    await old().create({ orderId: 'contended', sum: '3' });
    let count = 0;
    const client = interrupted(engine.client, 'UpdateItem', 0, async () => undefined);
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'UpdateItemCommand') await old().update('contended', { extra: ++count });
          return next(args);
        },
      { step: 'initialize', name: 'contended' },
    );
    const update = models.orders(client).update('contended', { total: 1 });
    await expect(update).rejects.toThrow(ConditionFailedError);
    await expect(update).rejects.toThrow(/other writers changed it during all of 10 attempts/);
  });

  engine.testWith('transactions', 'keeps what an older program changes before a transaction', async () => {
    await old().create({ orderId: 'transaction', sum: '3' });
    const client = interrupted(engine.client, 'UpdateItem', 1, () => old().update('transaction', { sum: '8' }));
    const orders = models.orders(client);
    await writeTransaction(client)
      .update(orders, 'transaction', { total: increment(1) })
      .commit();
    expect(await stored('transaction')).toMatchObject({ total: { N: '801' } });
  });
});

onEveryEngine('an upgrade of an entity', (engine) => {
  const table = engine.uniqueTable('entity-upgrades');
  const models = entityModels(table);
  const users = () => models.users(engine.client);
  const old = () => models.oldUsers(engine.client);
  const stored = (userId: string) =>
    storedIn(engine.client, table, { pk: { S: `USER#${userId}` }, sk: { S: 'PROFILE' } });
  beforeAll(() => users().table.create());
  afterAll(() => users().table.drop());

  engine.test('is read by its class and by a collection', async () => {
    await old().create({ userId: 'read', mail: 'ann@a.org' });
    const upgraded = { userId: 'read', email: 'ann@a.org', domain: 'a.org' };
    expect(await users().get({ userId: 'read' })).toEqual(upgraded);
    const zoo = collection({ users: users(), pets: models.pets(engine.client) });
    expect((await zoo.query({ userId: 'read' }).grouped()).users).toEqual([upgraded]);
  });

  engine.testWith('transactions', 'writes the keys of its indexes, and guards its unique values', async () => {
    await old().create({ userId: 'ann', mail: 'ann@b.org' });
    await old().create({ userId: 'bob', mail: 'ann@b.org' });
    expect(await users().update({ userId: 'ann' }, { city: 'Rome' })).toMatchObject({
      email: 'ann@b.org',
      city: 'Rome',
    });
    expect(await stored('ann')).toMatchObject({ gsi1pk: { S: 'DOMAIN#b.org' }, schemaVersion: { N: '2' } });
    expect(await users().query({ domain: 'b.org' }, { index: 'byDomain' }).all()).toMatchObject([{ userId: 'ann' }]);
    await expect(users().create({ userId: 'eve', email: 'ann@b.org', domain: 'b.org' })).rejects.toThrow(
      NotUniqueError,
    );
    await expect(users().update({ userId: 'bob' }, { city: 'Rome' })).rejects.toThrow(NotUniqueError);
    expect(await stored('bob')).not.toHaveProperty('schemaVersion');
  });

  engine.testWith('transactions', 'frees the value that an update changes after it', async () => {
    await old().create({ userId: 'free', mail: 'free@c.org' });
    await users().update({ userId: 'free' }, { email: 'other@c.org' });
    await users().create({ userId: 'next', email: 'free@c.org', domain: 'c.org' });
    expect(await users().get({ userId: 'free' })).toMatchObject({ email: 'other@c.org' });
  });

  engine.test('deletes an older item with its class', async () => {
    await old().create({ userId: 'gone', mail: 'gone@d.org' });
    if (engine.name === 'dynalite') return;
    expect(await users().delete({ userId: 'gone' })).toMatchObject({ email: 'gone@d.org' });
    expect(await stored('gone')).toBeUndefined();
  });
});
