import {
  Attribute,
  BaseRepository,
  type Client,
  DeletedAt,
  Index,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  Table,
  TimeToLive,
  Unique,
  UpdatedAt,
  Version,
  WriteId,
} from 'annotable';

/** A model whose deletes are soft, with a version and the time of the last write. */
export function noteModel(table: string) {
  @Table(table)
  @Index('byDeletion', { partitionKey: 'owner', sortKey: 'deletedAt' })
  class Note {
    @PartitionKey() @Attribute(String) owner!: string;
    @SortKey() @Attribute(Number) number!: number;
    @Attribute(String) text!: string;
    @DeletedAt() deletedAt?: Date;
    @Version() version!: number;
    @UpdatedAt() updatedAt!: Date;
  }

  @Repository(Note)
  class NoteRepository extends BaseRepository<Note, 'owner' | 'number', 'version' | 'updatedAt'> {}
  return (client: Client, options?: RepositoryOptions) => new NoteRepository(client, options);
}

/** A model whose deleted items expire after a day. */
export function draftModel(table: string) {
  @Table(table)
  class Draft {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) text?: string;
    @DeletedAt({ purgeAfterDays: 1 }) deletedAt?: Date;
    @TimeToLive() expiresAt?: Date;
  }

  @Repository(Draft)
  class DraftRepository extends BaseRepository<Draft, 'id'> {}
  return (client: Client, options?: RepositoryOptions) => new DraftRepository(client, options);
}

/** A model with unique values whose deleted items expire after a day. */
export function memberModel(table: string) {
  @Table(table)
  class Member {
    @PartitionKey() @Attribute(String) id!: string;
    @Unique() @Attribute(String) email!: string;
    @DeletedAt({ purgeAfterDays: 1 }) deletedAt?: Date;
    @TimeToLive() expiresAt?: Date;
  }

  @Repository(Member)
  class MemberRepository extends BaseRepository<Member, 'id'> {}
  return (client: Client, options?: RepositoryOptions) => new MemberRepository(client, options);
}

/** A model with soft deletes and unique values, without a time to live. */
export function userModel(table: string) {
  @Table(table)
  class User {
    @PartitionKey() @Attribute(String) id!: string;
    @Unique() @Attribute(String) email!: string;
    @DeletedAt() deletedAt?: Date;
    @WriteId() writeId!: string;
  }

  @Repository(User)
  class UserRepository extends BaseRepository<User, 'id', 'writeId'> {}
  return (client: Client, options?: RepositoryOptions) => new UserRepository(client, options);
}
