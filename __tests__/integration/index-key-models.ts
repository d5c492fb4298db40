import {
  Attribute,
  BaseRepository,
  type Client,
  CreatedAt,
  DeletedAt,
  Entity,
  Enum,
  epochSeconds,
  PartitionKey,
  Repository,
  SortKey,
  Table,
  TimeToLive,
  UpdatedAt,
  Version,
} from 'annotable';

/** The time of a run in milliseconds since 1970, which its steps move. */
export const time = { ms: Date.parse('2026-11-01T10:00:00.000Z') };

/** The templates of the indexes, and the values that `when` demands. */
export const indexes = {
  byCountry: {
    partitionKey: { attribute: 'gsi1pk', template: 'IN#{address.country}' },
    sortKey: { attribute: 'gsi1sk', template: '{address.city}#{region}' },
  },
  open: {
    name: 'GSI2',
    partitionKey: { attribute: 'gsi2pk', template: 'OPEN#{region}' },
    sortKey: { attribute: 'gsi2sk', template: '{score}#{due}' },
    when: { state: 'OPEN' },
  },
  padded: {
    partitionKey: { attribute: 'gsi3pk', template: 'COUNT#{count|pad:4}#{state}' },
    sortKey: { attribute: 'gsi3sk', template: '{due}#END' },
  },
  sharded: {
    partitionKey: { attribute: 'gsi4pk', template: 'SHARD#{region|shard:4}' },
    sortKey: { attribute: 'gsi4sk', template: '{region|lower}#{updatedAt}' },
    when: { active: true, state: 'PAID' },
  },
  owned: {
    partitionKey: { attribute: 'gsi5pk', template: '{owner}' },
    sortKey: { attribute: 'gsi5sk', template: 'V#{expiresAt}#{createdAt}#{code}' },
  },
  labelled: {
    partitionKey: { attribute: 'gsi7pk', template: 'L#{label}' },
    sortKey: { attribute: 'gsi7sk', template: '{score}' },
  },
  byState: { partitionKey: ['entity', 'state'], sortKey: 'tenant', name: 'by-state' },
  inverted: { partitionKey: { attribute: 'sk' }, sortKey: { attribute: 'pk' } },
} as const;

/** An index of only the entity with versions. */
export const versionIndex = {
  versions: {
    partitionKey: { attribute: 'gsi6pk', template: 'V{version|pad:5}' },
    sortKey: { attribute: 'gsi6sk', template: '{deletedAt}' },
  },
} as const;

/** The type of each part of the index keys. */
export const partTypes = {
  'address.country': 'S',
  'address.city': 'S',
  region: 'S',
  state: 'S',
  owner: 'S',
  label: 'S',
  score: 'N',
  count: 'N',
  version: 'N',
  code: 'N',
  due: 'date',
  updatedAt: 'date',
  expiresAt: 'date',
  createdAt: 'date',
  deletedAt: 'date',
} as const;

/** The rule of the derived attribute. */
export const labelOf = ({ state, region, count, city }: Readonly<Record<string, unknown>>): string | undefined =>
  region === undefined ? undefined : `${state} ${region} ${count} ${city}`;

/** The keys depend on the engine, so the compiler can't check them. */
const UntypedEntity = Entity as (name: string, options: object) => (target: object) => void;

/** Declares two entities with the same attributes and indexes. One has versions, and its deletes are soft. */
export function indexKeyModels(tableName: string, withStates: boolean) {
  const keys = {
    partitionKey: 'TENANT#{tenant}',
    sortKey: 'THING#{code}',
    indexes: withStates ? indexes : { ...indexes, byState: { partitionKey: 'state', name: 'by-state' } },
  } as const;

  @Table(tableName, { entities: () => [Thing, Kept] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shared {}

  class Address {
    @Attribute(String, { optional: true }) country?: string;
    @Attribute(String, { default: 'Paris' }) city!: string;
    @Attribute(Number, { optional: true }) floor?: number;
  }

  class Attributes {
    @Attribute(String) tenant!: string;
    @Attribute(Number) code!: number;
    @Enum(['OPEN', 'PAID', 'NEW']) @Attribute(String, { default: 'NEW' }) state!: 'OPEN' | 'PAID' | 'NEW';
    @Attribute(String, { optional: true, name: 'reg' }) region?: string;
    @Attribute(Number, { optional: true }) score?: number;
    @Attribute(Number, { default: 7 }) count!: number;
    @Attribute(epochSeconds(), { optional: true }) due?: Date;
    @Attribute(Boolean, { optional: true }) active?: boolean;
    @Attribute(String, { optional: true, readOnly: true }) owner?: string;
    @Attribute(Address, { optional: true, name: 'addr' }) address?: Address;
    @Attribute(String, { optional: true }) note?: string;
    @Attribute(String, {
      optional: true,
      derive: {
        from: ['state', 'region', 'count', 'address.city'],
        value: ({ 'address.city': city, ...parts }) => labelOf({ ...parts, city }),
      },
    })
    readonly label?: string;
    @CreatedAt() createdAt!: Date;
    @UpdatedAt() updatedAt!: Date;
    @TimeToLive() expiresAt?: Date;
  }

  @UntypedEntity('Thing', { table: Shared, keys })
  class Thing extends Attributes {}

  @UntypedEntity('Kept', {
    table: Shared,
    keys: { ...keys, sortKey: 'KEPT#{code}', indexes: { ...keys.indexes, ...versionIndex } },
  })
  class Kept extends Attributes {
    @Version() version!: number;
    @DeletedAt({ purgeAfterDays: 30 }) deletedAt?: Date;
  }

  type Filled = 'state' | 'count' | 'createdAt' | 'updatedAt';
  @Repository(Thing)
  class Things extends BaseRepository<Thing, 'tenant' | 'code', Filled> {}
  @Repository(Kept)
  class KeptThings extends BaseRepository<Kept, 'tenant' | 'code', Filled | 'version'> {}
  const options = { clock: () => time.ms };
  return {
    things: (client: Client) => new Things(client, options),
    kept: (client: Client) => new KeptThings(client, options),
  };
}

export type Models = ReturnType<typeof indexKeyModels>;
