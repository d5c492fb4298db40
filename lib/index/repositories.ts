/** Repositories: reads, writes, batches, transactions, and raw requests. @module */
export type { CapacityLimit } from '../execution/capacity-meter.ts';
export type { CallOptions, Client } from '../execution/executor.ts';
export type { OperationReport, OperationStart } from '../execution/instrumentations.ts';
export type { RecordedRequest } from '../execution/request-recorder.ts';
export type { CapacityUnits, ItemSizes } from '../operations/request-units.ts';
export type { AnyRepository, RepositoryClass } from '../repository/any-repository.ts';
export { BaseRepository } from '../repository/base-repository.ts';
export { collection } from '../repository/collection.ts';
export type {
  Collection,
  CollectionMember,
  CollectionMembers,
  CollectionOptions,
  CollectionResults,
  UnknownEntity,
} from '../repository/collection-types.ts';
export type { CommitOptions } from '../repository/commit.ts';
export { EntityRepository } from '../repository/entity-repository.ts';
export type { EntityKey, EntityQueryKey } from '../repository/entity-types.ts';
export type { ExplainedMethod, Explanation } from '../repository/explanation.ts';
export type { Indexes, QueryKey, TableQueryKey } from '../repository/index-types.ts';
export type { RawInput, RawOperation, RawOutput, RawParts } from '../repository/raw-types.ts';
export { type ReadTransaction, type RunOptions, readTransaction } from '../repository/read-transaction.ts';
export type { Page, PageOptions, Results } from '../repository/results.ts';
export type { SearchOptions } from '../repository/search-types.ts';
export type {
  BatchOptions,
  ChangeOptions,
  DeletePartitionOptions,
  GetOptions,
  Key,
  LoadOptions,
  NewItem,
  OperationLogger,
  PartialItem,
  QueryOptions,
  RepositoryOptions,
  ScanOptions,
  Selection,
  SelectOptions,
  WriteOptions,
} from '../repository/types.ts';
export { type CommitResults, type WriteTransaction, writeTransaction } from '../repository/write-transaction.ts';
