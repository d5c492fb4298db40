import { join } from 'node:path';
import { startLocal } from '../../lib/local/index.ts';
import { modelsIn, oneOfEachTable, repositoryOf } from '../../lib/models/models.ts';
import { type RunningStudio, type StudioOptions, startStudio } from '../../lib/studio/start-studio.ts';

/** The response to a call: its status and its JSON. */
export interface Response<Body = never> {
  readonly status: number;
  readonly body: Body;
}

/** Calls of the page, with the token of the link. */
export interface StudioCalls {
  readonly studio: RunningStudio;
  readonly origin: string;
  readonly token: string;
  get<Body>(path: string): Promise<Response<Body>>;
  post<Body>(path: string, body: unknown): Promise<Response<Body>>;
}

export const pageFolder = join(__dirname, 'page');

/** Sets the environment of the SDK to a new engine, and returns a function that stops it. */
export async function startEngine(): Promise<() => Promise<void>> {
  const engine = await startLocal();
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = engine.endpoint;
  for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] ??= 'local';
  return () => engine.stop();
}

/** Creates the tables of the classes in a module. */
export async function ensureTables(exports: Readonly<Record<string, unknown>>): Promise<void> {
  for (const model of oneOfEachTable(modelsIn(exports, 'shop.ts'))) await repositoryOf(model).table.ensure();
}

/** Starts a studio over a module, and returns its calls. */
export async function openStudio(
  exports: Readonly<Record<string, unknown>>,
  options: Partial<StudioOptions> = {},
): Promise<StudioCalls> {
  const studio = await startStudio({ modulePath: 'modules/shop.ts', exports, pageFolder, ...options });
  const { origin, hash } = new URL(studio.url);
  const token = hash.slice(1);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const send = async <Body>(path: string, init: RequestInit): Promise<Response<Body>> => {
    const response = await fetch(`${origin}/api${path}`, { ...init, headers });
    return { status: response.status, body: (await response.json()) as Body };
  };
  return {
    studio,
    origin,
    token,
    get: (path) => send(path, { method: 'GET' }),
    post: (path, body) => send(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}

/** A studio over an engine of its own. */
export interface EngineStudio extends StudioCalls {
  /** Stops both. */
  stop(): Promise<void>;
}

/** Starts an engine with the tables of a module, and a studio over it. */
export async function openOnEngine(
  exports: Readonly<Record<string, unknown>>,
  options: Partial<StudioOptions> = {},
): Promise<EngineStudio> {
  const stopEngine = await startEngine();
  await ensureTables(exports);
  const calls = await openStudio(exports, options);
  const stop = async (): Promise<void> => {
    await calls.studio.stop();
    await stopEngine();
  };
  return { ...calls, stop };
}
