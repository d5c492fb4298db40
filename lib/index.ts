/**
 * annotable: a decorator-based framework for Amazon DynamoDB.
 *
 * @module annotable
 */

// Models, and what decorators are to the compiler where a program exports one of its own
export { Attribute, type AttributeOptions, type ConvertOption } from './decorators/attribute.ts';
export type {
  AttributeDecorator,
  AttributeRule,
  Converted,
  FieldAttributeDecorator,
  SimpleAttributeDecorator,
} from './decorators/attribute-fit.ts';
export type {
  EnumClassDecorator,
  EnumFieldDecorator,
  IndexDecorator,
  KeyClassDecorator,
  KeyFieldDecorator,
  PlainClassDecorator,
  TypelessDecorator,
  UniqueFieldDecorator,
} from './decorators/decorator-types.ts';
export { Enum } from './decorators/enum.ts';
export { type Enums, enumsOf } from './decorators/enums-of.ts';
export { Extend, extendProperty, type TypedPropertyDecorator } from './decorators/extend.ts';
export { GeneratedId } from './decorators/generated-id.ts';
export { Index, LocalIndex } from './decorators/index-decorators.ts';
export { PartitionKey } from './decorators/partition-key.ts';
export { Repository, type RepositoryDecorator } from './decorators/repository.ts';
export { schemaOf } from './decorators/schema-of.ts';
export { SortKey } from './decorators/sort-key.ts';
export { Table } from './decorators/table.ts';
export { TimeToLive } from './decorators/time-to-live.ts';
export { CreatedAt, UpdatedAt } from './decorators/timestamps.ts';
export { Unique } from './decorators/unique.ts';
export { Version } from './decorators/version.ts';
export { WriteId } from './decorators/write-id.ts';
// Errors
export { AnnotableError } from './errors/annotable-error.ts';
export { ConditionFailedError, ItemAlreadyExistsError, ItemNotFoundError } from './errors/condition-failed-error.ts';
export { ConfigurationError } from './errors/configuration-error.ts';
export { InvalidCursorError } from './errors/invalid-cursor-error.ts';
export { InvalidItemError, PrecisionError } from './errors/invalid-item-error.ts';
export { ModelDefinitionError } from './errors/model-definition-error.ts';
export { NotUniqueError } from './errors/not-unique-error.ts';
export { CallTimeoutError, OutcomeUnknownError, ReadInterruptedError } from './errors/outcome-errors.ts';
export { SingletonError } from './errors/singleton-error.ts';
export {
  IllegalTransitionError,
  LeaseLostError,
  PayloadMismatchError,
  WaitTimeoutError,
} from './errors/status-errors.ts';
export {
  type FailedTableStep,
  type TableDifference,
  TableIncompleteError,
  TableMismatchError,
  TableNotFoundError,
} from './errors/table-errors.ts';
export { ThrottledError, type ThrottlingReason } from './errors/throttled-error.ts';
export { TransactionFailedError, type TransactionReason } from './errors/transaction-failed-error.ts';
export { UnprocessedItemsError } from './errors/unprocessed-items-error.ts';
export { ValidationError, type ValidationIssue } from './errors/validation-error.ts';
export { VersionConflictError } from './errors/version-conflict-error.ts';
export type { CallOptions, Client } from './execution/executor.ts';
// Conditions and changes
export {
  addTo,
  append,
  type Change,
  decrement,
  deleteFrom,
  ifNotExists,
  increment,
  merge,
  prepend,
  remove,
  set,
} from './expressions/change-operators.ts';
export type { Changes } from './expressions/change-types.ts';
export type { ConditionGroup } from './expressions/condition-group.ts';
export { and, type Condition, not, or } from './expressions/condition-types.ts';
export { entry } from './expressions/entry.ts';
export { type Ref, ref } from './expressions/operator.ts';
export {
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  ne,
  notExists,
  oneOf,
  type StoredType,
  size,
  type Test,
  typeIs,
} from './expressions/test-operators.ts';
export type { IdMaker } from './extensions/generated-id.ts';
// The linker
export { DynamoLinker, type DynamoLinkerOptions } from './linker/dynamo-linker.ts';
export { JsonLinker } from './linker/json-linker.ts';
export { Link } from './linker/link.ts';
export type {
  ChangeJson,
  FlushOptions,
  GetJsonOptions,
  JsonInput,
  JsonInputOf,
  LinkEntry,
  Linker,
  ListOptions,
  PutJsonOptions,
  PutOneOptions,
  SweepOptions,
} from './linker/linker.ts';
export { linkerFromEnvironment } from './linker/linker-from-environment.ts';
export type { LinkerOptions } from './linker/linker-options.ts';
export { type LinkerWarning, NoDataWarning, NoIdWarning } from './linker/linker-warnings.ts';
export { MemoryLinker } from './linker/memory-linker.ts';
// Repositories
export { BaseRepository } from './repository/base-repository.ts';
export type { CommitOptions } from './repository/commit.ts';
export type { Indexes, QueryKey, TableQueryKey } from './repository/index-types.ts';
export type { RawInput, RawOperation, RawOutput, RawParts } from './repository/raw-types.ts';
export { type ReadTransaction, type RunOptions, readTransaction } from './repository/read-transaction.ts';
export type { Page, PageOptions, Results } from './repository/results.ts';
export type {
  BatchOptions,
  ChangeOptions,
  GetOptions,
  Key,
  NewItem,
  PartialItem,
  QueryOptions,
  RepositoryOptions,
  ScanOptions,
  Selection,
  WriteOptions,
} from './repository/types.ts';
export { type CommitResults, type WriteTransaction, writeTransaction } from './repository/write-transaction.ts';
export type { Conversion } from './schema/attribute-codec.ts';
export type { AttributeSchema } from './schema/attribute-schema.ts';
// Schemas without decorators
export { defineSchema } from './schema/define-schema.ts';
export {
  type AttributeSettings,
  type Billing,
  type DocumentDefinition,
  documentOf,
  type IndexSettings,
  type LocalIndexSettings,
  type SchemaDefinition,
  type StreamView,
  type TableOptions,
} from './schema/definition.ts';
export type { Extension, ExtensionEffect, ExtensionWrite, WriteOperation } from './schema/extension.ts';
export type { IndexSchema, Schema, TableSettings } from './schema/schema.ts';
export type { StandardSchemaV1 } from './schema/standard-schema.ts';
export type { Validator } from './schema/validate-value.ts';
// The request-status tracker
export type { FailureInput } from './status/failure.ts';
export type { LeaseOptions } from './status/lease.ts';
export type { FindStaleOptions, ListByStatusOptions, StatusPage } from './status/listing.ts';
export type { ProgressInput } from './status/progress.ts';
export { RequestStatus, RequestStatusRepository } from './status/request-status.ts';
export type { Started } from './status/start.ts';
export type { TransitionMap, TransitionOptions } from './status/state-machine.ts';
export type { ResultStore } from './status/status-context.ts';
export { StatusFailure, type StatusFilled, StatusRecord, StatusStep } from './status/status-record.ts';
export { type StatusResponse, type StatusResponseOptions, statusResponse } from './status/status-response.ts';
export { StatusTracker } from './status/status-tracker.ts';
export type {
  AdvanceOptions,
  CancelOptions,
  FailOptions,
  ListByUserOptions,
  RedriveOptions,
  StartOptions,
  StatusTrackerOptions,
  SucceedOptions,
} from './status/tracker-options.ts';
export type { StepOptions } from './status/transition.ts';
export { Transitions } from './status/transitions.ts';
export type { PollOptions, WaitOptions, WatchedStep } from './status/waiting.ts';
// Tables
export type { TablePlan, TableStep } from './table/plan.ts';
export { type TableCallOptions, TableHandle } from './table/table-handle.ts';
// Attribute types
export {
  type AnyDescription,
  type AnyEntityClass,
  type AnyJson,
  type AttributeOf,
  type AttributeType,
  decimal,
  type EntityClass,
  epochMillis,
  epochSeconds,
  type JsonValue,
  json,
  type LaterEntityClass,
  listOf,
  mapOf,
  setOf,
} from './values/attribute-type.ts';
