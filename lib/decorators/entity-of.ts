import type { SchemaDefinition } from '../schema/definition.ts';
import type { EntityDefinition, EntityOptions, TableKeyDefinition } from '../schema/entity-definition.ts';
import { entityKeys, entityOptions, knownOptions } from '../schema/known-options.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { type ClassDraft, draftsOf, type KeyDeclaration } from './draft.ts';

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
  const declarations = drafts.flatMap(({ entities }) => entities);
  if (declarations.length === 0) return undefined;
  const own = drafts.at(-1)?.entities ?? [];
  if (own.length > 1) problems.push(`it has ${own.length} @Entity; keep one`);
  const [named] = own;
  if (named === undefined) problems.push("its parent is an entity, and it is none; add @Entity('name') to it");
  const given = declarations.findLast(({ options }) => options?.keys !== undefined)?.options;
  if (given === undefined) {
    problems.push('its @Entity has no options; give it { table, keys }, or extend an entity that has them');
    return undefined;
  }
  const options = knownOptions('@Entity', given, entityOptions, problems) as EntityOptions;
  if (typeof options.table !== 'function') {
    problems.push('its @Entity has no table; give it the class of the table: { table: Shop, keys }');
    return undefined;
  }
  const tableDrafts = draftsOf(options.table);
  const table = tableOf(tableDrafts);
  if (table === undefined) problems.push(`its table ${options.table.name} has no @Table('name')`);
  const entities = table?.entities;
  const keys = knownOptions('its keys', options.keys, entityKeys, problems);
  return {
    table,
    entity: {
      name: named?.name ?? '',
      attribute: table?.entityAttribute ?? 'entity',
      keys,
      form: options.form,
      isAbstract: named?.options?.abstract === true,
      tableKeys: tableKeys(tableDrafts),
      tableClass: options.table.name,
      entities: entities && (() => entities().map(schemaOf)),
      includes: ({ model: other }) => other !== undefined && (other === model || other.prototype instanceof model),
    },
  };
}

const kinds = new Map<unknown, TableKeyDefinition['kind']>([
  [undefined, 'S'],
  [String, 'S'],
  [Number, 'N'],
  [Uint8Array, 'B'],
]);

/** Returns the key attributes of a table class, partition key first. */
function tableKeys(drafts: readonly ClassDraft[]): TableKeyDefinition[] {
  const lastOf = (keysOf: (draft: ClassDraft) => readonly KeyDeclaration[]): KeyDeclaration[] =>
    (drafts.map(keysOf).findLast((own) => own.length > 0) ?? []).slice(0, 1);
  const all = [...lastOf(({ partitionKeys }) => partitionKeys), ...lastOf(({ sortKeys }) => sortKeys)];
  return all.map(({ name, type }) => ({ name, kind: kinds.get(type) ?? 'S' }));
}
