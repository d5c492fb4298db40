import { beginsWith, between, gt, lt, type Test } from '../expressions/test-operators.ts';
import { maxSortKeyBytes } from '../limits.ts';
import type { RangeOptions } from './space-types.ts';

const isLess = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

/** True if DynamoDB accepts a text in the test of a sort key. */
const fits = (text: string): boolean => Buffer.byteLength(text) <= maxSortKeyBytes;

/** Returns the start of a text before its first lone surrogate. */
function wellFormedStart(text: string): string {
  const end = text.search(/\p{Surrogate}/u);
  return end < 0 ? text : text.slice(0, end);
}

/** A range of names, in the order of their bytes. */
export class NameRange {
  readonly #prefix: string;
  /** The part of the prefix that a request can contain. */
  readonly #queriedPrefix: string;
  readonly #after: string;
  readonly #before: string | undefined;
  readonly isDescending: boolean;
  /** Most names to list. */
  readonly limit: number;

  constructor({ prefix = '', after = '', before, descending = false, limit }: RangeOptions) {
    this.#prefix = prefix;
    this.#queriedPrefix = wellFormedStart(prefix);
    this.#after = after;
    this.#before = before;
    this.isDescending = descending;
    this.limit = limit ?? Number.POSITIVE_INFINITY;
  }

  /** True if no name can be in the range. */
  get isEmpty(): boolean {
    return !fits(this.#prefix) || (this.#before !== undefined && !isLess(this.#low, this.#before));
  }

  /**
   * Returns the test of the sort key that reads the fewest names besides those of the range. Undefined for all names.
   * DynamoDB takes one test, of a text that a name can be.
   */
  get test(): Test<'order' | 'prefix', string> | undefined {
    const low = this.#low;
    const prefix = this.#queriedPrefix;
    if (this.#before !== undefined && fits(this.#before))
      return low === '' ? lt(this.#before) : between(low, this.#before);
    if (prefix !== '' && (this.isDescending || low === prefix)) return beginsWith(prefix);
    return low === '' ? undefined : gt(low);
  }

  includes(name: string): boolean {
    return name.startsWith(this.#prefix) && !this.#isBelow(name) && !this.#isAbove(name);
  }

  /** True if no name of the range follows this one, in the order of the range. */
  isPast(name: string): boolean {
    if (this.isDescending) return this.#isBelow(name);
    return !name.startsWith(this.#queriedPrefix) && isLess(this.#queriedPrefix, name);
  }

  get #low(): string {
    return isLess(this.#after, this.#queriedPrefix) || !fits(this.#after) ? this.#queriedPrefix : this.#after;
  }

  #isBelow(name: string): boolean {
    return this.#after !== '' && !isLess(this.#after, name);
  }

  #isAbove(name: string): boolean {
    return this.#before !== undefined && !isLess(name, this.#before);
  }
}
