import type { TableDifference } from '../errors/table-errors.ts';
import { capacityUpdate, isPaidOnDemand } from '../operations/billing.ts';
import {
  allKeys,
  attributeDefinitions,
  indexProjection,
  keySchema,
  tableKeySchema,
} from '../operations/create-table.ts';
import type { Billing } from '../schema/definition.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { KeySchemaElement, Projection, TableDescription } from '../sdk-types.ts';

/** One thing that `ensure()` does. */
export type TableStep =
  | { readonly action: 'createTable' }
  | { readonly action: 'createIndex'; readonly index: string }
  | { readonly action: 'setBilling'; readonly billing: Billing }
  | { readonly action: 'enableStream' }
  | { readonly action: 'enableDeletionProtection' }
  | { readonly action: 'enablePointInTimeRecovery' }
  | { readonly action: 'enableTimeToLive'; readonly attribute: string }
  | { readonly action: 'setTags'; readonly tags: Readonly<Record<string, string>> };

/** The steps that `ensure()` would take, and the differences that it can't resolve. */
export interface TablePlan {
  readonly steps: readonly TableStep[];
  readonly differences: readonly TableDifference[];
}

/** The state of a table, as far as its class declares it. */
export interface TableState {
  /** Undefined if the table does not exist. */
  readonly description: TableDescription | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly pointInTimeRecovery: boolean;
  /** Stored name of the time-to-live attribute. Undefined if time to live is off. */
  readonly timeToLive: string | undefined;
}

/** Compares a class with the state of its table. Pure: it sends no request. */
export function planTable(schema: Schema, state: TableState): TablePlan {
  const { description } = state;
  const recovery = [...recoverySteps(schema, state), ...expirySteps(schema, state)];
  if (description === undefined) return { steps: [{ action: 'createTable' }, ...recovery], differences: [] };
  const steps = [
    ...billingSteps(schema, description),
    ...missingIndexes(schema, description),
    ...settingSteps(schema, description),
    ...recovery,
    ...tagSteps(schema, state),
  ];
  return { steps, differences: [...differencesOf(schema, description), ...expiryDifferences(schema, state)] };
}

function recoverySteps({ table }: Schema, { pointInTimeRecovery }: TableState): TableStep[] {
  return table.pointInTimeRecovery && !pointInTimeRecovery ? [{ action: 'enablePointInTimeRecovery' }] : [];
}

function expirySteps({ timeToLive: declared }: Schema, { timeToLive }: TableState): TableStep[] {
  if (declared === undefined || timeToLive !== undefined) return [];
  return [{ action: 'enableTimeToLive', attribute: declared.name }];
}

/**
 * Reports another time-to-live attribute as a difference. `ensure()` doesn't change it: the change takes DynamoDB an
 * hour, and items that had an expiry in the old attribute would then stay.
 */
function expiryDifferences({ timeToLive: declared }: Schema, { timeToLive }: TableState): TableDifference[] {
  if (declared === undefined || timeToLive === undefined || timeToLive === declared.name) return [];
  return [{ what: 'time to live', declared: declared.name, actual: timeToLive }];
}

/** Returns no step if the class declares no billing, because any billing is then right. */
function billingSteps({ table, indexes }: Schema, description: TableDescription): TableStep[] {
  const { declaredBilling: billing } = table;
  if (billing === undefined) return [];
  const isOnDemand = isPaidOnDemand(description);
  const isRight =
    billing === 'onDemand' ? isOnDemand : !isOnDemand && capacityUpdate(description, billing, indexes) === undefined;
  return isRight ? [] : [{ action: 'setBilling', billing }];
}

function missingIndexes(schema: Schema, description: TableDescription): TableStep[] {
  const existing = new Set(description.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  const missing = Object.values(schema.indexes).filter(({ scope, name }) => scope === 'global' && !existing.has(name));
  return missing.map(({ name }) => ({ action: 'createIndex', index: name }));
}

function settingSteps({ table }: Schema, description: TableDescription): TableStep[] {
  const steps: TableStep[] = [];
  if (table.stream && !description.StreamSpecification?.StreamEnabled) steps.push({ action: 'enableStream' });
  if (table.deletionProtection && !description.DeletionProtectionEnabled) {
    steps.push({ action: 'enableDeletionProtection' });
  }
  return steps;
}

function tagSteps({ table }: Schema, { tags }: TableState): TableStep[] {
  const missing = Object.entries(table.tags).filter(([key, value]) => tags[key] !== value);
  return missing.length === 0 ? [] : [{ action: 'setTags', tags: Object.fromEntries(missing) }];
}

const keyText = (key: readonly KeySchemaElement[] | undefined): string =>
  (key ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ');

const indexText = ({ partitionKey, sortKey }: IndexSchema): string => keyText(keySchema(partitionKey, sortKey));

const projectionText = ({ ProjectionType, NonKeyAttributes = [] }: Projection = {}): string =>
  NonKeyAttributes.length === 0 ? `${ProjectionType}` : `${ProjectionType} ${[...NonKeyAttributes].sort().join(', ')}`;

function differencesOf(schema: Schema, description: TableDescription): TableDifference[] {
  const compared: TableDifference[] = [
    { what: 'key', declared: keyText(tableKeySchema(schema)), actual: keyText(description.KeySchema) },
    ...comparedKinds(schema, description),
    ...Object.values(schema.indexes).flatMap((index) => comparedIndex(schema, index, description)),
    ...comparedStream(schema, description),
  ];
  return compared.filter(({ declared, actual }) => declared !== actual);
}

function comparedKinds(schema: Schema, { AttributeDefinitions = [] }: TableDescription): TableDifference[] {
  const kinds = new Map(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  return attributeDefinitions(allKeys(schema)).map(({ AttributeName, AttributeType }) => ({
    what: `attribute ${AttributeName}`,
    declared: `${AttributeType}`,
    actual: `${kinds.get(AttributeName) ?? AttributeType}`,
  }));
}

function comparedIndex(schema: Schema, index: IndexSchema, description: TableDescription): TableDifference[] {
  const { name, scope } = index;
  const existing = [...(description.GlobalSecondaryIndexes ?? []), ...(description.LocalSecondaryIndexes ?? [])];
  const actual = existing.find(({ IndexName }) => IndexName === name);
  if (actual === undefined) {
    const none = 'none; it can only be made with its table';
    return scope === 'local' ? [{ what: `local index ${name}`, declared: indexText(index), actual: none }] : [];
  }
  const projection = projectionText(indexProjection(schema, index));
  return [
    { what: `key of index ${name}`, declared: indexText(index), actual: keyText(actual.KeySchema) },
    { what: `projection of index ${name}`, declared: projection, actual: projectionText(actual.Projection) },
  ];
}

function comparedStream({ table }: Schema, { StreamSpecification }: TableDescription): TableDifference[] {
  if (table.stream === undefined || !StreamSpecification?.StreamEnabled) return [];
  return [{ what: 'stream', declared: table.stream, actual: `${StreamSpecification.StreamViewType}` }];
}
