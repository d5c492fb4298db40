import { createHash } from 'node:crypto';
import type { CallOptions } from '../execution/executor.ts';
import type { Changes } from '../expressions/change-types.ts';
import type { QueryKey } from '../repository/index-types.ts';
import type { Results } from '../repository/results.ts';
import type {
  BatchOptions,
  ChangeOptions,
  GetOptions,
  NewItem,
  QueryOptions,
  SelectOptions,
} from '../repository/types.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import type { StateMachine } from './state-machine.ts';
import type { StatusFilled, StatusRecord } from './status-record.ts';

/** A store for results that are too large for a record. Every `Linker` is one. */
export interface ResultStore {
  /** Stores a result. `ttlSeconds` is the retention of succeeded requests, if the tracker has one. */
  putJson(
    id: string,
    document: JsonValue & object,
    options?: { readonly ttlSeconds?: number | undefined },
  ): Promise<void>;
  getJson(id: string): Promise<JsonValue>;
  /** Deletes a result. Without this method, results stay after their requests are deleted. */
  deleteJson?(id: string): Promise<void>;
}

/** Settings of a tracker, with defaults applied. */
export interface StatusSettings {
  readonly shards: number;
  readonly maxHistory: number;
  readonly maxResultBytes: number;
  readonly maxErrorBytes: number;
  readonly maxAttempts: number;
  readonly retention: Readonly<Record<string, number | undefined>>;
  readonly results: ResultStore | undefined;
  readonly clock: () => number;
  readonly cursorSecret: string | undefined;
}

/** Changes of a record. They contain only attributes of `StatusRecord`. */
export type RecordChanges = Changes<StatusRecord, 'requestId'>;

/**
 * The repository methods that a tracker uses. They accept the attributes of `StatusRecord` and return whole records.
 */
export interface StatusRecords<R extends StatusRecord> {
  readonly table: { readonly name: string };
  readonly schema: { readonly name: string };
  create(item: NewItem<StatusRecord, StatusFilled>, options: CallOptions): Promise<R>;
  update(id: string, changes: RecordChanges, options: ChangeOptions<StatusRecord>): Promise<R>;
  get(id: string, options: GetOptions): Promise<R | undefined>;
  getOrThrow(id: string, options: GetOptions): Promise<R>;
  getMany(ids: readonly string[], options: SelectOptions & BatchOptions): Promise<(R | undefined)[]>;
  query(key: QueryKey<StatusRecord>, options: QueryOptions<StatusRecord>): Results<R>;
}

/** Shared state of the parts of a tracker. */
export interface StatusContext<R extends StatusRecord = StatusRecord> {
  readonly records: StatusRecords<R>;
  readonly machine: StateMachine;
  readonly settings: StatusSettings;
}

/** In the global registry, so that the studio finds it in a tracker of another copy of the package. */
const statusKey: unique symbol = Symbol.for('annotable.status') as never;

/** Attaches the shared state to a tracker, so that its calls can be explained without a public property. */
export const attachStatus = (tracker: object, context: StatusContext): object =>
  Object.defineProperty(tracker, statusKey, { value: context });

/** Returns the shared state of a tracker. Undefined for any other value. */
export const findStatus = (tracker: unknown): StatusContext | undefined =>
  (tracker as { readonly [statusKey]?: StatusContext } | null | undefined)?.[statusKey];

export const nowOf = ({ settings }: StatusContext): Date => new Date(settings.clock());

/** Returns the table and key with which errors about a tracked request begin. */
export const placeOf = ({ records }: StatusContext, id: string): { readonly table: string; readonly key: string } => ({
  table: records.table.name,
  key: `requestId=${JSON.stringify(id)}`,
});

/** Returns the shard of a request, from 0. The same id always has the same shard. */
export function shardOf(id: string, shards: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % shards;
}

/** Returns the partition of the index `byStatus` for a request with this status. */
export const statusShard = ({ settings }: StatusContext, id: string, status: string): string =>
  `${status}#${shardOf(id, settings.shards)}`;

/** Returns the partition of the index `open` for a claimed request. */
export const heldShard = ({ settings }: StatusContext, id: string): string => `held#${shardOf(id, settings.shards)}`;

/** Returns the partition of the index `open` for an unclaimed request. */
export const openShard = ({ settings }: StatusContext, id: string): string => `open#${shardOf(id, settings.shards)}`;

/** Returns the expiry of a request that enters a status now. Undefined if the status has no retention. */
export function expiryOf({ settings }: StatusContext, status: string, now: Date): Date | undefined {
  const seconds = settings.retention[status];
  return seconds === undefined ? undefined : new Date(now.getTime() + seconds * 1_000);
}
