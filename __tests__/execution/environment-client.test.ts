import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeEnvironmentClient } from '../../lib/execution/environment-client.ts';
import { Executor } from '../../lib/execution/executor.ts';
import { sdks } from './lanes/support.ts';

describe('the client of the environment', () => {
  const saved = { ...process.env };
  afterEach(() => {
    process.env = { ...saved };
  });

  test('has more than the 50 sockets of the SDK', async () => {
    const calls = 60;
    const waiting: ServerResponse[] = [];
    // The server responds when all requests have arrived.
    const server = createServer((_request, response) => {
      waiting.push(response);
      if (waiting.length === calls) for (const each of waiting) each.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    const executor = new Executor();
    const signal = AbortSignal.timeout(10_000);
    const input = { TableName: 'items', Key: { id: { S: '1' } } };
    const all = Array.from({ length: calls }, () => executor.send('GetItem', input, 'items', { signal }));
    for (const output of await Promise.all(all)) expect(output.$metadata.httpStatusCode).toBe(200);
    server.closeAllConnections();
    server.close();
  });

  test.each(sdks)('has the connection timeout of AWS_DEFAULTS_MODE with %s', async (_title, sdk) => {
    interface Handler {
      readonly configProvider: Promise<{ connectionTimeout?: number; httpsAgent: { maxSockets: number } }>;
    }
    const configOf = ({ config }: { config: object }) =>
      (config as { requestHandler: Handler }).requestHandler.configProvider;
    Object.assign(process.env, { AWS_REGION: 'eu-central-1', AWS_EXECUTION_ENV: 'a test' });
    for (const mode of [undefined, 'legacy', 'standard', 'in-region', 'cross-region', 'mobile', 'auto']) {
      delete process.env['AWS_DEFAULTS_MODE'];
      if (mode !== undefined) process.env['AWS_DEFAULTS_MODE'] = mode;
      const [own, ours] = [new sdk.DynamoDBClient({}), makeEnvironmentClient(sdk)];
      expect([mode, (await configOf(ours)).connectionTimeout]).toEqual([mode, (await configOf(own)).connectionTimeout]);
      expect((await configOf(ours)).httpsAgent.maxSockets).toBe(256);
    }
  });
});
