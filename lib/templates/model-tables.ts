import { draftsOf } from '../decorators/draft.ts';
import { boundModel, boundSchema } from '../decorators/repository.ts';
import { schemaOf } from '../decorators/schema-of.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { DynamoSpaces } from '../linker/dynamo-spaces.ts';
import { Entry } from '../linker/entry.ts';
import { createTableRequest } from '../operations/create-table.ts';
import { contextOf } from '../repository/context.ts';
import { withTableName } from '../schema/compile-table.ts';
import type { Schema } from '../schema/schema.ts';
import { type TableSchema, tableSchemaOf } from '../schema/table-schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';

/** A decorated class, a class of repositories, a repository, `DynamoSpaces`, or the result of `defineSchema`. */
export type TemplateModel = EntityClass | { readonly table: object };

/** One model, or several. Entities that share a table count as one table. */
export type TemplateModels = TemplateModel | readonly TemplateModel[];

/**
 * Returns the schemas of all models, each once.
 *
 * @param taker - the function in messages
 * @throws ConfigurationError if there is no model, or one is none
 * @throws ModelDefinitionError if a class can't be a model
 */
export function schemasOfModels(models: TemplateModels, taker: string): readonly Schema[] {
  const list: readonly unknown[] = Array.isArray(models) ? models : [models];
  if (list.length === 0) throw new ConfigurationError(`${taker} has no models; pass classes or repositories`);
  return [...new Set(list.flatMap((model) => schemasOfModel(model, taker)))];
}

function schemasOfModel(model: unknown, taker: string): readonly Schema[] {
  if (typeof model === 'function') {
    const found = schemasOfClass(model as EntityClass);
    // A class without decorators: the error says what it lacks.
    return found.length > 0 ? found : [schemaOf(model as EntityClass)];
  }
  if (model instanceof DynamoSpaces) return [schemaOfSpaces(model)];
  return isSchema(model) ? [model] : [contextOf(model as object, taker).schema];
}

const ofSpaces = new WeakSet<Schema>();

/** True for the schema of a `DynamoSpaces`, which has other methods than a repository of the same class. */
export const isOfSpaces = (schema: Schema): boolean => ofSpaces.has(schema);

function schemaOfSpaces({ table }: DynamoSpaces): Schema {
  const schema = withTableName(schemaOf(Entry), table.name);
  ofSpaces.add(schema);
  return schema;
}

const isSchema = (model: unknown): model is Schema =>
  typeof model === 'object' && model !== null && 'mapper' in model && 'partitionKey' in model;

/** Returns the schemas of a class: those of its entities, if it declares their table. Empty if it is no model. */
export function schemasOfClass(model: EntityClass): readonly Schema[] {
  if (boundModel(model) !== undefined) return [boundSchema(model)];
  const drafts = draftsOf(model);
  const tables = drafts.flatMap((draft) => draft.tables);
  const listed = tables.flatMap(({ options }) => options.entities?.() ?? []);
  if (listed.length > 0) return (listed as EntityClass[]).map(schemaOf);
  const entities = drafts.flatMap((draft) => draft.entities);
  if (entities.length > 0) return entities.at(-1)?.options?.abstract === true ? [] : [schemaOf(model)];
  // A class without properties only declares the table of entities.
  const hasProperties = drafts.some(({ properties }) => properties.size > 0);
  return tables.length > 0 && hasProperties ? [schemaOf(model)] : [];
}

/**
 * Returns the tables of models, each once.
 *
 * @throws ConfigurationError if two classes declare one table differently, or a table is named by its ARN
 */
export function tablesOfModels(models: TemplateModels, taker: string): readonly TableSchema[] {
  const tables = new Map<string, { readonly table: TableSchema; readonly by: string }>();
  for (const schema of schemasOfModels(models, taker)) {
    const table = tableSchemaOf(schema);
    if (table.name.startsWith('arn:'))
      throw new ConfigurationError(
        `${schema.name}: its table is named by an ARN, which no template can create; use the name of the table`,
      );
    const known = tables.get(table.name);
    if (known === undefined) tables.set(table.name, { table, by: schema.name });
    else if (requestText(known.table) !== requestText(table))
      throw new ConfigurationError(
        `table '${table.name}': ${known.by} and ${schema.name} declare it differently; leave one of them out, or make them entities of one table`,
      );
  }
  return [...tables.values()].map(({ table }) => table);
}

const requestText = (table: TableSchema): string => JSON.stringify(createTableRequest(table));
