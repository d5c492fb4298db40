import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * A server on loopback that answers each request as DynamoDB answers a put.
 *
 * @returns {Promise<{ endpoint: string, close: () => void }>}
 */
export async function cannedServer() {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'CANNED' };
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, headers).end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    close: () => server.close().closeAllConnections(),
  };
}
