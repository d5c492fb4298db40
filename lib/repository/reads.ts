import { ConfigurationError } from '../errors/configuration-error.ts';
import { maxSegments } from '../limits.ts';
import { queriedBy, queryRequest } from '../operations/query.ts';
import { scanRequest } from '../operations/scan.ts';
import { inTime, nowMs, type RepositoryContext } from './context.ts';
import { PagedSource } from './paged-source.ts';
import { Results } from './results.ts';
import type { QueryOptions, ScanOptions } from './types.ts';

const defaultConcurrency = 4;

/** The options with the time that items must not be past; undefined where they may be. */
const atNow = <Options extends { readonly includeExpired?: boolean | undefined }>(
  context: RepositoryContext,
  options: Options,
): Options & { readonly nowMs: number | undefined } =>
  Object.assign({}, options, { nowMs: options.includeExpired === true ? undefined : nowMs(context) });

/** The results of a query. */
export function queryResults<T extends object>(
  context: RepositoryContext<T>,
  key: unknown,
  options: QueryOptions<T, string>,
): Results<T> {
  const { schema, executor } = context;
  const source = new PagedSource(context, options, {
    kind: 'query',
    segments: 1,
    concurrency: 1,
    readBy: () => queriedBy(schema, key, options.index),
    fetch: (page, _segment, timed, reading) => {
      const request = queryRequest(schema, key, atNow(context, options), page);
      return inTime(context, timed, (call) => executor.read('Query', request, schema.table.name, call, reading));
    },
  });
  return new Results<T>(source, options.limit);
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
  const source = new PagedSource(context, options, {
    kind: 'scan',
    segments,
    concurrency,
    readBy: () => ({ partition: {}, identity: '' }),
    fetch: (page, segment, timed, reading) => {
      const request = scanRequest(schema, atNow(context, options), page, { segment, segments });
      return inTime(context, timed, (call) => executor.read('Scan', request, schema.table.name, call, reading));
    },
  });
  return new Results<T>(source, options.limit);
}
