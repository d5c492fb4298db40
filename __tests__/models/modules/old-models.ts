import { Attribute, BaseRepository, Entity, PartitionKey, Repository, Table } from '../../../lib/index.ts';

/** Has the name of a class in `same-name.ts`. */
@Table('old-orders')
@PartitionKey('id')
class Order {
  @Attribute(String) id!: string;
}

@Repository(Order)
export class OldOrders extends BaseRepository<Order, 'id'> {}

@Table('old-shop', { entities: () => [Customer] })
@PartitionKey('pk')
export class OldShop {}

@Entity('Client', { table: OldShop, keys: { partitionKey: 'CLIENT#{id}' } })
class Customer {
  @Attribute(String) id!: string;
}

/** Lists another class too, so its export names neither. */
@Table('archive', { entities: () => [Entry, Visitor] })
@PartitionKey('pk')
export class Archive {}

@Entity('Entry', { table: Archive, keys: { partitionKey: 'ENTRY#{id}' } })
class Entry {
  @Attribute(String) id!: string;
}

@Entity('Visitor', { table: Archive, keys: { partitionKey: 'VISITOR#{id}' } })
class Visitor {
  @Attribute(String) id!: string;
}
