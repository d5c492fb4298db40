import type { KeyText } from '../keys/key-text.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { setOwn } from '../values/collections.ts';
import { Issues } from '../values/issues.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import { KeySource } from './key-source.ts';
import { readProperty } from './member.ts';

/** One stored attribute of a key, and the properties that it is made of. */
export interface KeyPart {
  readonly attribute: KeyAttribute;
  /** In order. Exactly one if there is no template. */
  readonly sources: readonly KeySource[];
  /** Writes and reads the text of the attribute. Undefined if the attribute has the value of its property. */
  readonly template: KeyText | undefined;
  /** Stored values by path that all items of the index have, so a query doesn't give them. Undefined if there are none. */
  readonly fixed?: ReadonlyMap<string, AttributeValue> | undefined;
}

/**
 * The key of a table or index. The only part that knows whether a key attribute is a property of the class, or a text
 * that is made by a template.
 */
export class KeySchema {
  /** In order: one, or up to four in a global index. */
  readonly partition: readonly KeyPart[];
  /** In order: none to four. */
  readonly sort: readonly KeyPart[];
  /** All of them, partition key first. */
  readonly parts: readonly KeyPart[];
  /** The stored attributes, partition key first. */
  readonly attributes: readonly KeyAttribute[];
  /** The paths that the argument of a key has: `['customerId', 'address.country']`. */
  readonly paths: readonly string[];
  /** True if a key attribute is not a property of the class. */
  readonly isMade: boolean;
  readonly #sources: ReadonlyMap<string, KeySource>;
  /** The key attributes that are no properties. */
  readonly #made: readonly KeyPart[];

  constructor(partition: readonly KeyPart[], sort: readonly KeyPart[]) {
    const parts = [...partition, ...sort];
    this.partition = partition;
    this.sort = sort;
    this.parts = parts;
    this.attributes = parts.map(({ attribute }) => attribute);
    this.#sources = new Map(parts.flatMap(({ sources }) => sources.map((source) => [source.path, source])));
    this.paths = [...this.#sources.keys()];
    this.#made = parts.filter(isMade);
    this.isMade = this.#made.length > 0;
  }

  /** The properties that are key attributes themselves. */
  get stored(): string[] {
    return this.parts.flatMap((part) => (isMade(part) ? [] : part.sources.map(({ path }) => path)));
  }

  /** A property that every item has stored: the first of the key. */
  get first(): string {
    return [...this.#sources.values()][0]?.attribute.property ?? '';
  }

  /** The properties that can be read from the key alone. */
  get readable(): string[] {
    const isExact = ({ template }: KeyPart, path: string): boolean => template?.exactPaths.has(path) ?? true;
    return this.parts.flatMap((part) =>
      part.attribute.encryption === undefined
        ? part.sources.flatMap(({ path, attribute }) =>
            path === attribute.property && isExact(part, path) ? [path] : [],
          )
        : [],
    );
  }

  /** True if the value of an attribute is part of the key. Such an attribute never changes. */
  has(attribute: AttributeSchema): boolean {
    for (const source of this.#sources.values()) if (source.attribute === attribute) return true;
    return false;
  }

  /** Encodes the key attributes from the argument of a key, or from an entity, whose getters can throw. */
  of(given: object, issues: Issues): StoredItem {
    const key: StoredItem = {};
    if (!this.isMade) {
      for (const source of this.#sources.values()) addSource(key, source, given, issues);
      return key;
    }
    const values = new Map<string, AttributeValue>();
    for (const source of this.#sources.values()) {
      const mark = issues.list.length;
      const value = encodeSource(source, given, issues);
      if (value !== undefined) values.set(source.path, value);
      issues.within(mark, source.path);
    }
    this.#add(key, this.parts, (source) => values.get(source.path), issues);
    return key;
  }

  /** Returns the argument of a key from an entity. Lacks what the entity lacks. */
  argumentOf(entity: object): Record<string, unknown> {
    const values = [...this.#sources.values()].map((source) => [source.path, source.valueIn(entity)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  /** Returns the stored values of the properties in the argument of a key, without those inside of documents. */
  knownFrom(key: unknown): StoredItem {
    const [first] = this.paths;
    const given =
      typeof key === 'object' && key !== null && first !== undefined && this.isHeldBy(key)
        ? key
        : { [first ?? '']: key };
    const known: StoredItem = {};
    for (const { path, attribute } of this.#sources.values()) {
      const value =
        path === attribute.property ? attribute.codec.encode(readProperty(given, path), new Issues()) : undefined;
      if (value !== undefined) setOwn(known, attribute.name, value);
    }
    return known;
  }

  /** Adds the key attributes that are no properties to the stored form of an entity. */
  complete(item: StoredItem, issues: Issues): void {
    this.#add(item, this.#made, (source) => source.storedIn(item), issues);
  }

  /**
   * Returns a stored item with the attributes that only its key has.
   *
   * @param wanted - the attributes to read from the key; default: all
   */
  recovered(item: StoredItem, wanted?: ReadonlySet<AttributeSchema>): StoredItem {
    let whole = item;
    for (const part of this.#made) {
      const value = item[part.attribute.name];
      const lacking = value && part.sources.filter((source) => isLacking(source, item, wanted));
      if (lacking !== undefined && lacking.length > 0) whole = withParts(whole, part, lacking);
    }
    return whole;
  }

  /** True if an object has every property of the key, as entities have. */
  isHeldBy(given: object): boolean {
    return this.paths.every(
      (path) => path in given || (path.includes('.') && path.slice(0, path.indexOf('.')) in given),
    );
  }

  /** Returns the argument of a key without the paths that lead into documents. */
  withoutPaths(given: object): object {
    const nested = this.paths.filter((path) => path.includes('.') && Object.hasOwn(given, path));
    return nested.length === 0
      ? given
      : Object.fromEntries(Object.entries(given).filter(([name]) => !nested.includes(name)));
  }

  /** Returns the values of the key in an item by path. A text that no template makes is shown as it is. */
  shown(item: StoredItem): [path: string, value: AttributeValue][] {
    return this.parts.flatMap(({ attribute, sources: [source], template }) => {
      if (!Object.hasOwn(item, attribute.name)) return [];
      const value = item[attribute.name] as AttributeValue;
      const parts = typeof value?.S === 'string' ? template?.parse(value.S) : undefined;
      if (parts !== undefined && parts.size > 0) return [...parts];
      return [[template === undefined && source !== undefined ? source.path : attribute.name, value]];
    });
  }

  #add(
    item: StoredItem,
    parts: readonly KeyPart[],
    storedOf: (source: KeySource) => AttributeValue | undefined,
    issues: Issues,
  ): void {
    for (const part of parts) {
      const value = keyValueOf(part, storedOf, issues);
      if (value !== undefined) setOwn(item, part.attribute.name, value);
    }
  }
}

/** Returns the key of a class whose key attributes are properties. */
export const propertyKey = (partition: readonly KeyAttribute[], sort: readonly KeyAttribute[]): KeySchema =>
  new KeySchema(partition.map(propertyPart), sort.map(propertyPart));

export const propertyPart = (attribute: KeyAttribute): KeyPart => {
  const { property, name, codec } = attribute;
  return { attribute, sources: [new KeySource(attribute, [property], [name], codec)], template: undefined };
};

/** True if a key attribute is not the property itself. */
export const isMade = ({ attribute, sources: [source], template }: KeyPart): boolean =>
  template !== undefined || source?.attribute !== attribute;

/** True if a stored item lacks the value of a property, and it is wanted. */
const isLacking = ({ attribute }: KeySource, item: StoredItem, wanted?: ReadonlySet<AttributeSchema>): boolean =>
  !Object.hasOwn(item, attribute.name) && (wanted === undefined || wanted.has(attribute));

/** Returns a stored item with the values of properties from one key attribute. */
function withParts(item: StoredItem, { attribute, template }: KeyPart, lacking: readonly KeySource[]): StoredItem {
  const value = item[attribute.name];
  const parts = template === undefined || value?.S === undefined ? undefined : template.parse(value.S);
  return lacking.reduce((whole, source) => {
    const part = template === undefined ? value : parts?.get(source.path);
    return part === undefined ? whole : source.addTo(whole, part, template !== undefined);
  }, item);
}

/** Returns the value of one key attribute. Undefined if a part of it is absent. */
export function keyValueOf(
  { sources, template }: KeyPart,
  storedOf: (source: KeySource) => AttributeValue | undefined,
  issues: Issues,
): AttributeValue | undefined {
  const [first] = sources;
  if (template === undefined) return first && storedOf(first);
  const parts = new Map<string, AttributeValue>();
  for (const source of sources) {
    const stored = storedOf(source);
    if (stored !== undefined) parts.set(source.path, source.partOf(stored));
  }
  const text = template.make((path) => parts.get(path), issues);
  return text === undefined ? undefined : { S: text };
}

/** Adds a key attribute that is a property. */
function addSource(key: StoredItem, source: KeySource, given: object, issues: Issues): void {
  const mark = issues.list.length;
  const value = encodeSource(source, given, issues);
  if (value !== undefined) setOwn(key, source.attribute.name, value);
  issues.within(mark, source.path);
}

function encodeSource(source: KeySource, given: object, issues: Issues): AttributeValue | undefined {
  let value: unknown;
  try {
    value = source.valueIn(given);
  } catch (error) {
    issues.reportThrown("can't be read: its getter", error);
    return undefined;
  }
  if (value !== undefined) return source.codec.encode(value, issues);
  issues.report('is part of the key, and is required', 'required');
  return undefined;
}
