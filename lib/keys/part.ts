import type { AttributeValue } from '../sdk-types.ts';
import type { Issues } from '../values/issues.ts';
import type { Placeholder } from './placeholder.ts';
import type { Separator } from './separator.ts';
import { isShard, shardOf } from './shard-of.ts';
import { type KeyForm, type PartType, type ValueText, valueTextOf } from './value-text.ts';

/** One placeholder of a key text: converts between the stored value of a property and its text in the key. */
export class Part {
  readonly path: string;
  /** Number of shards, if the key contains the shard of the value. */
  readonly shards: number | undefined;
  readonly type: PartType;
  /** The end of the part. Undefined if the key ends with it. */
  readonly separator: Separator | undefined;
  readonly #elements: readonly string[];
  readonly #isPlain: boolean;
  readonly #values: ValueText;

  constructor(placeholder: Placeholder, form: KeyForm, type: PartType, separator: Separator | undefined) {
    this.path = placeholder.path;
    this.#elements = placeholder.path.split('.');
    this.shards = placeholder.shards;
    this.type = type;
    this.separator = separator;
    this.#isPlain = form === 'plain';
    // A shard is of the same text in both forms.
    this.#values = valueTextOf(placeholder, this.shards === undefined ? form : 'plain', type);
  }

  /** True if the value can be read from the key. */
  get isExact(): boolean {
    return this.shards === undefined && this.#values.isExact;
  }

  /** True if the order of values is the byte order of keys too: not if a plain text is the beginning of another. */
  get ordersKeys(): boolean {
    return this.separator === undefined || !this.#isPlain || this.#values.isFixed;
  }

  /** True if a range of values is a range of key texts. */
  get isOrdered(): boolean {
    return this.shards === undefined && this.#values.isOrdered;
  }

  /** Returns the end of this part in a key text that contains it from a position on. Undefined if it has none. */
  endIn(key: string, from: number): number | undefined {
    if (this.separator === undefined) return key.length;
    const end = key.indexOf(this.#isPlain ? this.separator.literal : this.separator.character, from);
    return end < 0 ? undefined : end;
  }

  /** Returns the text of a value before escapes. Undefined, with an issue, if a key can't contain it. */
  text(value: AttributeValue, issues: Issues): string | undefined {
    const mark = issues.list.length;
    const text = this.#checked(this.#values.write(value, issues), issues);
    issues.withinPath(mark, this.#elements);
    return text === undefined || this.shards === undefined ? text : shardOf(text, this.shards);
  }

  /** Returns the text of a bound. Undefined, with an issue, if the order of texts is not the order of values. */
  ordered(value: AttributeValue, issues: Issues): string | undefined {
    if (this.isOrdered) return this.text(value, issues);
    this.reject(this.shards === undefined ? unorderedNumber : unorderedShard, issues);
    return undefined;
  }

  /** Returns the text of the beginning of a value, before escapes. Undefined, with an issue, if there is none. */
  beginning(value: AttributeValue, issues: Issues): string | undefined {
    const text = this.shards === undefined ? this.#values.beginning(value) : undefined;
    if (text === undefined) this.reject(this.shards === undefined ? noBeginning : unorderedShard, issues);
    const mark = issues.list.length;
    const checked = this.#checked(text, issues);
    issues.withinPath(mark, this.#elements);
    return checked;
  }

  /** Reports a fault of a query by this part. */
  reject(message: string, issues: Issues): void {
    const mark = issues.list.length;
    issues.reject(message);
    issues.withinPath(mark, this.#elements);
  }

  /** Escapes a text of this part. */
  escaped(text: string): string {
    return this.#isPlain || this.separator === undefined ? text : this.separator.escape(text);
  }

  /** Reads the text of this part in a key. Undefined if no value has it. */
  read(written: string): AttributeValue | undefined {
    const text = this.#isPlain || this.separator === undefined ? written : this.separator.unescape(written);
    if (text === undefined || text === '') return undefined;
    if (this.shards !== undefined) return isShard(text, this.shards) ? { S: text } : undefined;
    return this.#values.read(text);
  }

  #checked(text: string | undefined, issues: Issues): string | undefined {
    const { separator } = this;
    const isSplit = this.#isPlain && this.shards === undefined && separator !== undefined;
    if (text === undefined) return undefined;
    if (text === '') issues.report('is empty, and each part of a key has a value; give it one', 'range');
    else if (!text.isWellFormed()) issues.report('contains half of a surrogate pair, which can not be stored');
    else if (isSplit && (text + separator.literal).indexOf(separator.literal) < text.length)
      issues.report(splitMessage(separator.literal), 'range');
    else return text;
    return undefined;
  }
}

const unorderedNumber =
  'is a number that does not sort in a key of plain form; query by its value, or declare it with a width: {n|pad:8}';
const unorderedShard = 'is in the key as its shard alone; query by its value, or leave it out to read all shards';
const noBeginning = 'is a number, which has no beginning; query by a value or a range';

const splitMessage = (literal: string): string =>
  `contains '${literal}', which ends this part of a key in plain form; give a value without it, or leave out { form: 'plain' }`;
