import {
  Attribute,
  BaseRepository,
  type Client,
  epochSeconds,
  Index,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  Table,
  TimeToLive,
  Unique,
  Version,
} from 'annotable';

export class Place {
  @Attribute(String) city!: string;
}

/** A class with indexes and a document, and one with unique values and a version. */
export function explainModels(table: string) {
  @Table(table)
  @PartitionKey('customerId')
  @SortKey('orderId')
  @Index('byStatus', { partitionKey: 'status', sortKey: 'total' })
  @Index('byCourier', { partitionKey: 'courier', projection: 'KEYS_ONLY' })
  class Order {
    @Attribute(String) customerId!: string;
    @Attribute(String) orderId!: string;
    @Attribute(String, { name: 'st' }) status!: string;
    @Attribute(Number) total!: number;
    @Attribute(String, { optional: true }) courier?: string;
    @Attribute(String, { optional: true }) note?: string;
    @Attribute(Place, { optional: true }) place?: Place;
  }

  @Repository(Order)
  class Orders extends BaseRepository<Order, 'customerId' | 'orderId'> {}

  @Table(`${table}-users`)
  @PartitionKey('id')
  class User {
    @Attribute(String) id!: string;
    @Unique() @Attribute(String) email!: string;
    @Attribute(Number, { optional: true }) visits?: number;
    @Version() @Attribute(Number) version!: number;
  }

  @Repository(User)
  class Users extends BaseRepository<User, 'id', 'version'> {}

  @Table(`${table}-sessions`)
  @PartitionKey('id')
  class Session {
    @Attribute(String) id!: string;
    @Attribute(Number, { optional: true }) uses?: number;
    @TimeToLive() @Attribute(epochSeconds()) endsAt!: Date;
  }

  @Repository(Session)
  class Sessions extends BaseRepository<Session, 'id'> {}

  return {
    Order,
    orders: (client?: Client, options?: RepositoryOptions) => new Orders(client, options),
    users: (client?: Client, options?: RepositoryOptions) => new Users(client, options),
    sessions: (client?: Client, options?: RepositoryOptions) => new Sessions(client, options),
  };
}
