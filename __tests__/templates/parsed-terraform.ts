import { parse } from '@cdktf/hcl2json';

interface Throughput {
  readonly read_capacity?: number;
  readonly write_capacity?: number;
  readonly on_demand_throughput?: readonly [
    { readonly max_read_request_units?: number; readonly max_write_request_units?: number },
  ];
  readonly warm_throughput?: readonly [
    { readonly read_units_per_second: number; readonly write_units_per_second: number },
  ];
}

interface Projection {
  readonly projection_type: string;
  readonly non_key_attributes?: readonly string[];
}

/** A table, as the parser returns it: a block is a list. */
export interface ParsedTable extends Throughput {
  readonly name: string;
  readonly billing_mode: string;
  readonly hash_key: string;
  readonly range_key?: string;
  readonly table_class?: string;
  readonly stream_enabled?: boolean;
  readonly stream_view_type?: string;
  readonly deletion_protection_enabled?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly attribute: readonly { readonly name: string; readonly type: string }[];
  readonly global_secondary_index?: readonly (Throughput &
    Projection & {
      readonly name: string;
      readonly key_schema: readonly { readonly attribute_name: string; readonly key_type: string }[];
    })[];
  readonly local_secondary_index?: readonly (Projection & { readonly name: string; readonly range_key: string })[];
  readonly server_side_encryption?: readonly [{ readonly enabled: boolean; readonly kms_key_arn?: string }];
  readonly ttl?: readonly object[];
  readonly point_in_time_recovery?: readonly object[];
}

export interface ParsedVectorIndex {
  readonly table_name: string;
  readonly index_name: string;
  readonly dimensions: number;
  readonly distance_function: string;
  readonly vector_attribute: { readonly attribute_name: string };
  readonly projection: readonly [Projection];
  readonly search_schema?: readonly {
    readonly attribute_name: string;
    readonly attribute_type: string;
    readonly type: string;
  }[];
}

/** Resources by type and label. */
export interface ParsedResources {
  readonly aws_dynamodb_table: Readonly<Record<string, readonly [ParsedTable]>>;
  readonly aws_dynamodb_vector_index?: Readonly<Record<string, readonly [ParsedVectorIndex]>>;
  readonly aws_dynamodb_contributor_insights?: Readonly<Record<string, readonly object[]>>;
  readonly aws_dynamodb_resource_policy?: Readonly<Record<string, readonly [{ readonly policy: string }]>>;
  readonly aws_dynamodb_kinesis_streaming_destination?: Readonly<Record<string, readonly object[]>>;
}

/** Parses a source of Terraform. */
export const resourcesOf = async (source: string): Promise<ParsedResources> =>
  (await parse('tables.tf', source))['resource'] as ParsedResources;

const projectionOf = ({ projection_type, non_key_attributes }: Projection) => ({
  ProjectionType: projection_type,
  ...(non_key_attributes && { NonKeyAttributes: non_key_attributes }),
});

function throughputOf({ read_capacity, write_capacity, on_demand_throughput, warm_throughput }: Throughput) {
  const [most] = on_demand_throughput ?? [];
  const [warm] = warm_throughput ?? [];
  return {
    ...(read_capacity !== undefined && {
      ProvisionedThroughput: { ReadCapacityUnits: read_capacity, WriteCapacityUnits: write_capacity },
    }),
    ...(most && {
      OnDemandThroughput: {
        ...(most.max_read_request_units && { MaxReadRequestUnits: most.max_read_request_units }),
        ...(most.max_write_request_units && { MaxWriteRequestUnits: most.max_write_request_units }),
      },
    }),
    ...(warm && {
      WarmThroughput: {
        ReadUnitsPerSecond: warm.read_units_per_second,
        WriteUnitsPerSecond: warm.write_units_per_second,
      },
    }),
  };
}

const keyOf = (hash: string, range: string | undefined) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];

function indexesOf({ hash_key, global_secondary_index: globals, local_secondary_index: locals }: ParsedTable) {
  return {
    ...(globals && {
      GlobalSecondaryIndexes: globals.map((index) => ({
        IndexName: index.name,
        KeySchema: index.key_schema.map((key) => ({ AttributeName: key.attribute_name, KeyType: key.key_type })),
        Projection: projectionOf(index),
        ...throughputOf(index),
      })),
    }),
    ...(locals && {
      LocalSecondaryIndexes: locals.map((index) => ({
        IndexName: index.name,
        KeySchema: keyOf(hash_key, index.range_key),
        Projection: projectionOf(index),
      })),
    }),
  };
}

const vectorOf = ({ search_schema, projection: [projection], ...index }: ParsedVectorIndex) => ({
  IndexName: index.index_name,
  VectorAttribute: { AttributeName: index.vector_attribute.attribute_name },
  ...(search_schema && {
    SearchSchema: search_schema.map(({ attribute_name, type }) => ({
      AttributeName: attribute_name,
      SearchSchemaElementType: type,
    })),
  }),
  Projection: projectionOf(projection),
  Dimensions: index.dimensions,
  DistanceFunction: index.distance_function,
});

/** Returns the request by which the provider creates a table, as far as the documentation of its arguments says. */
export function requestOf(table: ParsedTable, vectors: readonly ParsedVectorIndex[]) {
  const [encryption] = table.server_side_encryption ?? [];
  const definitions = new Map([
    ...table.attribute.map(({ name, type }) => [name, type] as const),
    ...vectors.flatMap((index) =>
      (index.search_schema ?? []).map((each) => [each.attribute_name, each.attribute_type] as const),
    ),
  ]);
  return {
    TableName: table.name,
    AttributeDefinitions: [...definitions].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keyOf(table.hash_key, table.range_key),
    BillingMode: table.billing_mode,
    ...throughputOf(table),
    ...indexesOf(table),
    ...(vectors.length > 0 && { VectorIndexes: vectors.map(vectorOf) }),
    ...(table.stream_enabled && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream_view_type },
    }),
    ...(table.deletion_protection_enabled && { DeletionProtectionEnabled: true }),
    ...(table.table_class && { TableClass: table.table_class }),
    ...(encryption && {
      SSESpecification: {
        Enabled: true,
        SSEType: 'KMS',
        ...(encryption.kms_key_arn && { KMSMasterKeyId: encryption.kms_key_arn }),
      },
    }),
    ...(table.tags && { Tags: Object.entries(table.tags).map(([Key, Value]) => ({ Key, Value })) }),
  };
}
