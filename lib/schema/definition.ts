import type { AnyAttributeType, AttributeType, EntityClass } from '../values/attribute-type.ts';
import type { Conversion } from './attribute-codec.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import type { EncryptedAttribute } from './encryption.ts';
import type { EntityDefinition } from './entity-definition.ts';
import type { Extension } from './extension.ts';
import type { IndexSettings, LocalIndexSettings } from './index-settings.ts';
import type { IndexSchema, VectorIndexSchema } from './schema.ts';
import type {
  Billing,
  Capacity,
  KinesisDestination,
  RecoveryWindow,
  ResourcePolicy,
  StreamView,
  TableClass,
  TableEncryption,
  TableReplica,
} from './table-settings.ts';
import type { Validator } from './validate-value.ts';
import type { VectorIndexSettings } from './vector-index.ts';
import type { VersionOptions } from './version-options.ts';

/** The options of `@Unique`. */
export interface UniqueOptions {
  /**
   * The items whose values differ. `'entity'`, the default: those of the same entity. `'table'`: those of all entities of
   * the table that have this option on an attribute of the same stored name.
   */
  readonly scope?: 'entity' | 'table' | undefined;
}

/** The rule of an attribute that is computed from others. */
export interface Derivation {
  /** The properties that the value depends on, or paths into documents: `['first', 'address.country']`. */
  readonly from: readonly string[];
  /**
   * Returns the value, or undefined to leave the attribute out. Synchronous, and depends only on its argument.
   *
   * @param parts - the values of `from`, by the texts in it; undefined for an absent one
   */
  value(parts: Readonly<Record<string, unknown>>): unknown;
}

/** The settings of one attribute. Every switch is off by default. */
export interface AttributeSettings {
  readonly type: AnyAttributeType;
  /** True if the attribute can be absent. */
  readonly optional?: boolean | undefined;
  /** True if the attribute can be null. */
  readonly nullable?: boolean | undefined;
  /**
   * A value or a function. Used on create and put if you omit the attribute, and on read if the attribute is absent.
   */
  readonly default?: unknown;
  /** The stored name. By default, the name of the property. */
  readonly name?: string | undefined;
  /**
   * True if `create`, `put`, and the first `upsert` of an item write the attribute, and later updates can't change it.
   */
  readonly readOnly?: boolean | undefined;
  /** For a `Number` attribute: a read throws `PrecisionError` for every stored number that a double would round. */
  readonly exact?: boolean | undefined;
  /** Hides the property from `JSON.stringify`, spreads, and logs. The value stays readable. */
  readonly hidden?: boolean | undefined;
  /**
   * Checks each whole value of a write before it is sent. The output of the validator is not used.
   *
   * Not called for values that DynamoDB computes (`increment`, `append`) and documents that a path changes in part.
   */
  readonly validate?: Validator | undefined;
  /** Converts between the type of the property and the attribute type. */
  readonly convert?: Conversion | undefined;
  /** Computes the attribute from others in every write. No write accepts another value for it. */
  readonly derive?: Derivation | undefined;
  /** The only values that the attribute can have. */
  readonly enum?: readonly (string | number)[] | undefined;
  /** True or options if no two items of the class can have the same value. */
  readonly unique?: boolean | UniqueOptions | undefined;
  /** Encrypts the attribute: made by `encrypted()` of `annotable/encryption`. */
  readonly encrypted?: EncryptedAttribute | undefined;
}

/** The members of an embedded document. */
export interface DocumentDefinition {
  /** The name in messages. */
  readonly name: string;
  /** The class of the document. If absent, a read creates plain objects. */
  readonly model?: EntityClass | undefined;
  /** The attributes by property. */
  readonly attributes: Readonly<Record<string, AttributeSettings>>;
  /** Rules that each whole document of the class must pass, after its attributes. */
  readonly rules?: readonly Validator[] | undefined;
  /** Problems that were found before compilation. */
  readonly problems?: readonly string[] | undefined;
  /** Properties that are not attributes. `problems` reports them already. */
  readonly untyped?: readonly string[] | undefined;
}

/** The settings of a table besides its name and keys. The version is that of the one class of the table. */
export interface TableOptions extends VersionOptions {
  /** Default `'onDemand'`. Global indexes have the same capacity units, or the same maximum. */
  readonly billing?: Billing | undefined;
  /**
   * Units per second that the table and each of its global indexes can serve at once: at least 12,000 and 4,000 on demand,
   * else at least the capacity units. DynamoDB raises the values when traffic grows, and never lowers them. Charged once.
   */
  readonly warmThroughput?: Capacity | undefined;
  /** Default: no stream. */
  readonly stream?: StreamView | undefined;
  /** If true, DynamoDB rejects the deletion of the table. */
  readonly deletionProtection?: boolean | undefined;
  /** Continuous backups: of the last 35 days if true, or of 1 to 35 days. Default false. */
  readonly pointInTimeRecovery?: boolean | RecoveryWindow | undefined;
  /** Default: that of the table. A new table is `'standard'`. */
  readonly tableClass?: TableClass | undefined;
  /** Encryption at rest. Default: that of the table. A new table is `'owned'`. */
  readonly encryption?: TableEncryption | undefined;
  /** The policy of IAM that is attached to the table. */
  readonly resourcePolicy?: ResourcePolicy | undefined;
  /** True for the most used and the most throttled keys, `'throttledKeys'` for the latter. Without indexes. Default false. */
  readonly contributorInsights?: boolean | 'throttledKeys' | undefined;
  /** Copies of the table in other regions. Only in templates: `ensure()` creates none. */
  readonly replicas?: readonly TableReplica[] | undefined;
  /** Receives the changes of the table. Only in templates: `ensure()` sets none. */
  readonly kinesis?: KinesisDestination | undefined;
  /** Up to 50 tags. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * The classes whose items the table holds; of a family, its classes that have items. A function, because they are
   * declared after the table.
   */
  readonly entities?: (() => readonly EntityClass[]) | undefined;
  /** The attribute that holds the name of an item's entity. Default `'entity'`. */
  readonly entityAttribute?: string | undefined;
}

/** The options of `@DeletedAt`. */
export interface DeletedAtOptions {
  /**
   * Days after the delete when DynamoDB deletes the item for good, above 0 and up to 36,500. Needs `@TimeToLive`.
   * Default: it keeps the item.
   */
  readonly purgeAfterDays?: number | undefined;
}

/** The definition of a model without decorators. */
export interface SchemaDefinition<T extends object = object> extends DocumentDefinition {
  readonly model?: EntityClass<T> | undefined;
  readonly table?: ({ readonly name: string } & TableOptions) | undefined;
  readonly partitionKey?: string | undefined;
  readonly sortKey?: string | undefined;
  readonly indexes?: Readonly<Record<string, IndexSettings>> | undefined;
  readonly localIndexes?: Readonly<Record<string, LocalIndexSettings>> | undefined;
  /** Each from `vectorIndex(settings)`. */
  readonly vectorIndexes?: Readonly<Record<string, VectorIndexDefinition>> | undefined;
  /** The property that holds the expiry of the item. Its type is `epochSeconds()`. */
  readonly timeToLive?: string | undefined;
  /** The property that holds the time of a delete, which then only marks the item. It is an optional `Date`. */
  readonly deletedAt?: ({ readonly property: string } & DeletedAtOptions) | undefined;
  /** The entity, if the class shares its table with other classes. Its keys replace all others. */
  readonly entity?: EntityDefinition | undefined;
  /** The extensions of the class, in the order of their calls. */
  readonly extensions?: readonly Extension[] | undefined;
}

/** The class that a vector index belongs to. */
export interface VectorIndexSource {
  readonly definition: SchemaDefinition;
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  /** The indexes of other kinds. */
  readonly indexes: Readonly<Record<string, IndexSchema>>;
  /** Finds the attribute for a key role. If the class has none, adds a problem. */
  readonly keyOf: (property: string, role: string) => KeyAttribute | undefined;
  readonly problems: string[];
}

/** A vector index in the definition of a class. Has its own code, so programs without vector indexes don't load it. */
export interface VectorIndexDefinition {
  readonly settings: VectorIndexSettings;
  /** Compiles the index. Adds its problems to the list. */
  compile(name: string, source: VectorIndexSource): VectorIndexSchema | undefined;
}

/**
 * Creates the type of an embedded document.
 *
 * @param definition - its members; a function if documents refer to themselves or to later ones
 * @example
 * const address = documentOf<Address>({ name: 'Address', attributes: { city: { type: String } } });
 */
export function documentOf<T extends object>(
  definition: DocumentDefinition | (() => DocumentDefinition),
): AttributeType<T> {
  let made = typeof definition === 'function' ? undefined : definition;
  const make = definition as () => DocumentDefinition;
  // Always the same definition, because compilation of a document that contains itself would otherwise never end.
  const document = (): DocumentDefinition => {
    made ??= make();
    return made;
  };
  return Object.freeze({ type: 'document', document });
}
