import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ConfigurationError,
  InvalidItemError,
  increment,
  NewerItemError,
  readTransaction,
  remove,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { orderModels } from './version-models.ts';

onEveryEngine('a class with a version', (engine) => {
  const table = engine.uniqueTable('versions');
  const models = orderModels(table);
  const orders = () => models.orders(engine.client);
  const old = () => models.oldOrders(engine.client);
  const storedOf = async (orderId: string) => {
    const key = { TableName: table, Key: { orderId: { S: orderId } }, ConsistentRead: true };
    return (await engine.client.send(new GetItemCommand(key))).Item;
  };
  const putNewer = (orderId: string) =>
    engine.client.send(
      new PutItemCommand({
        TableName: table,
        Item: { orderId: { S: orderId }, schemaVersion: { N: '4' }, total: { N: '5' }, region: { S: 'US' } },
      }),
    );
  beforeAll(() => orders().table.create());
  afterAll(() => orders().table.drop());

  engine.test('stores its version with every new item', async () => {
    await orders().create({ orderId: 'created', total: 1, region: 'US' });
    await orders().put({ orderId: 'put', total: 1, region: 'US' });
    await orders().upsert('upserted', { total: 1, region: 'US' });
    await orders().putMany([{ orderId: 'batch', total: 1, region: 'US' }]);
    for (const id of ['created', 'put', 'upserted', 'batch'])
      expect(await storedOf(id)).toMatchObject({ schemaVersion: { N: '3' } });
  });

  engine.test('upgrades older items in every read, and writes nothing', async () => {
    await old().create({ orderId: 'read', sum: '12.5', note: 'read' });
    const before = await storedOf('read');
    const upgraded = { orderId: 'read', total: 1250, region: 'EU', note: 'read' };
    expect(await orders().get('read')).toEqual(upgraded);
    expect(await orders().get('read')).toBeInstanceOf(models.Order);
    expect((await orders().getMany(['read']))[0]).toEqual(upgraded);
    expect(await orders().query({ orderId: 'read' }).all()).toEqual([upgraded]);
    expect(await orders().query({ note: 'read' }, { index: 'byNote' }).all()).toEqual([upgraded]);
    expect((await orders().scan().all()).find(({ orderId }) => orderId === 'read')).toEqual(upgraded);
    expect(await storedOf('read')).toEqual(before);
  });

  engine.testWith('transactions', 'upgrades older items in a transaction of reads', async () => {
    await old().create({ orderId: 'transact', sum: '1' });
    const [order] = await readTransaction()
      .get(orders(), 'transact', { select: ['total'] })
      .run();
    expect(order?.total).toBe(100);
  });

  engine.test('selects after the upgrade', async () => {
    await old().create({ orderId: 'select', sum: '2', note: 'select' });
    expect((await orders().get('select', { select: ['total'] }))?.total).toBe(200);
    expect((await orders().getMany(['select'], { select: ['region'] }))[0]?.region).toBe('EU');
    expect(
      (
        await orders()
          .query({ orderId: 'select' }, { select: ['total'] })
          .all()
      )[0]?.total,
    ).toBe(200);
    const [indexed] = await orders()
      .query({ note: 'select' }, { index: 'byNote', select: ['total'] })
      .all();
    expect({ ...indexed }).toEqual({ total: 200 });
  });

  engine.test('reads items through a partial index only if they are current, or followed', async () => {
    await old().create({ orderId: 'partial', sum: '2', note: 'partial' });
    const query = { note: 'partial' };
    await expect(orders().query(query, { index: 'byNoteInPart' }).all()).rejects.toThrow(
      /is of version 1, and only a whole item can be upgraded; read whole items: with \{ follow: true }/,
    );
    expect(await orders().query(query, { index: 'byNoteInPart', follow: true }).all()).toMatchObject([{ total: 200 }]);
    expect(
      await orders()
        .query(query, { index: 'byNoteInPart', select: ['orderId'] })
        .all(),
    ).toMatchObject([{ orderId: 'partial' }]);
    await orders().update('partial', { region: 'US' });
    expect(await orders().query(query, { index: 'byNoteInPart' }).all()).toMatchObject([{ total: 200 }]);
  });

  engine.test('rejects a read of an index of keys that is not followed', async () => {
    await old().create({ orderId: 'keys', sum: '2', note: 'keys' });
    await expect(orders().query({ note: 'keys' }, { index: 'byNoteKeys' }).all()).rejects.toThrow(ConfigurationError);
    expect(await orders().query({ note: 'keys' }, { index: 'byNoteKeys' }).count()).toBe(1);
    expect(await orders().query({ note: 'keys' }, { index: 'byNoteKeys', follow: true }).all()).toHaveLength(1);
  });

  engine.test('upgrades an older item once, when it is updated', async () => {
    await old().create({ orderId: 'update', sum: '3' });
    expect(await orders().update('update', { total: increment(1) })).toMatchObject({ total: 301, region: 'EU' });
    expect(await storedOf('update')).toEqual({
      orderId: { S: 'update' },
      total: { N: '301' },
      region: { S: 'EU' },
      schemaVersion: { N: '3' },
    });
    expect(await orders().update('update', { total: increment(1) })).toMatchObject({ total: 302 });
  });

  engine.testWith('itemOnConditionFailure', 'tests conditions on the upgraded item', async () => {
    await old().create({ orderId: 'if', sum: '3' });
    const refused = orders().update('if', { region: 'US' }, { if: { total: 1 } });
    await expect(refused).rejects.toMatchObject({ code: 'condition.failed' });
    expect(await orders().update('if', { region: 'US' }, { if: { total: 300 } })).toMatchObject({ region: 'US' });
    await old().put({ orderId: 'if', sum: '4' });
    expect(await orders().deleteIfExists('if', { if: { total: 400 } })).toMatchObject({ total: 400 });
  });

  engine.test('replaces and deletes older items without an upgrade', async () => {
    await old().create({ orderId: 'replaced', sum: '3' });
    await orders().put({ orderId: 'replaced', total: 1, region: 'US' });
    expect(await storedOf('replaced')).toMatchObject({ schemaVersion: { N: '3' } });
    await old().put({ orderId: 'replaced', sum: '3' });
    expect(await orders().delete('replaced')).toMatchObject({ total: 300, region: 'EU' });
  });

  engine.test('upserts older and absent items', async () => {
    await old().create({ orderId: 'upsert', sum: '3' });
    expect(await orders().upsert('upsert', { region: 'US' })).toMatchObject({ total: 300, region: 'US' });
    expect(await orders().upsert('upsert', { note: remove() })).toMatchObject({ total: 300, region: 'US' });
    await expect(orders().upsert('none', { region: 'US' })).rejects.toMatchObject({ code: 'item.invalid' });
  });

  engine.test('keeps undeclared attributes when it upgrades', async () => {
    await old().create({ orderId: 'undeclared', sum: '3', extra: 7 });
    await orders().update('undeclared', { region: 'US' });
    expect(await storedOf('undeclared')).toMatchObject({ extra: { N: '7' }, total: { N: '300' } });
  });

  engine.testWith('transactions', 'upgrades older items of a transaction', async () => {
    await old().create({ orderId: 'one', sum: '3' });
    await old().create({ orderId: 'two', sum: '4' });
    await writeTransaction()
      .update(orders(), 'one', { total: increment(5) })
      .check(orders(), 'two', { total: 400 })
      .commit();
    expect(await storedOf('one')).toMatchObject({ total: { N: '305' } });
    expect(await storedOf('two')).toMatchObject({ total: { N: '400' } });
  });

  engine.testWith('itemOnConditionFailure', 'rejects reads and writes of newer items, and writes nothing', async () => {
    await putNewer('newer');
    const before = await storedOf('newer');
    const item = { orderId: 'newer', total: 1, region: 'US' };
    const refused = [
      () => orders().get('newer'),
      () => orders().query({ orderId: 'newer' }).all(),
      () => orders().update('newer', { total: 1 }),
      () => orders().upsert('newer', { total: 1 }),
      () => orders().put(item),
      () => orders().put(item, { if: { total: 5 } }),
      () => orders().delete('newer'),
      () => orders().deleteIfExists('newer'),
    ];
    for (const call of refused) await expect(call()).rejects.toThrow(NewerItemError);
    await expect(orders().create(item)).rejects.toMatchObject({ code: 'condition.alreadyExists' });
    expect(await storedOf('newer')).toEqual(before);
  });

  engine.testWith('itemOnConditionFailure', 'says that nothing was written to a newer item', async () => {
    await putNewer('message');
    await expect(orders().update('message', { total: 1 })).rejects.toThrow(
      `${table} (orderId="message"): nothing was written, because the stored item is of version 4, and the class is of version 3; run a newer program`,
    );
  });

  engine.test('passes newer items to onInvalidItem', async () => {
    await putNewer('skipped');
    const skipped: InvalidItemError[] = [];
    const repository = models.orders(engine.client, {
      onInvalidItem: (error: InvalidItemError) => skipped.push(error),
    });
    expect(await repository.query({ orderId: 'skipped' }).all()).toEqual([]);
    expect(skipped).toMatchObject([{ code: 'item.newer' }]);
  });

  engine.testWith('itemOnConditionFailure', "returns newer items frozen with { onNewer: 'read' }", async () => {
    await putNewer('frozen');
    const reading = orderModels(table, { onNewer: 'read' }).orders(engine.client);
    const order = await reading.getOrThrow('frozen');
    expect(order).toEqual({ orderId: 'frozen', total: 5, region: 'US' });
    expect(Object.isFrozen(order)).toBe(true);
    await expect(reading.put({ ...order, total: 6 })).rejects.toMatchObject({ code: 'item.invalid' });
    await expect(reading.update('frozen', { total: 6 })).rejects.toThrow(NewerItemError);
  });

  engine.testWith('transactions', 'rejects a transaction that writes a newer item', async () => {
    await putNewer('committed');
    const commit = writeTransaction().update(orders(), 'committed', { total: 1 }).commit();
    await expect(commit).rejects.toMatchObject({
      code: 'transaction.failed',
      reasons: [{ error: expect.any(NewerItemError) }],
    });
  });

  engine.test('reports an older item that the steps can not upgrade, and writes nothing', async () => {
    await old().create({ orderId: 'broken', sum: '3' });
    await engine.client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { orderId: { S: 'broken' } },
        UpdateExpression: 'REMOVE #0',
        ExpressionAttributeNames: { '#0': 'sum' },
      }),
    );
    const before = await storedOf('broken');
    await expect(orders().get('broken')).rejects.toThrow(InvalidItemError);
    await expect(orders().update('broken', { region: 'US' })).rejects.toThrow(InvalidItemError);
    expect(await storedOf('broken')).toEqual(before);
  });
});
