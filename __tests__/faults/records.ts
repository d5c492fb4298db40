/** The models of the fault program: one for each kind of protection. */
import {
  Attribute,
  BaseRepository,
  type Client,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  Table,
  Unique,
  Version,
  WriteId,
} from '../../lib/index.ts';

@Table('faults-plain')
class Plain {
  @PartitionKey() @Attribute(String) owner!: string;
  @SortKey() @Attribute(String) name!: string;
  @Attribute(String) text!: string;
  @Attribute(Number) count!: number;
}

@Table('faults-marked')
class Marked extends Plain {
  @WriteId() writeId!: string;
}

@Table('faults-versioned')
class Versioned extends Plain {
  @Version() version!: number;
}

@Table('faults-both')
class Both extends Versioned {
  @WriteId() writeId!: string;
}

@Table('faults-unique')
class Member extends Plain {
  @Unique() @Attribute(String) email!: string;
}

@Repository(Plain)
class PlainRepository extends BaseRepository<Plain, 'owner' | 'name'> {}
@Repository(Marked)
class MarkedRepository extends BaseRepository<Marked, 'owner' | 'name', 'writeId'> {}
@Repository(Versioned)
class VersionedRepository extends BaseRepository<Versioned, 'owner' | 'name', 'version'> {}
@Repository(Both)
class BothRepository extends BaseRepository<Both, 'owner' | 'name', 'version' | 'writeId'> {}
@Repository(Member)
class MemberRepository extends BaseRepository<Member, 'owner' | 'name'> {}

/** The data of a record of any model. */
export interface Item {
  readonly owner: string;
  readonly name: string;
  readonly text: string;
  readonly count: number;
  readonly email?: string;
  readonly version?: number;
}

/** A repository of any model. */
export type Records = BaseRepository<Item, 'owner' | 'name', 'version'>;

export const modelNames = ['plain', 'marked', 'versioned', 'both', 'unique'] as const;
export type ModelName = (typeof modelNames)[number];

const classes = {
  plain: PlainRepository,
  marked: MarkedRepository,
  versioned: VersionedRepository,
  both: BothRepository,
  unique: MemberRepository,
} as unknown as Record<ModelName, new (client: Client, options: RepositoryOptions) => Records>;

export const isVersioned = (model: ModelName): boolean => model === 'versioned' || model === 'both';
/** True for the models that batches accept. */
export const takesBatches = (model: ModelName): boolean => model === 'plain' || model === 'marked';

/** Creates repositories of all models, each with its own table. */
export function openRecords(client: Client, suffix: string, options: RepositoryOptions): Record<ModelName, Records> {
  const open = (name: ModelName): Records =>
    new classes[name](client, { ...options, tableName: `faults-${name}-${suffix}` });
  return {
    plain: open('plain'),
    marked: open('marked'),
    versioned: open('versioned'),
    both: open('both'),
    unique: open('unique'),
  };
}

/** Returns the data of a record, without its class and its write id. */
export function toData(item: object): Item {
  const { writeId: _, ...data } = item as Item & { writeId?: string };
  return data;
}
