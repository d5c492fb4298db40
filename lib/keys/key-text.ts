import type { AttributeValue } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { type KeyRange, type PartTest, rangeOf } from './key-range.ts';
import type { Part } from './part.ts';
import { shardText } from './shard-of.ts';
import type { Template } from './template.ts';
import type { KeyForm } from './value-text.ts';

/** A template with the types of its parts: makes, reads, and searches key texts. Compiled once per class. */
export class KeyText {
  readonly template: Template;
  readonly form: KeyForm;
  /** Literal texts and parts in turn. */
  readonly pieces: readonly (string | Part)[];
  readonly parts: readonly Part[];
  /** Number of shards, if the template has `{p|shard:8}`. */
  readonly shards: number | undefined;
  /** Paths that `parse` returns. */
  readonly exactPaths: ReadonlySet<string>;
  /** True if a path has several parts, such as `{id|shard:8}#{id}`. */
  readonly #isRedundant: boolean;

  constructor(template: Template, form: KeyForm, pieces: readonly (string | Part)[]) {
    this.template = template;
    this.form = form;
    this.pieces = pieces;
    this.parts = pieces.filter((piece) => typeof piece !== 'string');
    this.shards = this.parts.find(({ shards }) => shards !== undefined)?.shards;
    this.exactPaths = new Set(this.parts.filter(({ isExact }) => isExact).map(({ path }) => path));
    this.#isRedundant = new Set(this.parts.map(({ path }) => path)).size < this.parts.length;
  }

  /**
   * Makes the key text of an item: `{ S: 'c1' }`, `{ S: 'o#1' }` → `CUSTOMER#c1#o#1`.
   *
   * @param partOf - returns the stored value of a path, undefined if it is absent
   * @returns undefined without an issue if a part is absent; undefined with an issue if a key can't contain a part
   */
  make(partOf: (path: string) => AttributeValue | undefined, issues: Issues): string | undefined {
    const values = this.parts.map(({ path }) => partOf(path));
    if (values.includes(undefined)) return undefined;
    const mark = issues.list.length;
    let made = '';
    let next = 0;
    for (const piece of this.pieces) {
      if (typeof piece === 'string') made += piece;
      else made += piece.escaped(piece.text(values[next++] as AttributeValue, issues) ?? '');
    }
    return issues.list.length > mark ? undefined : made;
  }

  /**
   * Reads the parts of a key text, by path. Parts that a key doesn't contain exactly are left out: shards, and texts
   * with `lower`, `upper`, or `pad`.
   *
   * @returns undefined if no parts make this text
   */
  parse(text: string): ReadonlyMap<string, AttributeValue> | undefined {
    const written = this.#split(text);
    if (written === undefined) return undefined;
    const found = new Map<string, AttributeValue>();
    for (const [index, part] of this.parts.entries()) {
      const value = part.read(written[index] as string);
      if (value === undefined) return undefined;
      if (part.isExact) found.set(part.path, value);
    }
    return this.#agrees(found, written) ? found : undefined;
  }

  /** True if only the number of a shard depends on a path. */
  isShardOnly(path: string): boolean {
    return this.parts.every((part) => part.path !== path || part.shards !== undefined);
  }

  /** True if parts can make this text. */
  matches(text: string): boolean {
    return this.parse(text) !== undefined;
  }

  /**
   * Returns the range of the key texts with some exact parts, from left to right, and a test on the part after them.
   *
   * `{ customerId }` of `CUSTOMER#{customerId}#{orderId}` → all that begin with `CUSTOMER#c1#`, never `CUSTOMER#c10#…`.
   *
   * @param parts - exact values by path; paths of other templates have no effect
   * @param shard - number of the shard, if `parts` lacks its property
   * @returns undefined, with an issue, if the parts have a gap or if a value can't be in a key
   */
  range(
    parts: ReadonlyMap<string, AttributeValue>,
    test: PartTest | undefined,
    issues: Issues,
    shard?: number,
  ): KeyRange | undefined {
    const mark = issues.list.length;
    let prefix = '';
    let stopped: Part | undefined;
    for (const piece of this.pieces) {
      const text = typeof piece === 'string' ? piece : exactText(piece, parts, issues, shard);
      if (text === undefined) stopped = piece as Part;
      if (stopped !== undefined) break;
      prefix += text;
    }
    if (issues.list.length === mark) this.#reportGaps(parts, test, stopped, issues);
    if (issues.list.length > mark) return undefined;
    return stopped === undefined ? { kind: 'eq', text: prefix } : rangeOf(prefix, stopped, test, issues);
  }

  /** Returns the text of each part as it is written in a key text. Undefined if a literal text is missing. */
  #split(text: string): readonly string[] | undefined {
    const written: string[] = [];
    let at = 0;
    for (const piece of this.pieces) {
      const end = endOf(piece, text, at);
      if (end === undefined) return undefined;
      if (typeof piece !== 'string') written.push(text.slice(at, end));
      at = end;
    }
    return at === text.length ? written : undefined;
  }

  /** Reports parts after the first one without a value, and a test on any other part than this one. */
  #reportGaps(
    parts: ReadonlyMap<string, AttributeValue>,
    test: PartTest | undefined,
    stopped: Part | undefined,
    issues: Issues,
  ): void {
    const from = stopped === undefined ? this.parts.length : this.parts.indexOf(stopped);
    const before = new Set(this.parts.slice(0, from).map(({ path }) => path));
    const later = this.parts.slice(from).filter(({ path }) => parts.has(path) && !before.has(path));
    const wrong = new Set(later.map(({ path }) => path));
    if (test !== undefined && test.path !== stopped?.path) wrong.add(test.path);
    const order = [...new Set(this.parts.map(({ path }) => path))].join(', ');
    for (const path of wrong) {
      const mark = issues.list.length;
      issues.reject(`can't be queried by: the parts of the key are ${order}, given from left to right without a gap`);
      issues.withinPath(mark, path.split('.'));
    }
  }

  /** True if the parts that were read make the text of each part, if a path has several parts. */
  #agrees(found: ReadonlyMap<string, AttributeValue>, written: readonly string[]): boolean {
    if (!this.#isRedundant) return true;
    return this.parts.every((part, index) => {
      const value = found.get(part.path);
      return value === undefined || part.escaped(part.text(value, new Issues()) ?? '') === written[index];
    });
  }
}

/** Returns the end of a piece that begins at a position of a key text. Undefined if it isn't there. */
function endOf(piece: string | Part, text: string, at: number): number | undefined {
  if (typeof piece === 'string') return text.startsWith(piece, at) ? at + piece.length : undefined;
  return piece.endIn(text, at);
}

/** Returns the text of a part in a key. Undefined if it has no value, and, with an issue, if a key can't contain it. */
function exactText(
  part: Part,
  parts: ReadonlyMap<string, AttributeValue>,
  issues: Issues,
  shard: number | undefined,
): string | undefined {
  const value = parts.get(part.path);
  if (value === undefined)
    return part.shards === undefined || shard === undefined ? undefined : shardText(shard, part.shards);
  const text = part.text(value, issues);
  return text === undefined ? undefined : part.escaped(text);
}
