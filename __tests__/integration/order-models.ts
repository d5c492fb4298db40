import {
  Attribute,
  BaseRepository,
  type Client,
  CreatedAt,
  decimal,
  GeneratedId,
  listOf,
  mapOf,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  setOf,
  Table,
  TimeToLive,
  Unique,
  UpdatedAt,
  Version,
} from 'annotable';

/** A document in an account. */
export class Limits {
  @Attribute(Number) daily!: number;
  @Attribute(Number, { optional: true }) monthly?: number;
  @Attribute(mapOf(Number), { optional: true }) byCountry?: Record<string, number>;
  @Attribute(BigInt, { optional: true }) spent?: bigint;
  @Attribute(decimal(), { optional: true }) rest?: string;
}

/** A model for changes and conditions, with optional numbers, lists, sets, maps, and documents. */
export function accountModel(table: string) {
  @Table(table)
  class Account {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String, { name: 'full-name' }) name!: string;
    @Attribute(Number, { default: 0 }) visits!: number;
    @Attribute(Number, { optional: true }) limit?: number;
    @Attribute(BigInt, { optional: true }) serial?: bigint;
    @Attribute(decimal(), { optional: true }) balance?: string;
    @Attribute(listOf(String), { optional: true }) log?: string[];
    @Attribute(setOf(String)) tags!: Set<string>;
    @Attribute(mapOf(Number), { optional: true }) votes?: Record<string, number>;
    @Attribute(Limits, { optional: true }) limits?: Limits;
    @Attribute(listOf(Limits), { optional: true }) history?: Limits[];
    @Attribute(Boolean, { optional: true, name: 'a.b' }) active?: boolean;
    @Attribute(Uint8Array, { optional: true, name: '#x' }) photo?: Uint8Array;
    @Attribute(Date, { optional: true, name: 'select' }) seen?: Date;
    @Attribute(String, { nullable: true, optional: true }) note?: string | null;
    @Attribute(String, { readOnly: true, default: 'web' }) origin!: string;
  }

  @Repository(Account)
  class AccountRepository extends BaseRepository<Account, 'id', 'visits' | 'origin'> {}
  return { Account, accounts: (client: Client, options?: RepositoryOptions) => new AccountRepository(client, options) };
}

/** A model with an id, a version, and times that the framework manages. */
export function ticketModel(table: string) {
  @Table(table)
  class Ticket {
    @GeneratedId('ulid') @PartitionKey() id!: string;
    @Attribute(String) title!: string;
    @Attribute(Number, { optional: true }) votes?: number;
    @Version() version!: number;
    @CreatedAt() createdAt!: Date;
    @UpdatedAt() updatedAt!: Date;
  }

  @Repository(Ticket)
  class TicketRepository extends BaseRepository<Ticket, 'id', 'id' | 'version' | 'createdAt' | 'updatedAt'> {}
  return { Ticket, tickets: (client: Client, options?: RepositoryOptions) => new TicketRepository(client, options) };
}

/** A model whose items expire. */
export function sessionModel(table: string) {
  @Table(table)
  class Session {
    @PartitionKey() @Attribute(String) user!: string;
    @SortKey() @Attribute(Number) number!: number;
    @Attribute(String, { optional: true }) agent?: string;
    @Attribute(Number, { default: 0 }) hits!: number;
    @TimeToLive() expiresAt?: Date;
  }

  @Repository(Session)
  class SessionRepository extends BaseRepository<Session, 'user' | 'number', 'hits'> {}
  return { Session, sessions: (client: Client, options?: RepositoryOptions) => new SessionRepository(client, options) };
}

/** A model with unique values, whose items expire. */
export function memberModel(table: string) {
  @Table(table)
  class Member {
    @PartitionKey() @Attribute(Number) id!: number;
    @Unique() @Attribute(String) email!: string;
    @Unique() @Attribute(Number, { optional: true }) badge?: number;
    @Attribute(Number, { optional: true }) visits?: number;
    @Version() version!: number;
    @TimeToLive() endsAt?: Date;
  }

  @Repository(Member)
  class MemberRepository extends BaseRepository<Member, 'id', 'version'> {}
  return { Member, members: (client: Client, options?: RepositoryOptions) => new MemberRepository(client, options) };
}
