import { createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as shop from './modules/shop.ts';
import { ensureTables, startEngine } from './support.ts';

/** Starts a port in front of an engine that records the operation of each request. */
async function recordingPort(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const operations = new Set<string>();
  const server = createServer((incoming, response) => {
    operations.add(String(incoming.headers['x-amz-target']).replace(/^.*\./, ''));
    const { method, url, headers } = incoming;
    const outgoing = sendRequest({ hostname, port, method, path: url, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { operations, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

test('a studio without --write sends no request that changes a table or an item, whatever is called', async () => {
  const stopEngine = await startEngine();
  const port = await recordingPort(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
  try {
    await ensureTables(shop);
    await new shop.Jobs().start('job', { attributes: { task: 'a' } });
    // The client of this process has its endpoint already, so the module is loaded again.
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = port.endpoint;
    await jest.isolateModulesAsync(async () => {
      const fresh = await import('./modules/shop.ts');
      const support = await import('./support.ts');
      const calls = await support.openStudio(fresh);
      const key = { noteId: 1 };
      const bodies = {
        query: {},
        explain: {},
        get: { key },
        partition: { key },
        create: { values: { noteId: 1, text: 'a' } },
        update: { key, changes: { text: 'b' }, before: {} },
        delete: { key, before: {} },
      };
      for (const model of ['Note', 'Order', 'Customer', 'Job', 'profiles']) {
        await calls.get(`/models/${model}/table`);
        for (const [name, body] of Object.entries(bodies)) {
          await calls.post(`/models/${model}/${name}`, body);
          await calls.post(`/models/${model}/${name}`, { ...body, explain: true });
        }
      }
      for (const path of ['counts', 'stale', 'status/QUEUED']) await calls.get(`/trackers/Job/${path}`);
      await calls.post('/trackers/Job/redrive', { requestId: 'job' });
      await calls.post('/trackers/Job/redrive', { requestId: 'job', explain: true });
      for (const path of ['documents', 'document?id=a']) await calls.get(`/linkers/profiles/${path}`);
      await calls.studio.stop();
    });
    const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable', 'DescribeTimeToLive'];
    const others = ['DescribeContinuousBackups', 'ListTagsOfResource'];
    expect([...port.operations].filter((name) => ![...reads, ...others].includes(name))).toEqual([]);
    expect([...port.operations]).toEqual(expect.arrayContaining(['GetItem', 'Query', 'Scan', 'DescribeTable']));
  } finally {
    port.stop();
    await stopEngine();
  }
});
