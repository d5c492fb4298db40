import { createHash } from 'node:crypto';
import type { BaseRepository } from '../repository/base-repository.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import type { StateMachine } from './state-machine.ts';
import type { StatusFilled, StatusRecord } from './status-record.ts';

/** Where results lie that are too large for a record; every `Linker` is one. */
export interface ResultStore {
  /** `ttlSeconds` is the tracker's retention of requests that ended well, where it has one. */
  putJson(
    id: string,
    document: JsonValue & object,
    options?: { readonly ttlSeconds?: number | undefined },
  ): Promise<void>;
  getJson(id: string): Promise<JsonValue>;
  /** Without it the results of requests that are deleted stay. */
  deleteJson?(id: string): Promise<void>;
}

/** How a tracker keeps its records, defaults filled in. */
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

/** Records as the tracker sees them: of whichever statuses. */
export type StatusRecords = BaseRepository<StatusRecord, 'requestId', StatusFilled>;

/** What the parts of a tracker work with. */
export interface StatusContext {
  readonly records: StatusRecords;
  readonly machine: StateMachine;
  readonly settings: StatusSettings;
}

export const nowOf = ({ settings }: StatusContext): Date => new Date(settings.clock());

/** What errors about a request begin with. */
export const placeOf = ({ records }: StatusContext, id: string): { readonly table: string; readonly key: string } => ({
  table: records.table.name,
  key: `requestId=${JSON.stringify(id)}`,
});

/** Which of the shards a request is in, always the same. */
export function shardOf(id: string, shards: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % shards;
}

/** The partition of the index by status that a request is in. */
export const statusShard = ({ settings }: StatusContext, id: string, status: string): string =>
  `${status}#${shardOf(id, settings.shards)}`;

/** The partition of the index of open requests that a claimed request is in. */
export const heldShard = ({ settings }: StatusContext, id: string): string => `held#${shardOf(id, settings.shards)}`;

/** The partition of the index of open requests that a request is in while nobody has claimed it. */
export const openShard = ({ settings }: StatusContext, id: string): string => `open#${shardOf(id, settings.shards)}`;

/** When a request that comes to a status is deleted; undefined where it is kept. */
export function expiryOf({ settings }: StatusContext, status: string, now: Date): Date | undefined {
  const seconds = settings.retention[status];
  return seconds === undefined ? undefined : new Date(now.getTime() + seconds * 1_000);
}
