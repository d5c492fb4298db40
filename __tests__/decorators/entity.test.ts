import { Attribute, Entity, PartitionKey, SortKey, Table } from 'annotable';
import { draftsOf } from '../../lib/decorators/draft.ts';

const orderKeys = { partitionKey: 'CUSTOMER#{customerId}', sortKey: 'ORDER#{orderId}' } as const;

@Table('shop', { entities: () => [Order], entityAttribute: 'kind' })
@PartitionKey('pk')
@SortKey('sk', Number)
class Shop {}

@Entity('Order', { table: Shop, keys: orderKeys, abstract: true })
class Order {
  @Attribute(String) customerId!: string;
  @Attribute(String) orderId!: string;
}

@Entity('Refund')
class Refund extends Order {}

test('a table class records its key attributes, their types and its entities', () => {
  const [draft] = draftsOf(Shop);
  expect(draft?.partitionKeys).toEqual([{ name: 'pk', type: undefined }]);
  expect(draft?.sortKeys).toEqual([{ name: 'sk', type: Number }]);
  expect(draft?.tables[0]?.options.entities?.()).toEqual([Order]);
  expect(draft?.tables[0]?.options.entityAttribute).toBe('kind');
});

test('an entity records its name and its options, and a child only its name', () => {
  const declared = draftsOf(Refund).flatMap(({ entities }) => entities);
  expect(declared).toEqual([
    { name: 'Order', options: { table: Shop, keys: orderKeys, abstract: true } },
    { name: 'Refund', options: undefined },
  ]);
});
