import { isWhole } from '../errors/whole-number.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { isPlainObject, setOwn } from '../values/collections.ts';
import type { Codec } from '../values/converter.ts';
import { type Issues, kindOf, thrownText } from '../values/issues.ts';
import { plainConverter, plainToStored } from '../values/plain.ts';
import { valueIdentity } from '../values/value-identity.ts';
import { type Looks, trackedItem } from './tracked-item.ts';
import { isAsync } from './validate-value.ts';
import type { UpgradeStep } from './version-options.ts';

/** The names of attributes that the framework adds begin with this text. Steps don't see them. */
const ownPrefix = 'annotable#';

/** The settings of `SchemaVersions`, checked. */
export interface VersionSettings {
  readonly current: number;
  readonly attribute: string;
  readonly readsNewer: boolean;
  /** By the version that they take, without a gap up to the current one. */
  readonly steps: ReadonlyMap<number, UpgradeStep>;
  /** Stored names that keep their values: the keys of the table, and the name of the entity. */
  readonly kept: readonly string[];
  /** The codecs of the attributes of the class, by stored name. */
  readonly codecs: ReadonlyMap<string, Codec>;
}

/** An upgraded item in stored form. */
export interface UpgradedItem {
  readonly item: StoredItem;
  /** The names that steps asked for and the stored item lacks. */
  readonly absent: readonly string[];
}

/** The version of a class: tells the version of a stored item, and upgrades older ones. */
export class SchemaVersions {
  readonly current: number;
  /** The stored name of the attribute that holds the version. */
  readonly attribute: string;
  /** True if items of newer versions are read. */
  readonly readsNewer: boolean;
  readonly #settings: VersionSettings;

  constructor(settings: VersionSettings) {
    this.current = settings.current;
    this.attribute = settings.attribute;
    this.readsNewer = settings.readsNewer;
    this.#settings = settings;
  }

  /** The stored form of the current version. */
  get stored(): AttributeValue {
    return { N: String(this.current) };
  }

  /** Returns the version of a stored item. Undefined if the attribute holds no version. */
  versionOf(item: StoredItem): number | undefined {
    const stored = item[this.attribute];
    if (stored === undefined) return 1;
    const version = Number(stored.N);
    return isWhole(version, 1) ? version : undefined;
  }

  isOlder(item: StoredItem): boolean {
    return (this.versionOf(item) ?? this.current) < this.current;
  }

  isNewer(item: StoredItem): boolean {
    return (this.versionOf(item) ?? this.current) > this.current;
  }

  /** Runs the steps of an older item. Undefined, with issues, if it can't be upgraded. */
  upgrade(stored: StoredItem, issues: Issues): UpgradedItem | undefined {
    const { current } = this;
    const from = this.versionOf(stored) ?? current;
    const looks: Looks = new Set();
    let item = this.#plain(stored, issues);
    for (let version = from; version < current; version++) {
      const next = issues.list.length > 0 ? undefined : this.#step(version, item, looks, issues);
      if (next === undefined) return undefined;
      item = next;
    }
    const upgraded = this.#stored(item, stored, issues);
    if (issues.list.length > 0) return undefined;
    return { item: upgraded, absent: [...looks].filter((name) => !Object.hasOwn(stored, name)) };
  }

  #step(version: number, item: object, looks: Looks, issues: Issues): object | undefined {
    const step = this.#settings.steps.get(version);
    if (step === undefined) {
      const message = `is of version ${version}, and the class has no step upgrade[${version}]; add it, or put() the item whole`;
      issues.report(message, 'version');
      return undefined;
    }
    const tracked = trackedItem(item, looks);
    try {
      const next: unknown = step(tracked);
      if (next === tracked) return item;
      const isPending = isAsync(next);
      if (isPlainObject(next) && !isPending) return next;
      const what = isPending ? 'a promise, and a step is synchronous' : `${kindOf(next)}, and no plain object`;
      issues.report(`can't be upgraded: its step upgrade[${version}] returned ${what}`, 'version');
    } catch (error) {
      issues.report(thrownText(`can't be upgraded: its step upgrade[${version}]`, error), 'thrown', error);
    }
    return undefined;
  }

  /** Returns the attributes that steps see. */
  #plain(stored: StoredItem, issues: Issues): object {
    const plain = {};
    for (const name of Object.keys(stored)) {
      const value = stored[name];
      if (value === undefined || this.#isHidden(name)) continue;
      const mark = issues.list.length;
      setOwn(plain, name, plainConverter.decode(value, issues));
      issues.within(mark, name);
    }
    return plain;
  }

  /** Returns the stored form of the result of the last step, with the attributes that steps don't see or change. */
  #stored(plain: object, before: StoredItem, issues: Issues): StoredItem {
    const item: StoredItem = {};
    for (const name of Object.keys(plain)) {
      if (this.#isHidden(name)) continue;
      const former = Object.hasOwn(before, name) ? before[name] : undefined;
      const mark = issues.list.length;
      const value = plainToStored(
        (plain as Record<string, unknown>)[name],
        former,
        this.#settings.codecs.get(name),
        issues,
      );
      issues.within(mark, name);
      if (value !== undefined) setOwn(item, name, value);
    }
    for (const name of Object.keys(before)) if (name.startsWith(ownPrefix)) setOwn(item, name, before[name]);
    for (const name of this.#settings.kept) keep(item, before, name, issues);
    item[this.attribute] = this.stored;
    return item;
  }

  #isHidden(name: string): boolean {
    return name === this.attribute || name.startsWith(ownPrefix);
  }
}

/** Restores a key attribute that the steps left out. Reports one that they changed. */
function keep(item: StoredItem, before: StoredItem, name: string, issues: Issues): void {
  const [made, kept] = [item[name], before[name]];
  if (kept !== undefined && made !== undefined && valueIdentity(made) !== valueIdentity(kept)) {
    const mark = issues.list.length;
    issues.report("is changed by its upgrade, and a key can't change; create another item instead", 'version');
    issues.within(mark, name);
  }
  if (kept !== undefined) setOwn(item, name, kept);
}
