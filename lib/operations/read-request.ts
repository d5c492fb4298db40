import { conditionTerm, conditionText } from '../expressions/condition.ts';
import { notHidden } from '../expressions/existence.ts';
import { projectedProperties, queriedKey } from '../expressions/key-condition.ts';
import { onlyOwnKind } from '../expressions/own-kind.ts';
import { type Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import { joinTerms, type Term } from '../expressions/term.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import { otherKinds } from '../schema/kinds.ts';
import { type IndexSchema, keyAttributes, type Schema } from '../schema/schema.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { kindAttributes, type ReadSettings, sentProjection } from './get-item.ts';

/** Settings of a read in pages. */
export interface PageSettings extends ReadSettings {
  /** The index to read. Default: the table. */
  readonly index?: string | undefined;
  /** Condition on the returned items. DynamoDB reads and charges for all items. */
  readonly filter?: unknown;
  /** Writes the whole filter of a collection. Default: that of the class, with `filter`. */
  readonly filterTerm?: ((read: PagedRead) => Term | undefined) | undefined;
  /** Milliseconds since 1970. Undefined to include expired items. */
  readonly nowMs?: number | undefined;
  /** True to include deleted items. */
  readonly includeDeleted?: boolean | undefined;
  /** True if the items are only counted. */
  readonly countOnly?: boolean | undefined;
}

/** One segment of a parallel scan. */
export interface Segment {
  readonly segment: number;
  readonly segments: number;
}

/** One page of a read. */
export interface PageRequest {
  /** The maximum number of items that the request reads. */
  readonly limit?: number | undefined;
  /** The key that the page begins after. */
  readonly start?: StoredItem | undefined;
  /** The segment of a scan. Default: the whole table. */
  readonly segment?: Segment | undefined;
}

/** The common input of queries and scans. */
export interface PagedRead {
  readonly schema: Schema;
  readonly index: IndexSchema | undefined;
  readonly placeholders: Placeholders;
  readonly issues: Issues;
  readonly settings: PageSettings;
  /** True for a scan, which reads all items of a table, including the guards of unique values. */
  readonly isScan: boolean;
}

/** The fields that queries and scans have in common, shared by all pages of one read. */
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

/** The fields that differ between the pages of one read. */
interface OwnFields {
  Limit?: number | undefined;
  ExclusiveStartKey?: StoredItem | undefined;
  Segment?: number | undefined;
  TotalSegments?: number | undefined;
}

/** Builds the request of one page from the shared fields, so expressions are written once. */
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
 * Returns the index of a read.
 *
 * @throws ValidationError `item.invalid` if the class has no index with this name
 */
export function readIndex(schema: Schema, name: string | undefined): IndexSchema | undefined {
  const index = name === undefined ? undefined : schema.indexes[name];
  if (name === undefined || index !== undefined) return index;
  const issues = new Issues();
  issues.reject(
    `${schema.name} declares no index '${name}'; its indexes are ${Object.keys(schema.indexes).join(', ') || 'none'}`,
  );
  throw schema.mapper.refusal(issues);
}

/**
 * Builds the shared fields of a query or scan. Includes all placeholders used so far.
 *
 * @throws ValidationError `item.invalid`, with all issues of the request
 */
export function pagedFields(read: PagedRead): PagedFields {
  const { schema, index, placeholders, issues, settings } = read;
  const { consistent, countOnly } = settings;
  if (consistent === true && index?.scope === 'global')
    issues.reject(`index '${index.name}' is global, and a global index can't be read consistently`);
  const filter = filterText(read);
  const projection = projectionText(read);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  return {
    TableName: schema.table.name,
    ...(index && { IndexName: index.storedName }),
    ...(filter !== undefined && { FilterExpression: filter }),
    ...(projection !== undefined && { ProjectionExpression: projection }),
    ...placeholderFields(placeholders),
    ...(countOnly === true && { Select: 'COUNT' }),
    ...(consistent === true && { ConsistentRead: true }),
  };
}

function filterText(read: PagedRead): string | undefined {
  const { schema, index, placeholders, issues, settings, isScan } = read;
  const { filterTerm } = settings;
  const term =
    filterTerm === undefined
      ? joinTerms('AND', [onlyOwnKind(schema, placeholders, otherKinds(schema, index, isScan)), wantedTerm(read)])
      : filterTerm(read);
  return conditionText('the filter', term, issues);
}

/** Tests that an item of the class is not hidden, and that the filter holds. Undefined if there is nothing to test. */
export function wantedTerm(read: PagedRead): Term | undefined {
  const { schema, index, placeholders, issues, settings, isScan } = read;
  const held = projectedProperties(schema, index, 'filter');
  const keys = new Set(queriedKey(schema, index).stored);
  const refuse = (property: string): string | undefined => {
    if (!isScan && keys.has(property))
      return "is part of the key that is queried, which can't be filtered by; give it in the key";
    if (held === undefined || held.includes(property)) return undefined;
    return `is not in index '${index?.name}', which holds ${held.join(', ')}; add it to the projection`;
  };
  // The placeholders of the filter come first.
  const filter = conditionTerm({ schema, placeholders, issues }, settings.filter, refuse);
  return joinTerms('AND', [visibleTerm(read, keys), filter]);
}

/** A filter can't test a key. Items that a key hides are removed after the read. */
function visibleTerm(
  { schema, placeholders, settings, isScan }: PagedRead,
  keys: ReadonlySet<string>,
): Term | undefined {
  const { timeToLive, softDelete } = schema;
  if (timeToLive === undefined && softDelete === undefined) return undefined;
  const isKey = (attribute: AttributeSchema | undefined): boolean =>
    attribute !== undefined && !isScan && keys.has(attribute.property);
  return notHidden({
    schema,
    placeholders,
    nowMs: isKey(timeToLive) ? undefined : settings.nowMs,
    includeDeleted: isKey(softDelete?.attribute) || settings.includeDeleted,
  });
}

/** Key attributes are part of every selection, so the next page can begin after any item. */
function projectionText({ schema, index, placeholders, issues, settings }: PagedRead): string | undefined {
  const { select, countOnly } = settings;
  if (select === undefined || countOnly === true) return undefined;
  const held = index?.scope === 'global' ? projectedProperties(schema, index, 'read') : undefined;
  for (const property of Array.isArray(select) ? select : []) {
    if (held === undefined || held.includes(property)) continue;
    issues.reject(
      `is not in index '${index?.name}', which holds ${held.join(', ')}; leave it out, or read the item with get()`,
    );
    issues.within(issues.list.length - 1, property);
  }
  const keys = [
    ...keyAttributes(schema),
    ...(index?.partitionKey ?? []),
    ...(index?.sortKey ?? []),
    ...kindAttributes(schema),
  ];
  return sentProjection(schema, select, keys, placeholders)?.expression;
}
