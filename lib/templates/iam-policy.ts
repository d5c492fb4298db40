import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, type CheckOptions, filledText, flag, optionRules, typeText } from '../errors/option-rules.ts';
import type { Schema } from '../schema/schema.ts';
import { allowAttributeKeys, allowTableKey, type PolicyKeys, policyKeys } from './key-needs.ts';
import { schemasOfModels, type TemplateModels } from './model-tables.ts';
import { type IamPolicy, PolicyDocument } from './policy-document.ts';
import { needsOf, policyGroups, policyOperations } from './policy-methods.ts';
import type { PolicyMethod, PolicyOperation } from './policy-names.ts';
import { indexNames, type PolicyPlace, resourcesOf, vectorIndexNames } from './policy-resources.ts';

/** Options of `iamPolicy`. */
export interface PolicyOptions extends PolicyPlace {
  /** The methods that the role calls: `['get', 'query']`, or a group such as `'read'`. */
  readonly operations: readonly PolicyOperation[];
  /** The indexes that the role reads, by their names in DynamoDB. Default: all that the classes declare. */
  readonly indexes?: readonly string[] | undefined;
  /** Adds statements about the KMS keys of encrypted attributes. Default: none. A `localKeyRing` needs none. */
  readonly kmsKeys?: PolicyKeys | undefined;
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
  kmsKeys: policyKeys,
  lostResponses: flag,
});

/**
 * Returns the policy of IAM that allows methods of models, and nothing else.
 *
 * It considers what the classes declare: unique values, versions, soft deletes, times to live, documents, and projections
 * of indexes. A table whose `encryption` has the ARN of a key adds a statement about this key. Raw requests are not part of
 * any method. Sends nothing.
 *
 * @param models - decorated classes, classes of repositories, repositories, `DynamoSpaces`, or results of `defineSchema`
 * @throws ConfigurationError `configuration.invalid` if a method or an index is unknown, no model has a method, or a key is
 * missing
 * @example
 * iamPolicy(Phone, { operations: ['get', 'query'], region: 'eu-west-1', account: '123456789012' });
 * // GetItem and Query on the table, and Query on its indexes
 */
export function iamPolicy(models: TemplateModels, options: PolicyOptions): IamPolicy {
  checkPolicy(options, 'iamPolicy', 'constructor');
  const schemas = schemasOfModels(models, 'iamPolicy');
  const indexes = checkIndexes(schemas, options.indexes);
  const methods = methodsOf(schemas, options.operations);
  const document = new PolicyDocument();
  for (const schema of schemas) {
    const needs = methods.flatMap((method) => needsOf(schema, method));
    for (const need of needs.filter((each) => !each.afterLostResponse || options.lostResponses !== false))
      for (const resource of resourcesOf(schema, need, indexes, options))
        document.allow(
          resource,
          need.actions.map((action) => `dynamodb:${action}`),
        );
    allowKeys(document, schema, methods, options);
  }
  return document.policy();
}

/** Actions that read or write items. */
const ofItems = /Item$|^Query$|^Scan$|^SearchVectors$|^GetRecords$/;

function allowKeys(
  document: PolicyDocument,
  schema: Schema,
  methods: readonly PolicyMethod[],
  options: PolicyOptions,
): void {
  const isOfItems = (method: PolicyMethod): boolean =>
    needsOf(schema, method).some(({ actions }) => actions.some((action) => ofItems.test(action)));
  const used = methods.filter(isOfItems);
  if (options.kmsKeys !== undefined) allowAttributeKeys(document, schema, used, options.kmsKeys);
  const isChosen = methods.some((method) => method === 'table.create' || method === 'table.ensure');
  if (isChosen || used.length > 0) allowTableKey(document, schema, isChosen, options);
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
