import { ConfigurationError } from '../errors/configuration-error.ts';
import { createTableRequest } from '../operations/create-table.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import type { CreateTableCommandInput, KeySchemaElement, Projection } from '../sdk-types.ts';
import { checkReplicated } from './global-table.ts';
import { type HclBlock, HclReference, type HclValue, hclBlock, hclValue } from './hcl.ts';
import { ResourceNames, snakeName } from './resource-names.ts';
import { insightsMode } from './table-properties.ts';
import { vectorIndexBlocks } from './terraform-vectors.ts';

/** Returns the resources of Terraform. */
export function terraformSource(tables: readonly TableSchema[]): string {
  const names = new ResourceNames(snakeName);
  const vectorNames = new ResourceNames(snakeName);
  const blocks = tables.flatMap((table) => tableBlocks(table, names.of(table.name), vectorNames));
  const hasVectors = tables.some(({ vectorIndexes }) => Object.keys(vectorIndexes).length > 0);
  const needed = hasVectors ? 'a version with aws_dynamodb_vector_index' : '6.37 or later';
  const head = `# The tables of the classes. Written by annotable.\n# Needs hashicorp/aws ${needed}.`;
  return `${[head, ...blocks.map((block) => hclBlock(block))].join('\n\n')}\n`;
}

function tableBlocks(table: TableSchema, label: string, vectorNames: ResourceNames): HclBlock[] {
  const request = createTableRequest(table);
  const own = (type: string, values: HclBlock['values']): HclBlock => ({
    type: 'resource',
    labels: [type, label],
    values,
  });
  const tableName = new HclReference(`aws_dynamodb_table.${label}.name`);
  const { resourcePolicy, contributorInsights, kinesis } = table;
  return [
    { ...own('aws_dynamodb_table', tableValues(table, request)), blocks: tableParts(table, request) },
    ...vectorIndexBlocks(table, tableName, (index) => vectorNames.of(`${label}_${index}`)),
    ...(resourcePolicy === undefined
      ? []
      : [
          own('aws_dynamodb_resource_policy', {
            resource_arn: new HclReference(`aws_dynamodb_table.${label}.arn`),
            policy: new HclReference(`jsonencode(${hclValue(resourcePolicy as unknown as HclValue, '  ')})`),
          }),
        ]),
    ...(contributorInsights === false
      ? []
      : [
          own('aws_dynamodb_contributor_insights', {
            table_name: tableName,
            mode: insightsMode(contributorInsights),
          }),
        ]),
    ...(kinesis === undefined
      ? []
      : [own('aws_dynamodb_kinesis_streaming_destination', { table_name: tableName, stream_arn: kinesis.streamArn })]),
  ];
}

function tableValues(table: TableSchema, request: CreateTableCommandInput): HclBlock['values'] {
  const { KeySchema = [], ProvisionedThroughput: capacity } = request;
  const stream = table.replicas.length === 0 ? table.stream : 'NEW_AND_OLD_IMAGES';
  return {
    name: table.name,
    billing_mode: request.BillingMode,
    hash_key: keyOf(KeySchema, 'HASH'),
    range_key: keyOf(KeySchema, 'RANGE'),
    read_capacity: capacity?.ReadCapacityUnits,
    write_capacity: capacity?.WriteCapacityUnits,
    table_class: request.TableClass,
    stream_enabled: stream === undefined ? undefined : true,
    stream_view_type: stream,
    deletion_protection_enabled: table.deletionProtection ? true : undefined,
    tags: Object.keys(table.tags).length === 0 ? undefined : table.tags,
  };
}

const keyOf = (schema: readonly KeySchemaElement[], type: 'HASH' | 'RANGE'): string | undefined =>
  schema.find(({ KeyType }) => KeyType === type)?.AttributeName;

function tableParts(table: TableSchema, request: CreateTableCommandInput): HclBlock[] {
  const block = (type: string, values: HclBlock['values'], blocks: readonly HclBlock[] = []): HclBlock => ({
    type,
    values,
    blocks,
  });
  const { GlobalSecondaryIndexes: globals = [], LocalSecondaryIndexes: locals = [] } = request;
  // Attributes that only a vector index compares are declared there.
  const keys = new Set(
    [request, ...globals, ...locals].flatMap(({ KeySchema = [] }) =>
      KeySchema.map(({ AttributeName }) => AttributeName),
    ),
  );
  const attributes = (request.AttributeDefinitions ?? []).filter(({ AttributeName }) => keys.has(AttributeName));
  return [
    ...attributes.map(({ AttributeName, AttributeType }) =>
      block('attribute', { name: AttributeName, type: AttributeType }),
    ),
    ...globals.map((index) =>
      block(
        'global_secondary_index',
        {
          name: index.IndexName,
          ...projectionValues(index.Projection),
          read_capacity: index.ProvisionedThroughput?.ReadCapacityUnits,
          write_capacity: index.ProvisionedThroughput?.WriteCapacityUnits,
        },
        [
          ...(index.KeySchema ?? []).map(({ AttributeName, KeyType }) =>
            block('key_schema', { attribute_name: AttributeName, key_type: KeyType }),
          ),
          ...throughputBlocks(index),
        ],
      ),
    ),
    ...locals.map(({ IndexName, KeySchema = [], Projection: projection }) =>
      block('local_secondary_index', {
        name: IndexName,
        range_key: keyOf(KeySchema, 'RANGE'),
        ...projectionValues(projection),
      }),
    ),
    ...throughputBlocks(request),
    ...settingBlocks(table),
    block('lifecycle', { prevent_destroy: true }),
  ];
}

const projectionValues = (projection: Projection | undefined): Readonly<Record<string, HclValue>> => ({
  projection_type: projection?.ProjectionType,
  non_key_attributes: projection?.NonKeyAttributes,
});

type Throughput = Pick<CreateTableCommandInput, 'OnDemandThroughput' | 'WarmThroughput'>;

const throughputBlocks = ({ OnDemandThroughput: most, WarmThroughput: warm }: Throughput): HclBlock[] => [
  ...(most === undefined
    ? []
    : [
        {
          type: 'on_demand_throughput',
          values: {
            max_read_request_units: most.MaxReadRequestUnits,
            max_write_request_units: most.MaxWriteRequestUnits,
          },
        },
      ]),
  ...(warm === undefined
    ? []
    : [
        {
          type: 'warm_throughput',
          values: {
            read_units_per_second: warm.ReadUnitsPerSecond,
            write_units_per_second: warm.WriteUnitsPerSecond,
          },
        },
      ]),
];

/** The settings that CreateTable has no member for, the encryption, and the replicas. */
function settingBlocks(table: TableSchema): HclBlock[] {
  const { timeToLive, pointInTimeRecovery, recoveryDays, encryption, replicas, tags, deletionProtection } = table;
  if (replicas.length > 0) checkReplicated(table);
  return [
    ...(timeToLive === undefined ? [] : [{ type: 'ttl', values: { attribute_name: timeToLive, enabled: true } }]),
    ...(pointInTimeRecovery
      ? [{ type: 'point_in_time_recovery', values: { enabled: true, recovery_period_in_days: recoveryDays } }]
      : []),
    ...(encryption === undefined || encryption === 'owned'
      ? []
      : [
          {
            type: 'server_side_encryption',
            values: { enabled: true, kms_key_arn: encryption === 'aws' ? undefined : keyArn(table, encryption.kmsKey) },
          },
        ]),
    ...replicas.map(({ region, kmsKey }) => ({
      type: 'replica',
      values: {
        region_name: region,
        kms_key_arn: kmsKey,
        point_in_time_recovery: pointInTimeRecovery ? true : undefined,
        deletion_protection_enabled: deletionProtection ? true : undefined,
        propagate_tags: Object.keys(tags).length > 0 ? true : undefined,
      },
    })),
  ];
}

/** @throws ConfigurationError if the key is named by its id or an alias */
function keyArn({ name }: TableSchema, key: string): string {
  if (key.startsWith('arn:')) return key;
  throw new ConfigurationError(
    `table '${name}': Terraform takes the ARN of a key, and encryption names it by '${key}'; declare kmsKey by its ARN`,
  );
}
