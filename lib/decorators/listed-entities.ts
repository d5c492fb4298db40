import { ModelDefinitionError } from '../errors/model-definition-error.ts';
import type { Schema } from '../schema/schema.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { kindOf } from '../values/issues.ts';
import { draftsOf } from './draft.ts';

/**
 * Returns the schemas of the classes that a table class lists.
 *
 * @throws ModelDefinitionError `model.invalid` if one is no entity of the table, or is abstract, or two have one name
 */
export function listedEntities(
  table: EntityClass,
  entities: () => readonly unknown[],
  schemaOf: (model: EntityClass) => Schema,
): readonly Schema[] {
  const listed: unknown = entities();
  if (!Array.isArray(listed)) throw invalid(table, [`its entities must be an array of classes, not ${kindOf(listed)}`]);
  const problems = listed.flatMap((model) => problemOf(table, model) ?? []);
  if (problems.length > 0) throw invalid(table, problems);
  const schemas = [...new Set(listed as EntityClass[])].map(schemaOf);
  const byName = new Map<string, Schema>();
  for (const schema of schemas) {
    const name = schema.entity?.name ?? '';
    const other = byName.get(name);
    if (other !== undefined)
      problems.push(`its entities ${other.name} and ${schema.name} have one stored name, '${name}'; rename one`);
    byName.set(name, schema);
  }
  if (problems.length > 0) throw invalid(table, problems);
  return schemas;
}

const invalid = (table: EntityClass, problems: readonly string[]): ModelDefinitionError =>
  new ModelDefinitionError(table.name, [...problems]);

function problemOf(table: EntityClass, model: unknown): string | undefined {
  if (typeof model !== 'function')
    return `its entities have ${kindOf(model)} in place of a class; modules that import each other in a circle can have none yet`;
  const declarations = draftsOf(model as EntityClass).flatMap(({ entities }) => entities);
  const [root] = declarations;
  if (root === undefined)
    return `it lists ${model.name}, which is no entity; add @Entity('name', { table: ${table.name}, keys }) to it`;
  const other = root.options?.table;
  if (other !== undefined && other !== table)
    return `it lists ${model.name}, an entity of ${other.name}; leave it out, or give it { table: ${table.name} }`;
  return declarations.at(-1)?.options?.abstract === true
    ? `it lists ${model.name}, which is abstract; list its subclasses that have items`
    : undefined;
}
