import {
  Attribute,
  BaseRepository,
  CreatedAt,
  decimal,
  Enum,
  GeneratedId,
  Index,
  listOf,
  PartitionKey,
  Repository,
  setOf,
  Table,
  Version,
} from 'annotable';

const atLeastOne = (count: number) => count >= 1 || 'must be 1 or more';

export class Line {
  @Attribute(String) sku!: string;
  @Attribute(Number, { validate: atLeastOne }) quantity!: number;
}

@Table('api-orders')
@Index('byCustomer', { partitionKey: 'customerId', sortKey: 'id' })
export class Order {
  @PartitionKey() @GeneratedId('ulid') id!: string;
  @Attribute(String, { readOnly: true }) customerId!: string;
  @Attribute(listOf(Line), { validate: ({ length }) => length > 0 || 'must have a line' }) lines!: Line[];
  @Attribute(decimal()) total!: string;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Enum(['OPEN', 'PAID', 'SENT'] as const) @Attribute(String, { default: 'OPEN' }) state!: 'OPEN' | 'PAID' | 'SENT';
  @Attribute(String, { optional: true }) note?: string;
  @CreatedAt() createdAt!: Date;
  @Version() version!: number;
}

@Repository(Order)
export class Orders extends BaseRepository<Order, 'id', 'id' | 'state' | 'createdAt' | 'version'> {}
