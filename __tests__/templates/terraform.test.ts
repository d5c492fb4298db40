import fc from 'fast-check';
import { defineSchema, type Schema, vector, vectorIndex } from '../../lib/index.ts';
import { createTableRequest } from '../../lib/operations/create-table.ts';
import { tableSchemaOf } from '../../lib/schema/table-schema.ts';
import { tableTemplate } from '../../lib/templates/index.ts';
import { sortedTags } from './created-table.ts';
import { Account, Order, Passage, Shop } from './models.ts';
import { type ParsedTable, requestOf, resourcesOf } from './parsed-terraform.ts';
import { randomTables } from './random-tables.ts';

test('a source has the table of a class with its indexes and settings, and keeps it', () => {
  expect(tableTemplate(Order, 'terraform')).toBe(`# The tables of the classes. Written by annotable.
# Needs hashicorp/aws 6.37 or later.

resource "aws_dynamodb_table" "orders" {
  name             = "orders"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "customerId"
  range_key        = "placedAt"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  tags = {
    "team" = "shop"
  }

  attribute {
    name = "customerId"
    type = "S"
  }

  attribute {
    name = "placedAt"
    type = "S"
  }

  attribute {
    name = "state"
    type = "S"
  }

  global_secondary_index {
    name               = "byState"
    projection_type    = "INCLUDE"
    non_key_attributes = ["total", "expiresAt"]

    key_schema {
      attribute_name = "state"
      key_type       = "HASH"
    }

    key_schema {
      attribute_name = "placedAt"
      key_type       = "RANGE"
    }
  }

  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}
`);
});

test('a vector index is a resource of its own, and its filters are no attributes of the table', async () => {
  const resources = await resourcesOf(tableTemplate(Passage, 'terraform'));
  expect(resources.aws_dynamodb_table['passages']?.[0]).toMatchObject({ attribute: [{ name: 'id', type: 'S' }] });
  expect(resources.aws_dynamodb_vector_index).toEqual({
    passages_bymeaning: [
      {
        table_name: reference('aws_dynamodb_table.passages.name'),
        index_name: 'byMeaning',
        dimensions: 3,
        distance_function: 'COSINE',
        vector_attribute: { attribute_name: 'embedding' },
        projection: [{ projection_type: 'ALL' }],
        search_schema: [
          { attribute_name: 'tenant', attribute_type: 'S', type: 'HASH' },
          { attribute_name: 'language', attribute_type: 'S', type: 'INLINE_FILTER' },
        ],
      },
    ],
  });
});

test('vector indexes with similar names have names of their own', async () => {
  const of = (table: string, ...names: readonly string[]) =>
    defineSchema({
      name: 'Thing',
      table: { name: table },
      attributes: { id: { type: String }, embedding: { type: vector(1), optional: true } },
      partitionKey: 'id',
      vectorIndexes: Object.fromEntries(
        names.map((name) => [name, vectorIndex({ vector: 'embedding', distance: 'cosine' })]),
      ),
    });
  const source = tableTemplate([of('shop', 'by.x', 'by-x', 'a_by_x'), of('shop.a', 'by_x')], 'terraform');
  const labels = [...source.matchAll(/"aws_dynamodb_vector_index" "(\w+)"/g)].map(([, label]) => label);
  expect(labels).toEqual(['shop_by_x', 'shop_by_x2', 'shop_a_by_x', 'shop_a_by_x2']);
});

test('replicas and insights are blocks and resources', async () => {
  const resources = await resourcesOf(tableTemplate([Account, Shop], 'terraform'));
  expect(resources.aws_dynamodb_table['accounts']?.[0]).toMatchObject({
    stream_view_type: 'NEW_AND_OLD_IMAGES',
    deletion_protection_enabled: true,
    on_demand_throughput: [{ max_read_request_units: 100, max_write_request_units: 50 }],
    replica: [
      { region_name: 'eu-west-1', deletion_protection_enabled: true },
      { region_name: 'ap-southeast-2', deletion_protection_enabled: true },
    ],
  });
  expect(resources.aws_dynamodb_contributor_insights).toEqual({
    accounts: [{ table_name: reference('aws_dynamodb_table.accounts.name'), mode: 'THROTTLED_KEYS' }],
  });
});

/** A reference, as the parser returns it. */
function reference(name: string): string {
  return `$\{${name}}`;
}

/** Text of HCL is a template, so the parser returns what a template would have to be. */
const asTemplate = (text: string): string => text.replace(/[$%](?=\{)/g, '$&$&');

/** Returns a value with all texts as templates. */
function templated(value: unknown): unknown {
  if (typeof value === 'string') return asTemplate(value);
  if (Array.isArray(value)) return value.map(templated);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, templated(each)]));
}

const byName = (definitions: readonly { readonly AttributeName?: unknown }[] = []) =>
  [...definitions].sort((a, b) => (String(a.AttributeName) < String(b.AttributeName) ? -1 : 1));

test('the source of 200 random tables is parsed, and creates the same tables as ensure()', async () => {
  let count = 0;
  const schemas: readonly Schema[] = fc.sample(
    randomTables(() => `table-${++count}`),
    200,
  );
  const resources = await resourcesOf(tableTemplate(schemas, 'terraform'));
  for (const schema of schemas) {
    const table = tableSchemaOf(schema);
    const label = schema.table.name.replace('-', '_');
    const vectors = Object.entries(resources.aws_dynamodb_vector_index ?? {})
      .filter(([name]) => name.startsWith(`${label}_`))
      .map(([, [index]]) => index);
    const [parsed] = resources.aws_dynamodb_table[label] ?? [];
    const found = requestOf(parsed as ParsedTable, vectors);
    const { ResourcePolicy: _, Tags, ...request } = createTableRequest(table);
    const expected = templated({ ...request, ...(Tags && { Tags: sortedTags(Tags) }) }) as typeof request;
    const { Tags: tags } = found;
    const sorted = tags && { Tags: sortedTags(tags) };
    expect({ ...found, ...sorted, AttributeDefinitions: byName(found.AttributeDefinitions) }).toEqual({
      ...expected,
      AttributeDefinitions: byName(expected.AttributeDefinitions),
    });
  }
});
