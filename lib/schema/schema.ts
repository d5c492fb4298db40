import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import type { Extension } from './extension.ts';
import type { ItemMapper } from './item-mapper.ts';
import type { KeySchema } from './key-schema.ts';
import type { MadeAttributes } from './made-attributes.ts';
import type { SchemaVersions } from './schema-versions.ts';
import type { TableSettings } from './table-settings.ts';
import type { Searcher, SearchHit, SearchSettings, TableVectorIndex, VectorDistance } from './vector-index.ts';

/** A compiled secondary index. */
export interface IndexSchema {
  /** The name that queries use. */
  readonly name: string;
  /** The name in DynamoDB. Another one than `name` only for an entity. */
  readonly storedName: string;
  readonly scope: 'global' | 'local';
  readonly key: KeySchema;
  /** In order: one, or up to four in a global index. */
  readonly partitionKey: readonly KeyAttribute[];
  /** In order: none to four. */
  readonly sortKey: readonly KeyAttribute[];
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly AttributeSchema[];
}

/** Tells the items of an entity from those of other entities of its table. */
export interface EntityKind {
  /** The stored name. */
  readonly name: string;
  /** The attribute that holds the stored name of an item's entity. */
  readonly attribute: string;
  /** True if only its subclasses have items. */
  readonly isAbstract: boolean;
  /** All entities of the table. Undefined if the table class doesn't list them. */
  readonly known: readonly Schema[] | undefined;
  /** The stored names of the items of the class, with the schemas of its subclasses. Undefined for the class itself. */
  readonly concrete: ReadonlyMap<string, Schema | undefined>;
  /**
   * Returns all entities of the table.
   *
   * @throws ModelDefinitionError `model.invalid` if the table class doesn't list them
   */
  ofTable(): readonly Schema[];
  /**
   * Returns the stored name of an item's entity. An item without a name belongs to the entity whose key templates match
   * its keys, if exactly one does. Undefined if none does.
   */
  nameOf(item: StoredItem): string | undefined;
  /** True if an item belongs to the class. */
  owns(item: StoredItem): boolean;
}

/** The mark that a delete sets instead of deleting the item. */
export interface SoftDelete {
  /** The attribute that holds the time of the delete. */
  readonly attribute: AttributeSchema;
  /** Milliseconds after the delete when DynamoDB deletes the item for good. Undefined if it keeps the item. */
  readonly purgeAfterMs: number | undefined;
}

/** The hook that encrypts requests and decrypts responses. Other extensions are called around it, and see plain values. */
export interface EncryptionHook extends Extension {
  readonly aroundSend: NonNullable<Extension['aroundSend']>;
  readonly encrypts: true;
}

/** The encrypted attributes of a class. */
export interface SchemaEncryption {
  readonly attributes: readonly AttributeSchema[];
  /** Returns the hook of a schema, the same for each call. */
  hook(schema: Schema): EncryptionHook;
  /** Decrypts a stored item that no request returned, such as the image of a stream record. */
  opened(schema: Schema, item: StoredItem): Promise<StoredItem>;
  /** The ids of the keys that encrypt new values, as text. */
  readonly currentIds: string;
  /** Returns the values of an item that are not encrypted with the current key, and their hashes, by stored name. */
  outdated(item: StoredItem): ReadonlyMap<string, AttributeValue>;
  /** Loads the keys that `digest` needs. */
  ready(): Promise<void>;
  /** Returns the keyed hash of a text with a value of a unique attribute. */
  digest(attribute: AttributeSchema, text: string): Buffer;
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
  /** The key of the table. */
  readonly key: KeySchema;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute | undefined;
  /** Undefined if the class has a table of its own. */
  readonly entity: EntityKind | undefined;
  /** Undefined if no attribute is made from others. */
  readonly made: MadeAttributes | undefined;
  /** The version of the class, and the upgrade of older items. Undefined if it has no version. */
  readonly versions: SchemaVersions | undefined;
  /** Undefined if no attribute is encrypted. */
  readonly encryption: SchemaEncryption | undefined;
  /** By name, without a prototype. */
  readonly indexes: Readonly<Record<string, IndexSchema>>;
  /** By name, without a prototype. */
  readonly vectorIndexes: Readonly<Record<string, VectorIndexSchema>>;
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

/** A compiled vector index. */
export interface VectorIndexSchema {
  readonly name: string;
  /** The vector. */
  readonly vector: AttributeSchema;
  readonly dimensions: number;
  readonly distance: VectorDistance;
  readonly partitionKey: KeyAttribute | undefined;
  readonly filters: readonly KeyAttribute[];
  readonly projection: IndexSchema['projection'];
  /** Adds the index to those of its table. Adds a problem if an index of another entity conflicts. */
  addTo(indexes: Record<string, TableVectorIndex>, schema: Schema, problems: string[]): void;
  /** Searches the index. The nearest item comes first. */
  search<Item>(
    schema: Schema,
    searcher: Searcher<Item>,
    vector: unknown,
    settings: SearchSettings,
  ): Promise<SearchHit<Item>[]>;
}

/** Returns the key attributes of the table, partition key first. */
export function keyAttributes(schema: Schema): readonly KeyAttribute[] {
  return schema.key.attributes;
}
