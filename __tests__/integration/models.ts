import {
  Attribute,
  BaseRepository,
  type Client,
  decimal,
  Enum,
  epochMillis,
  json,
  listOf,
  mapOf,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  setOf,
  Table,
} from 'annotable';

/** A document in a contact. */
export class Address {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) zip?: string;

  label(): string {
    return this.zip === undefined ? this.city : `${this.zip} ${this.city}`;
  }
}

/** A model with every type of attribute. */
export function contactModel(table: string) {
  @Table(table)
  @PartitionKey('id')
  @Enum({ relationship: ['FRIEND', 'COLLEAGUE'] })
  class Contact {
    @Attribute(Number) id!: number;
    @Attribute(String, { name: 'n' }) name!: string;
    @Attribute(String) relationship!: 'FRIEND' | 'COLLEAGUE';
    @Attribute(Boolean) active!: boolean;
    @Attribute(BigInt, { optional: true }) serial?: bigint;
    @Attribute(decimal(), { optional: true }) balance?: string;
    @Attribute(Date) met!: Date;
    @Attribute(epochMillis(), { optional: true }) seen?: Date;
    @Attribute(Uint8Array, { optional: true }) photo?: Uint8Array;
    @Attribute(Address, { optional: true }) address?: Address;
    @Attribute(listOf(Address), { default: [] }) formerly!: Address[];
    @Attribute(mapOf(Number), { default: {} }) votes!: Record<string, number>;
    @Attribute(setOf(String)) tags!: Set<string>;
    @Attribute(setOf(Number), { optional: true }) lucky?: Set<number>;
    @Attribute(json(), { optional: true }) meta?: unknown;
    @Attribute(String, { nullable: true, default: null }) note!: string | null;
    @Attribute(String, { readOnly: true, default: 'web' }) origin!: string;
    @Attribute(String, { hidden: true, optional: true }) secret?: string;

    greeting(): string {
      return `Hello ${this.name}`;
    }
  }

  type Filled = 'formerly' | 'votes' | 'note' | 'origin';
  @Repository(Contact)
  class ContactRepository extends BaseRepository<Contact, 'id', Filled> {}
  return { Contact, contacts: (client: Client, options?: RepositoryOptions) => new ContactRepository(client, options) };
}

/** A model with a key of two attributes. */
export function readingModel(table: string) {
  @Table(table)
  class Reading {
    @PartitionKey() @Attribute(String) sensor!: string;
    @SortKey() @Attribute(Date) at!: Date;
    @Attribute(Number) value!: number;
  }

  @Repository(Reading)
  class ReadingRepository extends BaseRepository<Reading, 'sensor' | 'at'> {}
  return { Reading, readings: (client: Client, options?: RepositoryOptions) => new ReadingRepository(client, options) };
}

/** The required attributes of a contact. */
export const ann = {
  id: 1,
  name: 'Ann',
  relationship: 'FRIEND',
  active: true,
  met: new Date('2026-01-31T09:30:00.123Z'),
  tags: new Set(['a', 'b']),
} as const;
