import { maxItemBytes, maxKeyNameBytes, maxPartitionKeyBytes } from '../limits.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import type { Issues } from '../values/issues.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import type { KeySchema } from './key-schema.ts';
import type { MadeNames } from './member.ts';
import type { SchemaVersions } from './schema-versions.ts';

/** A stored attribute whose value is made from other attributes: a derived property, or a key of an index. */
export interface DerivedAttribute {
  /** The stored name. */
  readonly name: string;
  /** The property. Undefined for a key of an index. */
  readonly attribute?: AttributeSchema;
  /** The attributes that the value depends on. None is derived itself. */
  readonly sources: readonly AttributeSchema[];
  /** The stored names of derived properties that the value is made of. They come first. */
  readonly uses?: readonly string[];
  /** Returns the value for an item that has all sources. Undefined if the attribute is absent then. */
  readonly stored: (item: StoredItem, issues: Issues) => AttributeValue | undefined;
}

/** The stored name of an entity, and the attribute that has it. */
export interface EntityName {
  readonly attribute: string;
  /** Undefined for an abstract entity, which has no items. */
  readonly name: string | undefined;
}

/** The keys of a class, and the attributes that are made from others. */
export interface MadeKeys {
  readonly key: KeySchema;
  readonly indexes: Readonly<Record<string, { readonly key: KeySchema }>>;
  readonly derived: readonly DerivedAttribute[];
}

/** The attributes of an item that annotable makes: the name of its entity, its version, keys, and index keys. */
export class MadeAttributes {
  readonly entity: EntityName | undefined;
  readonly derived: readonly DerivedAttribute[];
  readonly versions: SchemaVersions | undefined;
  readonly names: MadeNames;
  /** Upper bound of the bytes that they add to an item. */
  readonly weight: number;
  readonly #key: KeySchema;
  readonly #indexKeys: readonly KeySchema[];
  readonly #required: ReadonlySet<AttributeSchema>;

  constructor(
    { key, indexes, derived }: MadeKeys,
    entity: EntityName | undefined,
    required: Iterable<AttributeSchema>,
    versions?: SchemaVersions,
  ) {
    this.#key = key;
    this.#indexKeys = Object.values(indexes).flatMap((index) => (index.key.isMade ? [index.key] : []));
    this.#required = new Set(required);
    this.derived = derived;
    this.entity = entity;
    this.versions = versions;
    const names = new Map<string, string | undefined>();
    for (const { name, attribute } of derived) if (attribute === undefined) names.set(name, undefined);
    if (entity !== undefined) {
      for (const { name } of key.attributes) names.set(name, undefined);
      names.set(entity.attribute, entity.name);
    }
    if (versions !== undefined) names.set(versions.attribute, undefined);
    this.names = names;
    this.weight = names.size * (maxKeyNameBytes + maxPartitionKeyBytes) + derived.length * maxItemBytes;
  }

  /** Adds the attributes to the stored form of an entity. */
  complete(item: StoredItem, issues: Issues): void {
    if (this.entity !== undefined) {
      this.#key.complete(item, issues);
      if (this.entity.name !== undefined) setOwn(item, this.entity.attribute, { S: this.entity.name });
    }
    if (this.versions !== undefined) setOwn(item, this.versions.attribute, this.versions.stored);
    for (const each of this.derived) make(each, item, issues);
  }

  /** Adds the derived properties to an upgraded item, whose steps need not know them. */
  derive(item: StoredItem, issues: Issues): void {
    for (const each of this.derived) if (each.attribute !== undefined) make(each, item, issues);
  }

  /**
   * Returns a stored item with the attributes that only its keys have, as items of other libraries can lack them.
   *
   * An attribute that can be absent is only read from the key of an index if the item is partial.
   */
  recovered(item: StoredItem, isPart = false): StoredItem {
    if (this.entity === undefined) return item;
    const wanted = isPart ? undefined : this.#required;
    let whole = this.#key.recovered(item);
    for (const key of this.#indexKeys) whole = key.recovered(whole, wanted);
    return whole;
  }
}

function make({ name, stored }: DerivedAttribute, item: StoredItem, issues: Issues): void {
  const value = stored(item, issues);
  if (value !== undefined) setOwn(item, name, value);
  else delete item[name];
}
