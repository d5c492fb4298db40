import {
  Attribute,
  BaseRepository,
  type Client,
  Index,
  json,
  listOf,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  setOf,
  Table,
  Unique,
  Version,
} from 'annotable';
import { Encrypted, type EncryptedOptions, localKeyRing } from 'annotable/encryption';

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
export const keys = { k1: key(1), k2: key(2) };
export const searchKey = key(3);
export const ringOf = (current: 'k1' | 'k2' = 'k1') => localKeyRing({ current, keys, searchKey });

/** An embedded document. */
export class Address {
  @Attribute(String) street!: string;
  @Attribute(Number, { optional: true }) number?: number;
}

/** A class with encrypted attributes of all kinds. */
export function patientModel(table: string, options: Partial<EncryptedOptions> = {}) {
  const given = { keyRing: ringOf(), ...options };

  @Table(table)
  class Patient {
    @PartitionKey() @Attribute(String) clinic!: string;
    @SortKey() @Attribute(Number) id!: number;
    @Attribute(String, { optional: true }) ward?: string;
    @Encrypted(given) @Attribute(String) diagnosis!: string;
    @Encrypted(given) @Attribute(Number, { optional: true }) income?: number;
    @Encrypted(given) @Attribute(Date, { optional: true }) born?: Date;
    @Encrypted(given) @Attribute(Uint8Array, { optional: true }) scan?: Uint8Array;
    @Encrypted(given) @Attribute(Address, { optional: true }) address?: Address;
    @Encrypted(given) @Attribute(setOf(String), { optional: true }) allergies?: Set<string>;
    @Encrypted(given) @Attribute(listOf(Number), { optional: true }) readings?: number[];
    @Encrypted(given) @Attribute(json(), { optional: true }) notes?: unknown;
    @Encrypted(given) @Attribute(String, { optional: true, nullable: true }) comment?: string | null;
    @Encrypted(given) @Attribute(Boolean, { default: false, name: 'insured?' }) insured!: boolean;
  }

  @Repository(Patient)
  class Patients extends BaseRepository<Patient, 'clinic' | 'id', 'insured'> {}
  return {
    Patient,
    patients: (client: Client, repositoryOptions?: RepositoryOptions) => new Patients(client, repositoryOptions),
  };
}

/** A class with a searchable, unique attribute that is the key of an index. */
export function userModel(table: string, options: Partial<EncryptedOptions> = {}) {
  const given = { keyRing: ringOf(), searchable: true, ...options };

  @Table(table)
  @Index('byPhone', { partitionKey: 'phone', sortKey: 'id' })
  class User {
    @PartitionKey() @Attribute(Number) id!: number;
    @Unique() @Encrypted(given) @Attribute(String) email!: string;
    @Encrypted(given) @Attribute(String, { optional: true, name: 'tel' }) phone?: string;
    @Attribute(Number, { optional: true }) visits?: number;
    @Version() version!: number;
  }

  @Repository(User)
  class Users extends BaseRepository<User, 'id', 'version'> {}
  return {
    User,
    users: (client: Client, repositoryOptions?: RepositoryOptions) => new Users(client, repositoryOptions),
  };
}
