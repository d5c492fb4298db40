import type { AttributeSchema, Schema } from 'annotable';

const names = (attributes: readonly AttributeSchema[]): string[] => attributes.map(({ name }) => name);

/** Returns a schema as plain data, which is equal for equal classes. */
export function describeSchema(schema: Schema): object {
  const attributes = Object.values(schema.attributes).map(({ codec: _codec, ...said }) => said);
  return {
    name: schema.name,
    table: schema.table,
    keys: names(schema.sortKey === undefined ? [schema.partitionKey] : [schema.partitionKey, schema.sortKey]),
    attributes: attributes.sort((a, b) => a.property.localeCompare(b.property)),
    indexes: Object.values(schema.indexes).map(({ partitionKey, sortKey, projection, key: _key, ...said }) => ({
      ...said,
      partitionKey: names(partitionKey),
      sortKey: names(sortKey),
      projection: typeof projection === 'string' ? projection : names(projection),
    })),
  };
}
