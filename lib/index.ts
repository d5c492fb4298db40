/**
 * annotable: a decorator-based framework for Amazon DynamoDB.
 *
 * @module
 */

// Models
export { Attribute, type AttributeOptions, type ConvertOption } from './decorators/attribute.ts';
export { Enum } from './decorators/enum.ts';
export { type Enums, enumsOf } from './decorators/enums-of.ts';
export { Index, LocalIndex } from './decorators/index-decorators.ts';
export { PartitionKey } from './decorators/partition-key.ts';
export { Repository } from './decorators/repository.ts';
export { schemaOf } from './decorators/schema-of.ts';
export { SortKey } from './decorators/sort-key.ts';
export { Table } from './decorators/table.ts';
// Errors
export { AnnotableError } from './errors/annotable-error.ts';
export { ConditionFailedError, ItemAlreadyExistsError, ItemNotFoundError } from './errors/condition-failed-error.ts';
export { ConfigurationError } from './errors/configuration-error.ts';
export { InvalidItemError, PrecisionError } from './errors/invalid-item-error.ts';
export { ModelDefinitionError } from './errors/model-definition-error.ts';
export { type TableDifference, TableMismatchError, TableNotFoundError } from './errors/table-errors.ts';
export { ThrottledError, type ThrottlingReason } from './errors/throttled-error.ts';
export { UnprocessedItemsError } from './errors/unprocessed-items-error.ts';
export { ValidationError, type ValidationIssue } from './errors/validation-error.ts';
export type { CallOptions, Client } from './execution/executor.ts';
// Repositories
export { BaseRepository } from './repository/base-repository.ts';
export type { Results } from './repository/results.ts';
export type {
  BatchOptions,
  Changes,
  GetOptions,
  Key,
  NewItem,
  QueryKey,
  QueryOptions,
  RepositoryOptions,
  Selection,
} from './repository/types.ts';
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
export type { IndexSchema, Schema, TableSettings } from './schema/schema.ts';
export type { StandardSchemaV1 } from './schema/standard-schema.ts';
export type { Validator } from './schema/validate-value.ts';
// Tables
export type { TablePlan, TableStep } from './table/plan.ts';
export { type TableCallOptions, TableHandle } from './table/table-handle.ts';
// Attribute types
export {
  type AttributeOf,
  type AttributeType,
  decimal,
  type EntityClass,
  epochMillis,
  epochSeconds,
  type JsonValue,
  json,
  listOf,
  mapOf,
  setOf,
} from './values/attribute-type.ts';
