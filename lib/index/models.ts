/** Models: decorators, attribute types, schemas without decorators, and extensions. @module */
export { Attribute, type AttributeOptions, type ConvertOption, type DeriveOption } from '../decorators/attribute.ts';
export type {
  AttributeDecorator,
  AttributeRule,
  Converted,
  DerivedAttributeDecorator,
  FieldAttributeDecorator,
  SimpleAttributeDecorator,
} from '../decorators/attribute-fit.ts';
export type {
  IndexDecorator,
  KeyClassDecorator,
  KeyFieldDecorator,
  PlainClassDecorator,
  TableClassDecorator,
  TypelessDecorator,
  UniqueFieldDecorator,
} from '../decorators/decorator-types.ts';
export { DeletedAt } from '../decorators/deleted-at.ts';
export type { KeyType } from '../decorators/draft.ts';
export { Entity } from '../decorators/entity.ts';
export type { EntityDecorator } from '../decorators/entity-fit.ts';
export { Enum } from '../decorators/enum.ts';
export type { EnumClassDecorator, EnumFieldDecorator } from '../decorators/enum-types.ts';
export { type Enums, enumsOf } from '../decorators/enums-of.ts';
export { Extend, extendProperty, type TypedPropertyDecorator } from '../decorators/extend.ts';
export { GeneratedId } from '../decorators/generated-id.ts';
export { Index, LocalIndex } from '../decorators/index-decorators.ts';
export { PartitionKey } from '../decorators/partition-key.ts';
export { Repository, type RepositoryDecorator } from '../decorators/repository.ts';
export { schemaOf } from '../decorators/schema-of.ts';
export { SortKey } from '../decorators/sort-key.ts';
export { Table } from '../decorators/table.ts';
export { TimeToLive } from '../decorators/time-to-live.ts';
export { CreatedAt, UpdatedAt } from '../decorators/timestamps.ts';
export { Unique } from '../decorators/unique.ts';
export { type EntityRule, type RuleDecorator, Validate } from '../decorators/validate.ts';
export { VectorIndex, type VectorIndexDecorator } from '../decorators/vector-index.ts';
export { Version } from '../decorators/version.ts';
export { WriteId } from '../decorators/write-id.ts';
export type { IdMaker } from '../extensions/generated-id.ts';
export type { Conversion } from '../schema/attribute-codec.ts';
export type { AttributeSchema } from '../schema/attribute-schema.ts';
export { defineSchema } from '../schema/define-schema.ts';
export {
  type AttributeSettings,
  type DeletedAtOptions,
  type Derivation,
  type DocumentDefinition,
  documentOf,
  type SchemaDefinition,
  type TableOptions,
  type UniqueOptions,
  type VectorIndexDefinition,
} from '../schema/definition.ts';
export type {
  EntityIndexAttribute,
  EntityIndexKey,
  EntityIndexSettings,
  EntityKeys,
  EntityMemberOptions,
  EntityOptions,
} from '../schema/entity-definition.ts';
export type {
  Extension,
  ExtensionEffect,
  ExtensionRequest,
  ExtensionWrite,
  ExtensionWritten,
  SendRequest,
  WriteOperation,
} from '../schema/extension.ts';
export type { IndexSettings, LocalIndexSettings } from '../schema/index-settings.ts';
export type { IndexSchema, Schema, SoftDelete, VectorIndexSchema } from '../schema/schema.ts';
export type { StandardSchemaV1 } from '../schema/standard-schema.ts';
export type {
  Billing,
  BillingMode,
  Capacity,
  KinesisDestination,
  OnDemandMaximum,
  RecoveryWindow,
  ResourcePolicy,
  StreamView,
  TableClass,
  TableEncryption,
  TableReplica,
  TableSettings,
} from '../schema/table-settings.ts';
export type { Validator } from '../schema/validate-value.ts';
export type { SearchHit, VectorDistance, VectorIndexSettings } from '../schema/vector-index.ts';
export type { PlainItem, PlainValue, UpgradeStep, UpgradeSteps, VersionOptions } from '../schema/version-options.ts';
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
  tupleOf,
} from '../values/attribute-type.ts';
export { oneOfClasses } from '../values/class-union.ts';
export { vector } from '../values/vectors.ts';
export { vectorIndex } from '../vectors/vector-index.ts';
