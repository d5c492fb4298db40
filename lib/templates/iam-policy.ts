import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, type CheckOptions, filledText, flag, optionRules, typeText } from '../errors/option-rules.ts';
import type { Schema } from '../schema/schema.ts';
import { tableSchemaOf } from '../schema/table-schema.ts';
import { schemasOfModels, type TemplateModels } from './model-tables.ts';
import type { Need } from './needs.ts';
import { needsOf, policyGroups, policyOperations } from './policy-methods.ts';
import type { PolicyMethod, PolicyOperation } from './policy-names.ts';

/** A statement of a policy: actions that are allowed on resources. */
export interface IamStatement {
  readonly Effect: 'Allow';
  /** For example `'dynamodb:GetItem'`. */
  readonly Action: readonly string[];
  /** ARNs of tables, indexes, and streams. */
  readonly Resource: readonly string[];
}

/** A policy document of IAM. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IamStatement[];
}

/** Options of `iamPolicy`. */
export interface PolicyOptions {
  /** The methods that the role calls: `['get', 'query']`, or a group such as `'read'`. */
  readonly operations: readonly PolicyOperation[];
  /** The indexes that the role reads, by their names in DynamoDB. Default: all that the classes declare. */
  readonly indexes?: readonly string[] | undefined;
  /** Default `'*'`. */
  readonly region?: string | undefined;
  /** The number of the account, with 12 digits. Default `'*'`. */
  readonly account?: string | undefined;
  /** For example `'aws-cn'`. Default `'aws'`. */
  readonly partition?: string | undefined;
  /**
   * True, the default, to allow the `GetItem` that finds out if a write was done whose response was lost. Without it, such
   * a write throws `OutcomeUnknownError`.
   */
  readonly lostResponses?: boolean | undefined;
}

const checkPolicy: CheckOptions = optionRules<PolicyOptions>({
  operations: anything,
  indexes: anything,
  region: filledText,
  account: filledText,
  partition: filledText,
  lostResponses: flag,
});

/**
 * Returns the policy of IAM that allows methods of models, and nothing else.
 *
 * It considers what the classes declare: unique values, versions, soft deletes, times to live, documents, and projections
 * of indexes. Raw requests are not part of any method. Sends nothing.
 *
 * @param models - decorated classes, classes of repositories, repositories, or results of `defineSchema`
 * @throws ConfigurationError `configuration.invalid` if a method or an index is unknown, or no model has a method
 * @example
 * iamPolicy(Phone, { operations: ['get', 'query'], region: 'eu-west-1', account: '123456789012' });
 * // GetItem and Query on the table, and Query on its indexes
 */
export function iamPolicy(models: TemplateModels, options: PolicyOptions): IamPolicy {
  checkPolicy(options, 'iamPolicy', 'constructor');
  const schemas = schemasOfModels(models, 'iamPolicy');
  const indexes = checkIndexes(schemas, options.indexes);
  const methods = methodsOf(schemas, options.operations);
  const allowed = new Map<string, Set<string>>();
  for (const schema of schemas) {
    const needs = methods.flatMap((method) => needsOf(schema, method));
    for (const need of needs.filter((each) => !each.afterLostResponse || options.lostResponses !== false))
      for (const resource of resourcesOf(schema, need, indexes, options)) allow(allowed, resource, need.actions);
  }
  return { Version: '2012-10-17', Statement: statements(allowed) };
}

function allow(allowed: Map<string, Set<string>>, resource: string, actions: readonly string[]): void {
  const all = actions.map((action) => `dynamodb:${action}`);
  allowed.set(resource, new Set([...(allowed.get(resource) ?? []), ...all]));
}

/** @throws ConfigurationError if an operation is unknown, or no model has it */
function methodsOf(schemas: readonly Schema[], operations: unknown): readonly PolicyMethod[] {
  if (!Array.isArray(operations) || operations.length === 0)
    throw new ConfigurationError(
      `iamPolicy: operations must be an array of methods, such as ['get', 'query'], or groups, such as ['read'], not ${Array.isArray(operations) ? 'an empty one' : typeText(operations)}`,
    );
  return operations.flatMap((operation: unknown) => {
    if (typeof operation !== 'string' || !policyOperations.includes(operation))
      throw new ConfigurationError(
        `iamPolicy: there is no operation ${typeof operation === 'string' ? `'${operation}'` : `that is ${typeText(operation)}`}; the operations are ${policyOperations.join(', ')}`,
      );
    if (Object.hasOwn(policyGroups, operation)) return policyGroups[operation as keyof typeof policyGroups];
    const method = operation as PolicyMethod;
    if (schemas.some((schema) => needsOf(schema, method).length > 0)) return [method];
    throw new ConfigurationError(
      `iamPolicy: ${schemas.map(({ name }) => name).join(', ')} can't call ${method}, or it sends nothing; leave it out`,
    );
  });
}

/** Returns the names of the indexes. Undefined for all. */
function checkIndexes(schemas: readonly Schema[], given: unknown): ReadonlySet<string> | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given))
    throw new ConfigurationError(`iamPolicy: indexes must be an array of names, not ${typeText(given)}`);
  const known = new Set(schemas.flatMap((schema) => [...indexNames(schema), ...vectorIndexNames(schema)]));
  for (const name of given)
    if (!known.has(name))
      throw new ConfigurationError(
        `iamPolicy: no model has the index '${name}'; ${[...known].join(', ') || 'they have none'}`,
      );
  return new Set(given);
}

const indexNames = (schema: Schema): string[] => Object.keys(tableSchemaOf(schema).indexes);
const vectorIndexNames = (schema: Schema): string[] => Object.keys(tableSchemaOf(schema).vectorIndexes);

function resourcesOf(
  schema: Schema,
  { on = 'table', index: only }: Need,
  indexes: ReadonlySet<string> | undefined,
  { partition = 'aws', region = '*', account = '*' }: PolicyOptions,
): string[] {
  const { name } = schema.table;
  const table = name.startsWith('arn:') ? name : `arn:${partition}:dynamodb:${region}:${account}:table/${name}`;
  const ofIndexes = (names: readonly string[]): string[] =>
    names
      .filter((index) => indexes?.has(index) !== false && (only === undefined || index === only))
      .map((index) => `${table}/index/${index}`);
  if (on === 'streams') return [`${table}/stream/*`];
  if (on === 'vectorIndexes') return ofIndexes(vectorIndexNames(schema));
  const all = on === 'table' ? [] : ofIndexes(indexNames(schema));
  return on === 'indexes' ? all : [table, ...all];
}

/** Resources with the same actions are one statement. */
function statements(allowed: ReadonlyMap<string, ReadonlySet<string>>): IamStatement[] {
  const byActions = new Map<string, { readonly Action: string[]; readonly Resource: string[] }>();
  for (const [resource, actions] of allowed) {
    const Action = [...actions].sort();
    const identity = Action.join(' ');
    const known = byActions.get(identity) ?? { Action, Resource: [] };
    known.Resource.push(resource);
    byActions.set(identity, known);
  }
  return [...byActions.values()].map(({ Action, Resource }) => ({ Effect: 'Allow', Action, Resource }));
}
