import type { DynamoDBClient } from '../sdk-types.ts';
import type { Sdk } from './lanes/pristine-client.ts';

/** 256 sockets instead of the 50 of the SDK, so highly concurrent batches and segments don't wait for a socket. */
const pool = { maxSockets: 256 };

/**
 * Milliseconds of the connection timeout in each defaults mode of the SDK. The SDK doesn't apply its mode to a client
 * that has options for its sockets.
 */
const connectionTimeouts: Readonly<Record<string, number>> = {
  'cross-region': 3_100,
  'in-region': 1_100,
  mobile: 30_000,
  standard: 3_100,
};

interface HasMode {
  readonly defaultsMode?: () => Promise<string>;
}

/** Creates a client that the SDK configures from the environment, also by `AWS_DEFAULTS_MODE`, with more sockets. */
export function makeEnvironmentClient({ DynamoDBClient: Client }: Pick<Sdk, 'DynamoDBClient'>): DynamoDBClient {
  // The SDK calls this function in the constructor, before `client` is assigned.
  const handlerOptions = async (): Promise<object> => {
    await undefined;
    const mode = await (client.config as HasMode).defaultsMode?.();
    const connectionTimeout = connectionTimeouts[mode ?? ''];
    return { httpAgent: pool, httpsAgent: pool, ...(connectionTimeout !== undefined && { connectionTimeout }) };
  };
  const client: DynamoDBClient = new Client({ requestHandler: handlerOptions as never });
  return client;
}
