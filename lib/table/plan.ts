import type { TableDifference } from '../errors/table-errors.ts';
import { capacityUpdate, isPaidOnDemand } from '../operations/billing.ts';
import {
  allKeys,
  attributeDefinitions,
  indexProjection,
  keySchema,
  tableKeySchema,
} from '../operations/create-table.ts';
import { changeableIndexes } from '../operations/update-table.ts';
import type { TableIndex, TableSchema } from '../schema/table-schema.ts';
import type { Billing } from '../schema/table-settings.ts';
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

/** Compares a declared table with its state. Pure: it sends no request. */
export function planTable(table: TableSchema, state: TableState): TablePlan {
  const { description } = state;
  const recovery = [...recoverySteps(table, state), ...expirySteps(table, state)];
  if (description === undefined) return { steps: [{ action: 'createTable' }, ...recovery], differences: [] };
  const steps = [
    ...billingSteps(table, description),
    ...missingIndexes(table, description),
    ...settingSteps(table, description),
    ...recovery,
    ...tagSteps(table, state),
  ];
  return { steps, differences: [...differencesOf(table, description), ...expiryDifferences(table, state)] };
}

function recoverySteps(table: TableSchema, { pointInTimeRecovery }: TableState): TableStep[] {
  return table.pointInTimeRecovery && !pointInTimeRecovery ? [{ action: 'enablePointInTimeRecovery' }] : [];
}

function expirySteps({ timeToLive: declared }: TableSchema, { timeToLive }: TableState): TableStep[] {
  if (declared === undefined || timeToLive !== undefined) return [];
  return [{ action: 'enableTimeToLive', attribute: declared }];
}

/**
 * Reports another time-to-live attribute as a difference. `ensure()` doesn't change it: the change takes DynamoDB an
 * hour, and items that had an expiry in the old attribute would then stay.
 */
function expiryDifferences({ timeToLive: declared }: TableSchema, { timeToLive }: TableState): TableDifference[] {
  if (declared === undefined || timeToLive === undefined || timeToLive === declared) return [];
  return [{ what: 'time to live', declared, actual: timeToLive }];
}

/** Returns no step if the class declares no billing, because any billing is then right. */
function billingSteps(table: TableSchema, description: TableDescription): TableStep[] {
  const { declaredBilling: billing, indexes } = table;
  if (billing === undefined) return [];
  const isOnDemand = isPaidOnDemand(description);
  const isRight =
    billing === 'onDemand' ? isOnDemand : !isOnDemand && capacityUpdate(description, billing, indexes) === undefined;
  return isRight ? [] : [{ action: 'setBilling', billing }];
}

function missingIndexes(table: TableSchema, description: TableDescription): TableStep[] {
  const existing = new Set(changeableIndexes(description).map(({ IndexName }) => IndexName));
  const globals = Object.values(table.indexes).filter(({ scope }) => scope === 'global');
  const missing = [...globals, ...Object.values(table.vectorIndexes)].filter(({ name }) => !existing.has(name));
  return missing.map(({ name }) => ({ action: 'createIndex', index: name }));
}

function settingSteps(table: TableSchema, description: TableDescription): TableStep[] {
  const steps: TableStep[] = [];
  if (table.stream && !description.StreamSpecification?.StreamEnabled) steps.push({ action: 'enableStream' });
  if (table.deletionProtection && !description.DeletionProtectionEnabled) {
    steps.push({ action: 'enableDeletionProtection' });
  }
  return steps;
}

function tagSteps(table: TableSchema, { tags }: TableState): TableStep[] {
  const missing = Object.entries(table.tags).filter(([key, value]) => tags[key] !== value);
  return missing.length === 0 ? [] : [{ action: 'setTags', tags: Object.fromEntries(missing) }];
}

const keyText = (key: readonly KeySchemaElement[] | undefined): string =>
  (key ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ');

const indexText = ({ partitionKey, sortKey }: TableIndex): string => keyText(keySchema(partitionKey, sortKey));

const projectionText = ({ ProjectionType, NonKeyAttributes = [] }: Projection = {}): string =>
  NonKeyAttributes.length === 0 ? `${ProjectionType}` : `${ProjectionType} ${[...NonKeyAttributes].sort().join(', ')}`;

function differencesOf(table: TableSchema, description: TableDescription): TableDifference[] {
  const compared: TableDifference[] = [
    { what: 'key', declared: keyText(tableKeySchema(table)), actual: keyText(description.KeySchema) },
    ...comparedKinds(table, description),
    ...Object.values(table.indexes).flatMap((index) => comparedIndex(table, index, description)),
    ...Object.values(table.vectorIndexes).flatMap((index) => index.differences(description)),
    ...comparedStream(table, description),
  ];
  return compared.filter(({ declared, actual }) => declared !== actual);
}

function comparedKinds(table: TableSchema, { AttributeDefinitions = [] }: TableDescription): TableDifference[] {
  const kinds = new Map(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  return attributeDefinitions(allKeys(table)).map(({ AttributeName, AttributeType }) => ({
    what: `attribute ${AttributeName}`,
    declared: `${AttributeType}`,
    actual: `${kinds.get(AttributeName) ?? AttributeType}`,
  }));
}

function comparedIndex(table: TableSchema, index: TableIndex, description: TableDescription): TableDifference[] {
  const { name, scope } = index;
  const existing = [...(description.GlobalSecondaryIndexes ?? []), ...(description.LocalSecondaryIndexes ?? [])];
  const actual = existing.find(({ IndexName }) => IndexName === name);
  if (actual === undefined) {
    const none = 'none; it can only be made with its table';
    return scope === 'local' ? [{ what: `local index ${name}`, declared: indexText(index), actual: none }] : [];
  }
  const projection = projectionText(indexProjection(table, index));
  return [
    { what: `key of index ${name}`, declared: indexText(index), actual: keyText(actual.KeySchema) },
    { what: `projection of index ${name}`, declared: projection, actual: projectionText(actual.Projection) },
  ];
}

function comparedStream(table: TableSchema, { StreamSpecification }: TableDescription): TableDifference[] {
  if (table.stream === undefined || !StreamSpecification?.StreamEnabled) return [];
  return [{ what: 'stream', declared: table.stream, actual: `${StreamSpecification.StreamViewType}` }];
}
