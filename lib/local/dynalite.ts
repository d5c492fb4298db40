import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { findPackage } from './find-package.ts';
import { isForeign, refuse } from './foreign-request.ts';
import type { EnginePlace, RunningEngine } from './local-engine.ts';
import { listen } from './port.ts';
import { answers } from './probe.ts';

/** How long requests may take to finish when the engine is stopped, in milliseconds. */
const FINISH_MS = 5_000;
/** How long to wait between two looks at them, in milliseconds. */
const LOOK_MS = 5;

/** What is used of the package `dynalite`, which has no types of its own. */
export type Dynalite = (options: {
  /** Time that a table stays in a passing status, in milliseconds. */
  createTableMs: number;
  deleteTableMs: number;
  updateTableMs: number;
  /** Folder of the LevelDB store; absent for one in memory. */
  path?: string;
}) => Server;

/**
 * Loads the package `dynalite`.
 *
 * @returns `undefined` if it is not installed
 * @throws ConfigurationError if it is installed but can't be loaded
 */
export async function loadDynalite(): Promise<Dynalite | undefined> {
  // Not a literal: bundlers must leave an optional peer dependency alone.
  const specifier: string = 'dynalite';
  try {
    const { default: dynalite } = (await import(specifier)) as { default: Dynalite };
    return dynalite;
  } catch (cause) {
    if (isMissing(cause, specifier)) return undefined;
    throw new ConfigurationError(`the npm package dynalite can't be loaded: ${String(cause)}`, { cause });
  }
}

/** Tells the error of a package that is not there from that of one which fails, or lacks one of its own. */
function isMissing(error: unknown, specifier: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') && message.includes(`'${specifier}'`);
}

/**
 * Starts dynalite in this process and waits until it answers.
 *
 * @throws ConfigurationError if it can't open its store, or if the fixed port is in use
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
  if (await answers(bound)) return { port: bound, stop };
  await stop().catch(() => undefined);
  throw new ConfigurationError(`the local engine dynalite does not answer on port ${bound}`);
}

/** Puts a check before what dynalite does with a request. */
function guard(server: Server): void {
  const handlers = server.listeners('request');
  server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isForeign(request)) refuse(response);
    else for (const handle of handlers) handle.call(server, request, response);
  });
}

/** What is used of the package `level`, on which dynalite stands. */
interface LevelModule {
  readonly Level: new (path: string) => { open(): Promise<void>; close(): Promise<void> };
}

/**
 * Opens the store once beforehand. dynalite throws the failure to open it out of its first request, where nobody can
 * catch it; the usual reason is another process that has the store open.
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
 * Follows the requests of the server, and takes from them what would end this process: dynalite throws the error of a
 * request that its client gave up.
 *
 * @returns a function that tells whether no request is being worked on
 */
function trackRequests(server: Server): () => boolean {
  const open = new Map<ServerResponse, IncomingMessage>();
  const idle = (): boolean => {
    for (const [response, request] of open) {
      // One that was cut off before its end never reaches dynalite, so it is never answered.
      const cutOff = request.destroyed && !request.readableEnded;
      if (response.writableEnded || cutOff) open.delete(response);
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
 * Cuts all connections, lets dynalite finish what it is working on, then closes the server and the store behind it.
 * Closed under its hands, dynalite throws, and tables that were just created never become active.
 */
async function close(server: Server, idle: () => boolean): Promise<void> {
  server.on('connection', (socket) => socket.destroy());
  server.closeAllConnections();
  const deadline = Date.now() + FINISH_MS;
  do await sleep(LOOK_MS);
  while (!idle() && Date.now() < deadline);
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
