import { beginsWith, between, gt, lt, type Test } from '../expressions/test-operators.ts';

import type { RangeOptions } from './space-types.ts';

const isLess = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

/** A range of names, in the order of their bytes. */
export class NameRange {
  readonly #prefix: string;
  readonly #after: string;
  readonly #before: string | undefined;
  readonly isDescending: boolean;
  /** Most names to list. */
  readonly limit: number;

  constructor({ prefix = '', after = '', before, descending = false, limit }: RangeOptions) {
    this.#prefix = prefix;
    this.#after = after;
    this.#before = before;
    this.isDescending = descending;
    this.limit = limit ?? Number.POSITIVE_INFINITY;
  }

  /** True if no name can be in the range. */
  get isEmpty(): boolean {
    return this.#before !== undefined && !isLess(this.#low, this.#before);
  }

  /**
   * Returns the test of the sort key that reads the fewest names besides those of the range. Undefined for all names.
   * DynamoDB takes one test.
   */
  get test(): Test<'order' | 'prefix', string> | undefined {
    const low = this.#low;
    if (this.#before !== undefined) return low === '' ? lt(this.#before) : between(low, this.#before);
    if (this.#prefix !== '' && (this.isDescending || low === this.#prefix)) return beginsWith(this.#prefix);
    return low === '' ? undefined : gt(low);
  }

  includes(name: string): boolean {
    return name.startsWith(this.#prefix) && !this.#isBelow(name) && !this.#isAbove(name);
  }

  /** True if no name of the range follows this one, in the order of the range. */
  isPast(name: string): boolean {
    if (this.isDescending) return this.#isBelow(name);
    return !name.startsWith(this.#prefix) && isLess(this.#prefix, name);
  }

  get #low(): string {
    return isLess(this.#after, this.#prefix) ? this.#prefix : this.#after;
  }

  #isBelow(name: string): boolean {
    return this.#after !== '' && !isLess(this.#after, name);
  }

  #isAbove(name: string): boolean {
    return this.#before !== undefined && !isLess(name, this.#before);
  }
}
