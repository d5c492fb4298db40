import type { AnnotableError } from '../errors/annotable-error.ts';
import { NewerItemError } from '../errors/newer-item-error.ts';
import type { StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { valueIdentity } from '../values/value-identity.ts';
import type { DocumentCodec } from './document-codec.ts';
import { printKey, unreadableOf } from './item-errors.ts';
import type { KeySchema } from './key-schema.ts';
import type { MadeAttributes } from './made-attributes.ts';
import type { SchemaVersions, UpgradedItem } from './schema-versions.ts';

/** The issue of an upgraded item that the class can't read. */
export const madeBySteps = 'was made by the steps of its upgrade; correct them';

const followed = 'read whole items: with { follow: true } if an index is read';

/** The parts of a class that has a version. */
interface VersionedClass {
  readonly table: string;
  readonly codec: DocumentCodec;
  readonly key: KeySchema;
  readonly made: MadeAttributes | undefined;
  readonly versions: SchemaVersions;
}

/** Brings stored items of one class into the form of its current version. Throws an error for those that can't be. */
export class ItemUpgrades {
  readonly versions: SchemaVersions;
  readonly #class: VersionedClass;

  constructor(versioned: VersionedClass) {
    this.versions = versioned.versions;
    this.#class = versioned;
  }

  /**
   * Returns the stored item of a read in the form of the current version.
   *
   * @param select - the properties that are read; undefined for all
   * @param isEntry - true if the stored item is a part of one, which can't be upgraded
   * @throws NewerItemError `item.newer` if it is newer, and the class doesn't read newer items
   * @throws InvalidItemError `item.unreadable` if it can't be upgraded
   */
  read(item: StoredItem, select: ReadonlySet<string> | undefined, isEntry: boolean): StoredItem {
    const { versions } = this;
    const version = versions.versionOf(item);
    if (version === versions.current || (select !== undefined && this.#isOfKey(select))) return item;
    if (version !== undefined && version > versions.current) {
      if (versions.readsNewer) return item;
      throw this.newer(item);
    }
    if (version !== undefined && !isEntry) return this.#upgrade(item).item;
    const issues = new Issues();
    if (version === undefined) {
      issues.report('is no version, a whole number of 1 or more; set it to one, or put() the item whole', 'version');
      issues.within(0, versions.attribute);
    } else issues.report(`is of version ${version}, and only a whole item can be upgraded; ${followed}`, 'version');
    throw this.#unreadable(item, issues);
  }

  /**
   * Returns a whole item in the form of the current version. An item of that version or of a newer one is returned
   * itself.
   *
   * @throws InvalidItemError `item.unreadable` if it can't be upgraded
   */
  upgraded(item: StoredItem): StoredItem {
    return this.versions.isOlder(item) ? this.#upgrade(item).item : item;
  }

  /**
   * Returns an older item as it is written in the form of the current version, with the keys of its indexes.
   *
   * @throws InvalidItemError `item.unreadable` if it can't be upgraded, or if the class can't read the result
   */
  written(item: StoredItem): UpgradedItem {
    const { codec, made } = this.#class;
    const { item: upgraded, absent } = this.#upgrade(item);
    const whole = { ...(made?.recovered(upgraded) ?? upgraded) };
    const issues = new Issues();
    codec.decodeMembers(whole, issues);
    if (issues.list.length === 0) made?.complete(whole, issues);
    if (issues.list.length === 0) this.#reportChangedKey(item, whole, issues);
    if (issues.list.length === 0) return { item: whole, absent };
    issues.report(madeBySteps, 'version');
    throw this.#unreadable(item, issues);
  }

  /**
   * Returns the error for an item of a newer version.
   *
   * @param isRefused - true if a write was refused
   */
  newer(item: StoredItem, isRefused = false, cause?: unknown): NewerItemError {
    const { current } = this.versions;
    const versions = { itemVersion: this.versions.versionOf(item) ?? current, classVersion: current };
    return new NewerItemError(this.#placeOf(item), versions, isRefused, cause);
  }

  /** True for a selection of properties that the key has. A key never changes, so it needs no upgrade. */
  #isOfKey(select: ReadonlySet<string>): boolean {
    const { readable } = this.#class.key;
    return [...select].every((property) => readable.includes(property));
  }

  #upgrade(item: StoredItem): UpgradedItem {
    const issues = new Issues();
    const upgraded = this.versions.upgrade(item, issues);
    if (upgraded !== undefined) this.#class.made?.derive(upgraded.item, issues);
    if (upgraded !== undefined && issues.list.length === 0) return upgraded;
    throw this.#unreadable(item, issues);
  }

  #reportChangedKey(before: StoredItem, after: StoredItem, issues: Issues): void {
    for (const { name } of this.#class.key.attributes)
      if (valueIdentity(before[name]) !== valueIdentity(after[name]))
        issues.report(`makes another key, '${name}', after its upgrade, and a key can't change`, 'version');
  }

  #placeOf(item: StoredItem) {
    return { table: this.#class.table, key: printKey(this.#class.key, item) };
  }

  #unreadable(item: StoredItem, issues: Issues): AnnotableError {
    return unreadableOf(this.#placeOf(item), issues);
  }
}
