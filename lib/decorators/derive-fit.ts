import type { MissingProperty } from './decorator-types.ts';

// The check of `derive` against the class. A worked example:
//
//   class User {
//     @Attribute(Number) age!: number;
//     @Attribute(String, { derive: { from: ['age'], value: ({ age }: { age: string }) => age } }) text!: string;
//   }
//
//   DeriveProblem<User, 'age', { age: string }> → "value takes 'age' with another type than the property has"

/** The class of the decorated property: legacy `(prototype, name)`, standard `(undefined, context)`. */
export type OwnerAt<Owner, Place> = Place extends string
  ? Owner
  : Place extends ClassFieldDecoratorContext<infer This, infer _>
    ? This
    : never;

/** The reason why a value can't be derived from these properties. Never if it can. */
export type DeriveProblem<Owner, From extends string, Parts> =
  | MissingSource<Owner, From>
  | `'${Exclude<keyof Parts & string, From>}' is no part of the value: name it in from`
  | MistypedPart<Owner, From & keyof Owner & keyof Parts & string, Parts>;

type MissingSource<Owner, Path extends string> = Path extends string
  ? string extends Path
    ? never
    : HeadOf<Path> extends keyof Owner
      ? never
      : `from names '${Path}', and ${MissingProperty<HeadOf<Path>>}`
  : never;

type HeadOf<Path extends string> = Path extends `${infer Head}.${string}` ? Head : Path;

type MistypedPart<Owner, Names extends keyof Owner & keyof Parts & string, Parts> = {
  [P in Names]: Owner[P] extends Parts[P] ? never : `value takes '${P}' with another type than the property has`;
}[Names];
