import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { LocalEngineName } from '../local/index.ts';
import { startLocal } from '../local/index.ts';

/** Variable with the endpoint of a DynamoDB for tests. */
const variable = 'ANNOTABLE_TEST_ENDPOINT';

/** A DynamoDB for tests. */
export interface TestEndpoint {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly engine: LocalEngineName | 'endpoint';
  /** True if its data ends with it. */
  readonly isOwn: boolean;
  stop(): Promise<void>;
}

/**
 * Returns the DynamoDB of tests: the endpoint, or else the local engine, or else the endpoint of the environment, or
 * else the best local engine.
 *
 * @throws ConfigurationError `configuration.invalid` if the endpoint is no URL, or the engine does not start
 */
export async function openEndpoint(
  endpoint: string | undefined,
  engine: LocalEngineName | undefined,
): Promise<TestEndpoint> {
  const url = endpoint ?? (engine === undefined ? process.env[variable] : undefined);
  if (url) return remote(url);
  const local = await startLocal({ engine });
  return {
    endpoint: local.endpoint,
    client: local.client,
    engine: local.engine,
    isOwn: true,
    stop: () => local.stop(),
  };
}

async function remote(endpoint: string): Promise<TestEndpoint> {
  if (!URL.canParse(endpoint))
    throw new ConfigurationError(
      `testEngine: the endpoint must be a URL such as http://127.0.0.1:8000, not ${endpoint}`,
    );
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  // DynamoDB has a region and credentials. Other implementations accept any.
  const isDynamo = new URL(endpoint).hostname.includes('.amazonaws.');
  const dummy = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const client = new DynamoDBClient({ endpoint, ...(!isDynamo && dummy) });
  const stop = async (): Promise<void> => client.destroy();
  return { endpoint, client, engine: 'endpoint', isOwn: false, stop };
}
