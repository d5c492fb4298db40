import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { findPackage } from './find-package.ts';
import { isForeign, refuse } from './foreign-request.ts';
import type { EnginePlace, RunningEngine } from './local-engine.ts';
import { listen } from './port.ts';
import { responds } from './probe.ts';

/** Most milliseconds that `stop` waits for running requests. */
const FINISH_MS = 5_000;
/** Milliseconds between two checks for running requests. */
const POLL_MS = 5;

/** The used part of the package `dynalite`, which has no types. */
export type Dynalite = (options: {
  /** Milliseconds that a table stays in a transitional status. */
  createTableMs: number;
  deleteTableMs: number;
  updateTableMs: number;
  /** Folder of the LevelDB store. Undefined for a store in memory. */
  path?: string;
}) => Server;

/**
 * Loads the package `dynalite`. Undefined if it is not installed.
 *
 * @throws ConfigurationError `configuration.invalid` if it is installed but can't be loaded
 */
export async function loadDynalite(): Promise<Dynalite | undefined> {
  // Not a literal, because bundlers must not resolve an optional peer dependency.
  const specifier: string = 'dynalite';
  try {
    const { default: dynalite } = (await import(specifier)) as { default: Dynalite };
    return dynalite;
  } catch (cause) {
    if (isMissing(cause, specifier)) return undefined;
    throw new ConfigurationError(`the npm package dynalite can't be loaded: ${String(cause)}`, { cause });
  }
}

/** True if the package itself is missing. False if it failed, or if one of its dependencies is missing. */
function isMissing(error: unknown, specifier: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') && message.includes(`'${specifier}'`);
}

/**
 * Starts dynalite in this process and waits until it responds.
 *
 * @throws ConfigurationError `configuration.invalid` if it can't open its store, or if the fixed port is in use
 */
export async function startDynalite(dynalite: Dynalite, { folder, port, cors }: EnginePlace): Promise<RunningEngine> {
  const path = folder === undefined ? undefined : join(folder, 'dynalite');
  if (path !== undefined) await tryStore(path);
  const times = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  const server = dynalite(path === undefined ? times : { ...times, path });
  if (!cors) guard(server);
  const idle = trackRequests(server);
  server.on('connection', (socket) => socket.unref());
  const bound = await listen(server, port);
  server.unref();
  const stop = (): Promise<void> => close(server, idle);
  if (await responds(bound)) return { port: bound, stop };
  await stop().catch(() => undefined);
  throw new ConfigurationError(`the local engine dynalite does not respond on port ${bound}`);
}

/** Adds a check before dynalite's own request handlers. */
function guard(server: Server): void {
  const handlers = server.listeners('request');
  server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isForeign(request)) refuse(response);
    else for (const handle of handlers) handle.call(server, request, response);
  });
}

/** The used part of the package `level`, a dependency of dynalite. */
interface LevelModule {
  readonly Level: new (path: string) => { open(): Promise<void>; close(): Promise<void> };
}

/**
 * Opens and closes the store once before dynalite does. If dynalite can't open the store, it throws during its first
 * request, where nothing can catch the error. The usual reason is another process that has the store open.
 */
async function tryStore(path: string): Promise<void> {
  const manifest = findPackage('dynalite');
  if (manifest === undefined) return;
  const { Level } = createRequire(manifest)('level') as LevelModule;
  try {
    const store = new Level(path);
    await store.open();
    await store.close();
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new ConfigurationError(`the local engine dynalite can't open its store: ${String(cause)}`, { cause });
  }
}

/**
 * Tracks the running requests of the server. Also removes dynalite's error handler from each request: it throws if a
 * client aborts a request, and this would end the process.
 *
 * @returns a function that returns true if no request is running
 */
function trackRequests(server: Server): () => boolean {
  const open = new Map<ServerResponse, IncomingMessage>();
  const idle = (): boolean => {
    for (const [response, request] of open) {
      // A request that was aborted before its end never reaches dynalite, so it gets no response.
      const isAborted = request.destroyed && !request.readableEnded;
      if (response.writableEnded || isAborted) open.delete(response);
    }
    return open.size === 0;
  };
  server.on('request', (request, response) => {
    open.set(response, request);
    response.once('close', idle);
    request.removeAllListeners('error').on('error', () => undefined);
  });
  return idle;
}

/**
 * Closes all connections, waits for running requests, and then closes the server and its store. If the store is closed
 * during a request, dynalite throws, and tables that were just created never become active.
 */
async function close(server: Server, idle: () => boolean): Promise<void> {
  server.on('connection', (socket) => socket.destroy());
  server.closeAllConnections();
  const deadline = Date.now() + FINISH_MS;
  do await sleep(POLL_MS);
  while (!idle() && Date.now() < deadline);
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
