import {
  Attribute,
  BaseRepository,
  CreatedAt,
  Enum,
  GeneratedId,
  Index,
  PartitionKey,
  Repository,
  setOf,
  Table,
  Version,
} from 'annotable';

@Table('nest-orders')
@Index('byCustomer', { partitionKey: 'customerId', sortKey: 'id' })
export class Order {
  @PartitionKey() @GeneratedId('ulid') id!: string;
  @Attribute(String, { readOnly: true }) customerId!: string;
  @Attribute(Number, { validate: (total) => total > 0 || 'must be above 0' }) total!: number;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Enum(['OPEN', 'PAID', 'SENT'] as const) @Attribute(String, { default: 'OPEN' }) state!: 'OPEN' | 'PAID' | 'SENT';
  @CreatedAt() createdAt!: Date;
  @Version() version!: number;
}

@Repository(Order)
export class Orders extends BaseRepository<Order, 'id', 'id' | 'state' | 'createdAt' | 'version'> {
  /** Returns one page of the orders of a customer, the newest first. */
  ofCustomer(customerId: string, cursor?: string) {
    return this.query({ customerId }, { index: 'byCustomer', descending: true }).page({ limit: 20, cursor });
  }
}
