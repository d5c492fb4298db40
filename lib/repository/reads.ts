import { wholeNumber } from '../errors/whole-number.ts';
import { queriedShards } from '../expressions/key-condition.ts';
import { maxSegments } from '../limits.ts';
import { type CompiledQuery, compileQuery, type QuerySettings } from '../operations/query.ts';
import { pageRequest } from '../operations/read-request.ts';
import { scanRequest } from '../operations/scan.ts';
import type { Shown } from '../schema/hidden.ts';
import type { Schema } from '../schema/schema.ts';
import { inTime, nowMs, type RepositoryContext } from './context.ts';
import { entrySettings, FollowedSource, follows } from './followed-source.ts';
import { checkQuery, checkScan, noOptions } from './option-checks.ts';
import { ClassItems, type PagedItems } from './paged-items.ts';
import { type PagedKind, type PagedOptions, PagedSource } from './paged-source.ts';
import { Results } from './results.ts';
import type { QueryOptions, ScanOptions } from './types.ts';

const defaultConcurrency = 4;

/** Adds the time of the reading, to leave out expired items. The time is undefined if expired items are included. */
const settingsNow = <Options extends { readonly includeExpired?: boolean | undefined }>(
  context: RepositoryContext,
  options: Options,
  countOnly: boolean,
): Options & { readonly nowMs: number | undefined; readonly countOnly: boolean } =>
  Object.assign({}, options, { nowMs: options.includeExpired === true ? undefined : nowMs(context), countOnly });

const none: readonly CompiledQuery[] = [];

/** Compiles the query of each shard after the first one. */
const otherShards = (schema: Schema, key: unknown, settings: QuerySettings, shards: number): CompiledQuery[] =>
  Array.from({ length: shards - 1 }, (_, each) => compileQuery(schema, key, settings, each + 1));

/** Returns the results of a query. */
export function queryResults<T extends object>(
  context: RepositoryContext<T>,
  key: unknown,
  options: QueryOptions<T, string>,
): Results<T> {
  const { schema } = context;
  if (options !== noOptions) checkQuery(options, schema.table.name, 'query');
  const isFollowed = follows(schema, options);
  const items = new ClassItems(context, options, isFollowed);
  const source = querySource(context, key, options, items, () =>
    isFollowed ? entrySettings(schema, options) : options,
  );
  return new Results<T>(isFollowed ? new FollowedSource(context, options, source) : source, options.limit);
}

/**
 * Returns the pages of a query, of a class or of a collection.
 *
 * @param context - of the class, or of the first repository of the collection
 * @param settingsOf - returns the settings of its requests
 */
export function querySource<T>(
  context: RepositoryContext,
  key: unknown,
  options: PagedOptions,
  items: PagedItems<T>,
  settingsOf: () => QuerySettings & Shown,
): PagedSource<T> {
  const { schema } = context;
  const shards = queriedShards(schema, options.index, key);
  const kind: PagedKind = {
    kind: 'query',
    key,
    segments: shards ?? 1,
    concurrency: shards === undefined ? 1 : defaultConcurrency,
    compile: (countOnly) => {
      const settings = settingsNow(context, settingsOf(), countOnly);
      const { request, queriedBy, except, isNarrowed } = compileQuery(schema, key, settings, shards && 0);
      const others = shards === undefined ? none : otherShards(schema, key, settings, shards);
      return {
        queriedBy: (shard) => others[shard - 1]?.queriedBy() ?? queriedBy(),
        except,
        isNarrowed,
        fetch: (page, timed, reading, executor) => {
          const { limit, start, segment } = page;
          const other = others[(segment?.segment ?? 0) - 1];
          const input =
            shards === undefined
              ? pageRequest(request, page)
              : pageRequest(other?.request ?? request, { limit, start });
          return inTime(context, timed, (call) => executor.read('Query', input, schema.table.name, call, reading));
        },
      };
    },
  };
  return new PagedSource(context, options, kind, items);
}

/** Returns the results of a scan. */
export function scanResults<T extends object>(
  context: RepositoryContext<T>,
  options: ScanOptions<T, string>,
): Results<T> {
  const { schema } = context;
  if (options !== noOptions) checkScan(options, schema.table.name, 'scan');
  const { segments = 1, concurrency = defaultConcurrency } = options;
  wholeNumber(`${schema.table.name}: segments`, segments, { least: 1, most: maxSegments });
  wholeNumber(`${schema.table.name}: concurrency`, concurrency, { least: 1 });
  const isFollowed = follows(schema, options);
  const items = new ClassItems(context, options, isFollowed);
  const kind: PagedKind = {
    kind: 'scan',
    segments,
    concurrency,
    compile: (countOnly) => {
      const settings = isFollowed ? entrySettings(schema, options) : options;
      const request = scanRequest(schema, settingsNow(context, settings, countOnly));
      return {
        queriedBy: () => ({ partition: {}, identity: '' }),
        fetch: (page, timed, reading, executor) => {
          const input = pageRequest(request, page);
          return inTime(context, timed, (call) => executor.read('Scan', input, schema.table.name, call, reading));
        },
      };
    },
  };
  const source = new PagedSource(context, options, kind, items);
  return new Results<T>(isFollowed ? new FollowedSource(context, options, source) : source, options.limit);
}
