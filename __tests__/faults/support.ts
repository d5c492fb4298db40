import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  type Client,
  GeneratedId,
  listOf,
  PartitionKey,
  Repository,
  type RepositoryOptions,
  Table,
  Version,
  WriteId,
} from 'annotable';
import type { EngineSuite } from '../support/engines.ts';
import type { FaultProxy } from '../support/faults.ts';
import { faultyClient } from '../traps/models.ts';

/** Models that recognize their own writes by a version, a write id, or a generated id, and one that doesn't. */
export function faultModels(table: string) {
  @Table(table)
  class Plain {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) text?: string;
    @Attribute(Number, { default: 0 }) count!: number;
    @Attribute(listOf(String), { optional: true }) log?: string[];
  }
  @Table(table)
  class Versioned extends Plain {
    @Version() version!: number;
  }
  @Table(table)
  class Known extends Plain {
    @WriteId() writeId!: string;
  }
  @Table(table)
  class Made {
    @GeneratedId() @PartitionKey() id!: string;
    @Attribute(String) text!: string;
  }
  @Repository(Plain)
  class Plains extends BaseRepository<Plain, 'id', 'count'> {}
  @Repository(Versioned)
  class VersionedRepository extends BaseRepository<Versioned, 'id', 'count' | 'version'> {}
  @Repository(Known)
  class KnownRepository extends BaseRepository<Known, 'id', 'count' | 'writeId'> {}
  @Repository(Made)
  class MadeRepository extends BaseRepository<Made, 'id', 'id'> {}
  return {
    plain: (client: Client, options?: RepositoryOptions) => new Plains(client, options),
    versioned: (client: Client, options?: RepositoryOptions) => new VersionedRepository(client, options),
    known: (client: Client, options?: RepositoryOptions) => new KnownRepository(client, options),
    made: (client: Client, options?: RepositoryOptions) => new MadeRepository(client, options),
  };
}

/** Creates a fault proxy and two of its clients: `once` without retries, and `retrying` with those of the SDK. */
export async function faultyClients(
  engine: EngineSuite,
): Promise<{ faults: FaultProxy; once: DynamoDBClient; retrying: DynamoDBClient; close: () => Promise<void> }> {
  const { faults, client: once } = await faultyClient(engine);
  const { region, credentials } = once.config;
  const Sdk = once.constructor as new (config: DynamoDBClientConfig) => DynamoDBClient;
  const retrying = new Sdk({ endpoint: faults.endpoint, region: await region(), credentials: await credentials() });
  const close = async (): Promise<void> => {
    once.destroy();
    retrying.destroy();
    await faults.close();
  };
  return { faults, once, retrying, close };
}
