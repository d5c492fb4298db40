import { ConfigurationError } from '../errors/configuration-error.ts';
import { maxTableArnLength, tableNamePattern } from '../limits.ts';
import type { SchemaDefinition, TableOptions } from './definition.ts';
import { knownOptions, tableSettings } from './known-options.ts';
import type { Schema } from './schema.ts';
import { billingMode, checkTableOptions } from './table-rules.ts';
import type { Billing, ResourcePolicy, TableSettings } from './table-settings.ts';

/** Adds the defaults of the table settings. Adds problems to the list. */
export function compileTable({ table }: SchemaDefinition, problems: string[]): TableSettings | undefined {
  if (table === undefined) {
    problems.push("it has no table; add @Table('name')");
    return undefined;
  }
  const { name } = table;
  if (!isTableName(name)) problems.push(`table '${name}': ${nameRule}`);
  knownOptions(`table '${name}'`, table, tableSettings, problems);
  // The checks are loaded late, and most tables have only a name.
  const isValid = Object.keys(table).length === 1 || checkTableOptions(table, problems);
  return settingsOf(name, isValid ? table : {});
}

function settingsOf(name: string, options: TableOptions): TableSettings {
  const { billing, warmThroughput, pointInTimeRecovery = false, encryption, resourcePolicy } = options;
  const { tags = {}, replicas = [], kinesis } = options;
  const declaredBilling = billing && frozen(billingMode(billing));
  return Object.freeze({
    name,
    billing: declaredBilling ?? 'onDemand',
    declaredBilling,
    onDemandMaximum: maximumOf(billing),
    warmThroughput: frozen(warmThroughput),
    stream: options.stream,
    deletionProtection: options.deletionProtection ?? false,
    pointInTimeRecovery: pointInTimeRecovery !== false,
    recoveryDays: typeof pointInTimeRecovery === 'object' ? pointInTimeRecovery.days : undefined,
    tableClass: options.tableClass,
    encryption: frozen(encryption),
    resourcePolicy: resourcePolicy && policyOf(resourcePolicy),
    contributorInsights: options.contributorInsights ?? false,
    tags: Object.freeze({ ...tags }),
    replicas: Object.freeze(replicas.map((replica) => Object.freeze({ ...replica }))),
    kinesis: frozen(kinesis),
  });
}

/** Returns a frozen copy of an object. Any other value is returned as it is. */
const frozen = <Value>(value: Value): Value =>
  typeof value === 'object' && value !== null ? Object.freeze({ ...value }) : value;

const maximumOf = (billing: Billing | undefined): TableSettings['onDemandMaximum'] =>
  typeof billing === 'object' && 'onDemand' in billing ? frozen(billing.onDemand) : undefined;

/** Returns a frozen copy of a policy, as it is sent. */
const policyOf = (policy: ResourcePolicy): ResourcePolicy =>
  JSON.parse(JSON.stringify(policy), (_, value) => Object.freeze(value));

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
