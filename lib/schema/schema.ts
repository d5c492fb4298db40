import type { EntityClass } from '../values/attribute-type.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import type { Billing, StreamView } from './definition.ts';
import type { Extension } from './extension.ts';
import type { ItemMapper } from './item-mapper.ts';

/** A secondary index, as compiled. */
export interface IndexSchema {
  readonly name: string;
  readonly scope: 'global' | 'local';
  /** In order; one, or up to four in a global index. */
  readonly partitionKey: readonly KeyAttribute[];
  /** In order; none to four. */
  readonly sortKey: readonly KeyAttribute[];
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly AttributeSchema[];
}

/** A table's settings, defaults filled in. */
export interface TableSettings {
  readonly name: string;
  /** How a new table is paid for. */
  readonly billing: Billing;
  /** Undefined if the class doesn't say; `billing` is the default then. */
  readonly declaredBilling: Billing | undefined;
  readonly stream: StreamView | undefined;
  readonly deletionProtection: boolean;
  readonly pointInTimeRecovery: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** The frozen, validated description of one model class: everything that is known before a call. */
export interface Schema<T extends object = object> {
  /** The class; undefined where `defineSchema` was given none. */
  readonly model: EntityClass<T> | undefined;
  /** The class's name, for messages only: nothing stored depends on it. */
  readonly name: string;
  readonly table: TableSettings;
  /** By property, without a prototype. */
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute | undefined;
  /** By name, without a prototype. */
  readonly indexes: Readonly<Record<string, IndexSchema>>;
  /** Whose time an item is deleted at. */
  readonly timeToLive: AttributeSchema | undefined;
  /** The attributes that no two items share a value of. */
  readonly uniques: readonly AttributeSchema[];
  readonly extensions: readonly Extension[];
  /** Names of the options that writes take for the extensions. */
  readonly extensionOptions: ReadonlySet<string>;
  readonly mapper: ItemMapper<T>;
}

/** The table's key attributes, partition key first. */
export function keyAttributes(schema: Schema): readonly KeyAttribute[] {
  return schema.sortKey === undefined ? [schema.partitionKey] : [schema.partitionKey, schema.sortKey];
}
