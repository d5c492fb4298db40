import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Executor } from '../../lib/execution/executor.ts';

describe('the client that is made from the environment', () => {
  const saved = { ...process.env };
  afterEach(() => {
    process.env = saved;
  });

  test('has sockets for more calls at once than the SDK’s fifty', async () => {
    const calls = 60;
    const waiting: ServerResponse[] = [];
    // Nobody is answered before all are there.
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
});
