import { wholeNumber } from '../errors/whole-number.ts';
import { maxSegments } from '../limits.ts';
import { compileQuery } from '../operations/query.ts';
import { pageRequest } from '../operations/read-request.ts';
import { scanRequest } from '../operations/scan.ts';
import { inTime, nowMs, type RepositoryContext } from './context.ts';
import { entrySettings, FollowedSource, follows } from './followed-source.ts';
import { checkQuery, checkScan, noOptions } from './option-checks.ts';
import { ClassItems } from './paged-items.ts';
import { type PagedKind, PagedSource } from './paged-source.ts';
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

/** Returns the results of a query. */
export function queryResults<T extends object>(
  context: RepositoryContext<T>,
  key: unknown,
  options: QueryOptions<T, string>,
): Results<T> {
  const { schema, executor } = context;
  if (options !== noOptions) checkQuery(options, schema.table.name, 'query');
  const isFollowed = follows(schema, options);
  const items = new ClassItems(context, options, isFollowed);
  const kind: PagedKind = {
    kind: 'query',
    segments: 1,
    concurrency: 1,
    compile: (countOnly) => {
      const settings = isFollowed ? entrySettings(schema, options) : options;
      const { request, queriedBy, except } = compileQuery(schema, key, settingsNow(context, settings, countOnly));
      return {
        queriedBy,
        except,
        fetch: (page, timed, reading) => {
          const input = pageRequest(request, page);
          return inTime(context, timed, (call) => executor.read('Query', input, schema.table.name, call, reading));
        },
      };
    },
  };
  const source = new PagedSource(context, options, kind, items);
  return new Results<T>(isFollowed ? new FollowedSource(context, options, source) : source, options.limit);
}

/** Returns the results of a scan. */
export function scanResults<T extends object>(
  context: RepositoryContext<T>,
  options: ScanOptions<T, string>,
): Results<T> {
  const { schema, executor } = context;
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
        fetch: (page, timed, reading) => {
          const input = pageRequest(request, page);
          return inTime(context, timed, (call) => executor.read('Scan', input, schema.table.name, call, reading));
        },
      };
    },
  };
  const source = new PagedSource(context, options, kind, items);
  return new Results<T>(isFollowed ? new FollowedSource(context, options, source) : source, options.limit);
}
