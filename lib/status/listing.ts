import { ConfigurationError } from '../errors/configuration-error.ts';
import { InvalidCursorError } from '../errors/invalid-cursor-error.ts';
import { ReadInterruptedError } from '../errors/outcome-errors.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import type { CallOptions } from '../execution/executor.ts';
import { lte } from '../expressions/test-operators.ts';
import { type CursorOwner, openCursor, sealCursor } from '../repository/cursor-seal.ts';
import { nowOf, type StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';

/** How requests of one status are listed. */
export interface ListByStatusOptions extends CallOptions {
  /** Requests of the page, 1 or more; default 50. */
  readonly limit?: number | undefined;
  /** The cursor of the page before. */
  readonly cursor?: string | undefined;
  /**
   * True to read each request again, consistently, and leave out those that have moved on: an index follows its table a
   * moment later. Default false.
   */
  readonly recheck?: boolean | undefined;
}

/** A page of requests, the newest first. */
export interface StatusPage<Record> {
  readonly items: Record[];
  /** Gives the next page; undefined at the end. */
  readonly cursor: string | undefined;
}

/** How stale requests are looked for. */
export interface FindStaleOptions extends CallOptions {
  /** Milliseconds after which a request that nobody has claimed is stale; default 60,000. */
  readonly idleMs?: number | undefined;
  /** Most requests that are given; default 100. */
  readonly limit?: number | undefined;
}

const defaultLimit = 50;
const defaultIdleMs = 60_000;
const defaultStaleLimit = 100;
/** Items that one request asks for at most. */
const maxPageSize = 1_000;
/** The times that a key of ISO 8601 text can have: the years 0 to 9999. */
const firstTime = Date.parse('0000-01-01T00:00:00.000Z');
const lastTime = Date.parse('9999-12-31T23:59:59.999Z');

/** Where a page ended: the order is by time, the newest first, and by id where two have one time. */
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

/** The same items. Where a read fails after some, its cursor is one of a part that the caller doesn't know: the cause says all. */
async function* partOf(records: AsyncIterable<StatusRecord>): AsyncGenerator<StatusRecord, void, undefined> {
  try {
    yield* records;
  } catch (error) {
    throw error instanceof ReadInterruptedError ? error.cause : error;
  }
}

const shardNumbers = ({ settings }: StatusContext): number[] => Array.from({ length: settings.shards }, (_, n) => n);

/** @throws ConfigurationError where the class has no such status */
export function checkStatus({ records, machine }: StatusContext, status: string): void {
  if (!machine.has(status)) throw new ConfigurationError(`'${status}' is no status of ${records.schema.name}`);
}

/** The requests of one status: read from all shards of the index side by side, and merged. */
export async function listByStatus(
  context: StatusContext,
  status: string,
  { limit = defaultLimit, cursor, recheck = false, ...call }: ListByStatusOptions,
): Promise<StatusPage<StatusRecord>> {
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

/** The newest of one shard after a mark, and one more than are wanted: so it is known whether any are left. */
async function shardPage(
  { records }: StatusContext,
  statusShard: string,
  mark: Mark | undefined,
  count: number,
  call: CallOptions,
): Promise<StatusRecord[]> {
  const key = { statusShard, ...(mark && { steppedAt: lte(new Date(mark.at)) }) };
  const found: StatusRecord[] = [];
  const pageSize = Math.min(count + 1, maxPageSize);
  for await (const record of partOf(records.query(key, { ...call, index: 'byStatus', descending: true, pageSize }))) {
    const last = found.at(-1);
    // Those of one time are in no order, so all of them are read.
    if (found.length > count && last?.steppedAt.getTime() !== record.steppedAt.getTime()) break;
    if (mark === undefined || isAfter(record, mark)) found.push(record);
  }
  return found;
}

/** The requests as they are now, without those that have another status. */
async function current(
  { records }: StatusContext,
  listed: readonly StatusRecord[],
  call: CallOptions,
): Promise<StatusRecord[]> {
  const ids = listed.map(({ requestId }) => requestId);
  const found = await records.getMany(ids, { ...call, consistent: true });
  return found.filter((record, index): record is StatusRecord => record?.status === listed[index]?.status);
}

/** What a cursor of a list belongs to. */
const ownerOf = ({ records, settings }: StatusContext, status: string): CursorOwner => ({
  table: records.table.name,
  identity: JSON.stringify(['listByStatus', status]),
  secret: settings.cursorSecret,
});

const writeCursor = (context: StatusContext, status: string, { steppedAt, requestId }: StatusRecord): string =>
  sealCursor(ownerOf(context, status), [steppedAt.getTime(), requestId]);

/** @throws InvalidCursorError `cursor.invalid` where another list gave it, or nobody did */
function readCursor(context: StatusContext, status: string, cursor: string): Mark {
  const owner = ownerOf(context, status);
  const [at, id, ...more] = openCursor(owner, cursor);
  const isTime = Number.isInteger(at) && (at as number) >= firstTime && (at as number) <= lastTime;
  if (isTime && typeof id === 'string' && more.length === 0) return { at: at as number, id };
  throw new InvalidCursorError(owner.table, 'leads to where this list has no requests');
}

/** How many requests each status has, counted shard by shard. Reads, and costs, all entries of the index. */
export async function countByStatus(context: StatusContext, call: CallOptions): Promise<Record<string, number>> {
  const { records, machine } = context;
  const counts: [string, number][] = [];
  for (const status of machine.statuses) {
    const shards = shardNumbers(context).map((shard) =>
      records.query({ statusShard: `${status}#${shard}` }, { ...call, index: 'byStatus' }).count(),
    );
    counts.push([status, (await Promise.all(shards)).reduce((sum, count) => sum + count, 0)]);
  }
  return Object.fromEntries(counts);
}

/** The open requests that nobody works on: whose lease has ended, or that wait too long to be claimed. */
export async function findStale(
  context: StatusContext,
  { idleMs = defaultIdleMs, limit = defaultStaleLimit, ...call }: FindStaleOptions,
): Promise<StatusRecord[]> {
  const now = nowOf(context);
  const count = limitOf(context, limit);
  const idleSince = new Date(now.getTime() - idleMs);
  const isOver = ({ leaseUntil }: StatusRecord): boolean => leaseUntil === undefined || leaseUntil <= now;
  const read = async (openShard: string, until: Date, isStale: (record: StatusRecord) => boolean) => {
    const found: StatusRecord[] = [];
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
