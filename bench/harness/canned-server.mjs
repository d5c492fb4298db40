import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Starts a server on loopback that sends the response of a put to every request.
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
