import {
  Attribute,
  BaseRepository,
  type Client,
  DeletedAt,
  Entity,
  EntityRepository,
  Index,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  Unique,
} from 'annotable';

const fullName = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(' ');

/** A class with a table of its own, whose derived attributes are a key of an index, and unique. */
export function personModel(table: string) {
  class Address {
    @Attribute(String, { optional: true }) country?: string;
  }

  @Table(table)
  @Index('byName', { partitionKey: 'name', sortKey: 'id' })
  class Person {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String) first!: string;
    @Attribute(String, { optional: true }) last?: string;
    @Attribute(Number, { default: 0 }) visits!: number;
    @Attribute(Address, { optional: true }) address?: Address;
    @Attribute(String, {
      optional: true,
      derive: {
        from: ['first', 'last'],
        value: ({ first, last }: Pick<Person, 'first' | 'last'>) => fullName(first, last),
      },
    })
    readonly name?: string;
    @Attribute(String, {
      optional: true,
      derive: {
        from: ['visits', 'address.country'],
        value: ({ visits, 'address.country': country }) => (country === undefined ? undefined : `${country}:${visits}`),
      },
    })
    readonly place?: string;
  }

  @Repository(Person)
  class People extends BaseRepository<Person, 'id', 'visits'> {}
  return { Person, people: (client: Client) => new People(client) };
}

/** A class with a derived attribute that is unique. */
export function accountModel(table: string) {
  @Table(table)
  class Account {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String) email!: string;
    @Attribute(Number, { default: 0 }) logins!: number;
    @Unique()
    @Attribute(String, { derive: { from: ['email'], value: ({ email }) => `${email}`.toLowerCase() } })
    readonly identity!: string;
  }

  @Repository(Account)
  class Accounts extends BaseRepository<Account, 'id', 'logins' | 'identity'> {}
  return (client: Client) => new Accounts(client);
}

/** A family of entities with soft deletes, whose index keys are made of a derived attribute. */
export function memberModels(tableName: string) {
  @Table(tableName, { entities: () => [Guest, Owner] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Club {}

  const keys = {
    partitionKey: 'CLUB#{club}',
    sortKey: 'MEMBER#{number}',
    indexes: {
      byName: {
        name: 'GSI1',
        partitionKey: { attribute: 'gsi1pk', template: 'NAME#{name}' },
        sortKey: { attribute: 'gsi1sk', template: '{level}' },
      },
      long: {
        name: 'GSI2',
        partitionKey: { attribute: 'gsi2pk', template: 'LONG#{club}' },
        when: { isLong: true },
      },
    },
  } as const;

  @Entity('Member', { table: Club, keys, abstract: true })
  abstract class Member {
    @Attribute(String) club!: string;
    @Attribute(Number) number!: number;
    @Attribute(String) first!: string;
    @Attribute(String, { optional: true }) last?: string;
    @Attribute(Number, { default: 1 }) level!: number;
    @Attribute(String, {
      optional: true,
      derive: { from: ['first', 'last'], value: (of: Pick<Member, 'first' | 'last'>) => fullName(of.first, of.last) },
    })
    readonly name?: string;
    @Attribute(Boolean, { optional: true, derive: { from: ['first'], value: ({ first }) => `${first}`.length > 5 } })
    readonly isLong?: boolean;
    @DeletedAt() deletedAt?: Date;
  }
  @Entity('Guest')
  class Guest extends Member {}
  @Entity('Owner')
  class Owner extends Member {
    @Attribute(String, { optional: true }) title?: string;
  }

  @Repository(Member)
  class Members extends EntityRepository<Member, typeof keys, 'level'> {}
  @Repository(Guest)
  class Guests extends EntityRepository<Guest, typeof keys, 'level'> {}
  return {
    Guest,
    members: (client: Client) => new Members(client),
    guests: (client: Client) => new Guests(client),
  };
}
