import {
  Attribute,
  BaseRepository,
  Index,
  type NewItem,
  PartitionKey,
  Repository,
  SortKey,
  setOf,
  Table,
  Unique,
} from 'annotable';

/** The models of the tests of reports. */
export function reportModels(ordersTable: string, usersTable: string) {
  class Address {
    @Attribute(String) city!: string;
  }

  @Table(ordersTable)
  @Index('byState', { partitionKey: 'state', sortKey: 'id' })
  class Order {
    @PartitionKey() @Attribute(String) customer!: string;
    @SortKey() @Attribute(Number) id!: number;
    @Attribute(String) state!: string;
    @Attribute(setOf(String)) tags!: Set<string>;
    @Attribute(String, { optional: true }) note?: string;
    @Attribute(Address, { optional: true }) address?: Address;
  }

  @Table(usersTable)
  class User {
    @PartitionKey() @Attribute(String) id!: string;
    @Unique() @Attribute(String) mail!: string;
    @Attribute(Number, { default: 0 }) visits!: number;
  }

  @Repository(Order)
  class Orders extends BaseRepository<Order, 'customer' | 'id'> {}
  @Repository(User)
  class Users extends BaseRepository<User, 'id', 'visits'> {}
  return { Order, User, Orders, Users };
}

type Models = ReturnType<typeof reportModels>;

/** Returns orders with the ids from 1. */
export const ordersOf = (customer: string, count: number): NewItem<InstanceType<Models['Order']>>[] =>
  Array.from({ length: count }, (_, index) => ({ customer, id: index + 1, state: 'open', tags: new Set<string>() }));
