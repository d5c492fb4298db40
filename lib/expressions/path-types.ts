import type { AttributeOf, MayBeMethod, Method } from '../values/attribute-type.ts';

/** A value that has no places within. */
export type Leaf =
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

/** A value that is there. */
export type Present<V> = Exclude<V, undefined | null>;

/** A place within an attribute: its path, and the type of what lies there. */
export interface Place<Path extends string, V> {
  readonly path: Path;
  readonly value: V;
}

/**
 * Every place within the attributes of a class: in documents, lists and maps.
 *
 * The key of a map may be any text, so to the compiler `nodes.a.next.name` is a `nodes.${string}`, a
 * `nodes.${string}.name` and more, and must fit all of them. So an entry takes what lies deeper too, and members have,
 * at whatever level of a map they are, one path: the map's and their name. The same holds of keys in quotes: the base of
 * their members leaves the quotes open, so that it takes the levels between.
 */
export type PlaceOf<T> = keyof T extends never
  ? never
  : { [P in keyof T & string]: Below<T[P], T[P], P, P, never, 4> }[keyof T & string];

/**
 * The places below a value: V is one type of the union All. The paths of members begin with Base, which is Path where
 * no map is above; `Open` are the paths of the entries above.
 */
type Below<V, All, Path extends string, Base extends string, Open extends string, Depth extends number> = [
  Depth,
] extends [never]
  ? never
  : V extends Leaf
    ? never
    : V extends readonly (infer Element)[]
      ? [Open] extends [never]
        ? At<Element | undefined, `${Path}[${number}]`, Depth>
        : InMap<Element | undefined, `${Path}[${number}]`, Base, Open | `${Base}[${number}]`, Open, Depth>
      : string extends keyof V
        ? InMap<
            V[keyof V] | undefined,
            EntryOf<Path>,
            [Open] extends [never] ? `${Path}.${string}` | `${Path}["${string}` : Base,
            Open,
            Open | EntryOf<Path>,
            Depth
          >
        : {
            [P in AttributeOf<V> & string]: [Open] extends [never]
              ? At<Member<All, P>, `${Path}.${P}`, Depth>
              : InMap<Member<All, P>, `${Base}.${P}`, Base, Open, Open, Depth>;
          }[AttributeOf<V> & string];

/** The paths of a map's entry; the quoted one takes any key, also one with a dot. */
type EntryOf<Path extends string> = `${Path}.${string}` | `${Path}["${string}"]`;

/** A place, and those below it. */
type At<V, Path extends string, Depth extends number> =
  | Place<Path, V>
  | Below<Present<V>, Present<V>, Path, Path, never, Deeper[Depth]>;

/** A place in a map, which has other paths Also, and those below it. */
type InMap<
  V,
  Path extends string,
  Base extends string,
  Also extends string,
  Open extends string,
  Depth extends number,
> = Place<Path | Also, V> | Below<Present<V>, Present<V>, Path, Base, Open, Deeper[Depth]>;

/** The type of a member, of whichever types of a union have it. */
type Member<All, P> = All extends Leaf | readonly unknown[] ? never : P extends keyof All ? All[P] : never;

/** The paths below attributes. */
export type PathWithin<T> = PlaceOf<T>['path'];

/**
 * What a write takes where a read gives V: documents as plain objects too, without their methods; readonly collections.
 * The `undefined` of an optional property is one that may be said: it is never stored, at any depth.
 */
export type Input<V> = V extends undefined
  ? undefined
  : V extends Leaf
    ? V extends ReadonlySet<infer Element>
      ? ReadonlySet<Element>
      : V
    : V extends readonly (infer Element)[]
      ? readonly Input<Element>[]
      : V extends object
        ? MayBeMethod<V[keyof V]> extends true
          ? { readonly [P in keyof V as V[P] extends Method ? never : P]: Input<V[P]> }
          : { readonly [P in keyof V]: Input<V[P]> }
        : V;
