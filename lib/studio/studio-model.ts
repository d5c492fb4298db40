import { boundModel, Repository } from '../decorators/repository.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Client } from '../execution/executor.ts';
import { classOf, type FoundClass, namesOf } from '../models/model-names.ts';
import { classesIn, type Model, repositoryOf } from '../models/models.ts';
import { contextOf, findContext, type RepositoryContext } from '../repository/context.ts';
import { schemasOf } from '../schema/family.ts';
import type { Schema } from '../schema/schema.ts';
import type { StatusRecord } from '../status/status-record.ts';
import { StatusTracker } from '../status/status-tracker.ts';
import { machineOf } from '../status/transitions.ts';
import type { TableHandle } from '../table/table-handle.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import type { ModelInfo } from './api-types.ts';
import { type ExportedLinker, linkersIn } from './linker-objects.ts';

/** The methods of a tracker that the studio calls. The tracker can be of another copy of the package. */
export type TrackerObject = Pick<StatusTracker<StatusRecord>, 'listByStatus' | 'counts' | 'redrive' | 'table'>;

/** One class of the module, with what the studio needs to read and write its items. */
export interface StudioModel extends Model {
  /** The path of the module. */
  readonly module: string;
  readonly kind: ModelInfo['kind'];
  readonly context: RepositoryContext;
  /** Returns the name of the model that a schema belongs to, which its items can have in place of the own one. */
  readonly nameOf: (schema: Schema) => string;
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
 * A repository that the module exports decides the table and the client of its class. Repositories of one class over
 * several tables are several models.
 *
 * @throws ConfigurationError `configuration.invalid` if there are none
 */
export function studioModels(exports: Exports, path: string): ReadonlyMap<string, StudioModel> {
  const linkers = linkersIn(exports);
  const others = Object.entries(exports)
    .filter(([name]) => !linkers.some((linker) => linker.exported === name))
    .sort(([one], [other]) => Number(one === 'default') - Number(other === 'default'));
  const classes = tableClasses(others).map((found) => ({ ...found, ...exportOf(found.schema, others) }));
  const names = namesOf(
    classes,
    linkers.map(({ exported }) => exported),
  );
  const models: StudioModel[] = [];
  const nameOf = (schema: Schema): string =>
    models.find((model) => isSameModel(model.schema, schema))?.name ?? `${schema.name} (not exported)`;
  for (const [at, { schema, ...found }] of classes.entries())
    models.push(itemModel({ name: names[at] ?? '', schema: schema as Model['schema'], module: path, nameOf }, found));
  for (const linker of linkers) models.push(linkerModel(linker, { module: path, nameOf }));
  if (models.length === 0)
    throw new ConfigurationError(
      `MODULE ${path} exports no class with @Table or @Entity, no repository, and no linker`,
    );
  return new Map(models.map((model) => [model.name, model]));
}

const isSameModel = (one: Schema, other: Schema): boolean =>
  classOf(one) === classOf(other) && one.table.name === other.table.name;

/** Returns the classes of all exports with their tables, each once. */
function tableClasses(exports: readonly NamedExport[]): readonly FoundClass[] {
  const repositories = exports.flatMap(([exported, value]) => {
    const schema = typeof value === 'object' ? findContext(value)?.schema : undefined;
    return schema === undefined ? [] : [{ schema, exported, isDirect: true }];
  });
  const classes = exports.flatMap(([exported, value]) => classesIn(exported, value));
  const known = distinct([...repositories, ...repositories.flatMap(family)], isSameModel);
  const all = distinct(
    [...known, ...classes, ...classes.flatMap(family)],
    (one, other) => classOf(one) === classOf(other),
    known.length,
  );
  const place = ({ exported }: FoundClass): number => exports.findIndex(([name]) => name === exported);
  return [...all].sort((one, other) => place(one) - place(other));
}

/** Returns the classes of a family, which can be listed by their table alone. */
const family = ({ schema, exported }: FoundClass): readonly FoundClass[] =>
  schemasOf(schema).map((each) => ({ schema: each, exported, isDirect: false }));

/** Leaves out each class that is the same as an earlier one. Keeps the first `kept`. */
const distinct = (
  found: readonly FoundClass[],
  isSame: (one: Schema, other: Schema) => boolean,
  kept = 0,
): readonly FoundClass[] =>
  found.filter(({ schema }, at) => at < kept || found.findIndex((each) => isSame(each.schema, schema)) === at);

interface ModelExport {
  readonly exported: string;
  readonly isDirect: boolean;
  /** Undefined if neither the class nor a repository of it is exported. */
  readonly use?: ExportedName;
  readonly value?: unknown;
}

/** Returns the export that code uses. Empty if there is none. Prefers a repository to its class, and both to a model. */
function exportOf(schema: Schema, exports: readonly NamedExport[]): Partial<ModelExport> {
  const rank = (value: unknown): ExportedName['as'] | undefined => {
    if (typeof value !== 'function') {
      const own = findContext(value)?.schema;
      return own !== undefined && isSameModel(own, schema) ? 'repository' : undefined;
    }
    if (value === schema.model) return 'model';
    const bound = boundModel(value as unknown as EntityClass);
    return bound !== undefined && (bound === schema.model || bound === (schema as object))
      ? 'repositoryClass'
      : undefined;
  };
  const order = ['repository', 'repositoryClass', 'model'] as const;
  const ranked = exports.map(([name, value]) => ({ name, value, as: rank(value) }));
  const [found] = order.flatMap((as) => ranked.filter((each) => each.as === as));
  if (found?.as === undefined) return {};
  const { name, value, as } = found;
  return { exported: name, isDirect: true, use: { name, as }, value };
}

function itemModel(
  model: Pick<StudioModel, 'name' | 'schema' | 'module' | 'nameOf'>,
  { use, value }: ModelExport,
): StudioModel {
  const client = findContext(value)?.executor.client;
  const repository = repositoryOf(model, client);
  const parts = { ...model, context: contextOf(repository), table: repository.table, ...(use && { exported: use }) };
  return isTracked(model)
    ? { ...parts, kind: 'tracker', tracker: trackerOf(model, value, client) }
    : { ...parts, kind: 'items' };
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

function linkerModel(
  { exported, linker }: ExportedLinker,
  shared: Pick<StudioModel, 'module' | 'nameOf'>,
): StudioModel {
  const { schema, executor } = contextOf(linker);
  const model = { name: exported, schema: schema as Model['schema'], ...shared };
  const repository = repositoryOf(model, executor.client);
  return { ...model, kind: 'linker', context: contextOf(repository), table: repository.table };
}
