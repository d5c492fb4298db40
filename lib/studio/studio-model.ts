import { boundModel, Repository } from '../decorators/repository.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Client } from '../execution/executor.ts';
import { findModels, type Model, repositoryOf } from '../models/models.ts';
import { contextOf, findContext, type RepositoryContext } from '../repository/context.ts';
import { schemasOf } from '../schema/family.ts';
import type { StatusRecord } from '../status/status-record.ts';
import { StatusTracker } from '../status/status-tracker.ts';
import { machineOf } from '../status/transitions.ts';
import type { TableHandle } from '../table/table-handle.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import type { ModelInfo } from './api-types.ts';
import { type ExportedLinker, linkersIn } from './linker-objects.ts';

/** The methods of a tracker that the studio calls. The tracker can be of another copy of the package. */
export type TrackerObject = Pick<
  StatusTracker<StatusRecord>,
  'listByStatus' | 'findStale' | 'counts' | 'redrive' | 'get' | 'table'
>;

/** One class of the module, with what the studio needs to read and write its items. */
export interface StudioModel extends Model {
  /** The path of the module. */
  readonly module: string;
  readonly kind: ModelInfo['kind'];
  readonly context: RepositoryContext;
  readonly table: TableHandle;
  readonly tracker?: TrackerObject;
  /** The name of the export that code uses. Undefined if neither the class nor a repository of it is exported. */
  readonly exported?: ExportedName;
}

/** An export of the module. */
export interface ExportedName {
  readonly name: string;
  readonly as: 'repository' | 'repositoryClass' | 'model';
}

type NamedExport = readonly [name: string, value: unknown];
type Exports = Readonly<Record<string, unknown>>;

/**
 * Returns the models of a module by name: its classes, its trackers, and its linkers.
 *
 * A repository that the module exports decides the table and the client of its class.
 *
 * @throws ConfigurationError `configuration.invalid` if there are none
 */
export function studioModels(exports: Exports, path: string): ReadonlyMap<string, StudioModel> {
  const linkers = linkersIn(exports);
  const others = Object.entries(exports).filter(([name]) => !linkers.some((linker) => linker.exported === name));
  const values = others.map(([, value]) => value);
  const ofRepositories = values.flatMap((value) =>
    typeof value === 'object' ? (findContext(value)?.schema ?? []) : [],
  );
  const schemas = [...findModels(values).map(({ schema }) => schema), ...ofRepositories];
  // The classes of a family can be listed by its table alone. Their own schemas are later, and win.
  const all = [...schemas.flatMap(schemasOf), ...schemas];
  const models = new Map(all.map((schema) => [schema.name, { name: schema.name, schema } as Model]));
  const items = [...models.values()].map((model) => itemModel(model, others, path));
  const found = [...items, ...linkers.map((linker) => linkerModel(linker, path))];
  if (found.length === 0)
    throw new ConfigurationError(
      `MODULE ${path} exports no class with @Table or @Entity, no repository, and no linker`,
    );
  return new Map(found.map((model) => [model.name, model]));
}

function itemModel(model: Model, exports: readonly NamedExport[], module: string): StudioModel {
  const exported = exportedName(model, exports);
  const value = exports.find(([name]) => name === exported?.name)?.[1];
  const client = findContext(value)?.executor.client;
  const repository = repositoryOf(model, client);
  const { table } = repository;
  const parts = { ...model, module, context: contextOf(repository), table, ...(exported && { exported }) };
  return isTracked(model)
    ? { ...parts, kind: 'tracker', tracker: trackerOf(model, value, client) }
    : { ...parts, kind: 'items' };
}

/** Prefers a repository to a repository class, and both to the model class. */
function exportedName({ name, schema }: Model, exports: readonly NamedExport[]): ExportedName | undefined {
  const rank = (value: unknown): ExportedName['as'] | undefined => {
    if (typeof value !== 'function') return findContext(value)?.schema.name === name ? 'repository' : undefined;
    if (value === schema.model) return 'model';
    const bound = boundModel(value as unknown as EntityClass);
    return bound !== undefined && (bound === schema.model || bound === (schema as object))
      ? 'repositoryClass'
      : undefined;
  };
  const named = exports.flatMap(([exported, value]) => {
    const as = rank(value);
    return as === undefined ? [] : [{ name: exported, as }];
  });
  const order = ['repository', 'repositoryClass', 'model'] as const;
  return order.map((as) => named.find((each) => each.as === as)).find((each) => each !== undefined);
}

function isTracked({ schema }: Model): boolean {
  try {
    return machineOf(schema).statuses.length > 0 && 'statusShard' in schema.attributes;
  } catch (error) {
    if (error instanceof ConfigurationError) return false;
    throw error;
  }
}

/** Returns the tracker of the module, because only its author knows the number of its shards. */
function trackerOf({ schema }: Model, exported: unknown, client: Client | undefined): TrackerObject {
  if (isTracker(exported)) return exported;
  if (typeof exported === 'function' && isTracker(exported.prototype))
    return new (exported as new () => TrackerObject)();
  class Tracker extends StatusTracker<StatusRecord> {}
  Repository(schema)(Tracker as never);
  return new Tracker(client);
}

const isTracker = (value: unknown): value is TrackerObject =>
  typeof (value as Partial<TrackerObject> | null | undefined)?.listByStatus === 'function';

function linkerModel({ exported, linker }: ExportedLinker, module: string): StudioModel {
  const { schema, executor } = contextOf(linker);
  const model = { name: exported, schema: schema as Model['schema'] };
  const repository = repositoryOf(model, executor.client);
  return { ...model, module, kind: 'linker', context: contextOf(repository), table: repository.table };
}
