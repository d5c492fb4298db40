import { ConfigurationError } from '../errors/configuration-error.ts';
import { isWhole } from '../errors/whole-number.ts';
import { maxTableArnLength, maxTags, tableNamePattern } from '../limits.ts';
import type { SchemaDefinition } from './definition.ts';
import { knownOptions, tableSettings } from './known-options.ts';
import type { Schema } from './schema.ts';
import type { Billing, TableSettings } from './table-settings.ts';

const streams: ReadonlySet<unknown> = new Set([undefined, 'KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']);

/** Adds the defaults of the table settings. Adds problems to the list. */
export function compileTable({ table }: SchemaDefinition, problems: string[]): TableSettings | undefined {
  if (table === undefined) {
    problems.push("it has no table; add @Table('name')");
    return undefined;
  }
  if (!isTableName(table.name)) {
    problems.push(`table '${table.name}': ${nameRule}`);
  }
  knownOptions(`table '${table.name}'`, table, tableSettings, problems);
  const { billing = 'onDemand', stream, tags = {} } = table;
  if (!isBilling(billing))
    problems.push("billing must be 'onDemand' or { read, write } in capacity units of 1 or more");
  if (!streams.has(stream)) problems.push(`stream must be one of ${[...streams].slice(1).join(', ')}`);
  if (Object.keys(tags).length > maxTags)
    problems.push(`${Object.keys(tags).length} tags; a table has at most ${maxTags}`);
  return Object.freeze({
    name: table.name,
    billing: billing === 'onDemand' ? billing : Object.freeze({ ...billing }),
    declaredBilling: table.billing,
    stream,
    deletionProtection: table.deletionProtection ?? false,
    pointInTimeRecovery: table.pointInTimeRecovery ?? false,
    tags: Object.freeze({ ...tags }),
  });
}

/**
 * Returns the schema of a class for a table with another name.
 *
 * @throws ConfigurationError if the table name is invalid
 */
export function withTableName<T extends object>(schema: Schema<T>, name: string): Schema<T> {
  if (!isTableName(name)) throw new ConfigurationError(`tableName '${name}': ${nameRule}`);
  const table = Object.freeze({ ...schema.table, name });
  return Object.freeze({ ...schema, table, mapper: schema.mapper.withTable(name) });
}

const nameRule = "a name has 3 to 255 characters of A-Z, a-z, 0-9, '_', '.' and '-', or is an ARN";

const isArn = (name: string): boolean => name.startsWith('arn:') && name.length <= maxTableArnLength;

const isTableName = (name: unknown): boolean =>
  typeof name === 'string' && (tableNamePattern.test(name) || isArn(name));

const isUnits = (units: unknown): boolean => isWhole(units, 1);

function isBilling(billing: Billing): boolean {
  return billing === 'onDemand' || (typeof billing === 'object' && isUnits(billing?.read) && isUnits(billing?.write));
}
