import { Attribute, BaseRepository, PartitionKey, Repository, Table, Unique, Version } from '../../../lib/index.ts';

@Table('members')
@PartitionKey('id')
export class Member {
  @Attribute(Number) id!: number;
  @Unique() @Attribute(String) email!: string;
  @Unique() @Attribute(String, { optional: true }) phone?: string;
  @Version() version!: number;
}

@Repository(Member)
export class Members extends BaseRepository<Member, 'id', 'version'> {}
