import { type AttributeValue, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ConditionFailedError, gte, ItemAlreadyExistsError, OtherEntityError, remove } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { shopModels } from './shop-models.ts';

onEveryEngine('entities that share a table', (engine) => {
  const models = shopModels(engine.uniqueTable('shop'));
  const customers = () => new models.Customers(engine.client);
  const orders = () => new models.Orders(engine.client);
  const placedAt = new Date('2026-11-01T10:00:00.000Z');
  const key = { customerId: 'a#b', placedAt, orderId: '1' };

  beforeAll(async () => {
    await orders().table.ensure();
  });

  engine.test('writes the keys, the index keys, and the name of the entity', async () => {
    await orders().create({ ...key, state: 'OPEN', region: 'EU', total: '9.5' });
    const { Items } = await engine.client.send(new ScanCommand({ TableName: orders().table.name }));
    expect(Items).toEqual([
      {
        pk: { S: 'CUSTOMER#a#b' },
        sk: { S: 'ORDER#2026-11-01T10:00:00.000Z#1' },
        entity: { S: 'Order' },
        gsi1pk: { S: 'OPEN#EU' },
        gsi1sk: { S: '2026-11-01T10:00:00.000Z#1' },
        customerId: { S: 'a#b' },
        placedAt: { S: '2026-11-01T10:00:00.000Z' },
        orderId: { S: '1' },
        state: { S: 'OPEN' },
        region: { S: 'EU' },
        total: { N: '9.5' },
      },
    ]);
    const order = await orders().get(key);
    expect(order).toEqual({ ...key, state: 'OPEN', region: 'EU', total: '9.5' });
    expect(order).toBeInstanceOf(models.Order);
  });

  engine.test('queries one entity by the parts of its key from left to right', async () => {
    await customers().put({ customerId: 'a#b', name: 'Ann' });
    await orders().put({ ...key, orderId: '2', state: 'PAID', total: '1' });
    const found = await orders().query({ customerId: 'a#b' }).all();
    expect(found.map(({ orderId }) => orderId)).toEqual(['1', '2']);
    expect(
      await orders()
        .query({ customerId: 'a#b', placedAt: gte(new Date('2026-12-01')) })
        .all(),
    ).toEqual([]);
    expect(await customers().query({ customerId: 'a#b' }).all()).toEqual([{ customerId: 'a#b', name: 'Ann' }]);
    expect(await orders().query({ customerId: 'a' }).all()).toEqual([]);
  });

  engine.test('queries an index of templates, which only has the items that `when` allows', async () => {
    const found = await orders().query({ region: 'EU' }, { index: 'open' }).all();
    expect(found.map(({ orderId }) => orderId)).toEqual(['1']);
    const byState = await orders().query({ state: 'PAID' }, { index: 'byState' }).all();
    expect(byState.map(({ orderId }) => orderId)).toEqual(['2']);
  });

  const storedOf = async (orderId: string) => {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: orders().table.name }));
    return Items.find((item) => item['orderId']?.S === orderId);
  };

  engine.test('keeps index keys right if an update changes a part of them', async () => {
    const one = { ...key, orderId: 'one' };
    await orders().create({ ...one, state: 'PAID', region: 'EU', total: '1' });
    expect(await storedOf('one')).not.toHaveProperty('gsi1pk');
    expect(await orders().update(one, { state: 'OPEN' })).toEqual({ ...one, state: 'OPEN', region: 'EU', total: '1' });
    expect(await storedOf('one')).toMatchObject({ gsi1pk: { S: 'OPEN#EU' } });
    await orders().update(one, { region: 'US' });
    expect(await storedOf('one')).toMatchObject({ gsi1pk: { S: 'OPEN#US' } });
    await orders().update(one, { region: remove() });
    expect(await storedOf('one')).not.toHaveProperty('gsi1pk');
    await orders().upsert(one, { region: 'EU' });
    expect(await storedOf('one')).toMatchObject({ gsi1pk: { S: 'OPEN#EU' } });
  });

  engine.test('creates a whole item by upsert', async () => {
    const two = { ...key, orderId: 'two' };
    await orders().upsert(two, { state: 'OPEN', region: 'EU', total: '1' });
    expect(await storedOf('two')).toMatchObject({
      entity: { S: 'Order' },
      orderId: { S: 'two' },
      gsi1pk: { S: 'OPEN#EU' },
    });
    expect(await orders().get(two)).toEqual({ ...two, state: 'OPEN', region: 'EU', total: '1' });
  });

  engine.test('puts an entity that was read without its old index keys', async () => {
    const three = { ...key, orderId: 'three' };
    const order = await orders().create({ ...three, state: 'OPEN', region: 'EU', total: '1' });
    await orders().put({ ...order, state: 'PAID' });
    expect(await storedOf('three')).not.toHaveProperty('gsi1pk');
  });

  engine.test('refuses every write of an item of another entity', async () => {
    const four = { ...key, orderId: 'four' };
    await orders().create({ ...four, state: 'OPEN', total: '1' });
    const { pk, sk } = (await storedOf('four')) as Record<string, AttributeValue>;
    const foreign = { pk, sk, entity: { S: 'Invoice' } } as Record<string, AttributeValue>;
    await engine.client.send(new PutItemCommand({ TableName: orders().table.name, Item: foreign }));
    expect(await orders().get(four)).toBeUndefined();
    await expect(orders().get(four, { diagnose: true })).rejects.toThrow(OtherEntityError);
    const whole = { ...four, state: 'OPEN', total: '1' } as const;
    for (const write of [
      () => orders().put(whole),
      () => orders().update(four, { total: '2' }),
      () => orders().upsert(four, { total: '2', state: 'OPEN' }),
      () => orders().delete(four),
      () => orders().deleteIfExists(four),
    ])
      await expect(write()).rejects.toThrow(ConditionFailedError);
    await expect(orders().create(whole)).rejects.toThrow(ItemAlreadyExistsError);
  });

  engine.testWith('itemOnConditionFailure', 'names the other entity in the error of a refused write', async () => {
    const five = { ...key, orderId: 'five' };
    await orders().create({ ...five, state: 'OPEN', total: '1' });
    const { pk, sk } = (await storedOf('five')) as Record<string, AttributeValue>;
    const foreign = { pk, sk, entity: { S: 'Invoice' } } as Record<string, AttributeValue>;
    await engine.client.send(new PutItemCommand({ TableName: orders().table.name, Item: foreign }));
    const error = await orders()
      .update(five, { total: '2' })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OtherEntityError);
    expect((error as OtherEntityError).entity).toBe('Invoice');
    expect((error as Error).message).toMatch(/customerId="a#b", placedAt="2026.*orderId="five"\): .*'Invoice'/);
  });
});
