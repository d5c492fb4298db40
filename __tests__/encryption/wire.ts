import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { EngineSuite } from '../support/engines.ts';

/** A client that records the body of each request and response. */
export interface WireClient {
  readonly client: DynamoDBClient;
  /** The bodies of the requests since the last call of `clear`. */
  readonly requests: string[];
  clear(): void;
}

/** Creates a client of an engine. The bodies are recorded by its request handler, after the SDK has written them. */
export function wireClient(engine: EngineSuite): WireClient {
  const settings: DynamoDBClientConfig =
    engine.name === 'endpoint'
      ? { endpoint: engine.endpoint }
      : {
          endpoint: engine.endpoint,
          region: 'local',
          credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        };
  const { requestHandler: inner } = new DynamoDBClient(settings).config;
  const requests: string[] = [];
  const requestHandler = {
    handle: (request: { body?: unknown }, options?: object) => {
      const { body } = request;
      requests.push(typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array));
      return inner.handle(request as never, options);
    },
    destroy: () => inner.destroy?.(),
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
  return {
    client: new DynamoDBClient({ ...settings, requestHandler: requestHandler as never }),
    requests,
    clear: () => {
      requests.length = 0;
    },
  };
}
