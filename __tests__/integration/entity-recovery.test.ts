import { type AttributeValue, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { Attribute, BaseRepository, Entity, PartitionKey, Repository, SortKey, Table } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

function saleModels(tableName: string) {
  @Table(tableName, { entities: () => [Sale] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shop {}

  const saleKeys = {
    partitionKey: 'SALE#{saleId}',
    sortKey: 'SALE',
    indexes: {
      byRegion: {
        name: 'GSI1',
        partitionKey: { attribute: 'gsi1pk', template: 'REGION#{region}' },
        sortKey: { attribute: 'gsi1sk', template: '{soldAt}#{seller}' },
      },
      byArea: {
        name: 'GSI2',
        partitionKey: { attribute: 'gsi2pk', template: 'AREA#{area}' },
        projection: 'KEYS_ONLY',
      },
    },
  } as const;

  @Entity('Sale', { table: Shop, keys: saleKeys })
  class Sale {
    @Attribute(String) saleId!: string;
    @Attribute(String) region!: string;
    @Attribute(Date) soldAt!: Date;
    @Attribute(String) seller!: string;
    @Attribute(String, { optional: true }) area?: string;
  }

  @Repository(Sale)
  class Sales extends BaseRepository<Sale, 'saleId'> {}
  return { Sale, Sales };
}

onEveryEngine('the keys of an index', (engine) => {
  const { Sales } = saleModels(engine.uniqueTable('sales'));
  const sales = () => new Sales(engine.client);
  const soldAt = new Date('2026-11-01T10:00:00.000Z');

  const rawOf = (saleId: string): Record<string, AttributeValue> => ({
    pk: { S: `SALE#${saleId}` },
    sk: { S: 'SALE' },
    entity: { S: 'Sale' },
    gsi1pk: { S: 'REGION#EU' },
    gsi1sk: { S: '2026-11-01T10:00:00.000Z#ann' },
  });
  const putRaw = (Item: Record<string, AttributeValue>) =>
    engine.client.send(new PutItemCommand({ TableName: sales().table.name, Item }));
  const stored = async (saleId: string) => {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: sales().table.name }));
    return Items.find(({ pk }) => pk?.S === `SALE#${saleId}`);
  };

  beforeAll(async () => {
    await sales().table.ensure();
  });

  engine.test('have the required parts that an item of another library lacks', async () => {
    await putRaw(rawOf('read'));
    const sale = { saleId: 'read', region: 'EU', soldAt, seller: 'ann' };
    expect(await sales().get('read')).toEqual(sale);
    expect(
      await sales()
        .query({ region: 'EU' } as never, { index: 'byRegion' })
        .all(),
    ).toContainEqual(sale);
  });

  engine.test('stay the same if such an item is written again', async () => {
    await putRaw(rawOf('written'));
    const sale = await sales().get('written');
    if (sale !== undefined) await sales().put(sale);
    expect(await stored('written')).toMatchObject(rawOf('written'));
  });

  engine.test('are made of such parts after an update of another part', async () => {
    await putRaw(rawOf('updated'));
    await sales().update('updated', { seller: 'bob' });
    expect(await stored('updated')).toMatchObject({ gsi1sk: { S: '2026-11-01T10:00:00.000Z#bob' } });
  });

  engine.test('have the parts that a partial index lacks', async () => {
    await sales().create({ saleId: 'partial', region: 'EU', soldAt, seller: 'ann', area: 'north' });
    const query = () => sales().query({ area: 'north' } as never, { index: 'byArea' });
    expect(await query().all()).toEqual([{ saleId: 'partial', area: 'north' }]);
  });

  engine.test('have the parts that a selection from a partial index names', async () => {
    await sales().create({ saleId: 'selected', region: 'EU', soldAt, seller: 'ann', area: 'south' });
    const query = sales().query({ area: 'south' } as never, { index: 'byArea', select: ['area'] });
    expect(await query.all()).toEqual([{ area: 'south' }]);
  });
});
