import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { isForeign, refuse } from './foreign-request.ts';
import type { RunningEngine } from './local-engine.ts';
import { listen } from './port.ts';

/** The address of an engine. */
interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Opens a port that forwards requests to an engine and rejects requests of web pages.
 *
 * @param port - TCP port on the loopback address; default: a free port
 * @throws ConfigurationError `configuration.invalid` if the port is in use
 */
export async function openGuard(engine: Address, port: number | undefined): Promise<RunningEngine> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    if (isForeign(incoming)) refuse(response);
    else forward(incoming, response, { ...engine, agent });
  });
  // No limit, because the SDK decides how long it keeps a connection open.
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => socket.unref());
  const bound = await listen(server, port);
  server.unref();
  return { port: bound, stop: () => close(server, agent) };
}

function forward(incoming: IncomingMessage, response: ServerResponse, to: Address & { readonly agent: Agent }): void {
  const { method, url, headers } = incoming;
  const outgoing = request({ ...to, method, path: url, headers }, (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.once('error', () => response.destroy());
    reply.pipe(response);
  });
  outgoing.on('socket', (socket) => socket.unref());
  // A client then sees the same as if the engine itself had ended.
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
