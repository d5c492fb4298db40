import {
  Attribute,
  BaseRepository,
  Entity,
  Index,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  TimeToLive,
  VectorIndex,
  vector,
} from '../../lib/index.ts';

@Table('orders', { stream: 'NEW_AND_OLD_IMAGES', pointInTimeRecovery: true, tags: { team: 'shop' } })
@PartitionKey('customerId')
@SortKey('placedAt')
@Index('byState', { partitionKey: 'state', sortKey: 'placedAt', projection: ['total', 'expiresAt'] })
export class Order {
  @Attribute(String) customerId!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(String) state!: string;
  @Attribute(Number) total!: number;
  @TimeToLive() expiresAt?: Date;
}

@Repository(Order)
export class Orders extends BaseRepository<Order, 'customerId' | 'placedAt'> {}

@Table('shop', { entities: () => [Customer, Invoice] })
@PartitionKey('pk')
@SortKey('sk')
export class Shop {}

@Entity('Customer', { table: Shop, keys: { partitionKey: 'CUSTOMER#{id}', sortKey: 'PROFILE' } })
export class Customer {
  @Attribute(String) id!: string;
  @Attribute(String) name!: string;
}

@Entity('Invoice', {
  table: Shop,
  keys: {
    partitionKey: 'CUSTOMER#{id}',
    sortKey: 'INVOICE#{number}',
    indexes: { byNumber: { partitionKey: ['number'] } },
  },
})
export class Invoice {
  @Attribute(String) id!: string;
  @Attribute(String) number!: string;
}

@Table('passages')
@PartitionKey('id')
@VectorIndex('byMeaning', { vector: 'embedding', distance: 'cosine', partitionKey: 'tenant', filters: ['language'] })
export class Passage {
  @Attribute(String) id!: string;
  @Attribute(String) tenant!: string;
  @Attribute(String) language!: string;
  @Attribute(vector(3)) embedding!: Float32Array;
}

export const replicatedOptions = {
  replicas: [{ region: 'eu-west-1' }, { region: 'ap-southeast-2' }],
  contributorInsights: 'throttledKeys',
  deletionProtection: true,
  billing: { onDemand: { maxRead: 100, maxWrite: 50 } },
} as const;

@Table('accounts', replicatedOptions)
@PartitionKey('id')
@Index('byName', { partitionKey: 'name' })
export class Account {
  @Attribute(String) id!: string;
  @Attribute(String) name!: string;
}
