import type { EntityIndexSettings, EntityKeys } from '../schema/entity-definition.ts';
import type { PathOf, Placeholders, TablePlaceholder, ValueAt } from '../schema/template-types.ts';
import type {
  ClassTarget,
  Instance,
  KeyValue,
  MissingProperty,
  NoKeyType,
  ProjectionProblem,
} from './decorator-types.ts';

// The check of an `@Entity` against its class. A worked example:
//
//   @Entity('Order', { table: Shop, keys: { partitionKey: 'ORDER#{order}' } }) class Order { orderId!: string }
//
//   EntityProblem<Order, typeof keys> → "the class has no public property 'order'"

/** A class decorator that declares an entity with these keys. In plain form, a part of a template can be a boolean. */
export type EntityDecorator<Keys extends EntityKeys, Form extends 'plain' = never> = <Class>(
  target: ClassTarget<Class, EntityProblem<Instance<Class>, Keys, PartValue<Form>>>,
  context?: unknown,
) => void;

type PartValue<Form> = [Form] extends [never] ? KeyValue : KeyValue | boolean;

/**
 * The reason why a class can't have the keys. Never if it can. It always depends on T, because the compiler otherwise
 * finds no class in the parameter of the decorator.
 */
type EntityProblem<T, Keys extends EntityKeys, Part> = T extends unknown ? KnownKeysProblem<T, Keys, Part> : never;

/** Keys of type `never` are not checked: templates that a program computes. */
type KnownKeysProblem<T, Keys extends EntityKeys, Part> = [Keys] extends [never] ? never : KeysProblem<T, Keys, Part>;

type KeysProblem<T, Keys extends EntityKeys, Part> = string extends Keys['partitionKey']
  ? 'the compiler must know the templates: write the constant of the keys with `as const`'
  :
      | UnknownNames<Keys, keyof EntityKeys, 'the keys'>
      | TableProblem<T, TablePlaceholder<Keys>, Part>
      | IndexProblems<T, Keys['indexes'], Part>;

/** The problem of members that the settings don't have. */
type UnknownNames<Given, Known, Where extends string> =
  Exclude<keyof Given, Known> extends infer Name
    ? Name extends string
      ? `${Where}: there is no setting '${Name}'`
      : never
    : never;

/** The problem of the placeholders of the table's key. */
type TableProblem<T, Placeholder, Part> = Placeholder extends `${string}|shard:${string}`
  ? `{${Placeholder}} can't be in the key of the table: only a key of an index can have shards`
  : PathProblem<T, PathOf<Placeholder>, 'a part of the key of the table', Part>;

/** The problem of one property, or one member of a document, as a part of a key. */
type PathProblem<T, Path, Role extends string, Allowed> = Path extends string
  ? [ValueAt<T, Path>] extends [never]
    ? MissingProperty<Path>
    : [ValueAt<T, Path>] extends [Allowed]
      ? never
      : NoKeyType<Path, Role, Allowed>
  : never;

type IndexProblems<T, Indexes, Part> = {
  [Name in keyof Indexes & string]: IndexProblem<T, Indexes[Name], Part, `index '${Name}'`>;
}[keyof Indexes & string];

type IndexProblem<T, Settings, Part, Where extends string> =
  | UnknownNames<Settings, keyof EntityIndexSettings, Where>
  | IndexKeyProblem<T, Member<Settings, 'partitionKey'>, Part, Where>
  | IndexKeyProblem<T, Member<Settings, 'sortKey'>, Part, Where>
  | WhenProblem<T, Member<Settings, 'when'>, Where>
  | At<Where, EachProjected<T, Projected<Member<Settings, 'projection'>>>>;

/** A setting. `unknown`, which has no members, if it is absent. */
type Member<Settings, Name extends string> = Name extends keyof Settings ? Settings[Name] : unknown;

/** The problem of a key of an index: properties, or a template. The name of the entity is no property. */
type IndexKeyProblem<T, Key, Part, Where extends string> = Key extends { readonly template: infer Text }
  ? IndexPathProblem<T, PathOf<Placeholders<Text>[number]>, Part, Where>
  : Key extends readonly (infer Name)[]
    ? IndexPathProblem<T, Exclude<Name, 'entity'>, KeyValue, Where>
    : IndexPathProblem<T, Exclude<Key, 'entity'>, KeyValue, Where>;

type IndexPathProblem<T, Path, Part, Where extends string> = At<
  Where,
  PathProblem<T, Path, 'a key of an index', Part | undefined>
>;

type WhenProblem<T, When, Where extends string> = {
  [P in keyof When & string]: [ValueAt<T, P>] extends [never]
    ? At<Where, MissingProperty<P>>
    : [When[P]] extends [Exclude<ValueAt<T, P>, undefined>]
      ? never
      : At<Where, `when.${P} must be a value of the type of '${P}'`>;
}[keyof When & string];

type EachProjected<T, Name> = Name extends string ? ProjectionProblem<T, Name> : never;

type Projected<Projection> = Projection extends readonly (infer Name extends string)[] ? Name : never;

type At<Where extends string, Problem> = Problem extends string ? `${Where}: ${Problem}` : never;
