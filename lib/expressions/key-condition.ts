import type { KeyAttribute } from '../schema/attribute-schema.ts';
import { type IndexSchema, keyAttributes, type Schema } from '../schema/schema.ts';
import type { Issues } from '../values/issues.ts';
import type { Placeholders } from './placeholders.ts';

/**
 * Builds the condition that a query reads by: `{ country: 'France' }` → `#0 = :1`.
 *
 * @returns undefined, with issues, where the key can't be read by
 */
export function keyCondition(
  schema: Schema,
  index: IndexSchema | undefined,
  key: unknown,
  issues: Issues,
  placeholders: Placeholders,
): string | undefined {
  if (typeof key !== 'object' || key === null) {
    issues.report('a query is by an object of key attributes and their values');
    return undefined;
  }
  const partition = index?.partitionKey ?? [schema.partitionKey];
  const sort = index?.sortKey ?? (schema.sortKey === undefined ? [] : [schema.sortKey]);
  const given = new Map(Object.entries(key).filter(([, value]) => value !== undefined));
  const terms: string[] = [];
  const add = (attribute: KeyAttribute): void => {
    const mark = issues.list.length;
    const encoded = attribute.codec.encode(given.get(attribute.property), issues);
    if (encoded !== undefined) terms.push(`${placeholders.name(attribute.name)} = ${placeholders.value(encoded)}`);
    issues.within(mark, attribute.property);
    given.delete(attribute.property);
  };
  for (const attribute of partition) add(attribute);
  for (const attribute of sort) {
    if (!given.has(attribute.property)) break;
    add(attribute);
  }
  reportUnusable([...given.keys()], [...partition, ...sort], issues);
  return issues.list.length > 0 ? undefined : terms.join(' AND ');
}

function reportUnusable(properties: readonly string[], keys: readonly KeyAttribute[], issues: Issues): void {
  const names = keys.map(({ property }) => property).join(', ');
  for (const property of properties) {
    const mark = issues.list.length;
    issues.report(`can't be queried by: the key is ${names}, and its parts are given from left to right`);
    issues.within(mark, property);
  }
}

/** The properties that an index holds; undefined where it holds all. */
export function projectedProperties(schema: Schema, index: IndexSchema | undefined): string[] | undefined {
  if (index === undefined || index.projection === 'ALL') return undefined;
  const named = index.projection === 'KEYS_ONLY' ? [] : index.projection;
  const all = [...keyAttributes(schema), ...index.partitionKey, ...index.sortKey, ...named];
  return [...new Set(all.map(({ property }) => property))];
}
