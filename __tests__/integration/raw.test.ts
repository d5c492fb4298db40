import { ValidationError } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModel, Limits, memberModel } from './order-models.ts';

onEveryEngine('raw requests', (engine) => {
  const { Account, accounts } = accountModel(engine.uniqueTable('accounts'));
  const repository = () => accounts(engine.client);

  beforeAll(async () => {
    await repository().table.create();
    await repository().putMany([
      { id: 'a', name: 'Ann', tags: new Set(['x']), visits: 2 },
      { id: 'b', name: 'Bob', tags: new Set(), visits: 5 },
    ]);
  });
  afterAll(() => repository().table.drop());

  engine.test('fill in the table and placeholders, and return instances', async () => {
    const { Items = [], Count } = await repository().raw('Query', ({ name, value }) => ({
      KeyConditionExpression: `${name('id')} = ${value('id', 'a')}`,
      FilterExpression: `${name('name')} = ${value('name', 'Ann')}`,
    }));
    expect(Count).toBe(1);
    expect(Items[0]).toBeInstanceOf(Account);
    expect(Items[0]).toMatchObject({ name: 'Ann', tags: new Set(['x']) });

    const { Attributes } = await repository().raw('UpdateItem', ({ key, name, value }) => ({
      Key: key('b'),
      UpdateExpression: `SET ${name('visits')} = ${name('visits')} + ${value('visits', 3)}`,
      ReturnValues: 'ALL_NEW',
    }));
    expect(Attributes).toMatchObject({ id: 'b', visits: 8 });

    const { Item } = await repository().raw('GetItem', ({ key, name }) => ({
      Key: key('a'),
      ProjectionExpression: name('name'),
    }));
    expect(Item).toEqual({ name: 'Ann' });
    await expect(repository().put(Item as never)).rejects.toThrow(/was read by a raw request and holds a part/);

    await repository().raw('PutItem', ({ item }) => ({ Item: item({ id: 'c', name: 'Cy', tags: new Set() }) }));
    const { Items: scanned = [] } = await repository().raw('Scan', () => ({ Limit: 10 }));
    expect(scanned.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c']);
    const { Attributes: deleted } = await repository().raw('DeleteItem', ({ key }) => ({
      Key: key('c'),
      ReturnValues: 'ALL_OLD',
    }));
    expect(deleted).toMatchObject({ name: 'Cy' });
  });

  engine.test("reject paths and values that don't fit the class before anything is sent", async () => {
    await expect(async () =>
      repository().raw('Query', ({ name }) => ({ KeyConditionExpression: name('nickname') })),
    ).rejects.toThrow(/nickname is no attribute/);
    await expect(async () =>
      repository().raw('Query', ({ value }) => ({ FilterExpression: value('visits', 'x') })),
    ).rejects.toThrow(ValidationError);
  });

  engine.test('return partial documents, which put rejects', async () => {
    await repository().put({ id: 'doc', name: 'Di', tags: new Set(), limits: { daily: 1, monthly: 2 } });
    const { Item } = await repository().raw('GetItem', ({ key, name }) => ({
      Key: key('doc'),
      ProjectionExpression: `${name('id')}, ${name('name')}, ${name('limits.monthly')}`,
    }));
    expect(Item).toEqual({ id: 'doc', name: 'Di', limits: { monthly: 2 } });
    expect(Item?.limits).toBeInstanceOf(Limits);
    await expect(repository().update('doc', { limits: Item?.limits })).rejects.toThrow(
      /limits was read by a raw request and holds a part of its document/,
    );
    const { Attributes } = await repository().raw('UpdateItem', ({ key, name, value }) => ({
      Key: key('doc'),
      UpdateExpression: `SET ${name('limits.monthly')} = ${value('limits.monthly', 3)}`,
      ReturnValues: 'UPDATED_NEW',
    }));
    expect(Attributes).toEqual({ limits: { monthly: 3 } });
    expect(await repository().get('doc')).toMatchObject({ limits: { daily: 1, monthly: 3 } });
    const { Item: short } = await repository().raw('GetItem', ({ key, name }) => ({
      Key: key('doc'),
      ProjectionExpression: `${name('id')}, ${name('name')}, ${name('limits')}`,
    }));
    await expect(repository().put(short as never)).rejects.toThrow(/was read by a raw request and holds a part/);
    expect((await repository().update('doc', { limits: short?.limits })).limits).toEqual({ daily: 1, monthly: 3 });
    await repository().delete('doc');
  });

  engine.test('read and write in batches', async () => {
    const written = await repository().raw('BatchWriteItem', ({ table, key, item }) => ({
      RequestItems: {
        [table]: [
          { PutRequest: { Item: item({ id: 'x', name: 'Xe', tags: new Set() }) } },
          { DeleteRequest: { Key: key('y') } },
        ],
      },
    }));
    expect(Object.keys(written.UnprocessedItems ?? {})).toEqual([]);
    const { Responses = {} } = await repository().raw('BatchGetItem', ({ table, key, name }) => ({
      RequestItems: { [table]: { Keys: [key('x'), key('y')], ProjectionExpression: name('name') } },
    }));
    const items = Responses[repository().table.name] ?? [];
    expect(items).toEqual([{ name: 'Xe' }]);
    expect(items[0]).toBeInstanceOf(Account);
    await expect(repository().put(items[0] as never)).rejects.toThrow(/was read by a raw request/);
    await expect(
      repository().raw('BatchGetItem', ({ key }) => ({ RequestItems: { other: { Keys: [key('x')] } } })),
    ).rejects.toThrow(/names the table 'other'/);
    await repository().delete('x');
  });

  engine.testWith(
    'transactions',
    'read and write in transactions, with separate placeholders for each action',
    async () => {
      await repository().raw('TransactWriteItems', ({ key, item, name, value }) => ({
        TransactItems: [
          { Put: { Item: item({ id: 't1', name: 'Ti', tags: new Set() }) } },
          {
            Update: {
              Key: key('t2'),
              UpdateExpression: `SET ${name('name')} = ${value('name', 'To')}, ${name('visits')} = ${value('visits', 4)}`,
            },
          },
          { ConditionCheck: { Key: key('t3'), ConditionExpression: `attribute_not_exists(${name('id')})` } },
        ],
      }));
      const { Responses = [] } = await repository().raw('TransactGetItems', ({ key, name }) => ({
        TransactItems: [
          { Get: { Key: key('t1') } },
          { Get: { Key: key('t2'), ProjectionExpression: `${name('visits')}, ${name('name')}` } },
          { Get: { Key: key('t3') } },
        ],
      }));
      expect(Responses.map(({ Item }) => Item?.name)).toEqual(['Ti', 'To', undefined]);
      expect(Responses[0]?.Item).toBeInstanceOf(Account);
      await repository().put(Responses[0]?.Item as never);
      await expect(repository().put(Responses[1]?.Item as never)).rejects.toThrow(/was read by a raw request/);
      for (const id of ['t1', 't2']) await repository().delete(id);
    },
  );

  engine.testWith('transactions', 'leave out the guards of unique values', async () => {
    const { Member, members } = memberModel(engine.uniqueTable('raw-members'));
    const club = members(engine.client);
    await club.table.create();
    await club.create({ id: 1, email: 'a@x', badge: 5 });
    const { Items = [] } = await club.raw('Scan', () => ({}));
    expect(Items).toEqual([{ id: 1, email: 'a@x', badge: 5, version: 1 }]);
    expect(Items[0]).toBeInstanceOf(Member);
    await club.table.drop();
  });

  engine.testWith('partiql', 'run several PartiQL statements', async () => {
    const { Responses = [] } = await repository().raw('BatchExecuteStatement', ({ table, parameter }) => ({
      Statements: ['a', 'none'].map((id) => ({
        Statement: `SELECT * FROM ${table} WHERE id = ?`,
        Parameters: [parameter('id', id)],
      })),
    }));
    expect(Responses.map(({ Item }) => Item?.name)).toEqual(['Ann', undefined]);
    expect(Responses[0]?.Item).toBeInstanceOf(Account);
    const { Responses: read = [] } = await repository().raw('ExecuteTransaction', ({ table, parameter }) => ({
      TransactStatements: [
        { Statement: `SELECT id, name FROM ${table} WHERE id = ?`, Parameters: [parameter('id', 'a')] },
      ],
    }));
    expect(read[0]?.Item).toMatchObject({ id: 'a' });
    await expect(repository().put(read[0]?.Item as never)).rejects.toThrow(/was read by a raw request/);
  });

  engine.testWith('partiql', 'run PartiQL statements with typed results', async () => {
    const { Items = [] } = await repository().raw('ExecuteStatement', ({ table, parameter }) => ({
      Statement: `SELECT * FROM ${table} WHERE id = ?`,
      Parameters: [parameter('id', 'a')],
    }));
    expect(Items[0]).toBeInstanceOf(Account);
    expect(Items.map(({ name }) => name)).toEqual(['Ann']);
  });
});
