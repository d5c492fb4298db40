import type { EntityKeys } from './entity-definition.ts';

// What the compiler reads in the templates of keys. A worked example:
//
//   'ORDER#{placedAt}#{n|pad:8}{{' → Placeholders: readonly ['placedAt', 'n|pad:8'] → paths: readonly ['placedAt', 'n']
//   ValueAt<Order, 'address.country'> → Order['address']['country']

/** The placeholders of a template, in order. `{{` is a brace of the text. */
export type Placeholders<Text> = Text extends `${string}{${infer After}`
  ? After extends `{${infer Rest}`
    ? Placeholders<Rest>
    : After extends `${infer Inside}}${infer Rest}`
      ? readonly [Inside, ...Placeholders<Rest>]
      : readonly []
  : readonly [];

/** The path of a placeholder, without its form: `'n|pad:8'` → `'n'`. */
export type PathOf<Placeholder> = Placeholder extends `${infer Path}|${string}` ? Path : Placeholder;

/** The placeholders of the table's key. */
export type TablePlaceholder<Keys extends EntityKeys> =
  | Placeholders<Keys['partitionKey']>[number]
  | Placeholders<Keys['sortKey']>[number];

/** The paths of the placeholders of the table's key. */
export type KeyPath<Keys extends EntityKeys> = PathOf<TablePlaceholder<Keys>> & string;

/** The paths that a write can't change: those of the table's key, and the documents that have them. */
export type FixedPath<Keys extends EntityKeys> = KeyPath<Keys> | Above<KeyPath<Keys>>;

type Above<Path> = Path extends `${infer Head}.${infer Rest}` ? Head | `${Head}.${Above<Rest> & string}` : never;

type Absence<V> = Extract<V, undefined | null>;

/** The type of a property, or of a member of a document: `'address.country'`. Never if there is none. */
export type ValueAt<T, Path> = Path extends keyof T
  ? T[Path]
  : Path extends `${infer Head}.${infer Rest}`
    ? Head extends keyof T
      ? MemberAt<NonNullable<T[Head]>, Rest> | Absence<T[Head]>
      : never
    : never;

/** An entry of a map can be absent. */
type MemberAt<V, Path> = string extends keyof V ? ValueAt<V, Path> | undefined : ValueAt<V, Path>;
