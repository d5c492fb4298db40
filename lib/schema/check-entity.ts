import { maxKeyNameBytes } from '../limits.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import { checkCounts } from './compile-indexes.ts';
import type { EntityDefinition } from './entity-definition.ts';
import { isMade, type KeySchema } from './key-schema.ts';
import type { IndexSchema } from './schema.ts';

/** The compiled keys of an entity. */
interface EntityParts {
  readonly entity: EntityDefinition;
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly key: KeySchema;
  readonly indexes: Readonly<Record<string, IndexSchema>>;
}

/** Adds the problems of an entity whose names collide: those of keys, properties, indexes, and the entity attribute. */
export function checkEntity(parts: EntityParts, problems: string[]): void {
  const { entity, key } = parts;
  const indexes = Object.values(parts.indexes);
  if (typeof entity.name !== 'string' || entity.name === '')
    problems.push("its @Entity needs a name, which is stored in each item; write @Entity('Order', …)");
  checkTable(entity, problems);
  checkEntityAttribute(parts, problems);
  checkMade('the key of its table', key, parts, problems);
  for (const index of indexes) checkIndexKey(index, parts, problems);
  for (const { name, storedName } of indexes) {
    const other = indexes.find((each) => each.storedName === storedName);
    if (other?.name !== name)
      problems.push(
        `index '${name}': index '${other?.name}' has the name '${storedName}' too; give one of them another`,
      );
  }
  checkCounts(indexes, problems);
}

function checkTable({ tableKeys: [partition, sort] }: EntityDefinition, problems: string[]): void {
  if (partition !== undefined && partition.name === sort?.name)
    problems.push(`its table has '${partition.name}' as both keys; give its @SortKey another name`);
}

function checkEntityAttribute({ entity, attributes, key }: EntityParts, problems: string[]): void {
  const { attribute, tableClass } = entity;
  const where = `the entityAttribute of ${tableClass}`;
  if (typeof attribute !== 'string' || attribute === '') {
    problems.push(`${where} is the stored name of an attribute; write a text that is not empty`);
    return;
  }
  const owner = Object.values(attributes).find(({ name }) => name === attribute);
  if (owner !== undefined)
    problems.push(`${where}, '${attribute}', is the stored name of '${owner.property}'; give one of them another name`);
  if (key.attributes.some(({ name }) => name === attribute))
    problems.push(`${where}, '${attribute}', is a key of the table; give it another name`);
}

function checkIndexKey(index: IndexSchema, parts: EntityParts, problems: string[]): void {
  const { entity, key } = parts;
  const where = `index '${index.name}'`;
  if (index.scope === 'local' && (key.sort.length === 0 || index.sortKey.length === 0))
    problems.push(`${where}: without a partitionKey it is local, and needs a sortKey, and a table with one`);
  checkMade(where, index.key, parts, problems);
  for (const part of index.key.parts) {
    const { name } = part.attribute;
    if (part.template === undefined || part.template.parts.length === 0) continue;
    const isOfTable = key.parts.some((own) => own !== part && own.attribute.name === name);
    if (isOfTable || name === entity.attribute)
      problems.push(`${where}: '${name}' is made for the table already; give its template another attribute`);
  }
}

/** Reports key attributes that are made, and have a stored name that a property has, or that is invalid. */
function checkMade(where: string, { parts }: KeySchema, { attributes, entity }: EntityParts, problems: string[]): void {
  for (const { name } of parts.filter(isMade).map(({ attribute }) => attribute)) {
    const bytes = typeof name === 'string' ? Buffer.byteLength(name, 'utf8') : 0;
    if (bytes === 0 || bytes > maxKeyNameBytes)
      problems.push(`${where}: the name of a key attribute is a text of 1 to ${maxKeyNameBytes} bytes`);
    const owner = Object.values(attributes).find((attribute) => attribute.name === name);
    if (owner !== undefined && name !== entity.attribute)
      problems.push(
        `${where}: its template makes '${name}', which is also the stored name of '${owner.property}'; rename one`,
      );
  }
}
