import { capacityUpdate, isPaidOnDemand } from '../operations/billing.ts';
import { tableClasses } from '../operations/create-table.ts';
import { isEncryptedAs } from '../operations/encryption-at-rest.ts';
import { isSameJson } from '../operations/resource-policy.ts';
import { maximumUpdate, warmUpdate } from '../operations/throughput.ts';
import { changeableIndexes } from '../operations/update-table.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import type { TableDescription } from '../sdk-types.ts';
import type { TableState, TableStep } from './plan.ts';

/** Returns the steps of an existing table, in the order in which they are done. */
export function stepsOfTable(table: TableSchema, state: TableState, description: TableDescription): TableStep[] {
  return [
    ...billingSteps(table, description),
    ...maximumSteps(table, description),
    ...warmSteps(table, description),
    ...missingIndexes(table, description),
    ...settingSteps(table, description),
    ...stepsAfterCreation(table, state),
    ...tagSteps(table, state),
    // Last, because the policy may take away the permissions for the other steps.
    ...policySteps(table, state),
  ];
}

/** Returns the steps that a CreateTable request can't contain. */
export function stepsAfterCreation(table: TableSchema, state: TableState): TableStep[] {
  return [...recoverySteps(table, state), ...expirySteps(table, state), ...insightSteps(table, state)];
}

function recoverySteps({ pointInTimeRecovery, recoveryDays: days }: TableSchema, state: TableState): TableStep[] {
  if (!pointInTimeRecovery) return [];
  if (days === undefined) return state.recoveryDays === undefined ? [{ action: 'enablePointInTimeRecovery' }] : [];
  return state.recoveryDays === days ? [] : [{ action: 'setRecovery', days }];
}

function insightSteps(
  { contributorInsights: declared }: TableSchema,
  { contributorInsights }: TableState,
): TableStep[] {
  if (declared === false || declared === contributorInsights) return [];
  return [{ action: 'setContributorInsights', keys: declared === true ? 'all' : 'throttled' }];
}

function policySteps({ resourcePolicy: declared }: TableSchema, { resourcePolicy }: TableState): TableStep[] {
  return declared === undefined || isSameJson(declared, resourcePolicy) ? [] : [{ action: 'setResourcePolicy' }];
}

function expirySteps({ timeToLive: declared }: TableSchema, { timeToLive }: TableState): TableStep[] {
  if (declared === undefined || timeToLive !== undefined) return [];
  return [{ action: 'enableTimeToLive', attribute: declared }];
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

function maximumSteps(table: TableSchema, description: TableDescription): TableStep[] {
  const { onDemandMaximum: maximum } = table;
  if (maximum === undefined || maximumUpdate(table, description) === undefined) return [];
  return [{ action: 'setOnDemandMaximum', maximum }];
}

function warmSteps(table: TableSchema, description: TableDescription): TableStep[] {
  const { warmThroughput: units } = table;
  if (units === undefined || warmUpdate(table, description) === undefined) return [];
  return [{ action: 'setWarmThroughput', units }];
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
  const { tableClass, encryption } = table;
  const actualClass = description.TableClassSummary?.TableClass ?? 'STANDARD';
  if (tableClass !== undefined && tableClasses[tableClass] !== actualClass)
    steps.push({ action: 'setTableClass', tableClass });
  if (encryption !== undefined && !isEncryptedAs(encryption, description.SSEDescription))
    steps.push({ action: 'setEncryption', encryption });
  return steps;
}

function tagSteps(table: TableSchema, { tags }: TableState): TableStep[] {
  const missing = Object.entries(table.tags).filter(([key, value]) => tags[key] !== value);
  return missing.length === 0 ? [] : [{ action: 'setTags', tags: Object.fromEntries(missing) }];
}
