import { ModelDefinitionError } from '../errors/model-definition-error.ts';
import { isOptions } from '../errors/option-rules.ts';
import { hasVersion } from '../schema/compile-versions.ts';
import type { SchemaDefinition } from '../schema/definition.ts';
import type { EntityDefinition, EntityOptions, TableKeyDefinition } from '../schema/entity-definition.ts';
import { entityKeys, entityOptions, knownOptions, memberOptions } from '../schema/known-options.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { type ClassDraft, draftsOf, type KeyDeclaration } from './draft.ts';
import { listedEntities } from './listed-entities.ts';

/** The declaration of an entity, with the definition of its table. */
export interface DeclaredEntity {
  readonly entity: EntityDefinition;
  readonly table: SchemaDefinition['table'];
}

/** How to read the other classes of a table. */
export interface EntityReader {
  readonly tableOf: (drafts: readonly ClassDraft[]) => SchemaDefinition['table'];
  readonly schemaOf: (model: EntityClass) => Schema;
}

/** Returns the declaration of an entity. Undefined if the class has a table of its own. Adds problems to the list. */
export function entityOf(
  model: EntityClass,
  drafts: readonly ClassDraft[],
  { tableOf, schemaOf }: EntityReader,
  problems: string[],
): DeclaredEntity | undefined {
  const root = drafts.find(({ entities }) => entities.length > 0);
  if (root === undefined) return undefined;
  const own = drafts.at(-1)?.entities ?? [];
  if (own.length > 1) problems.push(`it has ${own.length} @Entity; keep one`);
  const [named] = own;
  if (named === undefined) problems.push("its parent is an entity, and it is none; add @Entity('name') to it");
  if (root !== drafts.at(-1)) checkMember(drafts.slice(drafts.indexOf(root) + 1), root, problems);
  const { options, table, tableDrafts } = ofTable(model, root.entities[0]?.options, tableOf, problems);
  checkOptions(options, named?.options?.abstract, problems);
  checkDecorators(drafts.at(-1), problems);
  const { table: tableClass } = options;
  const { entities } = table;
  const keys = knownOptions('its keys', options.keys, entityKeys, problems);
  return {
    table,
    entity: {
      name: named?.name ?? '',
      attribute: table.entityAttribute ?? 'entity',
      keys,
      form: options.form,
      isAbstract: named?.options?.abstract === true,
      versions: drafts.flatMap((draft) => draft.entities).findLast((each) => hasVersion(each.options))?.options,
      tableKeys: tableKeys(tableDrafts, problems),
      tableClass: options.table.name,
      entities: entities && (() => listedEntities(tableClass, entities, schemaOf)),
      includes: ({ model: other }) => other !== undefined && (other === model || other.prototype instanceof model),
    },
  };
}

/** Rejects declarations of a subclass that a read by its parent's repository would not respect. */
function checkMember(drafts: readonly ClassDraft[], root: ClassDraft, problems: string[]): void {
  const [parent] = root.entities;
  const name = `its parent entity '${parent?.name}'`;
  for (const { entities, timesToLive, deletedAts } of drafts) {
    for (const { options = {} } of entities) {
      if (options.keys !== undefined || options.table !== undefined)
        problems.push(`${name} has the table and keys of all its subclasses; leave them out of its own @Entity`);
      else knownOptions('@Entity', options, memberOptions, problems);
    }
    if (timesToLive.length > 0 && root.timesToLive.length === 0)
      problems.push(`${name} has no @TimeToLive, so its reads would return expired items; declare it there`);
    if (deletedAts.length > 0 && root.deletedAts.length === 0)
      problems.push(`${name} has no @DeletedAt, so its reads would return deleted items; declare it there`);
  }
}

/**
 * Returns the options of an entity, with its table.
 *
 * @throws ModelDefinitionError `model.invalid` if there is none, so nothing else can be checked
 */
function ofTable(
  { name }: EntityClass,
  given: ClassDraft['entities'][number]['options'],
  tableOf: EntityReader['tableOf'],
  problems: string[],
) {
  const refuse = (message: string): never => {
    throw new ModelDefinitionError(name, [...problems, message]);
  };
  if (!isOptions(given?.keys))
    return refuse('its @Entity has no keys; give it { table, keys }, or extend an entity that has them');
  const options = knownOptions('@Entity', given, entityOptions, problems) as EntityOptions;
  if (typeof options.table !== 'function')
    return refuse('its @Entity has no table; give it the class of the table: { table: Shop, keys }');
  const tableName = options.table.name;
  const tableDrafts = draftsOf(options.table);
  const table = tableOf(tableDrafts) ?? refuse(`its table ${tableName} has no @Table('name'); add it`);
  if (table.entities !== undefined && typeof table.entities !== 'function')
    return refuse(`its table ${tableName} lists entities by a function; write entities: () => [${name}]`);
  if (tableDrafts.some(({ properties }) => properties.size > 0))
    problems.push(`its table ${tableName} has properties; declare a class without any for the table`);
  return { options, table, tableDrafts };
}

function checkOptions({ form }: EntityOptions, abstract: unknown, problems: string[]): void {
  if (form !== undefined && form !== 'plain') problems.push("the form of its keys is 'plain'; leave it out otherwise");
  if (abstract !== undefined && typeof abstract !== 'boolean')
    problems.push('abstract of its @Entity is true or false');
}

/** Reports the decorators of a class with a table of its own. */
function checkDecorators(own: ClassDraft | undefined, problems: string[]): void {
  const all = {
    '@Table': own?.tables,
    '@PartitionKey': own?.partitionKeys,
    '@SortKey': own?.sortKeys,
    '@Index': own?.indexes,
    '@LocalIndex': own?.localIndexes,
  };
  for (const [decorator, uses = []] of Object.entries(all))
    if (uses.length > 0)
      problems.push(`it is an entity, so it has no ${decorator}; its keys and indexes are in @Entity`);
}

const kinds = new Map<unknown, TableKeyDefinition['kind']>([
  [undefined, 'S'],
  [String, 'S'],
  [Number, 'N'],
  [Uint8Array, 'B'],
]);

/** Returns the key attributes of a table class, partition key first. */
function tableKeys(drafts: readonly ClassDraft[], problems: string[]): TableKeyDefinition[] {
  const lastOf = (keysOf: (draft: ClassDraft) => readonly KeyDeclaration[]): KeyDeclaration[] =>
    (drafts.map(keysOf).findLast((own) => own.length > 0) ?? []).slice(0, 1);
  const all = [...lastOf(({ partitionKeys }) => partitionKeys), ...lastOf(({ sortKeys }) => sortKeys)];
  return all.map(({ name, type }) => {
    if (!kinds.has(type)) problems.push(`its table has the key '${name}', which is a String, Number, or Uint8Array`);
    return { name, kind: kinds.get(type) ?? 'S' };
  });
}
