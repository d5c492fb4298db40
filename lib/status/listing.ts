import { ConfigurationError } from '../errors/configuration-error.ts';
import { InvalidCursorError } from '../errors/invalid-cursor-error.ts';
import { ReadInterruptedError } from '../errors/outcome-errors.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import type { CallOptions } from '../execution/executor.ts';
import { lte } from '../expressions/test-operators.ts';
import { type CursorOwner, openCursor, sealCursor } from '../repository/cursor-seal.ts';
import { nowOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';

/** Options of a list of the requests of one status. */
export interface ListByStatusOptions extends CallOptions {
  /** Most requests of a page, 1 or more. Default 50. */
  readonly limit?: number | undefined;
  /** Cursor of the previous page. */
  readonly cursor?: string | undefined;
  /**
   * True to read each request again with a consistent read, and to leave out requests whose status has changed. An
   * index is updated a moment after its table. Default false.
   */
  readonly recheck?: boolean | undefined;
}

/** One page of requests, newest change of status first. */
export interface StatusPage<Record> {
  readonly items: Record[];
  /** Continues after this page. Undefined if it is the last page. */
  readonly cursor: string | undefined;
}

/** Options of a search for stale requests. */
export interface FindStaleOptions extends CallOptions {
  /** Milliseconds after which an unclaimed request is stale. Default 60,000. */
  readonly idleMs?: number | undefined;
  /** Most requests of the result, 1 or more. Default 100. */
  readonly limit?: number | undefined;
}

const defaultLimit = 50;
const defaultIdleMs = 60_000;
const defaultStaleLimit = 100;
/** Most items that one query requests. */
const maxPageSize = 1_000;
/** First and last time, in milliseconds, of a sort key of ISO 8601 text: the years 0 to 9999. */
const firstTime = Date.parse('0000-01-01T00:00:00.000Z');
const lastTime = Date.parse('9999-12-31T23:59:59.999Z');

/** The last request of a page. The order is by time, newest first, and by id if two times are equal. */
interface Mark {
  readonly at: number;
  readonly id: string;
}

const isAfter = (record: StatusRecord, { at, id }: Mark): boolean =>
  record.steppedAt.getTime() < at || (record.steppedAt.getTime() === at && record.requestId < id);

const byNewest = (a: StatusRecord, b: StatusRecord): number =>
  b.steppedAt.getTime() - a.steppedAt.getTime() || (a.requestId < b.requestId ? 1 : -1);

const limitOf = ({ records }: StatusContext, limit: number): number =>
  wholeNumber(`${records.table.name}: limit`, limit, { least: 1 });

/**
 * Yields the same records. If the read of a shard is interrupted, throws the cause: the cursor of one shard means
 * nothing to the caller.
 */
async function* partOf<R>(records: AsyncIterable<R>): AsyncGenerator<R, void, undefined> {
  try {
    yield* records;
  } catch (error) {
    throw error instanceof ReadInterruptedError ? error.cause : error;
  }
}

const shardNumbers = ({ settings }: StatusContext): number[] => Array.from({ length: settings.shards }, (_, n) => n);

/** @throws ConfigurationError `configuration.invalid` if the class does not have the status */
export function checkStatus({ records, machine }: StatusContext, status: string): void {
  if (!machine.has(status)) throw new ConfigurationError(`'${status}' is no status of ${records.schema.name}`);
}

/** Returns one page of the requests of a status. Reads all shards of the index in parallel and merges them. */
export async function listByStatus<R extends StatusRecord>(
  context: StatusContext<R>,
  status: string,
  { limit = defaultLimit, cursor, recheck = false, ...call }: ListByStatusOptions,
): Promise<StatusPage<R>> {
  const mark = cursor === undefined ? undefined : readCursor(context, status, cursor);
  const count = limitOf(context, limit);
  const shards = await Promise.all(
    shardNumbers(context).map((shard) => shardPage(context, `${status}#${shard}`, mark, count, call)),
  );
  const merged = shards.flat().sort(byNewest);
  const page = merged.slice(0, count);
  const last = page.at(-1);
  const next = merged.length > count && last !== undefined ? writeCursor(context, status, last) : undefined;
  return { items: recheck ? await current(context, page, call) : page, cursor: next };
}

/** Reads the newest requests of one shard after a mark. Reads one more than `count`, to know if any are left. */
async function shardPage<R extends StatusRecord>(
  { records }: StatusContext<R>,
  statusShard: string,
  mark: Mark | undefined,
  count: number,
  call: CallOptions,
): Promise<R[]> {
  const key = { statusShard, ...(mark && { steppedAt: lte(new Date(mark.at)) }) };
  const found: R[] = [];
  const pageSize = Math.min(count + 1, maxPageSize);
  for await (const record of partOf(records.query(key, { ...call, index: 'byStatus', descending: true, pageSize }))) {
    const last = found.at(-1);
    // Requests of the same time have no order in the index, so all of them are read.
    if (found.length > count && last?.steppedAt.getTime() !== record.steppedAt.getTime()) break;
    if (mark === undefined || isAfter(record, mark)) found.push(record);
  }
  return found;
}

/** Reads the requests again, and leaves out those whose status has changed. */
async function current<R extends StatusRecord>(
  { records }: StatusContext<R>,
  listed: readonly R[],
  call: CallOptions,
): Promise<R[]> {
  const ids = listed.map(({ requestId }) => requestId);
  const found = await records.getMany(ids, { ...call, consistent: true });
  return found.filter((record, index): record is R => record?.status === listed[index]?.status);
}

/** Returns the table and list that a cursor belongs to, with the secret that signs it. */
const ownerOf = ({ records, settings }: StatusContext, status: string): CursorOwner => ({
  table: records.table.name,
  identity: JSON.stringify(['listByStatus', status]),
  secret: settings.cursorSecret,
});

const writeCursor = (context: StatusContext, status: string, { steppedAt, requestId }: StatusRecord): string =>
  sealCursor(ownerOf(context, status), [steppedAt.getTime(), requestId]);

/** @throws InvalidCursorError `cursor.invalid` if the cursor is forged, or is from another list */
function readCursor(context: StatusContext, status: string, cursor: string): Mark {
  const owner = ownerOf(context, status);
  const [at, id, ...more] = openCursor(owner, cursor);
  const isTime = Number.isInteger(at) && (at as number) >= firstTime && (at as number) <= lastTime;
  if (isTime && typeof id === 'string' && more.length === 0) return { at: at as number, id };
  throw new InvalidCursorError(owner.table, 'leads to where this list has no requests');
}

/** Returns the number of requests of each status. DynamoDB reads and charges for the whole index. */
export async function countByStatus<R extends StatusRecord>(
  context: StatusContext<R>,
  call: CallOptions,
): Promise<Record<R['status'], number>> {
  const { records, machine } = context;
  const counts: [string, number][] = [];
  for (const status of machine.statuses) {
    const shards = shardNumbers(context).map((shard) =>
      records.query({ statusShard: `${status}#${shard}` }, { ...call, index: 'byStatus' }).count(),
    );
    counts.push([status, (await Promise.all(shards)).reduce((sum, count) => sum + count, 0)]);
  }
  return Object.fromEntries(counts) as Record<R['status'], number>;
}

/** Returns open requests whose lease has ended, or that have waited too long for a claim. Longest wait first. */
export async function findStale<R extends StatusRecord>(
  context: StatusContext<R>,
  { idleMs = defaultIdleMs, limit = defaultStaleLimit, ...call }: FindStaleOptions,
): Promise<R[]> {
  const now = nowOf(context);
  const count = limitOf(context, limit);
  const idleSince = new Date(now.getTime() - idleMs);
  const isOver = ({ leaseUntil }: StatusRecord): boolean => leaseUntil === undefined || leaseUntil <= now;
  const read = async (openShard: string, until: Date, isStale: (record: R) => boolean) => {
    const found: R[] = [];
    const key = { openShard, staleAt: lte(until) };
    for await (const record of partOf(context.records.query(key, { ...call, index: 'open' }))) {
      if (isStale(record)) found.push(record);
      if (found.length === count) break;
    }
    return found;
  };
  const shards = shardNumbers(context).flatMap((shard) => [
    read(`open#${shard}`, idleSince, () => true),
    read(`held#${shard}`, now, isOver),
  ]);
  const all = (await Promise.all(shards)).flat();
  return all.sort((a, b) => a.staleAt.getTime() - b.staleAt.getTime()).slice(0, count);
}
