import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { isForeign, refuse } from './foreign-request.ts';
import type { RunningEngine } from './local-engine.ts';
import { listen } from './port.ts';

/** Where an engine listens. */
interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Opens a port that passes all requests but those of web pages on to an engine.
 *
 * @param port - TCP port on the loopback address; default: a free one
 * @throws ConfigurationError if the port is in use
 */
export async function openGuard(engine: Address, port: number | undefined): Promise<RunningEngine> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    if (isForeign(incoming)) refuse(response);
    else forward(incoming, response, { ...engine, agent });
  });
  // The SDK keeps connections open for as long as it likes.
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => socket.unref());
  const bound = await listen(server, port);
  server.unref();
  return { port: bound, stop: () => close(server, agent) };
}

function forward(incoming: IncomingMessage, response: ServerResponse, to: Address & { readonly agent: Agent }): void {
  const { method, url, headers } = incoming;
  const outgoing = request({ ...to, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.once('error', () => response.destroy());
    answer.pipe(response);
  });
  outgoing.on('socket', (socket) => socket.unref());
  // To a client it looks as if the engine itself had gone.
  outgoing.once('error', () => response.destroy());
  response.once('close', () => {
    if (!response.writableFinished) outgoing.destroy();
  });
  incoming.pipe(outgoing);
}

function close(server: Server, agent: Agent): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  agent.destroy();
  return closed;
}
