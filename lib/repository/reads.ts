import { ConfigurationError } from '../errors/configuration-error.ts';
import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { projectedProperties, queriedKeys } from '../expressions/key-condition.ts';
import { maxSegments } from '../limits.ts';
import { type QuerySettings, queriedBy, queryRequest } from '../operations/query.ts';
import { type PageRequest, type PageSettings, readIndex } from '../operations/read-request.ts';
import { scanRequest } from '../operations/scan.ts';
import type { KeyAttribute } from '../schema/attribute-schema.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import { isExpired } from '../schema/expiry.ts';
import { keyAttributes } from '../schema/schema.ts';
import { nowMs, type RepositoryContext } from './context.ts';
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts';
import { beginning, type FetchedPage, type Position, type WalkedPage, walkPages } from './page-walk.ts';
import { type ResultPage, Results } from './results.ts';
import type { QueryOptions, ScanOptions } from './types.ts';

const defaultConcurrency = 4;

/** What a part of an item is read by. */
export interface ItemPart {
  readonly select: readonly string[] | undefined;
  /** Where the part comes from, in a message's words. */
  readonly source?: string | undefined;
}

/** A stored item as an instance; undefined where it is past its time, or can't be read and `onInvalidItem` takes it. */
export function readItem<T extends object>(
  context: RepositoryContext<T>,
  item: StoredItem | undefined,
  { select, source }: ItemPart,
  includeExpired: boolean | undefined,
): T | undefined {
  const { schema, options } = context;
  if (item === undefined || (includeExpired !== true && isExpired(schema, item, nowMs(context)))) return undefined;
  try {
    const entity = schema.mapper.fromItem(item, select && new Set(select), source);
    if (select === undefined) for (const { afterRead } of schema.extensions) afterRead?.(entity);
    return entity;
  } catch (error) {
    if (options.onInvalidItem === undefined || !(error instanceof InvalidItemError)) throw error;
    options.onInvalidItem(error);
    return undefined;
  }
}

/** The results of a query. */
export function queryResults<T extends object>(
  context: RepositoryContext<T>,
  key: unknown,
  options: QueryOptions<T, string>,
): Results<T> {
  const { schema, executor } = context;
  const settings = (): QuerySettings => ({ ...options, nowMs: options.includeExpired ? undefined : nowMs(context) });
  return pagedResults(context, options, {
    kind: 'query',
    segments: 1,
    concurrency: 1,
    scope: () => queriedBy(schema, key, options.index),
    fetch: (page) => {
      const request = queryRequest(schema, key, settings(), page);
      return executor.send('Query', request, schema.table.name, options);
    },
  });
}

/** The results of a scan. */
export function scanResults<T extends object>(
  context: RepositoryContext<T>,
  options: ScanOptions<T, string>,
): Results<T> {
  const { schema, executor } = context;
  const { segments = 1, concurrency = defaultConcurrency } = options;
  if (!Number.isInteger(segments) || segments < 1 || segments > maxSegments)
    throw new ConfigurationError(`segments must be a whole number from 1 to ${maxSegments}`);
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new ConfigurationError('concurrency must be a whole number of 1 or more');
  const settings = (): PageSettings => ({ ...options, nowMs: options.includeExpired ? undefined : nowMs(context) });
  return pagedResults(context, options, {
    kind: 'scan',
    segments,
    concurrency,
    scope: () => ({ partition: {}, identity: '' }),
    fetch: (page, segment) => {
      const request = scanRequest(schema, settings(), page, { segment, segments });
      return executor.send('Scan', request, schema.table.name, options);
    },
  });
}

/** How one kind of read is made. */
interface PagedKind {
  readonly kind: 'query' | 'scan';
  readonly segments: number;
  readonly concurrency: number;
  readonly scope: () => Pick<CursorScope, 'partition' | 'identity'>;
  readonly fetch: (page: PageRequest, segment: number) => Promise<FetchedPage>;
}

function pagedResults<T extends object>(
  context: RepositoryContext<T>,
  options: QueryOptions<T, string>,
  { kind, segments, concurrency, scope, fetch }: PagedKind,
): Results<T> {
  const { schema } = context;
  const { index: name, filter, pageSize, select, descending, limit, includeExpired } = options;
  if (pageSize !== undefined && (!Number.isInteger(pageSize) || pageSize < 1))
    throw new ConfigurationError("pageSize must be a whole number of 1 or more; it is DynamoDB's Limit");
  const index = (): ReturnType<typeof readIndex> => readIndex(schema, name);
  const keys = (): KeyAttribute[] => {
    const { partition, sort } = queriedKeys(schema, index());
    return [...new Map([...keyAttributes(schema), ...partition, ...sort].map((key) => [key.name, key])).values()];
  };
  const cursorScope = (): CursorScope => {
    const { partition, identity } = scope();
    const binding = JSON.stringify([kind, name ?? null, descending === true, segments, identity]);
    const secret = context.options.cursorSecret;
    return { table: schema.table.name, identity: binding, segments, keys: keys(), partition, secret };
  };
  // With a filter the items that are looked at are not those that are given, so the limit says nothing of the page.
  const isFiltered = filter !== undefined || schema.timeToLive !== undefined || schema.uniques.length > 0;
  const pageLimit = (wanted: number | undefined): number | undefined => {
    const least = Math.min(
      pageSize ?? Number.POSITIVE_INFINITY,
      isFiltered ? Number.POSITIVE_INFINITY : (wanted ?? Number.POSITIVE_INFINITY),
    );
    return Number.isFinite(least) ? least : undefined;
  };
  const part = (): ItemPart => {
    const source = name === undefined ? undefined : `through index '${name}'`;
    return {
      select: select ?? projectedProperties(schema, index()),
      source: select === undefined ? source : undefined,
    };
  };
  const isCountable = (): boolean => !keys().some(({ name: key }) => key === schema.timeToLive?.name);
  return new Results<T>(
    {
      async *pages(from, wanted, countOnly) {
        const names = keys().map((key) => key.name);
        const keyOf = (item: StoredItem): StoredItem =>
          Object.fromEntries(names.map((each) => [each, item[each]])) as StoredItem;
        const counted = countOnly && isCountable();
        const ask = (segment: number, start: StoredItem | undefined): Promise<FetchedPage> =>
          fetch({ limit: pageLimit(wanted()), start, countOnly: counted }, segment);
        const read = (item: StoredItem): T | undefined => readItem(context, item, part(), includeExpired);
        for await (const page of walkPages(ask, from ?? beginning(segments), concurrency, keyOf))
          yield resultPage(page, read, counted);
      },
      encode: (position: Position) => encodeCursor(cursorScope(), position),
      decode: (cursor) => decodeCursor(cursorScope(), cursor),
    },
    limit,
  );
}

function resultPage<T>(page: WalkedPage, read: (item: StoredItem) => T | undefined, counted: boolean): ResultPage<T> {
  const entries = (page.Items ?? []).flatMap((stored) => {
    const item = read(stored);
    return item === undefined ? [] : { item, after: () => page.after(stored) };
  });
  const count = counted ? (page.Count ?? 0) : entries.length;
  return { entries, next: page.next, count, scannedCount: page.ScannedCount ?? 0 };
}
