import { ValidationError } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModel } from './order-models.ts';

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

  engine.test('fill in the table and placeholders, and give instances', async () => {
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

  engine.test('refuse paths and values that the class lacks, before anything is sent', async () => {
    await expect(async () =>
      repository().raw('Query', ({ name }) => ({ KeyConditionExpression: name('nickname') })),
    ).rejects.toThrow(/nickname is no attribute/);
    await expect(async () =>
      repository().raw('Query', ({ value }) => ({ FilterExpression: value('visits', 'x') })),
    ).rejects.toThrow(ValidationError);
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
