/** Methods of repositories that read items, and `readTransaction`. */
export type ReadMethod =
  | 'get'
  | 'getOrThrow'
  | 'exists'
  | 'getMany'
  | 'load'
  | 'query'
  | 'scan'
  | 'search'
  | 'readTransaction';

/** Methods of repositories that write items, `writeTransaction` with all of its actions, and its action `check`. */
export type WriteMethod =
  | 'create'
  | 'put'
  | 'update'
  | 'upsert'
  | 'delete'
  | 'deleteIfExists'
  | 'restore'
  | 'purge'
  | 'putMany'
  | 'deleteMany'
  | 'deletePartition'
  | 'writeTransaction'
  | 'check';

/** `backfill()` on a repository. */
export type BackfillFunction = 'backfill';

/** The commands `annotable export` and `annotable import`. */
export type TransferCommand = 'export' | 'import';

/** Methods of `repository.table`. */
export type TableMethod =
  | 'table.describe'
  | 'table.exists'
  | 'table.plan'
  | 'table.create'
  | 'table.ensure'
  | 'table.createIndex'
  | 'table.deleteIndex'
  | 'table.drop';

/** Methods of a `DynamoLinker` that read documents. */
export type LinkerReadMethod = 'getJson' | 'getMap' | 'getEntry' | 'has' | 'keys' | 'entries';

/** Methods of a `DynamoLinker` that write documents. */
export type LinkerWriteMethod = 'putJson' | 'putIfAbsent' | 'replaceIf' | 'deleteJson' | 'flushDb' | 'sweep';

/** Methods of a tracker that read requests. */
export type TrackerReadMethod =
  | 'waitFor'
  | 'watch'
  | 'history'
  | 'findStale'
  | 'listByUser'
  | 'counts'
  | 'listByStatus';

/** Methods of a tracker that write requests. */
export type TrackerWriteMethod =
  | 'start'
  | 'startIfNew'
  | 'advance'
  | 'progress'
  | 'succeed'
  | 'fail'
  | 'cancel'
  | 'confirmCancel'
  | 'redrive'
  | 'claim'
  | 'heartbeat';

/** Methods of a `Space` that read entries, besides `get` and `getMany`, and `names` of `DynamoSpaces`. */
export type SpaceReadMethod = 'list' | 'names' | 'spaces.names';

/** Methods of a `Space`, besides those that repositories and linkers have too. */
export type SpaceMethod = SpaceReadMethod | 'open' | 'clear';

/** Classes and functions that keep the data of another library in spaces or in a linker: all that they send. */
export type StorageAdapter =
  | 'DynamoChatHistory'
  | 'DynamoRecordManager'
  | 'DynamoSaver'
  | 'DynamoSession'
  | 'DynamoStorage'
  | 'DynamoStore'
  | 'KeyvLinker'
  | 'LinkerByteStore'
  | 'LinkerStore'
  | 'RepositoryVectorStore'
  | 'spaceDriver';

export type LinkerMethod = LinkerReadMethod | LinkerWriteMethod | 'connectionCheck' | 'dropTable';
export type TrackerMethod = TrackerReadMethod | TrackerWriteMethod;
export type StreamMethod = 'readStream';

/** A method or a function that sends requests, or all that a class sends. */
export type PolicyMethod =
  | ReadMethod
  | WriteMethod
  | BackfillFunction
  | TransferCommand
  | TableMethod
  | LinkerMethod
  | SpaceMethod
  | StorageAdapter
  | TrackerMethod
  | StreamMethod;

/**
 * Several methods. `'read'`: all that read items. `'write'`: all that write items. `'table'`: creating and changing
 * tables. `'stream'`: reading changes. `'all'`: all of these. None of them deletes a table or an index.
 */
export type PolicyGroup = 'read' | 'write' | 'table' | 'stream' | 'all';

export type PolicyOperation = PolicyMethod | PolicyGroup;
