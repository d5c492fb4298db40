import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, optionRules, seconds } from '../errors/option-rules.ts';
import type { JsonInput } from './linker.ts';
import { type LogChange, type LogEntry, plainChange, withoutEnd, withValues } from './log-change.ts';
import type { Space } from './space.ts';
import { untilReplaced } from './until-replaced.ts';

/** Digits of the number of an entry, so that the order of the names is the order of the numbers. */
const digits = 16;
/** Start of the names of all numbered entries. The other entries record changes. */
const prefix = '0';

/** Options of a `SpaceLog`. */
export interface SpaceLogOptions {
  /** Seconds until a value expires, counted from its put. Default: values stay. */
  readonly ttlSeconds?: number | undefined;
}

const checkLog: CheckOptions = optionRules<SpaceLogOptions>({ ttlSeconds: seconds });

const nameOf = (number: number): string => String(number).padStart(digits, '0');

/**
 * A list in a space, to whose end values are added. All values of one call are one entry, which is written under the
 * condition that its number is free: values of several writers are never lost, and those of one call are never torn.
 *
 * @example
 * const log = new SpaceLog<Message>(spaces.space('chat-1'));
 * await log.append([{ role: 'user', text: 'Hello' }]);
 * // Query { KeyConditionExpression: '#0 = :1 AND begins_with(#2, :3)', ScanIndexForward: false, Limit: 1, … }
 * // PutItem { Item: { space: { S: 'chat-1' }, name: { S: '0000000000000001' }, … }, ConditionExpression: … }
 * await log.read(20);   // the last 20 values, in order
 */
export class SpaceLog<Value extends JsonInput> {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'SpaceLog';
  readonly #space: Space;
  readonly #expiry: SpaceLogOptions;

  /**
   * @param space - contains nothing else
   * @throws ConfigurationError `configuration.invalid` if an option is unknown or not valid
   */
  constructor(space: Space, options: SpaceLogOptions = {}) {
    checkLog(options, new.target.name, 'constructor');
    this.#space = space;
    this.#expiry = { ttlSeconds: options.ttlSeconds };
  }

  /** Adds values to the end, all or none. */
  async append(values: readonly Value[]): Promise<void> {
    if (values.length > 0) await this.#append(values);
  }

  /** Reads the last values, in order. @param limit - most values; default: all */
  async read(limit: number = Number.POSITIVE_INFINITY): Promise<Value[]> {
    if (limit <= 0) return [];
    const { entries } = await this.#end(limit);
    const values = entries.reverse().flatMap(({ value }) => value);
    return limit < values.length ? values.slice(values.length - limit) : values;
  }

  /** Removes and returns the last value. Undefined if there is none. */
  async pop(): Promise<Value | undefined> {
    const { entries } = await this.#end(1);
    const last = entries.find(({ value }) => value.length > 0);
    if (last === undefined) return undefined;
    const { name, value, revision, expiresAt } = last;
    // An empty entry stays, so that its number is not used again.
    const isDone = await this.#space.replaceIf(name, value.slice(0, -1), revision, { ...(expiresAt && { expiresAt }) });
    return isDone ? value.at(-1) : this.pop();
  }

  /**
   * Replaces values at the end by others, or only adds values: all or nothing, and once for each id.
   *
   * @throws ConditionFailedError `condition.failed` if the log does not end with the values to replace
   * @throws ConfigurationError `configuration.invalid` if the id was used for another change
   * @throws ValidationError `item.invalid` if the id is blank, a value is not JSON, or more than 98 entries would change
   */
  async change(change: LogChange<Value>): Promise<void> {
    const { marker, hash, replaces, values } = plainChange(change, this.#space.tableName);
    await this.#untilDone(async () => {
      const { entries, last } = await this.#end(replaces.length);
      // Read after the values, so that a change that is done meanwhile by another process is found.
      const known = await this.#space.get<string>(marker);
      if (known !== undefined) return this.#checkSame(known.value, hash, change.id);
      const cut = withoutEnd(entries as LogEntry<never>[], replaces);
      if (cut === undefined) throw this.#refusal('does not end with the values to replace');
      return this.#space.replaceMany([
        ...cut,
        { name: nameOf(last + 1), value: values, revision: undefined, ...this.#expiry },
        { name: marker, value: hash, revision: undefined, ...this.#expiry },
      ]);
    });
  }

  /**
   * Replaces each value by others, all or nothing.
   *
   * @param newMapper - returns the function that returns the new values of a value; called again after a conflict
   * @throws ValidationError `item.invalid` if more than 100 entries would change
   */
  async rewrite(newMapper: () => (value: Value) => readonly Value[]): Promise<void> {
    await this.#untilDone(async () => {
      const { entries } = await this.#end(Number.POSITIVE_INFINITY);
      return this.#space.replaceMany(withValues(entries.reverse(), newMapper()));
    });
  }

  /**
   * Replaces all values. The new ones are added before the old ones are deleted, so that a process that ends in between
   * leaves both.
   */
  async replaceAll(values: readonly Value[]): Promise<void> {
    const last = await this.#append(values);
    const names: string[] = [];
    for await (const name of this.#space.names({ prefix, before: nameOf(last) })) names.push(name);
    await this.#space.delete(names);
  }

  /** Deletes all values. */
  async clear(): Promise<void> {
    await this.#space.clear();
  }

  /**
   * Adds an entry after the last one, and returns its number. Reads the last number each time: after a `clear()` of
   * another process, a remembered one would be too high, and later entries would come before it.
   */
  async #append(values: readonly Value[]): Promise<number> {
    let number = 0;
    await this.#untilDone(async () => {
      number = (await this.#lastNumber()) + 1;
      return this.#space.putIfAbsent(nameOf(number), values, this.#expiry);
    });
    return number;
  }

  /** Returns the entries with the last values, from the last one on, and the number of the last one. */
  async #end(count: number): Promise<{ readonly entries: LogEntry<Value>[]; readonly last: number }> {
    const entries: LogEntry<Value>[] = [];
    let left = count;
    let before: string | undefined;
    const limit = Number.isFinite(count) ? Math.max(Math.ceil(count), 1) : undefined;
    for (let isMore = true; isMore; isMore = left > 0 && limit !== undefined) {
      let found = 0;
      for await (const entry of this.#space.list<readonly Value[]>({ prefix, before, descending: true, limit })) {
        found++;
        before = entry.name;
        entries.push(entry);
        left -= entry.value.length;
        if (left <= 0) break;
      }
      if (found === 0) break;
    }
    return { entries, last: Number(entries[0]?.name ?? 0) };
  }

  async #lastNumber(): Promise<number> {
    for await (const name of this.#space.names({ prefix, descending: true, limit: 1 })) return Number(name);
    return 0;
  }

  #checkSame(known: string, hash: string, id: string): true {
    if (known === hash) return true;
    throw new ConfigurationError(
      `${this.#space.tableName}: the id ${JSON.stringify(id)} was used for another change of the log; give each change an id of its own`,
    );
  }

  #refusal(problem: string): ConditionFailedError {
    return new ConditionFailedError(this.#place, `the log ${problem}; read it again`);
  }

  /** Repeats an attempt until it returns true. */
  #untilDone(attempt: () => Promise<boolean>): Promise<true> {
    return untilReplaced(this.#place, {}, async () => ((await attempt()) ? { result: true } : undefined));
  }

  get #place() {
    return { table: this.#space.tableName, key: `space=${JSON.stringify(this.#space.name)}` };
  }
}
