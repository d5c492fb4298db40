import type { StudioInfo } from './api-types.ts';
import { listDocuments, readDocument } from './linkers.ts';
import { modelInfo } from './model-info.ts';
import { getItem } from './one-item.ts';
import { readPartition } from './partitions.ts';
import { RefusedCall } from './problems.ts';
import { explainQuery, queryModel } from './queries.ts';
import type { StudioModel } from './studio-model.ts';
import { tableInfo } from './table-info.ts';
import { redriveRequest, requestCounts, requestsByStatus, staleRequests } from './trackers.ts';
import { createItem, deleteItem, updateItem } from './writes.ts';

/** What the calls work on. */
export interface Studio {
  readonly info: Omit<StudioInfo, 'models'>;
  readonly models: ReadonlyMap<string, StudioModel>;
}

/** One call of the page. */
export interface StudioCall {
  readonly method: string;
  /** The path, as it was sent: `/api/models/Order/query`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Reads the body. Not called for calls without one. */
  readonly body: () => Promise<Readonly<Record<string, unknown>>>;
}

/** The parts of a call that its route uses. The body was only checked to be an object: each call checks its own. */
interface Arguments {
  readonly studio: Studio;
  readonly model: StudioModel;
  readonly status: string;
  readonly query: URLSearchParams;
  readonly body: never;
}

interface Route {
  readonly method: 'GET' | 'POST';
  /** `/models/:model/query`. */
  readonly path: string;
  readonly run: (call: Arguments) => unknown;
  /** True if the call changes items, unless its body only asks to explain it. */
  readonly writes?: true;
}

const routes: readonly Route[] = [
  { method: 'GET', path: '/studio', run: ({ studio }) => studioInfo(studio) },
  { method: 'GET', path: '/models/:model/table', run: ({ model }) => tableInfo(model.table) },
  { method: 'POST', path: '/models/:model/query', run: ({ model, body }) => queryModel(model, body) },
  { method: 'POST', path: '/models/:model/explain', run: ({ model, body }) => explainQuery(model, body) },
  { method: 'POST', path: '/models/:model/get', run: ({ model, body }) => getItem(model, body) },
  {
    method: 'POST',
    path: '/models/:model/create',
    writes: true,
    run: ({ model, body }) => createItem(model, body),
  },
  {
    method: 'POST',
    path: '/models/:model/update',
    writes: true,
    run: ({ model, body }) => updateItem(model, body),
  },
  {
    method: 'POST',
    path: '/models/:model/delete',
    writes: true,
    run: ({ model, body }) => deleteItem(model, body),
  },
  {
    method: 'POST',
    path: '/models/:model/partition',
    run: ({ studio, model, body }) => readPartition(model, body, studio.models.values()),
  },
  {
    method: 'GET',
    path: '/trackers/:model/status/:status',
    run: ({ model, status, query }) => requestsByStatus(model, status, query.get('cursor') ?? undefined),
  },
  { method: 'GET', path: '/trackers/:model/stale', run: ({ model }) => staleRequests(model) },
  { method: 'GET', path: '/trackers/:model/counts', run: ({ model }) => requestCounts(model) },
  {
    method: 'POST',
    path: '/trackers/:model/redrive',
    writes: true,
    run: ({ model, body }) => redriveRequest(model, body),
  },
  {
    method: 'GET',
    path: '/linkers/:model/documents',
    run: ({ model, query }) => listDocuments(model, query.get('prefix') ?? '', query.get('cursor') ?? undefined),
  },
  {
    method: 'GET',
    path: '/linkers/:model/document',
    run: ({ model, query }) => readDocument(model, query.get('id') ?? '', query.get('namespace') ?? ''),
  },
];

const studioInfo = ({ info, models }: Studio): StudioInfo => ({ ...info, models: [...models.values()].map(modelInfo) });

/**
 * Does a call of the page.
 *
 * @throws RefusedCall 404 `studio.notFound`, 405 `studio.badMethod`, or 403 `studio.readOnly`
 */
export async function runCall(studio: Studio, { method, path, query, body: readBody }: StudioCall): Promise<unknown> {
  const [route, parameters] = routeOf(method, path);
  const model = parameters.has('model') ? modelOf(studio, parameters.get('model') ?? '') : undefined;
  const body = method === 'POST' ? await readBody() : {};
  if (route.writes === true && body['explain'] !== true && !studio.info.canWrite)
    throw new RefusedCall(403, 'studio.readOnly', 'The studio is read-only. Start it with --write to change items.');
  const status = parameters.get('status') ?? '';
  return route.run({ studio, model: model as StudioModel, status, query, body: body as never });
}

function routeOf(method: string, path: string): readonly [Route, ReadonlyMap<string, string>] {
  const segments = path
    .replace(/^\/api/, '')
    .split('/')
    .map(decoded);
  const matching = routes.flatMap((route) => {
    const parameters = matched(route.path.split('/'), segments);
    return parameters === undefined ? [] : [[route, parameters] as const];
  });
  const found = matching.find(([route]) => route.method === method);
  if (found !== undefined) return found;
  if (matching.length === 0) throw new RefusedCall(404, 'studio.notFound', 'The studio has no such call.');
  throw new RefusedCall(405, 'studio.badMethod', `This call takes ${matching[0]?.[0].method}, not ${method}.`);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new RefusedCall(400, 'studio.badRequest', 'The path is not valid.');
  }
}

/** Returns the parameters of a path. Undefined if it is another path. */
function matched(pattern: readonly string[], segments: readonly string[]): ReadonlyMap<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters = new Map<string, string>();
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] as string;
    if (part.startsWith(':')) parameters.set(part.slice(1), segment);
    else if (part !== segment) return undefined;
  }
  return parameters;
}

function modelOf({ models }: Studio, name: string): StudioModel {
  const model = models.get(name);
  if (model !== undefined) return model;
  throw new RefusedCall(
    404,
    'studio.notFound',
    `The module has no class ${name}; it has ${[...models.keys()].join(', ')}.`,
  );
}
