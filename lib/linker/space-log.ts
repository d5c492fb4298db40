import { type CheckOptions, optionRules, seconds } from '../errors/option-rules.ts';
import type { JsonInput } from './linker.ts';
import type { Space } from './space.ts';

/** Digits of the number of an entry, so that the order of the names is the order of the numbers. */
const digits = 16;

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
 * // PutItem { Item: { space: { S: 'chat-1' }, name: { S: '0000000000000001' }, … }, ConditionExpression: … }
 * await log.read(20);   // the last 20 values, in order
 */
export class SpaceLog<Value extends JsonInput> {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'SpaceLog';
  readonly #space: Space;
  readonly #expiry: SpaceLogOptions;
  /** Number of the last entry that this object has seen. Undefined if it has seen none. */
  #last: number | undefined;

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
    if (values.length === 0) return;
    this.#last ??= await this.#lastNumber();
    while (!(await this.#space.putIfAbsent(nameOf(this.#last + 1), values, this.#expiry)))
      this.#last = await this.#lastNumber();
    this.#last += 1;
  }

  /** Reads the last values, in order. @param limit - most values; default: all */
  async read(limit: number = Number.POSITIVE_INFINITY): Promise<Value[]> {
    if (limit <= 0) return [];
    const pages: (readonly Value[])[] = [];
    let count = 0;
    for await (const { value } of this.#space.list<readonly Value[]>({ descending: true })) {
      pages.push(value);
      count += value.length;
      if (count >= limit) break;
    }
    const values = pages.reverse().flat();
    return limit < values.length ? values.slice(values.length - limit) : values;
  }

  /** Removes and returns the last value. Undefined if there is none. */
  async pop(): Promise<Value | undefined> {
    for await (const { name, value, revision, expiresAt } of this.#space.list<readonly Value[]>({ descending: true })) {
      if (value.length === 0) continue;
      // An empty entry stays, so that its number is not used again.
      const isDone = await this.#space.replaceIf(name, value.slice(0, -1), revision, {
        ...(expiresAt && { expiresAt }),
      });
      return isDone ? value.at(-1) : this.pop();
    }
    return undefined;
  }

  /** Deletes all values. */
  async clear(): Promise<void> {
    await this.#space.clear();
    this.#last = undefined;
  }

  async #lastNumber(): Promise<number> {
    for await (const name of this.#space.names({ descending: true, limit: 1 })) return Number(name);
    return 0;
  }
}
