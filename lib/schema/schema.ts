import type { EntityClass } from '../values/attribute-type.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import type { Billing, StreamView } from './definition.ts';
import type { Extension } from './extension.ts';
import type { ItemMapper } from './item-mapper.ts';

/** A compiled secondary index. */
export interface IndexSchema {
  readonly name: string;
  readonly scope: 'global' | 'local';
  /** In order: one, or up to four in a global index. */
  readonly partitionKey: readonly KeyAttribute[];
  /** In order: none to four. */
  readonly sortKey: readonly KeyAttribute[];
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly AttributeSchema[];
}

/** The settings of a table, with defaults. */
export interface TableSettings {
  readonly name: string;
  /** The billing of a new table. */
  readonly billing: Billing;
  /** Undefined if the class has no billing option. `billing` is the default then. */
  readonly declaredBilling: Billing | undefined;
  readonly stream: StreamView | undefined;
  readonly deletionProtection: boolean;
  readonly pointInTimeRecovery: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** The mark that a delete sets instead of deleting the item. */
export interface SoftDelete {
  /** The attribute that holds the time of the delete. */
  readonly attribute: AttributeSchema;
  /** Milliseconds after the delete when DynamoDB deletes the item for good. Undefined if it keeps the item. */
  readonly purgeAfterMs: number | undefined;
}

/** The frozen, validated description of one model. */
export interface Schema<T extends object = object> {
  /** The class. Undefined if `defineSchema` received none. */
  readonly model: EntityClass<T> | undefined;
  /** The name of the class. Only used in messages, never stored. */
  readonly name: string;
  readonly table: TableSettings;
  /** By property, without a prototype. */
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute | undefined;
  /** By name, without a prototype. */
  readonly indexes: Readonly<Record<string, IndexSchema>>;
  /** The attribute that holds the expiry of an item. */
  readonly timeToLive: AttributeSchema | undefined;
  /** The mark of deleted items. Undefined if deletes are final. */
  readonly softDelete: SoftDelete | undefined;
  /** The attributes whose values are unique among the items of the class. */
  readonly uniques: readonly AttributeSchema[];
  readonly extensions: readonly Extension[];
  /** Names of the options that extensions accept in writes. */
  readonly extensionOptions: ReadonlySet<string>;
  readonly mapper: ItemMapper<T>;
}

/** Returns the key attributes of the table, partition key first. */
export function keyAttributes(schema: Schema): readonly KeyAttribute[] {
  return schema.sortKey === undefined ? [schema.partitionKey] : [schema.partitionKey, schema.sortKey];
}
