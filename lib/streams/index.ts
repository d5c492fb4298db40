/**
 * Reads the changes of a table from its stream: the subpath `annotable/streams`.
 *
 * @module annotable/streams
 */
export type { Checkpoint } from '../checkpoints/checkpoint.ts';
export { fileCheckpoint } from '../checkpoints/file-checkpoint.ts';
export { linkerCheckpoint } from '../checkpoints/linker-checkpoint.ts';
export { StreamTrimmedError, type TrimmedPart } from '../errors/stream-trimmed-error.ts';
export type { OnInvalidRecord, StreamHandlerOptions } from './handler-options.ts';
export { type ChangeOf, readStream } from './read-stream.ts';
export type { ReadStreamOptions } from './reader-options.ts';
export { type ShardLeases, type ShardLeasesOptions, shardLeases } from './shard-leases.ts';
export type {
  ChangeFacts,
  ChangeType,
  InsertChange,
  ModifyChange,
  RemoveChange,
  StreamChange,
} from './stream-change.ts';
export { type StreamBatchResponse, type StreamEvent, type StreamHandler, streamHandler } from './stream-handler.ts';
export type { StreamRecord } from './stream-record.ts';
export type { StreamRepository, StreamSource } from './stream-source.ts';
export type { StreamsClient } from './streams-api.ts';
