import type { AttributeOf, MayBeMethod, Method } from '../values/attribute-type.ts';
import type { Deeper } from '../values/type-tests.ts';

// The typed paths of a class. A worked example:
//
//   class Call { secs: number }
//   class Person { id: string; address: { city: string }; calls: Call[]; votes: Record<string, number> }
//
//   PlaceOf<Person> →
//     | Place<'address.city', string>
//     | Place<`calls[${number}]`, Call | undefined>
//     | Place<`calls[${number}].secs`, number>
//     | Place<`votes.${string}` | `votes["${string}"]`, number | undefined>
//
// `id` has no places below it, and attributes themselves are not places. `Below` walks one value: it adds its own
// places, and calls itself for the value at each of them, with the longer path and one level less.

/** A value without places in it. */
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
  | Float32Array
  | ReadonlySet<unknown>
  | Method;

/** A value without `undefined` and `null`. */
export type Present<V> = Exclude<V, undefined | null>;

/** A place in an attribute: its path, and the type of its value. */
export interface Place<Path extends string, V> {
  readonly path: Path;
  readonly value: V;
}

/**
 * Every place within the attributes of a class: members of documents, elements of lists, entries of maps.
 *
 * The key of a map can be any text. To the compiler, `nodes.a.next.name` therefore matches `nodes.${string}`,
 * `nodes.${string}.name`, and more, and its value must fit all of them. So an entry also accepts the types of deeper
 * places, and a member has the same path at every level of a map: the path of the map, and the name of the member. The
 * same holds for quoted keys: the base of their members has no closing quote, so it matches the levels between.
 */
export type PlaceOf<T> = keyof T extends never
  ? never
  : { [P in keyof T & string]: Below<T[P], T[P], P, P, never, 4> }[keyof T & string];

/**
 * The places below a value. V is one member of the union All. Path is the path of the value. Base is the prefix of the
 * paths of members: Path, unless a map is above. Open is the paths of the map entries above. Depth counts down.
 */
type Below<V, All, Path extends string, Base extends string, Open extends string, Depth extends number> = [
  Depth,
] extends [never]
  ? never
  : V extends Leaf
    ? never
    : V extends readonly (infer Element)[]
      ? number extends V['length']
        ? [Open] extends [never]
          ? At<Element | undefined, `${Path}[${number}]`, Depth>
          : InMap<Element | undefined, `${Path}[${number}]`, Base, Open | `${Base}[${number}]`, Open, Depth>
        : TupleElements<V, Path, Base, Open, Depth>
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

/** The elements of a tuple. They are never absent, and there is no place past the end. */
type TupleElements<V, Path extends string, Base extends string, Open extends string, Depth extends number> = {
  [I in keyof V & `${number}`]: [Open] extends [never]
    ? At<V[I], `${Path}[${I}]`, Depth>
    : InMap<V[I], `${Path}[${I}]`, Base, Open | `${Base}[${I}]`, Open, Depth>;
}[keyof V & `${number}`];

/** The paths of a map entry. The quoted form accepts any key, including keys with a dot. */
type EntryOf<Path extends string> = `${Path}.${string}` | `${Path}["${string}"]`;

/** A place, and the places below it. */
type At<V, Path extends string, Depth extends number> =
  | Place<Path, V>
  | Below<Present<V>, Present<V>, Path, Path, never, Deeper[Depth]>;

/** A place within a map, which also has the paths in Also, and the places below it. */
type InMap<
  V,
  Path extends string,
  Base extends string,
  Also extends string,
  Open extends string,
  Depth extends number,
> = Place<Path | Also, V> | Below<Present<V>, Present<V>, Path, Base, Open, Deeper[Depth]>;

/** The type of a member, from all types of a union that have it. */
type Member<All, P> = All extends Leaf | readonly unknown[] ? never : P extends keyof All ? All[P] : never;

/** The paths below attributes. */
export type PathWithin<T> = PlaceOf<T>['path'];

/**
 * The input type for an attribute that reads as V. It also accepts plain objects for documents, without their methods,
 * and readonly collections.
 *
 * `undefined` is accepted for an optional property at any depth, and never stored.
 */
export type Input<V> = V extends undefined
  ? undefined
  : V extends Leaf
    ? V extends ReadonlySet<infer Element>
      ? ReadonlySet<Element>
      : V extends Float32Array
        ? V | readonly number[]
        : V
    : V extends readonly (infer Element)[]
      ? number extends V['length']
        ? readonly Input<Element>[]
        : { readonly [I in keyof V]: Input<V[I]> }
      : V extends object
        ? MayBeMethod<V[keyof V]> extends true
          ? { readonly [P in keyof V as V[P] extends Method ? never : P]: Input<V[P]> }
          : { readonly [P in keyof V]: Input<V[P]> }
        : V;
