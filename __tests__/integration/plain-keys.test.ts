import { ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  Entity,
  epochMillis,
  PartitionKey,
  Repository,
  remove,
  SortKey,
  Table,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

function plainModels(tableName: string) {
  @Table(tableName, { entities: () => [Customer] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shop {}

  const keys = {
    partitionKey: '$shop#isactive_{isActive}#createdat_{createdAt}#customerid_{customerId}',
    sortKey: '{visitedAt}#END',
    indexes: {
      byName: {
        partitionKey: { attribute: 'gsi1pk', template: 'Customer#' },
        sortKey: { attribute: 'gsi1sk', template: 'NAME#{name}' },
      },
    },
  } as const;

  @Entity('Customer', { table: Shop, keys: keys as never, form: 'plain' })
  class Customer {
    @Attribute(Boolean) isActive!: boolean;
    @Attribute(epochMillis()) createdAt!: Date;
    @Attribute(Date) visitedAt!: Date;
    @Attribute(String) customerId!: string;
    @Attribute(String, { optional: true }) name?: string;
  }
  @Repository(Customer)
  class Customers extends BaseRepository<Customer, 'isActive' | 'createdAt' | 'visitedAt' | 'customerId'> {}
  return { Customers };
}

onEveryEngine('keys in plain form', (engine) => {
  const { Customers } = plainModels(engine.uniqueTable('plain'));
  const customers = () => new Customers(engine.client);
  const at = new Date(1_700_000_000_000);
  const key = { isActive: true, createdAt: at, visitedAt: at, customerId: 'c#1' };
  const stored = async () =>
    (await engine.client.send(new ScanCommand({ TableName: customers().table.name }))).Items?.[0];

  beforeAll(() => customers().table.ensure());

  engine.test('have the stored text of Booleans, numbers, and dates', async () => {
    await customers().put({ ...key, name: 'Ann' });
    expect(await stored()).toMatchObject({
      pk: { S: '$shop#isactive_true#createdat_1700000000000#customerid_c#1' },
      sk: { S: '2023-11-14T22:13:20.000Z#END' },
    });
    expect(await customers().get(key)).toEqual({ ...key, name: 'Ann' });
  });

  engine.test('have a constant part of an index only beside the other part', async () => {
    await customers().put({ ...key, name: 'Ann' });
    expect(await stored()).toMatchObject({ gsi1pk: { S: 'Customer#' }, gsi1sk: { S: 'NAME#Ann' } });
    await customers().update(key, { name: remove() });
    expect(await stored()).not.toHaveProperty('gsi1pk');
    expect(await stored()).not.toHaveProperty('gsi1sk');
    await customers().update(key, { name: 'Bob' });
    expect(await stored()).toMatchObject({ gsi1pk: { S: 'Customer#' }, gsi1sk: { S: 'NAME#Bob' } });
    await customers().put(key);
    expect(await stored()).not.toHaveProperty('gsi1pk');
  });
});
