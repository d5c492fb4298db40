import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { LOOPBACK, listen } from '../local/port.ts';
import { loadModule } from '../models/load-module.ts';
import type { StudioInfo } from './api-types.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { readBody } from './json-body.ts';
import { readPageFile } from './page-files.ts';
import { failedCall, RefusedCall } from './problems.ts';
import { refuseForeign, refuseWithoutToken, securityHeaders } from './request-guard.ts';
import { runCall, type Studio } from './routes.ts';
import { type StudioModel, studioModels } from './studio-model.ts';

/** Options of the studio. */
export interface StudioOptions {
  /** The path of the module with the classes. */
  readonly modulePath: string;
  /** The exports of the module. Default: it is loaded. */
  readonly exports?: Readonly<Record<string, unknown>> | undefined;
  /** The folder with the files of the page. */
  readonly pageFolder: string;
  /** TCP port on the loopback address, 1 to 65535. Default: a free port. */
  readonly port?: number | undefined;
  /** True to allow changes of items. Default: false. */
  readonly write?: boolean | undefined;
  /** True to allow an endpoint that isn't on this machine. Default: false. */
  readonly remote?: boolean | undefined;
}

/** A running studio. */
export interface RunningStudio {
  /** The link to open, with the token: `http://127.0.0.1:8001/#…`. */
  readonly url: string;
  readonly info: Omit<StudioInfo, 'models'> & { readonly models: readonly string[] };
  stop(): Promise<void>;
}

const tokenBytes = 32;

/**
 * Starts the studio: a web page over the models of a module, on the loopback address.
 *
 * @throws ConfigurationError `configuration.invalid` if the module can't be loaded or has no models, the port is in use,
 *   or an endpoint is on another machine and `remote` is not true
 */
export async function startStudio(options: StudioOptions): Promise<RunningStudio> {
  const { modulePath, pageFolder, port, write = false, remote = false } = options;
  const models = studioModels(options.exports ?? (await loadModule(modulePath)), modulePath);
  const { name, isRemote } = await endpointOfAll(models.values());
  if (isRemote && !remote)
    throw new ConfigurationError(
      `the studio would use ${name}, which is not on this machine; add --remote to allow it, or give a local endpoint with --endpoint`,
    );
  const info = { module: modulePath, endpoint: name, isRemote, canWrite: write };
  const token = randomBytes(tokenBytes).toString('base64url');
  const server = createServer((request, response) => {
    void respond({ studio: { info, models }, token, pageFolder }, request, response);
  });
  const bound = await listen(server, port);
  return {
    url: `http://${LOOPBACK}:${bound}/#${token}`,
    info: { ...info, models: [...models.keys()] },
    stop: () => close(server),
  };
}

/** Returns the endpoint of all models: a remote one, if any is. The module can have clients of its own. */
async function endpointOfAll(models: Iterable<StudioModel>): Promise<Endpoint> {
  const clients = new Set([...models].map(({ context }) => context.executor.client));
  const endpoints = await Promise.all([...clients].map(endpointOf));
  const names = [...new Set(endpoints.map(({ name }) => name))].join(', ');
  return { name: names, isRemote: endpoints.some(({ isRemote }) => isRemote) };
}

interface Settings {
  readonly studio: Studio;
  readonly token: string;
  readonly pageFolder: string;
}

/** Responds to a request. Never throws. */
async function respond(settings: Settings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  try {
    refuseForeign(request);
    await respondOwn(settings, request, response);
  } catch (error) {
    const { status, problem } = failedCall(error);
    // The rest of a refused body is not read, so the connection can't be used again.
    if (!request.complete) response.setHeader('connection', 'close');
    sendJson(response, status, problem);
  }
}

async function respondOwn(settings: Settings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { studio, token, pageFolder } = settings;
  const { method = '', url = '/' } = request;
  const [path = '/', search = ''] = url.split(/\?(.*)/s);
  if (path === '/api' || path.startsWith('/api/')) {
    refuseWithoutToken(request, token);
    const call = { method, path, query: new URLSearchParams(search), body: () => readBody(request) };
    sendJson(response, 200, await runCall(studio, call));
    return;
  }
  if (method !== 'GET') throw new RefusedCall(405, 'studio.badMethod', `A page takes GET, not ${method}.`);
  const { type, content } = await readPageFile(pageFolder, path);
  response.writeHead(200, { 'content-type': type }).end(content);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  // Before the head is sent, because text that is too long is an error.
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(text);
}

function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  return closed;
}
