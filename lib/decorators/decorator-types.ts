import type { TypeRefusal } from '../type-refusal.ts';
import type { AttributeOf, EntityClass } from '../values/attribute-type.ts';

// The parameter types of decorators, which refuse a wrong class or property with a message. A worked example:
//
//   @PartitionKey('id') class User { id!: boolean }
//
//   KeyProblem<User, 'id', 'a key', KeyValue>
//     → "'id' can't be a key: its type must be string, number, bigint, Date or Uint8Array, without ? or null"
//   ClassTarget<typeof User, that text> → TypeRefusal<that text>, which no class satisfies
//   ClassTarget<typeof User, never> → typeof User

/** The types of key properties. They are stored as S, N, or B. */
export type KeyValue = string | number | bigint | Date | Uint8Array;

/** The type itself if there is no problem. Otherwise a type that carries the message. */
export type Accept<Given, Problem> = [Problem] extends [never] ? Given : TypeRefusal<Problem & string>;

// Classes

/** The class if there is no problem with it. Otherwise a type that carries the message. */
export type ClassTarget<Class, Problem> = Class extends EntityClass
  ? Accept<Class, Problem>
  : Class extends undefined | ((...parameters: never) => unknown)
    ? TypeRefusal<OnProperty>
    : Class extends { prototype: unknown }
      ? TypeRefusal<"the class's constructor must be public, since others make its instances">
      : TypeRefusal<OnProperty>;

type OnProperty =
  "this form stands on a class; on a property, write the form without the property's name where there is one";

/** The instance type of a class. Never if it is not a class. */
export type Instance<Class> = Class extends EntityClass<infer T> ? T : never;

export type MissingProperty<Name extends string> = `the class has no public property '${Name}'`;

/** The reason why a property can't be a key. Never if it can. */
export type KeyProblem<T, Name extends string, Role extends string, Allowed> = Name extends keyof T
  ? [T[Name]] extends [Allowed]
    ? never
    : NoKeyType<Name, Role, Allowed>
  : MissingProperty<Name>;

export type NoKeyType<
  Name extends string,
  Role extends string,
  Allowed,
> = `'${Name}' can't be ${Role}: its type must be string, number, bigint, Date or Uint8Array, without ${undefined extends Allowed ? '' : '? or '}null`;

/** The reason why a property can't be in an index. Never if it can. */
export type ProjectionProblem<T, Name extends string> =
  Name extends AttributeOf<T>
    ? never
    : Name extends keyof T
      ? `'${Name}' is a method, and only attributes are stored`
      : MissingProperty<Name>;

/** Any class with a public constructor. `EntityClass` here would cost 90 more instantiations per class. */
export type Constructor<Instance> = abstract new (...parameters: never) => Instance;

/** Cheap overload for valid classes. Other classes fall through to the checked overload, which carries the message. */
type ClassDecoratorOf<Wanted> = <Instance>(
  target: Instance extends Wanted ? Constructor<Instance> : never,
  context?: unknown,
) => void;

/** A class decorator that declares a key of the table by property name. */
export interface KeyClassDecorator<Name extends string, Role extends string>
  extends ClassDecoratorOf<{ readonly [P in Name]: KeyValue }>,
    CheckedKeyClassDecorator<Name, Role> {}

type CheckedKeyClassDecorator<Name extends string, Role extends string> = <Class>(
  target: ClassTarget<
    Class,
    IsTableClass<Instance<Class>> extends true ? never : KeyProblem<Instance<Class>, Name, Role, KeyValue>
  >,
  context?: unknown,
) => void;

/** True for a class without properties, private ones included. It only declares a table. */
type IsTableClass<T> = [keyof T] extends [never] ? (object extends T ? true : false) : false;

/** A class decorator that declares a key attribute of a table class, and its type. */
export type TableClassDecorator = <Class>(
  target: ClassTarget<Class, IsTableClass<Instance<Class>> extends true ? never : TypedKey>,
  context?: unknown,
) => void;

type TypedKey =
  'only a table class, which has no properties, says the type of its key attributes here; leave the type out';

/** A class decorator that declares the keys and projected properties of an index. Problem is an additional problem. */
export interface IndexDecorator<Key extends string, Projected extends string, Problem = never>
  extends ClassDecoratorOf<[Projected | Problem] extends [never] ? { readonly [P in Key]: KeyValue } : never>,
    CheckedIndexDecorator<Key, Projected, Problem> {}

type CheckedIndexDecorator<Key extends string, Projected extends string, Problem> = <Class>(
  target: ClassTarget<
    Class,
    | Problem
    | KeyProblem<Instance<Class>, Key, 'a key of an index', KeyValue | undefined>
    | ProjectionProblem<Instance<Class>, Projected>
  >,
  context?: unknown,
) => void;

/** A class decorator for any class. */
export type PlainClassDecorator = ((target: Constructor<object>, context?: unknown) => void) & CheckedClassDecorator;

type CheckedClassDecorator = <Class>(target: ClassTarget<Class, never>, context?: unknown) => void;

// Properties

/** A decorated property. */
export interface Field<Name extends string, Value> {
  readonly name: Name;
  readonly value: Value;
}

type NoField<Name> =
  `'${Name & string}' can't be stored: only a public instance property can, no method, accessor or static one`;

/**
 * The decorated property, or the reason why there is none: legacy `(prototype, name)`, standard `(undefined, context)`.
 */
export type FieldAt<Owner, Place> = Place extends string
  ? Owner extends { prototype: unknown }
    ? NoField<Place>
    : Place extends keyof Owner
      ? Field<Place, Owner[Place]>
      : NoField<Place>
  : Place extends { kind: 'field'; static: false; private: false; name: infer Name }
    ? Place extends ClassFieldDecoratorContext<infer This, infer Value>
      ? Name extends keyof This & string
        ? Field<Name, Value>
        : NoField<Name>
      : never
    : Place extends { kind: Exclude<DecoratorContext['kind'], 'class'>; name: infer Name }
      ? NoField<Name>
      : OnClass;

export type OnClass = 'this form stands on a property; on the class, write the form that names the property';
/** Placeholder for the second argument that a legacy class decorator doesn't receive. */
export type Nowhere = 'nowhere';

/** The target of a property decorator. A class carries the message. */
export type Target<Owner, Place> = Place extends Nowhere ? TypeRefusal<OnClass> : Owner;

/**
 * A standard field that reads as `Read` and accepts `Written`.
 *
 * If a field fits, the compiler stops here, which saves most of its work. Otherwise it continues with the overload that
 * carries the message.
 */
export interface FieldContext<This, Read, Written> {
  readonly name: keyof This & string;
  readonly static: false;
  readonly private: false;
  readonly kind: 'field';
  readonly access: {
    readonly get: (object: This) => Read;
    readonly set: (object: never, value: Written) => void;
  };
}

/** A standard field that reads as `Read`. */
interface ReadContext<This, Read> {
  readonly name: keyof This & string;
  readonly static: false;
  readonly private: false;
  readonly kind: 'field';
  readonly access: { readonly get: (object: This) => Read };
}

/**
 * Not a class, so static properties don't match. `toString` keeps it from being a weak type, which matches anything.
 */
export interface NoClass {
  readonly prototype?: never;
  readonly toString: unknown;
}

/** The legacy property name if there is no problem. */
export type NoProblem<Problem> = [Problem] extends [never] ? string : never;

/** Accepts every property type below a bound. The compiler knows only the bound of a type parameter. */
export interface BoundDecorator<Value> {
  <This>(target: undefined, context: ReadContext<This, Value>): void;
  <Owner extends { [P in Name]: Value } & NoClass, Name extends string>(target: Owner, property: Name): void;
}

type CheckedKeyDecorator = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, KeyFieldProblem<FieldAt<Owner, Place>>>,
) => void;

/** A property decorator that declares a key of the table. Its last overload carries the message. */
export type KeyFieldDecorator = BoundDecorator<KeyValue> & CheckedKeyDecorator;

type KeyFieldProblem<At> =
  At extends Field<infer Name, infer V> ? KeyProblem<{ [P in Name]: V }, Name, 'a key', KeyValue> : At;

/** The decorator that `@Attribute()` without a type returns. Only the legacy dialect has the type. */
export type TypelessDecorator = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, TypelessProblem<Place, FieldAt<Owner, Place>>>,
) => void;

/** Standard decorators don't receive the type of a property. */
export type TypelessProblem<Place, At> =
  At extends Field<infer Name, unknown>
    ? Place extends string
      ? never
      : `'${Name}' needs a type, @Attribute(String) or another: standard decorators can't tell it`
    : At;

/** A property decorator that makes values unique. They are S, N, or B, and can be absent or null. */
export type UniqueFieldDecorator = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, UniqueFieldProblem<FieldAt<Owner, Place>>>,
) => void;

type UniqueFieldProblem<At> =
  At extends Field<infer Name, infer V>
    ? [Exclude<V, undefined | null>] extends [KeyValue]
      ? never
      : `'${Name}' can't be unique: its type must be string, number, bigint, Date or Uint8Array`
    : At;
