import { pacedExecutor } from '../backfill/paced-executor.ts';
import { Repository } from '../decorators/repository.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { CapacityMeter } from '../execution/capacity-meter.ts';
import type { Client } from '../execution/executor.ts';
import { BaseRepository } from '../repository/base-repository.ts';
import { contextOf, type RepositoryContext } from '../repository/context.ts';
import type { Schema } from '../schema/schema.ts';
import { schemasOfClass } from '../templates/model-tables.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { loadModule } from './load-module.ts';
import { type FoundClass, namesOf } from './model-names.ts';

/** A repository of a class that only the module of the user knows. */
export type ModelRepository = BaseRepository<Record<string, unknown>, string>;

/** A class of the module, by its name. */
export interface Model {
  /** The name of the class, or of its export if several classes have one name. */
  readonly name: string;
  readonly schema: Schema<Record<string, unknown>>;
}

type Exports = Readonly<Record<string, unknown>>;

/**
 * Loads a module, and returns its model classes.
 *
 * @throws ConfigurationError `configuration.invalid` if the module can't be loaded, or exports no class
 * @throws ModelDefinitionError if one of its classes is invalid
 */
export const loadModels = async (path: string): Promise<readonly Model[]> => modelsIn(await loadModule(path), path);

/**
 * Returns the model classes that a module exports, and those that its repositories are bound to.
 *
 * @throws ConfigurationError `configuration.invalid` if it exports none
 */
export function modelsIn(exports: Exports, path: string): readonly Model[] {
  const found = new Map<unknown, FoundClass>();
  for (const [exported, value] of Object.entries(exports))
    for (const each of classesIn(exported, value)) addClass(found, each);
  const all = [...found.values()];
  const names = namesOf(all);
  if (all.length > 0) return all.map(({ schema }, at) => ({ name: names[at], schema }) as Model);
  throw new ConfigurationError(
    `MODULE ${path} exports no class with @Table or @Entity, and no repository; write export before the classes`,
  );
}

/** Prefers the first export that is the class or a repository of it. */
function addClass(found: Map<unknown, FoundClass>, added: FoundClass): void {
  const identity = added.schema.model ?? added.schema;
  const known = found.get(identity);
  if (known === undefined || (added.isDirect && !known.isDirect)) found.set(identity, added);
}

/** Returns the classes that an export is, is a repository class of, or lists as those of its table. */
export function classesIn(exported: string, value: unknown): readonly FoundClass[] {
  const schemas = typeof value === 'function' ? schemasOfClass(value as EntityClass) : [];
  return schemas.map((schema) => ({ schema, exported, isDirect: schemas.length === 1 }));
}

/**
 * Returns one class of a module.
 *
 * @throws ConfigurationError `configuration.invalid` if the module has no class of this name, or several
 */
export async function loadModel(path: string, name: string): Promise<Model> {
  const models = await loadModels(path);
  const found = models.find((model) => model.name === name);
  if (found !== undefined) return found;
  const same = models.filter(({ schema }) => schema.name === name);
  if (same.length > 0)
    throw new ConfigurationError(
      `MODULE ${path} has ${same.length} classes ${name}: ${same.map(placeOf).join(', ')}; give the name of the export`,
    );
  throw new ConfigurationError(
    `MODULE ${path} has no class ${name}; it has ${models.map((model) => model.name).join(', ')}`,
  );
}

const placeOf = ({ name, schema }: Model): string => `${name} (table ${schema.table.name})`;

/** Returns one class of each table. Classes that share a table have the same plan. */
export const oneOfEachTable = (models: readonly Model[]): readonly Model[] =>
  models.filter(
    ({ schema }, place) => models.findIndex((other) => other.schema.table.name === schema.table.name) === place,
  );

/**
 * Returns a repository of a class.
 *
 * @param client - default: a client that the SDK configures from the environment
 */
export function repositoryOf({ schema }: Model, client?: Client): ModelRepository {
  class Items extends BaseRepository<Record<string, unknown>, string> {}
  Repository(schema)(Items as never);
  return new Items(client);
}

/**
 * Returns the parts of a repository that read and write stored items.
 *
 * @param unitsPerSecond - the most capacity units, reads and writes together; undefined for no limit
 */
export function storedAccess(model: Model, unitsPerSecond: number | undefined): RepositoryContext {
  const context = contextOf(repositoryOf(model));
  const meter = new CapacityMeter({ unitsPerSecond });
  return { ...context, executor: pacedExecutor(context.executor, meter, context.options.backoff) };
}
