import type { AttributeOf, Method } from '../values/attribute-type.ts';

type Leaf =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Date
  | Uint8Array
  | ReadonlySet<unknown>
  | Method;

/** Levels below an attribute that a path can be typed to; deeper documents are replaced whole. */
type Deeper = [never, 0, 1, 2, 3, 4];

/** The paths into a value, each beginning with what leads from its parent: `.city`, `[0]`, `[0].secs`. */
type Steps<V, Depth extends number> = [Depth] extends [never]
  ? never
  : V extends Leaf
    ? never
    : V extends readonly (infer Element)[]
      ? `[${number}]` | `[${number}]${Steps<Exclude<Element, undefined | null>, Deeper[Depth]>}`
      : V extends object
        ? {
            [P in AttributeOf<V>]: `.${P}` | `.${P}${Steps<Exclude<V[P], undefined | null>, Deeper[Depth]>}`;
          }[AttributeOf<V>]
        : never;

/** Every path of a class: its attributes, and what lies within documents, maps and lists. */
export type PathOf<T> = {
  [P in AttributeOf<T>]: P | `${P}${Steps<Exclude<T[P], undefined | null>, 4>}`;
}[AttributeOf<T>];

/** A value that is there. */
export type Present<V> = Exclude<V, undefined | null>;

/** The type that steps lead to, from a value of type V. */
type Follow<V, Steps extends string> = Steps extends ''
  ? V
  : Steps extends `[${number}]${infer Rest}`
    ? Present<V> extends readonly (infer Element)[]
      ? Follow<Element, Rest>
      : never
    : Steps extends `.${infer Rest}`
      ? FollowName<Present<V>, Rest>
      : never;

type FollowName<V, Rest extends string> = Rest extends keyof V
  ? Entry<V, Rest>
  : Rest extends `${infer Name}[${infer More}`
    ? Name extends `${infer Head}.${infer Tail}`
      ? Follow<Member<V, Head>, `.${Tail}[${More}`>
      : Follow<Member<V, Name>, `[${More}`>
    : Rest extends `${infer Head}.${infer Tail}`
      ? Follow<Member<V, Head>, `.${Tail}`>
      : never;

/** Any entry of a map may be absent. */
type Entry<V, Name extends keyof V> = string extends keyof V ? V[Name] | undefined : V[Name];

type Member<V, Name extends string> = Name extends keyof V ? V[Name] : never;

/** The type of the value that a path leads to. */
export type ValueAt<T, Path extends string> = Path extends keyof T ? T[Path] : FollowName<T, Path>;

/** `undefined` where a named property is optional: it is never stored, at any depth. */
type AbsentIn<V, P extends keyof V> = string extends P ? never : object extends Pick<V, P> ? undefined : never;

/** What a write takes where a read gives V: documents as plain objects too, without their methods; readonly collections. */
export type Given<V> = V extends Leaf
  ? V extends ReadonlySet<infer Element>
    ? ReadonlySet<Element>
    : V
  : V extends readonly (infer Element)[]
    ? readonly Given<Element>[]
    : V extends object
      ? { readonly [P in keyof V as V[P] extends Method ? never : P]: Given<V[P]> | AbsentIn<V, P> }
      : V;
