import type { StoredItem } from '../sdk-types.ts';
import { withTableName } from './compile-table.ts';
import type { EntityKind, Schema } from './schema.ts';

/** True if items of the class can belong to subclasses of it. */
export const isFamily = ({ entity }: Pick<Schema, 'entity'>): boolean =>
  entity !== undefined && (entity.isAbstract || entity.concrete.size > 1);

/** True if the class has a version, or of a family one of its classes. */
export const hasVersions = (schema: Schema): boolean =>
  schema.versions !== undefined ||
  (isFamily(schema) && schemasOf(schema).some(({ versions }) => versions !== undefined));

/** Returns the schema of an item of a class: of a family, that of the item's own class. */
export const schemaOfItem = (schema: Schema, item: StoredItem): Schema =>
  schema.entity === undefined ? schema : (memberOf(schema, schema.entity.nameOf(item)) ?? schema);

/** Returns the schemas of all classes of a family that have items. Those of other classes are the only one. */
export function schemasOf(schema: Schema): readonly Schema[] {
  if (schema.entity === undefined) return [schema];
  return [...schema.entity.concrete.keys()].map((name) => memberOf(schema, name) ?? schema);
}

/**
 * Returns the schema of the class that an object of a family is written as: the object's own, or for a plain object the
 * class itself. Undefined if that is abstract, or another class.
 */
export function schemaOfEntity(schema: Schema, entity: object): Schema | undefined {
  const { model } = schema;
  const prototypes = new Map(schemasOf(schema).map((each) => [each.model?.prototype as object, each]));
  for (let level = Object.getPrototypeOf(entity); level !== null; level = Object.getPrototypeOf(level)) {
    const own = prototypes.get(level);
    if (own !== undefined) return own;
    if (level === model?.prototype) return undefined;
  }
  return schema.entity?.isAbstract ? undefined : schema;
}

/** Returns the schema of a subclass, with the table of the family's repository. Undefined for the class itself. */
function memberOf({ entity, table: { name: table } }: Schema, name: string | undefined): Schema | undefined {
  const member = entity?.concrete.get(name ?? '');
  return member === undefined || member.table.name === table ? member : renamed(entity as EntityKind, member, table);
}

/** The schemas of subclasses in tables of other names. Kept, because each reader of responses is compiled once. */
const renamedSchemas = new WeakMap<EntityKind, Map<string, Schema>>();

function renamed(family: EntityKind, member: Schema, table: string): Schema {
  const known = renamedSchemas.get(family) ?? new Map<string, Schema>();
  const identity = JSON.stringify([table, member.entity?.name]);
  const schema = known.get(identity) ?? withTableName(member, table);
  renamedSchemas.set(family, known.set(identity, schema));
  return schema;
}
