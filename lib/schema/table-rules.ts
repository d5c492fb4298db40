import { flag, isOptions, kind, type OptionKind, oneOfThese } from '../errors/option-rules.ts';
import { isWhole } from '../errors/whole-number.ts';
import { maxPolicyBytes, maxRecoveryDays, maxTags, onDemandWarmThroughput } from '../limits.ts';
import type { TableOptions } from './definition.ts';
import type { Billing, BillingMode, Capacity, StreamView } from './table-settings.ts';

const streams: readonly StreamView[] = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];

type Test = (value: unknown) => boolean;
type Tests = Readonly<Record<string, Test>>;

/** True for an object that has all required members, some of the optional ones, and no others. */
function hasMembers(value: unknown, required: Tests, optional: Tests = {}): boolean {
  if (!isOptions(value)) return false;
  const given = Object.entries(value).filter(([, member]) => member !== undefined);
  const known: Tests = { ...required, ...optional };
  const isComplete = Object.keys(required).every((name) => given.some(([other]) => other === name));
  return isComplete && given.every(([name, member]) => Object.hasOwn(known, name) && known[name]?.(member) === true);
}

const isUnits: Test = (value) => isWhole(value, 1);
const isText: Test = (value) => typeof value === 'string' && value.trim() !== '';

/** True for `{ read, write }`, each a whole number of 1 or more. */
export function isCapacity(value: unknown): value is Capacity {
  return hasMembers(value, { read: isUnits, write: isUnits });
}

const isMaximum: Test = (value) =>
  hasMembers(value, {}, { maxRead: isUnits, maxWrite: isUnits }) &&
  Object.values(value as object).some((units) => units !== undefined);

const isBilling: Test = (value) =>
  value === 'onDemand' || isCapacity(value) || hasMembers(value, { onDemand: isMaximum });

const isDays: Test = (value) => isWhole(value, 1) && value <= maxRecoveryDays;

function isPolicy(value: unknown): boolean {
  if (!isOptions(value) || !('Statement' in value)) return false;
  const { Statement } = value;
  if (typeof Statement !== 'object' || Statement === null) return false;
  try {
    return Buffer.byteLength(JSON.stringify(value)) <= maxPolicyBytes;
  } catch {
    return false;
  }
}

const isReplicas: Test = (value) =>
  Array.isArray(value) && value.every((each) => hasMembers(each, { region: isRegion }, { kmsKey: isText }));

const isRegion: Test = (value) => typeof value === 'string' && /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/.test(value);
const isStreamArn: Test = (value) =>
  typeof value === 'string' && /^arn:[^:]+:kinesis:[^:]+:\d{12}:stream\/./.test(value);

/** The rules of single options. The name of the option begins each message. */
const rules: { readonly [Name in keyof TableOptions]: OptionKind } = {
  billing: kind(
    "must be 'onDemand', { read, write } in capacity units of 1 or more, or { onDemand: { maxRead, maxWrite } } in " +
      'request units of 1 or more',
    isBilling,
  ),
  warmThroughput: kind('must be { read, write } in units per second of 1 or more', isCapacity),
  stream: kind(`must be one of ${streams.join(', ')}`, (value) => streams.includes(value as StreamView)),
  deletionProtection: flag,
  pointInTimeRecovery: kind(
    `must be true, false, or { days } from 1 to ${maxRecoveryDays}`,
    (value) => typeof value === 'boolean' || hasMembers(value, { days: isDays }),
  ),
  tableClass: oneOfThese('standard', 'infrequentAccess'),
  encryption: kind(
    "must be 'owned', 'aws', or { kmsKey } with the ARN of a key",
    (value) => value === 'owned' || value === 'aws' || hasMembers(value, { kmsKey: isText }),
  ),
  resourcePolicy: kind('must be a policy document with a Statement, of at most 20 KB as JSON', isPolicy),
  contributorInsights: kind(
    "must be true, false, or 'throttledKeys'",
    (value) => typeof value === 'boolean' || value === 'throttledKeys',
  ),
  replicas: kind("must be a list of { region: 'eu-west-3' }, each with an optional kmsKey", isReplicas),
  kinesis: kind('must be { streamArn } with the ARN of a data stream of Kinesis', (value) =>
    hasMembers(value, { streamArn: isStreamArn }),
  ),
};

/** Reports every option of a table with an invalid value, and options that can't be used together. */
export function checkTableOptions(options: TableOptions, problems: string[]): boolean {
  const before = problems.length;
  for (const [name, { rule, isValid }] of Object.entries(rules)) {
    const value = options[name as keyof TableOptions];
    if (value !== undefined && !isValid(value)) problems.push(`${name} ${rule}`);
  }
  const count = Object.keys(options.tags ?? {}).length;
  if (count > maxTags) problems.push(`${count} tags; a table has at most ${maxTags}`);
  if (problems.length === before) {
    checkWarmThroughput(options, problems);
    checkReplicas(options, problems);
  }
  return problems.length === before;
}

/** DynamoDB rejects a warm throughput below what every table has from the start. */
function checkWarmThroughput({ billing = 'onDemand', warmThroughput }: TableOptions, problems: string[]): void {
  if (warmThroughput === undefined) return;
  const [least, why]: [Capacity, string] = isCapacity(billing)
    ? [billing, 'the capacity units']
    : [onDemandWarmThroughput, 'which every table on demand has'];
  for (const part of ['read', 'write'] as const)
    if (warmThroughput[part] < least[part])
      problems.push(`warmThroughput.${part} must be at least ${least[part]}, ${why}`);
}

function checkReplicas({ replicas = [], encryption, stream }: TableOptions, problems: string[]): void {
  const regions = new Set(replicas.map(({ region }) => region));
  if (regions.size < replicas.length) problems.push('replicas names a region twice');
  const isOwnKey = typeof encryption === 'object';
  for (const { region, kmsKey } of replicas)
    if (isOwnKey !== (kmsKey !== undefined))
      problems.push(
        isOwnKey
          ? `the replica in ${region} needs a kmsKey of its region, because encryption has one`
          : `the replica in ${region} has a kmsKey, and the table none; add encryption: { kmsKey }`,
      );
  if (replicas.length > 0 && stream !== undefined && stream !== 'NEW_AND_OLD_IMAGES')
    problems.push(`replicas need stream: 'NEW_AND_OLD_IMAGES', not '${stream}'`);
}

/** Returns the billing without its maximum. */
export const billingMode = (billing: Billing): BillingMode =>
  billing !== 'onDemand' && 'onDemand' in billing ? 'onDemand' : billing;
