import { conditionTerm, conditionText } from '../expressions/condition.ts';
import { notExpired } from '../expressions/existence.ts';
import { projectedProperties, queriedKeys } from '../expressions/key-condition.ts';
import { type Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import { projectionExpression } from '../expressions/projection.ts';
import { joinTerms, simpleTerm } from '../expressions/term.ts';
import { meetsGuards } from '../schema/guarded-reads.ts';
import { type IndexSchema, keyAttributes, type Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import type { ReadSettings } from './get-item.ts';
import { ownerAttribute } from './unique-guards.ts';

/** How items are read in pages. */
export interface PageSettings extends ReadSettings {
  /** The index to read; the table by default. */
  readonly index?: string | undefined;
  /** What items must be to be given; all are read, and paid for. */
  readonly filter?: unknown;
  /** Milliseconds since 1970; undefined where items past their time to live are wanted too. */
  readonly nowMs?: number | undefined;
  /** True where the items are only counted. */
  readonly countOnly?: boolean | undefined;
}

/** One of the segments that a scan is cut into. */
export interface Segment {
  readonly segment: number;
  readonly segments: number;
}

/** One page of a read. */
export interface PageRequest {
  /** Most items that are looked at. */
  readonly limit?: number | undefined;
  /** The key that the page begins after. */
  readonly start?: StoredItem | undefined;
  /** Of a scan; all of it by default. */
  readonly segment?: Segment | undefined;
}

/** What queries and scans have in common. */
export interface PagedRead {
  readonly schema: Schema;
  readonly index: IndexSchema | undefined;
  readonly placeholders: Placeholders;
  readonly issues: Issues;
  readonly settings: PageSettings;
  /** True of a scan, which meets all items of a table: the guards of unique values too. */
  readonly isScan: boolean;
}

/** The fields that queries and scans have in common, and all pages of one. */
export interface PagedFields {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
  readonly Select?: 'COUNT';
  readonly ConsistentRead?: boolean;
}

/** The fields in which the pages of one read differ. */
interface OwnFields {
  Limit?: number | undefined;
  ExclusiveStartKey?: StoredItem | undefined;
  Segment?: number | undefined;
  TotalSegments?: number | undefined;
}

/** The request of one page, of the fields that all pages of a read share: its expressions are written once. */
export function pageRequest<Shared extends PagedFields>(
  shared: Shared,
  { limit, start, segment }: PageRequest,
): Shared & OwnFields {
  const request: Shared & OwnFields = Object.assign({}, shared);
  if (limit !== undefined) request.Limit = limit;
  if (start !== undefined) request.ExclusiveStartKey = start;
  if (segment === undefined || segment.segments === 1) return request;
  request.Segment = segment.segment;
  request.TotalSegments = segment.segments;
  return request;
}

/**
 * The index that a read names.
 *
 * @throws ValidationError `item.invalid` where the class declares none of that name
 */
export function readIndex(schema: Schema, name: string | undefined): IndexSchema | undefined {
  const index = name === undefined ? undefined : schema.indexes[name];
  if (name === undefined || index !== undefined) return index;
  const issues = new Issues();
  issues.report(
    `${schema.name} declares no index '${name}'; its indexes are ${Object.keys(schema.indexes).join(', ') || 'none'}`,
  );
  throw schema.mapper.refusal(issues);
}

/**
 * The fields of a query or scan, with all placeholders that the request has used.
 *
 * @throws ValidationError `item.invalid`, with all issues of the request
 */
export function pagedFields(read: PagedRead): PagedFields {
  const { schema, index, placeholders, issues, settings } = read;
  const { consistent, countOnly } = settings;
  if (consistent === true && index?.scope === 'global')
    issues.report(`index '${index.name}' is global, and a global index can't be read consistently`);
  const filter = filterText(read);
  const projection = projectionText(read);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  return {
    TableName: schema.table.name,
    ...(index && { IndexName: index.name }),
    ...(filter !== undefined && { FilterExpression: filter }),
    ...(projection !== undefined && { ProjectionExpression: projection }),
    ...placeholderFields(placeholders),
    ...(countOnly === true && { Select: 'COUNT' }),
    ...(consistent === true && { ConsistentRead: true }),
  };
}

function filterText(read: PagedRead): string | undefined {
  const { schema, index, placeholders, issues, settings, isScan } = read;
  const held = projectedProperties(schema, index);
  const { partition, sort } = queriedKeys(schema, index);
  const keys = new Set([...partition, ...sort].map(({ property }) => property));
  const refuse = (property: string): string | undefined => {
    if (!isScan && keys.has(property))
      return "is part of the key that is queried, which can't be filtered by; give it in the key";
    if (held === undefined || held.includes(property)) return undefined;
    return `is not in index '${index?.name}', which holds ${held.join(', ')}; add it to the projection`;
  };
  const guards = meetsGuards(schema, index, isScan)
    ? simpleTerm(`attribute_not_exists(${placeholders.name(ownerAttribute)})`)
    : undefined;
  const filter = conditionTerm({ schema, placeholders, issues }, settings.filter, refuse);
  // A key can't be filtered by: where the time to live is one, the items that are past it are left out when they come.
  const isKey = schema.timeToLive !== undefined && keys.has(schema.timeToLive.property) && !isScan;
  const alive = isKey ? undefined : notExpired({ schema, placeholders, nowMs: settings.nowMs });
  return conditionText('the filter', joinTerms('AND', [guards, alive, filter]), issues);
}

/** The key's attributes are read with every selection, so that the next page can begin after any item. */
function projectionText({ schema, index, placeholders, issues, settings }: PagedRead): string | undefined {
  const { select, countOnly } = settings;
  if (select === undefined || countOnly === true) return undefined;
  const held = index?.scope === 'global' ? projectedProperties(schema, index) : undefined;
  for (const property of Array.isArray(select) ? select : []) {
    if (held === undefined || held.includes(property)) continue;
    issues.report(
      `is not in index '${index?.name}', which holds ${held.join(', ')}; leave it out, or read the item with get()`,
    );
    issues.within(issues.list.length - 1, property);
  }
  const keys = [...keyAttributes(schema), ...(index?.partitionKey ?? []), ...(index?.sortKey ?? [])];
  return projectionExpression(schema, select, keys, placeholders).expression;
}
