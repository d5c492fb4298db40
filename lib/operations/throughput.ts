import type { TableSchema } from '../schema/table-schema.ts';
import type { OnDemandThroughput, TableDescription, UpdateTableCommandInput, WarmThroughput } from '../sdk-types.ts';

/** Throughput settings of a table and of its global indexes, in the form of a request. */
interface Throughput {
  readonly OnDemandThroughput: OnDemandThroughput;
  readonly WarmThroughput: WarmThroughput;
}

/** Returns the declared maximum in the form of a request. Undefined if the class declares none. */
export function onDemandThroughput({ onDemandMaximum }: TableSchema): OnDemandThroughput | undefined {
  if (onDemandMaximum === undefined) return undefined;
  const { maxRead, maxWrite } = onDemandMaximum;
  return {
    ...(maxRead !== undefined && { MaxReadRequestUnits: maxRead }),
    ...(maxWrite !== undefined && { MaxWriteRequestUnits: maxWrite }),
  };
}

/** Returns the declared warm throughput in the form of a request. Undefined if the class declares none. */
export const warmThroughput = ({ warmThroughput: units }: TableSchema): WarmThroughput | undefined =>
  units && { ReadUnitsPerSecond: units.read, WriteUnitsPerSecond: units.write };

/** Returns the changes that give a table and its declared global indexes the declared maximum. Undefined if none. */
export function maximumUpdate(
  table: TableSchema,
  description: TableDescription,
): Partial<UpdateTableCommandInput> | undefined {
  const wanted = onDemandThroughput(table);
  if (wanted === undefined) return undefined;
  const isRight = (actual: OnDemandThroughput = {}): boolean =>
    Object.entries(wanted).every(([name, units]) => actual[name as keyof OnDemandThroughput] === units);
  return throughputUpdate('OnDemandThroughput', table, description, (actual) => (isRight(actual) ? undefined : wanted));
}

/**
 * Returns the changes that raise the warm throughput of a table and its declared global indexes. Undefined if none.
 *
 * The declared values are the least. DynamoDB raises the values when traffic grows, and can't lower them. An engine that
 * reports no values has none.
 */
export function warmUpdate(
  table: TableSchema,
  description: TableDescription,
): Partial<UpdateTableCommandInput> | undefined {
  const wanted = Object.entries(warmThroughput(table) ?? {});
  return throughputUpdate('WarmThroughput', table, description, (actual) => {
    if (actual === undefined) return undefined;
    const lower = wanted.filter(([name, units]) => (actual[name as keyof WarmThroughput] ?? 0) < units);
    return lower.length === 0 ? undefined : Object.fromEntries(lower);
  });
}

/** @param change - returns the value to set. Undefined if the actual value is right */
function throughputUpdate<Name extends keyof Throughput>(
  name: Name,
  { indexes }: TableSchema,
  description: TableDescription,
  change: (actual: Throughput[Name] | undefined) => Throughput[Name] | undefined,
): Partial<UpdateTableCommandInput> | undefined {
  const own = change(description[name]);
  const updates = (description.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName = '', [name]: actual }) => {
    const value = Object.hasOwn(indexes, IndexName) ? change(actual) : undefined;
    return value === undefined ? [] : [{ Update: { IndexName, [name]: value } }];
  });
  if (own === undefined && updates.length === 0) return undefined;
  return {
    ...(own !== undefined && { [name]: own }),
    ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
  };
}
