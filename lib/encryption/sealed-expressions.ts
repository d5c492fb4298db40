import type { AttributeValue } from '../sdk-types.ts';
import { isKnown } from './field.ts';
import type { FieldUse, FieldUses } from './part-fields.ts';
import type { RequestPart } from './request-part.ts';

/** A value of an expression that is replaced by its ciphertext or hash. */
export interface PlacedValue {
  /** The new placeholder. */
  readonly placeholder: string;
  readonly value: AttributeValue;
  readonly use: FieldUse;
}

const assignment =
  /(?<![\w.#:])(#\w+)\s*=\s*(?:(:\w+)|if_not_exists\s*\(\s*(#\w+)\s*,\s*(:\w+)\s*\))(?=\s*(?:,|$|(?:SET|REMOVE|ADD|DELETE)\b))/gi;
const removals = /\bREMOVE\b[\s\w#.,[\]]*?(?=\b(?:SET|ADD|DELETE)\b|$)/gi;
const listed = /(?<![\w.#:])(#\w+)(?=\s*(?:,|$|(?:SET|ADD|DELETE)\b))/gi;
const existence = /\battribute_(?:not_)?exists\s*\(\s*(#\w+)\s*\)/gi;
const comparison = /(?<![\w.#:])(#\w+)\s*(?:=|<>)\s*(:\w+)(?!\w)/g;
const membership = /(?<![\w.#:])(#\w+)\s+IN\s*\(([^()]*)\)/gi;
const topName = /(?<![\w.#:])(#?[A-Za-z_]\w*|#\w+)/g;

/** Replaces the values of encrypted attributes in the expressions of one part of a request. */
export class SealedExpressions {
  readonly placed: PlacedValue[] = [];
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Readonly<Record<string, AttributeValue>>;
  readonly #uses: FieldUses;
  #count = 0;

  constructor({ ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: RequestPart, uses: FieldUses) {
    this.#names = ExpressionAttributeNames;
    this.#values = ExpressionAttributeValues;
    this.#uses = uses;
  }

  /** Replaces the values that an update sets. */
  update(text: string, refuse: (use: FieldUse) => void): string {
    const written = text.replace(
      assignment,
      (clause, name: string, value?: string, present?: string, first?: string) => {
        const use = this.#useOf(name);
        if (use === undefined || (present !== undefined && present !== name)) return clause;
        const placeholder = this.#place((value ?? first) as string, use);
        return done(clause.replace(/:\w+/, placeholder));
      },
    );
    const rest = written.replace(removals, (clause) =>
      clause.replace(listed, (name: string) => (this.#useOf(name) === undefined ? name : done(name))),
    );
    return this.#checked(rest, refuse);
  }

  /** Replaces the values that a condition, a filter, or a key condition compares. */
  condition(text: string, refuse: (use: FieldUse) => void): string {
    const known = text
      .replace(existence, (test, name: string) => (this.#useOf(name) === undefined ? test : done(test)))
      .replace(comparison, (test, name: string, value: string) => {
        const use = this.#useOf(name);
        const placeholder = use && this.#compared(value, use);
        return placeholder === undefined ? test : done(test.replace(value, placeholder));
      })
      .replace(membership, (test, name: string, list: string) => {
        const use = this.#useOf(name);
        if (use?.isHash !== true) return test;
        const placeholders = list.split(',').map((value) => this.#place(value.trim(), use));
        return done(`${name} IN (${placeholders.join(', ')})`);
      });
    return this.#checked(known, refuse);
  }

  /** Checks that a projection reads encrypted attributes only whole. True if it reads any of them. */
  projects(text: string, refuse: (use: FieldUse) => void): boolean {
    let isAny = false;
    for (const path of text.split(',')) {
      const [, name = '', rest] = /^\s*(#?\w+)(.*?)\s*$/s.exec(path) ?? [];
      const use = this.#uses.get(this.#names[name] ?? name);
      if (use !== undefined && rest !== '') refuse(use);
      isAny ||= use !== undefined;
    }
    return isAny;
  }

  #useOf(name: string): FieldUse | undefined {
    const stored = this.#names[name];
    return stored === undefined ? undefined : this.#uses.get(stored);
  }

  /** Returns the placeholder of a compared value. Undefined if it can't be compared. */
  #compared(placeholder: string, use: FieldUse): string | undefined {
    const value = this.#values[placeholder];
    if (value === undefined) return undefined;
    if (use.isHash) return this.#place(placeholder, use);
    return isKnown(value) || use.field.allowsPlain ? placeholder : undefined;
  }

  /** Returns the new placeholder of a value, because another attribute can have the same value. */
  #place(old: string, use: FieldUse): string {
    const value = this.#values[old];
    if (value === undefined) return old;
    let placeholder = `:enc${this.#count++}`;
    while (Object.hasOwn(this.#values, placeholder)) placeholder = `:enc${this.#count++}`;
    this.placed.push({ placeholder, value, use });
    return placeholder;
  }

  /** Removes the marks of the recognized parts. Any other use of an encrypted attribute is refused. */
  #checked(text: string, refuse: (use: FieldUse) => void): string {
    for (const [name] of text.replace(/\0[^\0]*\0/g, ' ').matchAll(topName)) {
      const use = this.#uses.get(name.startsWith('#') ? (this.#names[name] ?? '') : name);
      if (use !== undefined) refuse(use);
    }
    return text.replaceAll('\0', '');
  }
}

/** Marks a recognized part of an expression. No expression has this character. */
const done = (text: string): string => `\0${text}\0`;
