import { isReadRequest } from '../execution/consumed-units.ts';
import type { RecordedRequest } from '../execution/request-recorder.ts';
import { updateTargets } from '../operations/update-targets.ts';
import { hasVersions, isFamily, schemasOf } from '../schema/family.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';
import type { ExplainedRead } from './explained-read.ts';

/** The fields of a request that warnings depend on. */
interface WarnedFields {
  readonly IndexName?: string;
  readonly Limit?: number;
  readonly ProjectionExpression?: string;
  readonly FilterExpression?: string;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly RequestItems?: Readonly<Record<string, WarnedFields>>;
}

const filtered = 'the filter is applied after the read, so the items that it leaves out are charged too';
const selected = 'select makes the response smaller, but not cheaper: whole items are charged';
const scanned = 'a scan reads and is charged for all items of the table or index, those of other entities included';
const unbounded =
  'the query has neither a limit nor a test of the sort key, so it reads the whole partition, however large it is';
const searched = 'a search is charged by bytes, which the units leave out';
const vectorWrites = 'writes to vector indexes are charged by bytes as well, which the units leave out';
const followed = 'follow reads the whole items afterwards, up to 100 by one BatchGetItem, which the units include';

/** Returns the warnings of a query or scan. */
export function warningsOfRead(
  { isFiltered, isFollowed, isSelected, index, schema, key }: ExplainedRead,
  limit: number | undefined,
): string[] {
  const isUnbounded = key !== undefined && limit === undefined && readsWholePartition(schema, index, key);
  return [
    ...(key === undefined ? [scanned] : []),
    ...(isUnbounded ? [unbounded] : []),
    ...(isFiltered ? [filtered] : []),
    ...(isSelected ? [selected] : []),
    ...(isFollowed ? [followed] : []),
  ];
}

/** True if the items of a partition differ in the sort key, and the key tests none of its parts. */
function readsWholePartition(schema: Schema, index: IndexSchema | undefined, key: unknown): boolean {
  const { partition, sort } = index?.key ?? schema.key;
  if (sort.length === 0) return index !== undefined;
  const ofPartition = new Set(partition.flatMap(({ sources }) => sources.map(({ path }) => path)));
  const tested = sort
    .flatMap(({ sources }) => sources.map(({ path }) => path))
    .filter((path) => !ofPartition.has(path));
  const given = (key ?? {}) as Readonly<Record<string, unknown>>;
  return tested.length > 0 && tested.every((path) => given[path] === undefined);
}

/** Returns the warnings of a call of a method. */
export function warningsOfCall(schema: Schema, method: string, requests: readonly RecordedRequest[]): string[] {
  const inputs = requests.map(({ operation, input }) => [operation, input as WarnedFields] as const);
  const fields = inputs.flatMap(([, input]) => [input, ...Object.values(input.RequestItems ?? {})]);
  const any = (name: keyof WarnedFields): boolean => fields.some((each) => each[name] !== undefined);
  const isRaw = method === 'raw';
  return [
    ...(inputs.some(([operation]) => operation === 'Scan') ? [scanned] : []),
    ...(isRaw && any('FilterExpression') ? [filtered] : []),
    ...(isRaw && inputs.some(([operation]) => /Execute/.test(operation))
      ? ['the units of PartiQL statements are not estimated']
      : []),
    ...(readsSelection.has(method) && any('ProjectionExpression') ? [selected] : []),
    ...(inputs.some(([operation]) => operation === 'SearchVectors') ? [searched] : []),
    ...(writesVectors(schema, method, requests) ? [vectorWrites] : []),
    ...warningsOfWrite(schema, method, inputs),
  ];
}

const readsSelection: ReadonlySet<string> = new Set(['get', 'getOrThrow', 'getMany', 'raw']);
const reads: ReadonlySet<string> = new Set(['get', 'getOrThrow', 'exists', 'getMany', 'load', 'search']);
const byKey: ReadonlySet<string> = new Set(['update', 'upsert', 'delete', 'deleteIfExists', 'restore', 'purge']);

function writesVectors(schema: Schema, method: string, requests: readonly RecordedRequest[]): boolean {
  if (schemasOf(schema).every(({ vectorIndexes }) => Object.keys(vectorIndexes).length === 0)) return false;
  if (method !== 'raw') return !reads.has(method);
  return requests.some(({ operation, input }) => !isReadRequest(operation, input));
}

/** Returns the requests of a write that depend on responses, in words. */
function warningsOfWrite(
  schema: Schema,
  method: string,
  inputs: readonly (readonly [string, WarnedFields])[],
): string[] {
  const [[operation, input] = []] = inputs;
  if (method === 'deletePartition')
    return ['the items that are found are deleted afterwards, up to 25 by one BatchWriteItem, which the units include'];
  if (method !== 'put' && !byKey.has(method)) return [];
  if (operation === 'GetItem') return [`the write depends on the item, which is read first: ${reason(schema)}`];
  const isNested = updateTargets(input ?? {}).some((target) => target.isNested);
  const isBlocked = schema.timeToLive !== undefined && (method === 'put' || method === 'upsert');
  return [
    ...(isNested ? ['if a document on a path is absent, a read and a second update create it'] : []),
    ...(isBlocked && input?.ConditionExpression !== undefined
      ? ['if an expired item fails the condition, it is deleted and the write is sent again']
      : []),
    ...(hasVersions(schema) && byKey.has(method)
      ? ['an item of an older version of the class is upgraded first, by a read and a write']
      : []),
  ];
}

function reason(schema: Schema): string {
  if (isFamily(schema)) return 'its class decides the write, which the units leave out';
  if (schema.uniques.length > 0)
    return 'it is then written with the guards of its unique values in one transaction, which the units leave out';
  return 'attributes are made from its stored values; the units leave out the write';
}
