import { type CheckOptions, optionRules, seconds } from '../errors/option-rules.ts';
import type { JsonInput } from './linker.ts';
import type { Space } from './space.ts';
import type { SpaceEntry } from './space-types.ts';

/** Digits of the number of an entry, so that the order of the names is the order of the numbers. */
const digits = 16;
/** Start of the names of all numbered entries. A subclass can have other entries beside them. */
const prefix = '0';

/** Options of a `SpaceLog`. */
export interface SpaceLogOptions {
  /** Seconds until a value expires, counted from its put. Default: values stay. */
  readonly ttlSeconds?: number | undefined;
}

const checkLog: CheckOptions = optionRules<SpaceLogOptions>({ ttlSeconds: seconds });

/** Returns the name of the entry with a number. */
export const nameOf = (number: number): string => String(number).padStart(digits, '0');

/** An entry of a log: the values of one call. */
export type LogEntry<Value> = SpaceEntry<readonly Value[]>;

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
  protected readonly space: Space;
  protected readonly expiry: SpaceLogOptions;

  /**
   * @param space - contains nothing else
   * @throws ConfigurationError `configuration.invalid` if an option is unknown or not valid
   */
  constructor(space: Space, options: SpaceLogOptions = {}) {
    checkLog(options, new.target.name, 'constructor');
    this.space = space;
    this.expiry = { ttlSeconds: options.ttlSeconds };
  }

  /** Adds values to the end, all or none. */
  async append(values: readonly Value[]): Promise<void> {
    if (values.length > 0) await this.appendEntry(values);
  }

  /** Reads the last values, in order. @param limit - most values; default: all */
  async read(limit: number = Number.POSITIVE_INFINITY): Promise<Value[]> {
    if (limit <= 0) return [];
    const values = (await this.end(limit)).reverse().flatMap(({ value }) => value);
    return limit < values.length ? values.slice(values.length - limit) : values;
  }

  /** Removes and returns the last value. Undefined if there is none. */
  async pop(): Promise<Value | undefined> {
    const last = (await this.end(1)).find(({ value }) => value.length > 0);
    if (last === undefined) return undefined;
    const { name, value, revision, expiresAt } = last;
    // An empty entry stays, so that its number is not used again.
    const isDone = await this.space.replaceIf(name, value.slice(0, -1), revision, { expiresAt });
    return isDone ? value.at(-1) : this.pop();
  }

  /** Deletes all values. */
  async clear(): Promise<void> {
    await this.space.clear();
  }

  /**
   * Adds an entry after the last one, and returns its number. Reads the last number each time: after a `clear()` of
   * another process, a remembered one would be too high, and later entries would come before it.
   */
  protected async appendEntry(values: readonly Value[]): Promise<number> {
    for (;;) {
      let number = 1;
      for await (const last of this.space.names({ prefix, descending: true, limit: 1 })) number += Number(last);
      if (await this.space.putIfAbsent(nameOf(number), values, this.expiry)) return number;
    }
  }

  /** Returns the entries with the last values, from the last one on. At least the last entry, if there is one. */
  protected async end(count: number): Promise<LogEntry<Value>[]> {
    const entries: LogEntry<Value>[] = [];
    const limit = Number.isFinite(count) ? Math.ceil(count) || 1 : undefined;
    let left = count;
    for (let before: string | undefined; ; before = entries.at(-1)?.name) {
      const known = entries.length;
      for await (const entry of this.space.list<readonly Value[]>({ prefix, before, descending: true, limit })) {
        left -= entry.value.length;
        entries.push(entry);
        if (left <= 0) return entries;
      }
      if (limit === undefined || entries.length === known) return entries;
    }
  }
}
