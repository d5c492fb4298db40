import { onDemandWarmThroughput } from '../limits.ts';
import { isPaidOnDemand } from '../operations/billing.ts';
import { tableClasses } from '../operations/create-table.ts';
import type { TableOptions } from '../schema/definition.ts';
import type { ResourcePolicy } from '../schema/table-settings.ts';
import type { TableDescription } from '../sdk-types.ts';
import { isTagOfAws } from '../table/surplus.ts';
import { defaultRecoveryDays } from '../table/table-parts.ts';
import type { LiveSettings } from './live-settings.ts';

/** The options of a table, and notes for the reader of its class. */
export interface OptionsSketch {
  readonly options: TableOptions;
  readonly notes: readonly string[];
}

/** Returns the options of a table that differ from those of a new table. */
export function inferOptions(description: TableDescription, settings: LiveSettings | undefined): OptionsSketch {
  const notes: string[] = [];
  const options: TableOptions = {
    ...(isPaidOnDemand(description) ? maximumOption(description, notes) : capacityOption(description, notes)),
    ...warmOption(description, notes),
    ...describedOptions(description, notes),
    ...(settings && readOptions(settings)),
  };
  for (const [setting, reason] of settings?.unread ?? []) notes.push(`${setting} could not be read (${reason})`);
  return { options, notes };
}

/** Units per second. Undefined if DynamoDB reports none. */
interface Units {
  readonly read: number | undefined;
  readonly write: number | undefined;
}

type Throughput = Pick<TableDescription, 'OnDemandThroughput' | 'WarmThroughput'> & {
  readonly ProvisionedThroughput?:
    | { readonly ReadCapacityUnits?: number | undefined; readonly WriteCapacityUnits?: number | undefined }
    | undefined;
};

/** Returns the units of a table, and those of its global indexes. */
const unitsOf = (description: TableDescription, read: (part: Throughput) => Units): readonly [Units, ...Units[]] => [
  read(description),
  ...(description.GlobalSecondaryIndexes ?? []).map(read),
];

const areAlike = ([first, ...others]: readonly [Units, ...Units[]]): boolean =>
  others.every(({ read, write }) => read === first.read && write === first.write);

/** DynamoDB reports no units of a part as 0 or -1. */
const positive = (units: number | undefined): number | undefined =>
  units !== undefined && units > 0 ? units : undefined;

function capacityOption(description: TableDescription, notes: string[]): TableOptions {
  const [table, ...indexes] = unitsOf(description, ({ ProvisionedThroughput: units }) => ({
    read: positive(units?.ReadCapacityUnits),
    write: positive(units?.WriteCapacityUnits),
  }));
  const { read, write } = table;
  if (read === undefined || write === undefined) return {};
  if (areAlike([table, ...indexes.filter((index) => index.read !== undefined)])) return { billing: { read, write } };
  notes.push(`billing is left out, because an index has other capacity units than the table (${read} and ${write})`);
  return {};
}

function maximumOption(description: TableDescription, notes: string[]): TableOptions {
  const all = unitsOf(description, ({ OnDemandThroughput: most }) => ({
    read: positive(most?.MaxReadRequestUnits),
    write: positive(most?.MaxWriteRequestUnits),
  }));
  const [{ read, write }] = all;
  if (!areAlike(all)) {
    notes.push('the maximum of billing is left out, because an index has another one than the table');
    return {};
  }
  if (read === undefined && write === undefined) return {};
  return { billing: { onDemand: { maxRead: read, maxWrite: write } } };
}

/** Every table and index has a warm throughput. Only what is more than that of a new table is declared. */
function warmOption(description: TableDescription, notes: string[]): TableOptions {
  const all = unitsOf(description, ({ WarmThroughput: warm }) => ({
    read: warm?.ReadUnitsPerSecond,
    write: warm?.WriteUnitsPerSecond,
  }));
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = description.ProvisionedThroughput ?? {};
  const least = {
    read: Math.max(onDemandWarmThroughput.read, ReadCapacityUnits),
    write: Math.max(onDemandWarmThroughput.write, WriteCapacityUnits),
  };
  const read = Math.min(...all.map((units) => units.read ?? 0));
  const write = Math.min(...all.map((units) => units.write ?? 0));
  const isMore = read > least.read || write > least.write;
  if (!isMore || read < least.read || write < least.write) return {};
  notes.push('the warm throughput is what DynamoDB reports now, and is charged once for each new table');
  return { warmThroughput: { read, write } };
}

function describedOptions(description: TableDescription, notes: string[]): TableOptions {
  const { StreamSpecification: stream, DeletionProtectionEnabled, TableClassSummary, SSEDescription } = description;
  const key = SSEDescription?.Status === 'ENABLED' ? SSEDescription.KMSMasterKeyArn : undefined;
  if (key !== undefined) notes.push("if kmsKey is the key aws/dynamodb of the account, write encryption: 'aws'");
  return {
    ...(stream?.StreamEnabled && { stream: stream.StreamViewType }),
    ...(DeletionProtectionEnabled && { deletionProtection: true }),
    ...(TableClassSummary?.TableClass === tableClasses.infrequentAccess && { tableClass: 'infrequentAccess' }),
    ...(key !== undefined && { encryption: { kmsKey: key } }),
  };
}

function readOptions({ tags, recoveryDays, resourcePolicy, contributorInsights }: LiveSettings): TableOptions {
  const own = Object.entries(tags).filter(([key]) => !isTagOfAws(key));
  return {
    ...(recoveryDays !== undefined && {
      pointInTimeRecovery: recoveryDays === defaultRecoveryDays ? true : { days: recoveryDays },
    }),
    ...(resourcePolicy !== undefined && { resourcePolicy: resourcePolicy as ResourcePolicy }),
    ...(contributorInsights !== false && { contributorInsights }),
    ...(own.length > 0 && { tags: Object.fromEntries(own) }),
  };
}
