import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  decimal,
  Index,
  json,
  listOf,
  mapOf,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  SortKey,
  setOf,
  Table,
  Version,
} from 'annotable';
import type { EngineSuite } from '../support/engines.ts';
import { type FaultProxy, startFaults } from '../support/faults.ts';

class Part {
  @Attribute(String, { optional: true }) a?: string;
  @Attribute(Date, { optional: true }) at?: Date;
  @Attribute(listOf(String), { optional: true }) list?: string[];
}

/** A model for the traps of other libraries. */
export function trapModel(table: string) {
  @Table(table)
  @Index('byKind', { partitionKey: 'kind', sortKey: 'order' })
  @Index('byKindAlone', { partitionKey: 'kind' })
  class Thing {
    @PartitionKey() @Attribute(String) pk!: string;
    @SortKey() @Attribute(String) sk!: string;
    @Attribute(String, { optional: true }) kind?: string;
    @Attribute(Number, { optional: true }) order?: number;
    @Attribute(Number, { optional: true }) count?: number;
    @Attribute(Boolean, { optional: true }) flag?: boolean;
    @Attribute(String, { optional: true, nullable: true }) text?: string | null;
    @Attribute(BigInt, { optional: true }) big?: bigint;
    @Attribute(decimal(), { optional: true }) exact?: string;
    @Attribute(Date, { optional: true }) at?: Date;
    @Attribute(Date, { optional: true }) until?: Date;
    @Attribute(Uint8Array, { optional: true }) bytes?: Uint8Array;
    @Attribute(setOf(String), { optional: true }) set?: Set<string>;
    @Attribute(listOf(String), { optional: true }) list?: string[];
    @Attribute(listOf(Date), { optional: true }) dates?: Date[];
    @Attribute(mapOf(Number), { optional: true }) map?: Record<string, number>;
    @Attribute(Part, { optional: true }) part?: Part;
    @Attribute(json(), { optional: true }) meta?: unknown;
    @Attribute(String, { optional: true, name: 'cfg.a' }) dotted?: string;
    @Attribute(String, { optional: true, name: 'my-attr' }) dashed?: string;
    @Attribute(String, { optional: true, name: 'my_attr' }) underscored?: string;
    @Attribute(String, {
      optional: true,
      convert: {
        to: (value: string) => (value === 'nothing' ? '' : value),
        from: (stored: string) => stored || 'nothing',
      },
    })
    converted?: string;
  }

  @Repository(Thing)
  class Things extends BaseRepository<Thing, 'pk' | 'sk'> {}
  return { Thing, things: (client: Client, options?: RepositoryOptions) => new Things(client, options) };
}

/** A model with a numeric key, and one with keys of bytes and dates. */
export function keyModels(numbers: string, bytes: string) {
  @Table(numbers)
  class Numbered {
    @PartitionKey() @Attribute(Number) id!: number;
    @SortKey() @Attribute(Number) at!: number;
    @Version() version!: number;
  }

  @Table(bytes)
  class Stamped {
    @PartitionKey() @Attribute(Uint8Array) id!: Uint8Array;
    @SortKey() @Attribute(Date) at!: Date;
    @Attribute(String, { optional: true }) note?: string;
  }

  @Repository(Numbered)
  class NumberedRepository extends BaseRepository<Numbered, 'id' | 'at', 'version'> {}
  @Repository(Stamped)
  class StampedRepository extends BaseRepository<Stamped, 'id' | 'at'> {}
  return {
    numbered: (client: Client) => new NumberedRepository(client),
    stamped: (client: Client) => new StampedRepository(client),
  };
}

/** A fault proxy in front of an engine, and a client that uses it without retries. */
export async function faultyClient(
  engine: EngineSuite,
  maxAttempts = 1,
): Promise<{ faults: FaultProxy; client: DynamoDBClient }> {
  const faults = await startFaults(engine.endpoint);
  const { region, credentials } = engine.client.config;
  const client = new DynamoDBClient({
    endpoint: faults.endpoint,
    region: await region(),
    credentials: await credentials(),
    maxAttempts,
  });
  return { faults, client };
}
