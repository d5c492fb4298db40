import type { AnnotableError } from '../errors/annotable-error.ts';
import { maxItemBytes } from '../limits.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { isPlainObject, setOwn } from '../values/collections.ts';
import { Issues, kindOf } from '../values/issues.ts';
import { reportSize } from '../values/item-size.ts';
import { isBytes } from '../values/kinds.ts';
import { storedBytes } from '../values/scalars.ts';
import { isRecord, reportTag } from '../values/stored-value.ts';
import type { AttributeSchema, KeyAttribute } from './attribute-schema.ts';
import { refuseDerived } from './derived-input.ts';
import type { DocumentCodec } from './document-codec.ts';
import { printKey, refusalOf, unreadableOf } from './item-errors.ts';
import { ItemReader } from './item-reader.ts';
import { ItemUpgrades, madeBySteps } from './item-upgrades.ts';
import type { KeySchema } from './key-schema.ts';
import type { MadeAttributes } from './made-attributes.ts';
import { isRequired, type Member, readProperty } from './member.ts';
import { isNewerItem, markNewer } from './newer.ts';
import { markPartial, partialSource } from './partial.ts';
import type { SchemaVersions } from './schema-versions.ts';
import { reportSealed } from './sealed-value.ts';

/** Converts between instances of a model and stored items. Throws an error for invalid ones. */
export class ItemMapper<T extends object> {
  readonly #table: string;
  readonly #codec: DocumentCodec;
  readonly #key: KeySchema;
  readonly #made: MadeAttributes | undefined;
  /** Undefined if there are none. */
  readonly #encrypted: readonly AttributeSchema[] | undefined;
  /** The upgrade of older items. Undefined if the class has no version. */
  readonly upgrades: ItemUpgrades | undefined;
  #reader: ItemReader | undefined;

  constructor(
    table: string,
    codec: DocumentCodec,
    key: KeySchema,
    made: MadeAttributes | undefined,
    versions: SchemaVersions | undefined,
    encrypted?: readonly AttributeSchema[],
  ) {
    this.#table = table;
    this.#codec = codec;
    this.#key = key;
    this.#made = made;
    this.#encrypted = encrypted;
    this.upgrades = versions && new ItemUpgrades({ table, codec, key, made, versions });
  }

  /** The conversion of the whole item as a document. */
  get document(): DocumentCodec {
    return this.#codec;
  }

  /** Returns a mapper whose messages name another table. */
  withTable(table: string): ItemMapper<T> {
    return new ItemMapper(table, this.#codec, this.#key, this.#made, this.upgrades?.versions, this.#encrypted);
  }

  /**
   * Encodes an item and adds defaults: `{ personId: 1 }` → `{ personId: { N: '1' } }`.
   *
   * @param overlay - properties that replace those of the entity
   * @throws ValidationError `item.invalid`, with all issues
   */
  toItem(entity: unknown, overlay?: object): StoredItem {
    const issues = new Issues();
    if (typeof entity !== 'object' || entity === null || Array.isArray(entity)) {
      issues.report(`an item must be a ${this.#codec.name} or a plain object, not ${kindOf(entity)}`);
      throw this.refusal(issues);
    }
    let item: StoredItem = {};
    try {
      item = this.#encodeItem(entity, issues, overlay);
    } catch (error) {
      issues.reportUnread(error);
    }
    if (issues.list.length === 0) this.#complete(item, issues);
    if (issues.list.length === 0 && this.#made !== undefined)
      refuseDerived({ entity, item, codec: this.#codec }, this.#made.derived, issues);
    if (issues.list.length === 0 && issues.weight > maxItemBytes) reportSize(item, issues);
    if (issues.list.length > 0) throw this.refusal(issues, this.keyText(item));
    return item;
  }

  /** Adds the attributes that are made from others: keys of templates, the name of the entity. */
  #complete(item: StoredItem, issues: Issues): void {
    if (this.#made === undefined) return;
    this.#made.complete(item, issues);
    issues.weight += this.#made.weight;
    const isDone = issues.list.length > 0 || this.#made.entity === undefined;
    for (const { name, codec } of isDone ? [] : this.#key.attributes)
      if (item[name] === undefined || !codec.canBeKey(item[name]))
        issues.report(`makes a key, '${name}', that is too long`, 'range');
  }

  /** Encodes an item. It can be a proxy that throws. */
  #encodeItem(entity: object, issues: Issues, overlay: object | undefined): StoredItem {
    const source = partialSource(entity);
    if (source !== undefined)
      issues.report(
        `was read ${source} and holds a part of its item alone; change it with update(), or read it whole`,
        'partial',
      );
    if (this.upgrades !== undefined && isNewerItem(entity))
      issues.report('was read from an item of a newer version, whose values it lacks; run a newer program', 'version');
    return this.#codec.encodeMembers(entity, issues, overlay);
  }

  /** Returns the item of a put. If it is a copy of an entity that was read, adds the hidden properties. */
  completed(entity: unknown): unknown {
    if (typeof entity !== 'object' || entity === null) return entity;
    try {
      return this.#codec.completed(entity);
    } catch {
      // A proxy that throws. `toItem` reports it.
      return entity;
    }
  }

  /**
   * Encodes the key of `{ personId: 1 }`, of a whole item, or of a bare `1` if the key is one attribute.
   *
   * @throws ValidationError `item.invalid`
   */
  toKey(key: unknown): StoredItem {
    const issues = new Issues();
    let stored: StoredItem = {};
    try {
      stored = this.#encodeKeys(key, issues);
    } catch (error) {
      issues.reportUnread(error);
    }
    if (issues.list.length > 0) throw this.refusal(issues, this.keyText(stored));
    return stored;
  }

  /** Encodes the key attributes of an object. It can be a proxy that throws. */
  #encodeKeys(key: unknown, issues: Issues): StoredItem {
    const given = this.#keyObject(key, issues);
    if (given === undefined) return {};
    const stored = this.#key.of(given, issues);
    if (issues.list.length === 0) this.#codec.reportUndeclared(this.#key.withoutPaths(given), issues);
    return stored;
  }

  /** Returns the key attributes of a stored item. */
  keyOf(item: StoredItem): StoredItem {
    const key: StoredItem = {};
    for (const attribute of this.#key.attributes) {
      const { name, kind } = attribute;
      const value = item[name];
      const isUsual = kind === 'B' ? isBytes(value?.B) : typeof value?.[kind as 'S' | 'N'] === 'string';
      setOwn(key, name, isUsual ? value : this.#imageKey(item, attribute));
    }
    return key;
  }

  /** Encodes the key of an instance that was read. Undefined if a rule of a key attribute could change it. */
  keyOfRead(entity: object): StoredItem | undefined {
    if (this.#key.isMade) return undefined;
    const issues = new Issues();
    const key: StoredItem = {};
    for (const { name, property, codec } of this.#key.attributes) {
      const isPlain = codec.decoder !== codec;
      const value = isPlain ? codec.encodeOperand(readProperty(entity, property), issues) : undefined;
      if (value === undefined) return undefined;
      setOwn(key, name, value);
    }
    return key;
  }

  /**
   * Creates an instance from a stored item, without running its constructor.
   *
   * @param select - the properties to read; all by default
   * @param source - the read of a partial item; the instance is marked with it
   * @param nested - true if the documents can be partial too
   * @throws InvalidItemError `item.unreadable` if the class forbids the item, or it holds an invalid stored value
   * @throws PrecisionError `item.precision` if a number would be rounded
   */
  fromItem(item: StoredItem, select?: ReadonlySet<string>, source?: string, nested?: boolean): T {
    const issues = new Issues();
    if (!isRecord(item)) {
      issues.report(`${kindOf(item)} is no item; the event of a deletion has no NewImage, but may have an OldImage`);
      throw this.#unreadable({}, issues);
    }
    const instance = this.fromResponse(item, select, source, nested);
    this.#codec.reportMalformed(item, issues);
    if (issues.list.length === 0) return instance;
    throw this.#unreadable(item, issues);
  }

  /** Creates an instance from the item of a response, without checking attributes that are not declared. */
  fromResponse(item: StoredItem, select?: ReadonlySet<string>, source: string = selection, nested = false): T {
    const issues = new Issues(nested ? source : undefined);
    if (this.#encrypted !== undefined) this.#refuseSealed(this.#encrypted, item, select);
    const isPart = nested || select !== undefined;
    const isEntry = isPart && source !== selection;
    const current = this.upgrades === undefined ? item : this.upgrades.read(item, select, isEntry);
    const whole = this.#made === undefined ? current : this.#made.recovered(current, isPart);
    const instance = this.#codec.decodeMembers(whole, issues, select);
    if (isPart) markPartial(instance, source);
    if (this.upgrades?.versions.isNewer(item)) markNewer(instance);
    if (issues.list.length === 0) return instance as T;
    if (current !== item) issues.report(madeBySteps, 'version');
    throw this.#unreadable(item, issues);
  }

  /**
   * Reads items directly from response JSON. Undefined if the class has a version or a type without a JSON reader
   * (binary), or if the last 10 responses fell back to `JSON.parse`.
   */
  get reader(): ItemReader | undefined {
    if (this.upgrades !== undefined) return undefined;
    this.#reader ??= new ItemReader(this.#codec);
    return this.#reader.isEnabled ? this.#reader : undefined;
  }

  /** Returns the attributes that a new item must have: required, without a default, and not a key. */
  requiredAttributes(): AttributeSchema[] {
    const isNeeded = (member: Member): boolean => isRequired(member) && !this.#isKey(member.attribute);
    return [...this.#codec.members.values()].filter(isNeeded).map(({ attribute }) => attribute);
  }

  /** True if a stored item has all keys and required attributes. */
  isWhole(item: StoredItem): boolean {
    const current = this.upgrades?.upgraded(item) ?? item;
    const whole = this.#made?.recovered(current) ?? current;
    const has = ({ name }: AttributeSchema): boolean => Object.hasOwn(whole, name);
    return this.#key.attributes.every(has) && this.requiredAttributes().every(has);
  }

  /** Returns the properties that a stored item has. */
  presentIn(item: StoredItem): ReadonlySet<string> {
    return this.#codec.presentIn(item);
  }

  /** Encodes the defaults of a new item, by stored name. Sets have none, because an absent set is an empty one. */
  defaults(issues: Issues): Map<string, AttributeValue> {
    const defaults = new Map<string, AttributeValue>();
    for (const { attribute, storedDefault, emptyValue } of this.#codec.members.values()) {
      const mark = issues.list.length;
      const value = emptyValue === undefined ? storedDefault?.(issues) : undefined;
      issues.within(mark, attribute.property);
      if (value !== undefined) defaults.set(attribute.name, value);
    }
    return defaults;
  }

  /** Returns the binary key of a stream image, which has base64 text. Other stored forms are not keys. */
  #imageKey(item: StoredItem, { name, property, kind }: KeyAttribute): AttributeValue {
    const value = item[name];
    const issues = new Issues();
    const isBinary = kind === 'B' && value?.B !== undefined;
    const B = isBinary ? storedBytes(value.B, issues) : reportTag(kind, value, issues);
    if (B !== undefined) return { B };
    issues.within(0, property);
    throw this.#unreadable(item, issues);
  }

  /** Refuses an item with values that were not decrypted, before anything is made of them. */
  #refuseSealed(encrypted: readonly AttributeSchema[], item: StoredItem, select?: ReadonlySet<string>): void {
    const issues = new Issues();
    reportSealed(encrypted, item, issues, select);
    if (issues.list.length > 0) throw this.#unreadable(item, issues);
  }

  #unreadable(item: StoredItem, issues: Issues): AnnotableError {
    return unreadableOf({ table: this.#table, key: this.keyText(item) }, issues);
  }

  #isKey(attribute: AttributeSchema): boolean {
    return this.#key.has(attribute);
  }

  /** Prints the key for people, `personId=1, name="Ann"`. Undefined if the item has no key. */
  keyText(item: StoredItem): string | undefined {
    return printKey(this.#key, item);
  }

  /** Prints the key of an argument. Undefined if it has no key. */
  keyTextOf(given: unknown): string | undefined {
    try {
      return this.keyText(this.#encodeKeys(given, new Issues()));
    } catch {
      return undefined;
    }
  }

  /** Returns the error for an invalid argument, or for a mistake of the class. */
  refusal(issues: Issues, key?: string): AnnotableError {
    return refusalOf({ table: this.#table, key }, issues);
  }

  /** True for an instance of the model, or of any class that has all key attributes, such as a parent class. */
  #isKeyed(key: unknown): key is object {
    if (typeof key !== 'object' || key === null) return false;
    if (this.#codec.model !== undefined && key instanceof this.#codec.model) return true;
    const isObject = Object.prototype.toString.call(key) === '[object Object]';
    return isObject && this.#key.isHeldBy(key);
  }

  #keyObject(key: unknown, issues: Issues): object | undefined {
    const [first, second] = this.#key.paths;
    if (isPlainObject(key) || this.#isKeyed(key)) return key;
    if (first !== undefined && second === undefined && key !== undefined) return { [first]: key };
    const shape = this.#key.paths.join(', ');
    issues.report(`a key must be an object { ${shape} }, not ${kindOf(key)}`);
    return undefined;
  }
}

/** The source of a selection of a whole item. */
const selection = 'with select';
