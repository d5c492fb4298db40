import type { AnyAttributeType, AttributeType, EntityClass } from '../values/attribute-type.ts';
import type { Conversion } from './attribute-codec.ts';
import type { Extension } from './extension.ts';
import type { Validator } from './validate-value.ts';

/** What is said about one attribute; every switch is off by default. */
export interface AttributeSettings {
  readonly type: AnyAttributeType;
  /** May be absent. */
  readonly optional?: boolean | undefined;
  /** May be null. */
  readonly nullable?: boolean | undefined;
  /** The value, or a function that makes it, where none is given or stored. */
  readonly default?: unknown;
  /** The stored name; the property's name by default. */
  readonly name?: string | undefined;
  /** Written at create or put, never by an update. */
  readonly readOnly?: boolean | undefined;
  /** Of a `Number` attribute: a stored number that a double would round is a `PrecisionError` on read, a fraction too. */
  readonly exact?: boolean | undefined;
  /** Kept out of `JSON.stringify`, spreads and logs of an instance; still there to read. */
  readonly hidden?: boolean | undefined;
  /**
   * Run before a write is sent, on each value that the write sets whole; its output is not used. It is not run on what
   * DynamoDB computes: the result of `increment` or `append`, and a document that a path changes in part.
   */
  readonly validate?: Validator | undefined;
  /** Converts between the property's own type and the attribute type's. */
  readonly convert?: Conversion | undefined;
  /** The only values that the attribute may have. */
  readonly enum?: readonly (string | number)[] | undefined;
  /** No two items of the class have the same value. */
  readonly unique?: boolean | undefined;
}

/** The members of an embedded document. */
export interface DocumentDefinition {
  /** What messages call it. */
  readonly name: string;
  /** Its class; plain objects are made where there is none. */
  readonly model?: EntityClass | undefined;
  /** By property. */
  readonly attributes: Readonly<Record<string, AttributeSettings>>;
  /** What is wrong with it already, before it is looked at. */
  readonly problems?: readonly string[] | undefined;
  /** Properties that are no attributes, as `problems` says already. */
  readonly untyped?: readonly string[] | undefined;
}

/** How a table is billed: by request, or by capacity units a second. */
export type Billing = 'onDemand' | { readonly read: number; readonly write: number };

/** What a stream's records hold; DynamoDB's own words. */
export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** What is said about a table besides its name and keys. */
export interface TableOptions {
  /** Default `'onDemand'`. */
  readonly billing?: Billing | undefined;
  /** No stream by default. */
  readonly stream?: StreamView | undefined;
  /** DynamoDB refuses to delete the table while it is true. */
  readonly deletionProtection?: boolean | undefined;
  /** Continuous backups of the last 35 days. */
  readonly pointInTimeRecovery?: boolean | undefined;
  /** Up to 50. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** One property, or up to four in order. */
export type KeyNames =
  | string
  | readonly [string]
  | readonly [string, string]
  | readonly [string, string, string]
  | readonly [string, string, string, string];

/** What an index holds besides its keys and the table's: all, nothing, or these properties. */
export type ProjectionSettings = 'ALL' | 'KEYS_ONLY' | readonly string[];

/** What is said about a global secondary index. */
export interface IndexSettings {
  readonly partitionKey: KeyNames;
  readonly sortKey?: KeyNames | undefined;
  /** Default `'ALL'`. */
  readonly projection?: ProjectionSettings | undefined;
}

/** What is said about a local secondary index. */
export interface LocalIndexSettings {
  readonly sortKey: string;
  /** Default `'ALL'`. */
  readonly projection?: ProjectionSettings | undefined;
}

/** Everything that is said about a model, without decorators. */
export interface SchemaDefinition<T extends object = object> extends DocumentDefinition {
  readonly model?: EntityClass<T> | undefined;
  readonly table?: ({ readonly name: string } & TableOptions) | undefined;
  readonly partitionKey?: string | undefined;
  readonly sortKey?: string | undefined;
  readonly indexes?: Readonly<Record<string, IndexSettings>> | undefined;
  readonly localIndexes?: Readonly<Record<string, LocalIndexSettings>> | undefined;
  /** The property whose time an item is deleted at; an `epochSeconds()` attribute. */
  readonly timeToLive?: string | undefined;
  /** What takes part in writes and reads, in order. */
  readonly extensions?: readonly Extension[] | undefined;
}

/**
 * The type of an embedded document.
 *
 * @param definition - its members; a function where documents refer to themselves or to later ones
 * @example
 * const address = documentOf<Address>({ name: 'Address', attributes: { city: { type: String } } });
 */
export function documentOf<T extends object>(
  definition: DocumentDefinition | (() => DocumentDefinition),
): AttributeType<T> {
  let made = typeof definition === 'function' ? undefined : definition;
  const make = definition as () => DocumentDefinition;
  // One definition, however often it is asked for: a document that contains itself would never end otherwise.
  const document = (): DocumentDefinition => {
    made ??= make();
    return made;
  };
  return Object.freeze({ type: 'document', document });
}
