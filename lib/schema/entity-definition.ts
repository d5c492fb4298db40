import type { EntityClass } from '../values/attribute-type.ts';
import type { KeyNames, ProjectionSettings } from './index-settings.ts';
import type { Schema } from './schema.ts';
import type { VersionOptions } from './version-options.ts';

/** A key attribute of the physical index: with a template, or an attribute of the table's key again. */
export interface EntityIndexAttribute {
  /** The stored name. */
  readonly attribute: string;
  /** The text of its values. Default: the attribute is one of the table's key. */
  readonly template?: string | undefined;
}

/**
 * The key of an index of an entity: one to four properties in order, or a physical attribute.
 *
 * `'entity'` among the properties is the attribute that holds the name of the entity.
 */
export type EntityIndexKey = KeyNames | EntityIndexAttribute;

/** The settings of an index of an entity. */
export interface EntityIndexSettings {
  /** The name of the physical index. Default: the logical name, which is the name of this member. */
  readonly name?: string | undefined;
  /** Absent for a local index, which has the partition key of the table. */
  readonly partitionKey?: EntityIndexKey | undefined;
  readonly sortKey?: EntityIndexKey | undefined;
  /** Default `'ALL'`. */
  readonly projection?: ProjectionSettings | undefined;
  /** Only items whose properties equal all of these values are in the index. Default: no condition. */
  readonly when?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The keys of an entity. A template is text with placeholders: `'ORDER#{placedAt}#{orderId}'`.
 *
 * A placeholder is `{property}`, `{document.member}`, `{number|pad:8}`, `{text|lower}`, or `{text|upper}`, and in an
 * index also `{property|shard:8}`. A doubled brace is a brace of the text.
 */
export interface EntityKeys {
  /** The template of the partition key. */
  readonly partitionKey: string;
  /** The template of the sort key. Absent if the table has none. */
  readonly sortKey?: string | undefined;
  /** The indexes, by logical name. Default: none. */
  readonly indexes?: Readonly<Record<string, EntityIndexSettings>> | undefined;
}

/** The options of `@Entity`. */
export interface EntityOptions<Keys extends EntityKeys = EntityKeys, Form extends 'plain' = 'plain'>
  extends VersionOptions {
  /** The class of the physical table. */
  readonly table: EntityClass;
  /** The templates of the keys, and the indexes. */
  readonly keys: Keys;
  /** True if only subclasses have items. Default: false. */
  readonly abstract?: boolean | undefined;
  /**
   * `'plain'` writes values and numbers into keys as they are, and rejects a value that contains the separator. A boolean
   * can be a part of a key then.
   * Default: both are escaped, so that different items never have the same key.
   */
  readonly form?: Form | undefined;
}

/** The options of a subclass of an entity, whose table and keys are those of its parent. */
export interface EntityMemberOptions extends VersionOptions {
  /** True if only subclasses have items. Default: false. */
  readonly abstract?: boolean | undefined;
  readonly table?: undefined;
  readonly keys?: undefined;
}

/** A key attribute of a table class. */
export interface TableKeyDefinition {
  /** The stored name. */
  readonly name: string;
  readonly kind: 'S' | 'N' | 'B';
}

/** A class whose items share a table with those of other classes, as `defineSchema` takes it. */
export interface EntityDefinition {
  /** The stored name. */
  readonly name: string;
  /** The attribute that holds the stored name of an item's entity. */
  readonly attribute: string;
  readonly keys: EntityKeys;
  readonly form?: 'plain' | undefined;
  readonly isAbstract: boolean;
  /** The version of the class. Undefined if it has none. */
  readonly versions?: VersionOptions | undefined;
  /** The key attributes of the table, partition key first. */
  readonly tableKeys: readonly TableKeyDefinition[];
  /** The class of the table, for messages. */
  readonly tableClass: string;
  /** The schemas of all entities of the table. Undefined if the table class doesn't list them. */
  readonly entities: (() => readonly Schema[]) | undefined;
  /** True for a schema whose class is this one or extends it. */
  readonly includes: (schema: Schema) => boolean;
}
