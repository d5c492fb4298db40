import type { DynamoDBClient } from '../sdk-types.ts';
import type { Sdk } from './lanes/pristine-client.ts';

/** Sockets of the client that is made here, so that batches and segments with much concurrency don't wait for one: the SDK's are 50. */
const pool = { maxSockets: 256 };

/** Milliseconds that a connection may take in each of the SDK's defaults modes, which a client with sockets of its own is not asked for. */
const connectionTimeouts: Readonly<Record<string, number>> = {
  'cross-region': 3_100,
  'in-region': 1_100,
  mobile: 30_000,
  standard: 3_100,
};

interface HasMode {
  readonly defaultsMode?: () => Promise<string>;
}

/** A client that the SDK configures from the environment, with more sockets. `AWS_DEFAULTS_MODE` holds for it too. */
export function makeEnvironmentClient({ DynamoDBClient: Client }: Pick<Sdk, 'DynamoDBClient'>): DynamoDBClient {
  // The SDK asks for it at once, when the client is not yet there.
  const handlerOptions = async (): Promise<object> => {
    await undefined;
    const mode = await (client.config as HasMode).defaultsMode?.();
    const connectionTimeout = connectionTimeouts[mode ?? ''];
    return { httpAgent: pool, httpsAgent: pool, ...(connectionTimeout !== undefined && { connectionTimeout }) };
  };
  const client: DynamoDBClient = new Client({ requestHandler: handlerOptions as never });
  return client;
}
