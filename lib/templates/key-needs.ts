import { ConfigurationError } from '../errors/configuration-error.ts';
import { kind, type OptionKind, optionsWith } from '../errors/option-rules.ts';
import { schemasOf } from '../schema/family.ts';
import type { Schema } from '../schema/schema.ts';
import { isPlainObject } from '../values/collections.ts';
import type { IamCondition, PolicyDocument } from './policy-document.ts';
import type { PolicyMethod } from './policy-names.ts';
import type { PolicyPlace } from './policy-resources.ts';

/** The KMS keys of a `kmsKeyRing`, by their ARNs. IAM knows no aliases of keys. */
export interface PolicyKeys {
  /** The ARN of the key that `keyId` names. It encrypts new values. */
  readonly key: string;
  /** The ARNs of the keys that `oldKeyIds` name. Default: none. */
  readonly oldKeys?: readonly string[] | undefined;
  /** The ARN of the key that `searchKey` names. Needed if an attribute is searchable. */
  readonly searchKey?: string | undefined;
  /** That of `kmsKeyRing`. It becomes the condition of the statements. Default: none. */
  readonly encryptionContext?: Readonly<Record<string, string>> | undefined;
}

const isKeyArn = (value: unknown): boolean =>
  typeof value === 'string' && /^arn:[^:]+:kms:[^:]*:[^:]*:key\/[^/]+$/.test(value);
const keyArn = kind('must be the ARN of a key, not its id or alias', isKeyArn);

/** The option with `PolicyKeys`. */
export const policyKeys: OptionKind = optionsWith({
  key: keyArn,
  oldKeys: kind('must be an array of ARNs of keys', (value) => Array.isArray(value) && value.every(isKeyArn)),
  searchKey: keyArn,
  encryptionContext: kind(
    'must be an object of texts',
    (value) => isPlainObject(value) && Object.values(value).every((text) => typeof text === 'string'),
  ),
});

/** Methods that neither write nor return an attribute. */
const withoutValues: ReadonlySet<string> = new Set(['exists', 'deleteMany', 'deletePartition']);
/** Methods that read items by their keys, and write no attribute. */
const onlyOpening: ReadonlySet<string> = new Set([
  ...['get', 'getOrThrow', 'getMany', 'load', 'readTransaction', 'export', 'readStream'],
]);
/** Methods that write no value of an attribute, and can have a condition. */
const withoutSealing: ReadonlySet<string> = new Set([
  ...['query', 'scan', 'search', 'delete', 'deleteIfExists', 'restore', 'purge', 'check'],
]);
/** Methods that only write. */
const withoutOpening: ReadonlySet<string> = new Set(['putMany']);

/**
 * Allows the use of the keys of encrypted attributes.
 *
 * @param methods - those that send requests for items
 * @throws ConfigurationError if a key is missing
 */
export function allowAttributeKeys(
  document: PolicyDocument,
  schema: Schema,
  methods: readonly PolicyMethod[],
  keys: PolicyKeys,
): void {
  const encrypted = schemasOf(schema).flatMap(({ encryption }) => encryption?.attributes ?? []);
  if (encrypted.length === 0) return;
  const { key, oldKeys = [], searchKey, encryptionContext } = keys;
  if (key === undefined) throw new ConfigurationError('iamPolicy: kmsKeys has no key; add key, the ARN of keyId');
  const isSearchable = encrypted.some(({ encryption }) => encryption?.isSearchable);
  if (isSearchable && searchKey === undefined)
    throw new ConfigurationError(
      `iamPolicy: ${schema.name} has searchable attributes; add searchKey to kmsKeys, the ARN of the key of searchKey`,
    );
  const condition = contextCondition(encryptionContext);
  const used = methods.filter((method) => !withoutValues.has(method));
  if (used.some((method) => !onlyOpening.has(method) && !withoutSealing.has(method)))
    document.allow(key, ['kms:GenerateDataKey'], condition);
  if (used.some((method) => !withoutOpening.has(method)))
    for (const each of [key, ...oldKeys]) document.allow(each, ['kms:Decrypt'], condition);
  if (searchKey !== undefined && isSearchable && used.some((method) => !onlyOpening.has(method)))
    document.allow(searchKey, ['kms:Decrypt'], condition);
}

function contextCondition(context: PolicyKeys['encryptionContext'] = {}): IamCondition | undefined {
  const pairs = Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
  return pairs.length === 0 ? undefined : { StringEquals: Object.fromEntries(pairs) };
}

/** What DynamoDB does with the key of a table for the caller who chooses the key, as its documentation says. */
const choosing = ['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey*', 'ReEncrypt*'];

/**
 * Allows DynamoDB to use the key of a table for the caller. A key that is declared by its id or alias is left out.
 *
 * @param isChosen - true if a method can set the key
 */
export function allowTableKey(
  document: PolicyDocument,
  { table: { encryption, replicas } }: Schema,
  isChosen: boolean,
  { partition = 'aws', region = '*' }: PolicyPlace,
): void {
  if (typeof encryption !== 'object' || !encryption.kmsKey.startsWith('arn:')) return;
  // With replicas, DynamoDB also calls KMS from other regions.
  const place = replicas.length === 0 ? region : '*';
  const service = `dynamodb.${place}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
  const actions = isChosen ? choosing : ['Decrypt'];
  document.allow(
    encryption.kmsKey,
    actions.map((action) => `kms:${action}`),
    { StringLike: { 'kms:ViaService': service } },
  );
}
