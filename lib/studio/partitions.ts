import { optionRules, text } from '../errors/option-rules.ts';
import { consumedUnits } from '../execution/consumed-units.ts';
import { Executor } from '../execution/executor.ts';
import { testsFromJson } from '../models/query-arguments.ts';
import { requestText } from '../operations/request-text.ts';
import { openCursor, sealCursor } from '../repository/cursor-seal.ts';
import { withBytes } from '../schema/kept.ts';
import { KeySchema } from '../schema/key-schema.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { QueryCommandInput, StoredItem } from '../sdk-types.ts';
import { storedOf } from '../transfer/stored-text.ts';
import { setOwn } from '../values/collections.ts';
import { Issues } from '../values/issues.ts';
import type { PartitionBody, PartitionPage } from './api-types.ts';
import { storedJson } from './item-rows.ts';
import { jsonObject } from './one-item.ts';
import { keyValueText, partitionRow, type ReadPartition } from './partition-rows.ts';
import { RefusedCall } from './problems.ts';
import type { StudioModel } from './studio-model.ts';

/** Items of a page. */
const pageSize = 200;

const checkPartition = optionRules<PartitionBody>({ key: jsonObject, index: text, cursor: text });

/**
 * Reads the items of a partition as they lie in it, of all entities of the table.
 *
 * @param models - all models of the module
 */
export async function readPartition(
  model: StudioModel,
  body: PartitionBody,
  models: Iterable<StudioModel>,
): Promise<PartitionPage> {
  const { schema, context } = model;
  const table = schema.table.name;
  checkPartition(body, table, 'partition');
  const index = indexOf(schema, body.index);
  const partition = partitionOf(schema, index, testsFromJson(schema, body.key ?? {}) as Record<string, unknown>);
  const owner = {
    table,
    identity: JSON.stringify(['partition', index?.name, storedJson(partition)]),
    secret: undefined,
  };
  const request = partitionRequest(table, index, partition);
  const ExclusiveStartKey =
    body.cursor === undefined ? undefined : storedOf({ Item: openCursor(owner, body.cursor)[0] });
  // Without the extensions of the class: each item is decrypted by its own class.
  const input = { ...request, Limit: pageSize, ReturnConsumedCapacity: 'TOTAL', ExclusiveStartKey } as const;
  const output = await new Executor(context.executor.client).send('Query', input, table);
  const { Items = [], LastEvaluatedKey } = output;
  const read: ReadPartition = {
    asked: model,
    schemas: schemasOfTable(schema, models),
    sort: (index?.key ?? schema.key).sort.map(({ attribute }) => attribute.name),
    isPartial: index !== undefined && index.projection !== 'ALL',
  };
  return {
    partition: Object.values(partition).map(keyValueText).join(' / '),
    items: await Promise.all(Items.map((item) => partitionRow(read, withBytes({ M: item }).M as StoredItem))),
    ...(LastEvaluatedKey && { cursor: sealCursor(owner, [storedJson(LastEvaluatedKey)]) }),
    readUnits: consumedUnits('Query', input, output).readUnits,
    request: requestText('Query', request),
  };
}

function indexOf({ indexes, name }: Schema, index: string | undefined): IndexSchema | undefined {
  if (index === undefined) return undefined;
  const found = indexes[index];
  if (found !== undefined) return found;
  throw new RefusedCall(400, 'studio.badRequest', `${name} has no index '${index}'.`);
}

/**
 * Returns the stored partition key.
 *
 * @throws ValidationError `item.invalid` if a part is absent or wrong
 */
function partitionOf(schema: Schema, index: IndexSchema | undefined, given: Record<string, unknown>): StoredItem {
  const issues = new Issues();
  const { partition } = index?.key ?? schema.key;
  for (const { fixed, sources } of partition)
    for (const { path, codec } of sources) {
      const stored = fixed?.get(path);
      if (stored !== undefined) setOwn(given, path, codec.decode(stored, issues));
    }
  const stored = new KeySchema(partition, []).of(given, issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  return stored;
}

function partitionRequest(table: string, index: IndexSchema | undefined, partition: StoredItem): QueryCommandInput {
  const attributes = Object.entries(partition);
  return {
    TableName: table,
    ...(index && { IndexName: index.storedName }),
    KeyConditionExpression: attributes.map((_, at) => `#${at} = :${at}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], at) => [`#${at}`, name])),
    ExpressionAttributeValues: Object.fromEntries(attributes.map(([, value], at) => [`:${at}`, value])),
  };
}

/** Returns the schemas of all classes whose items can be in the table. */
function schemasOfTable(schema: Schema, models: Iterable<StudioModel>): readonly Schema[] {
  const ofModule = [...models].map((model) => model.schema).filter(({ table }) => table.name === schema.table.name);
  return [schema, ...ofModule, ...(schema.entity?.known ?? [])];
}
