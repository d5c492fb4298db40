import type { CheckOptions } from '../errors/option-rules.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { checkAtomic, refuseRange } from './atomic-bounds.ts';
import type { EntryStore } from './entry-store.ts';
import { checkIds } from './link-id.ts';
import type { Expected, ExpectedContent, NewContent, ReadDocument, ReadSettings } from './link-store.ts';
import type { FlushOptions, SweepOptions } from './linker.ts';
import { NameRange } from './name-range.ts';
import { newContents } from './new-documents.ts';
import { OpenedStore, type Opening } from './opened-store.ts';
import { callOf, checkCall, checkGetEntry, checkPut, checkRange, checkSweep } from './option-checks.ts';
import type {
  EntryReplacement,
  GetEntryOptions,
  PutEntriesOptions,
  PutEntryOptions,
  RangeOptions,
  SpaceEntry,
  SpaceInput,
  SpaceValue,
} from './space-types.ts';
import { expiryOf, untilReplaced } from './until-replaced.ts';

/** One space, and its place in a table. */
export interface SpacePlace {
  readonly name: string;
  readonly store: EntryStore;
  readonly opening: Opening;
  /** Returns milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Entries with names, in the order of the bytes of their names. A value is JSON or bytes, of up to 128 MiB.
 *
 * A name is a string of 1 to 1,024 bytes. Case matters. A read never mixes the parts of two writes. Nothing checks the
 * type parameter of a value.
 *
 * @example
 * const space = new DynamoSpaces(client, { tableName: 'agents' }).space('thread-1');
 * await space.put('message#0001', { role: 'user', text: 'Hello' });
 * // PutItem { TableName: 'agents', Item: { space: { S: 'thread-1' }, name: { S: 'message#0001' }, … } }
 */
export class Space {
  /** The name of the space. */
  readonly name: string;
  readonly #opened: OpenedStore<EntryStore>;
  readonly #clock: () => number;

  constructor({ name, store, opening, clock }: SpacePlace) {
    this.name = name;
    this.#opened = new OpenedStore(store, opening);
    this.#clock = clock;
  }

  /** The name of the table. */
  get tableName(): string {
    return this.#opened.store.name;
  }

  /** Finds or creates the table, once. Other methods call it. */
  async open(options: CallOptions = {}): Promise<void> {
    this.#check(checkCall, options, 'open');
    await this.#opened.open(options);
  }

  /**
   * Puts an entry. Replaces an existing entry with this name.
   *
   * @throws ValidationError `item.invalid` if the name or the value can't be stored; nothing is put
   */
  async put(name: string, value: SpaceInput, options: PutEntryOptions = {}): Promise<void> {
    await this.putMany([[name, value]], options);
  }

  /**
   * Puts any number of entries. If a name occurs twice, its last value is stored.
   *
   * @throws UnprocessedItemsError `batch.unprocessed` if only some entries were put, with the names of the others
   */
  async putMany(
    entries: readonly (readonly [name: string, value: SpaceInput])[],
    options: PutEntriesOptions = {},
  ): Promise<void> {
    this.#check(checkPut, options, 'putMany');
    const { atomic } = options;
    const contents = this.#contents(entries, options);
    if (contents.size === 0) return;
    if (atomic === true) checkAtomic(this.tableName, 'entries', contents.size);
    const call = callOf(options);
    await this.#opened.use(call, (store) => store.write(contents, { ...call, atomic }), [...contents.keys()]);
  }

  /** Puts an entry if there is none with its name. True if it was put. */
  putIfAbsent(name: string, value: SpaceInput, options: PutEntryOptions = {}): Promise<boolean> {
    return this.#replace('putIfAbsent', [name, value], { revision: undefined }, options);
  }

  /** Replaces an entry if it still has this revision. True if it was replaced. */
  async replaceIf(name: string, value: SpaceInput, revision: string, options: PutEntryOptions = {}): Promise<boolean> {
    if (typeof revision !== 'string')
      throw new ValidationError({ table: this.tableName }, [
        { path: 'revision', message: 'must be a string, as get returns it' },
      ]);
    return this.#replace('replaceIf', [name, value], { revision }, options);
  }

  /**
   * Replaces several entries in one transaction, if each has its revision. True if all were replaced, false if none was.
   *
   * @param replacements - at most 100, of 4 MB in all without the parts of large values; each name once
   * @example
   * await space.replaceMany([
   *   { name: 'draft', value: null, revision },
   *   { name: 'final', value: text, revision: undefined },
   * ]);
   * // TransactWriteItems { TransactItems: [{ Put: { ConditionExpression: …, … } }, …] }
   */
  async replaceMany(replacements: readonly EntryReplacement[], options: CallOptions = {}): Promise<boolean> {
    this.#check(checkCall, options, 'replaceMany');
    const contents = new Map<string, ExpectedContent>();
    for (const { name, value, revision, ...expiry } of replacements)
      for (const content of this.#contents([[name, value]], expiry).values())
        contents.set(name, { ...content, expected: { revision } });
    if (contents.size < replacements.length) refuseRange(this.tableName, 'replaceMany takes each name once');
    checkAtomic(this.tableName, 'entries', contents.size);
    if (contents.size === 0) return true;
    return this.#opened.use(options, (store) => store.replaceAll(contents, options));
  }

  /**
   * Changes an entry without losing concurrent changes. Reads it, calls `change`, and puts the result if the entry is
   * still the same. Otherwise starts again. Keeps the expiry unless you pass another one.
   *
   * @param change - returns the new value; receives undefined if there is no entry; called again after a conflict
   * @returns the new value, as `change` returned it
   * @throws ConditionFailedError `condition.failed` if other writers changed the entry at each attempt, for `timeoutMs`
   *   (default: 30,000)
   * @throws InvalidItemError `item.unreadable` if the entry is damaged, even with `onInvalidItem`
   */
  update<Value extends SpaceInput = SpaceValue>(
    name: string,
    change: (value: Value | undefined) => Value | Promise<Value>,
    options: PutEntryOptions = {},
  ): Promise<Value> {
    this.#check(checkPut, options, 'update');
    const call = callOf(options);
    return untilReplaced({ table: this.tableName, key: `name=${JSON.stringify(name)}` }, options, async () => {
      const [stored] = await this.#read<Value>([name], { ...call, consistent: true, isStrict: true });
      const next = await change(stored?.value);
      const storedExpiry = stored?.expiresAt && { expiresAt: stored.expiresAt };
      const expected = { revision: stored?.revision };
      const isDone = await this.#replace('update', [name, next], expected, {
        ...call,
        ...storedExpiry,
        ...expiryOf(options),
      });
      return isDone ? { result: next } : undefined;
    });
  }

  /** Reads an entry. Undefined if there is none. */
  async get<Value = SpaceValue>(name: string, options: GetEntryOptions = {}): Promise<SpaceEntry<Value> | undefined> {
    return (await this.getMany<Value>([name], options))[0];
  }

  /** Reads any number of entries, in the order of the names. Undefined for a name without an entry. */
  async getMany<Value = SpaceValue>(
    names: readonly string[],
    options: GetEntryOptions = {},
  ): Promise<(SpaceEntry<Value> | undefined)[]> {
    this.#check(checkGetEntry, options, 'getMany');
    return this.#read(names, { ...callOf(options), consistent: options.consistent ?? true });
  }

  /**
   * Lists entries in the order of the bytes of their names. Nothing is sent until they are read.
   *
   * @example
   * for await (const { name, value } of space.list({ prefix: 'message#', descending: true, limit: 20 })) …
   * // Query { KeyConditionExpression: '#0 = :1 AND begins_with(#2, :3)', ScanIndexForward: false, Limit: 20, … }
   */
  async *list<Value = SpaceValue>(options: RangeOptions = {}): AsyncGenerator<SpaceEntry<Value>, void, undefined> {
    this.#check(checkRange, options, 'list');
    const settings = { ...callOf(options), consistent: options.consistent ?? true };
    const store = await this.#opened.open(settings);
    for await (const [name, document] of store.list(new NameRange(options), settings))
      yield entryOf<Value>(name, document) as SpaceEntry<Value>;
  }

  /** Lists names in the order of their bytes. DynamoDB reads and charges for whole entries. */
  async *names(options: RangeOptions = {}): AsyncGenerator<string, void, undefined> {
    this.#check(checkRange, options, 'names');
    const settings = { ...callOf(options), consistent: options.consistent ?? true };
    const store = await this.#opened.open(settings);
    yield* store.names(new NameRange(options), settings);
  }

  /** Deletes entries. Names without an entry are ignored. */
  async delete(names: string | readonly string[], options: CallOptions = {}): Promise<void> {
    this.#check(checkCall, options, 'delete');
    const all = [names].flat();
    checkIds(this.#opened.store, all);
    if (all.length > 0) await this.#opened.use(options, (store) => store.remove([...new Set(all)], options), all);
  }

  /** Deletes all entries of the space, and all their parts. Returns the number of entries, without expired ones. */
  clear(options: CallOptions = {}): Promise<number> {
    this.#check(checkCall, options, 'clear');
    return this.#opened.use(options, (store) => store.clear(options as FlushOptions));
  }

  /** Deletes the remains of abandoned writes in the space. Returns the number of deleted items. */
  sweep(options: SweepOptions = {}): Promise<number> {
    this.#check(checkSweep, options, 'sweep');
    return this.#opened.use(options, (store) => store.sweep(options));
  }

  /** @throws InvalidItemError for a damaged entry if `isStrict` is true, even with `onInvalidItem` */
  async #read<Value>(names: readonly string[], settings: ReadSettings): Promise<(SpaceEntry<Value> | undefined)[]> {
    checkIds(this.#opened.store, names);
    if (names.length === 0) return [];
    const found = await this.#opened.use(settings, (store) => store.read([...new Set(names)], settings), names);
    return names.map((name) => entryOf<Value>(name, found.get(name)));
  }

  async #replace(
    method: string,
    entry: readonly [string, SpaceInput],
    expected: Expected,
    options: PutEntryOptions,
  ): Promise<boolean> {
    this.#check(checkPut, options, method);
    const [[name, content]] = [...this.#contents([entry], options)] as [[string, NewContent]];
    return this.#opened.use(options, (store) => store.replace(name, content, expected, callOf(options)));
  }

  #contents(
    entries: readonly (readonly [string, SpaceInput])[],
    { ttlSeconds, expiresAt }: PutEntryOptions,
  ): Map<string, NewContent> {
    return newContents(this.#opened.store, entries, { ttlSeconds, expiresAt, nowMs: this.#clock() });
  }

  #check(check: CheckOptions, options: unknown, method: string): void {
    check(options, this.tableName, method);
  }
}

function entryOf<Value>(name: string, found: ReadDocument | undefined): SpaceEntry<Value> | undefined {
  if (found === undefined) return undefined;
  const { document, revision, expiresAt } = found as ReadDocument & { readonly document: JsonValue };
  return { name, value: document as Value, revision, expiresAt };
}
