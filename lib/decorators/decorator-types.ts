import type { TypeRefusal } from '../type-refusal.ts';
import type { AttributeOf, EntityClass } from '../values/attribute-type.ts';

/** What a key's property may be: S, N or B when stored. */
export type KeyValue = string | number | bigint | Date | Uint8Array;

/** What is given where there is no problem, else a type that carries the problem's text. */
export type Accept<Given, Problem> = [Problem] extends [never] ? Given : TypeRefusal<Problem & string>;

// Classes

/** The class where there is no problem with it, else a type that carries the problem's text. */
export type ClassTarget<Class, Problem> = Class extends EntityClass
  ? Accept<Class, Problem>
  : Class extends undefined | ((...parameters: never) => unknown)
    ? TypeRefusal<OnProperty>
    : Class extends { prototype: unknown }
      ? TypeRefusal<"the class's constructor must be public, since others make its instances">
      : TypeRefusal<OnProperty>;

type OnProperty =
  "this form stands on a class; on a property, write the form without the property's name where there is one";

/** A class's instances; never where it is no class. */
export type Instance<Class> = Class extends EntityClass<infer T> ? T : never;

type MissingProperty<Name extends string> = `the class has no public property '${Name}'`;

/** What keeps a property from being a key; never where nothing does. */
type KeyProblem<T, Name extends string, Role extends string, Allowed> = Name extends keyof T
  ? [T[Name]] extends [Allowed]
    ? never
    : `'${Name}' can't be ${Role}: its type must be string, number, bigint, Date or Uint8Array, without ${undefined extends Allowed ? '' : '? or '}null`
  : MissingProperty<Name>;

/** What keeps a property from being in an index; never where nothing does. */
type ProjectionProblem<T, Name extends string> =
  Name extends AttributeOf<T>
    ? never
    : Name extends keyof T
      ? `'${Name}' is a method, and only attributes are stored`
      : MissingProperty<Name>;

/** Any class whose constructor others may call; to take `EntityClass` for it costs a class 90 instantiations more. */
export type Constructor<Instance> = abstract new (...parameters: never) => Instance;

/** Accepts classes of such instances at a look; about others the form that carries the message is asked. */
type ClassDecoratorOf<Wanted> = <Instance>(
  target: Instance extends Wanted ? Constructor<Instance> : never,
  context?: unknown,
) => void;

/** A class decorator that names a property as a key of the table. */
export interface KeyClassDecorator<Name extends string, Role extends string>
  extends ClassDecoratorOf<{ readonly [P in Name]: KeyValue }>,
    CheckedKeyClassDecorator<Name, Role> {}

type CheckedKeyClassDecorator<Name extends string, Role extends string> = <Class>(
  target: ClassTarget<Class, KeyProblem<Instance<Class>, Name, Role, KeyValue>>,
  context?: unknown,
) => void;

/** A class decorator that names properties as keys of an index, and others to be in it; Problem is one of its own. */
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

/** A class decorator without demands on the class. */
export type PlainClassDecorator = ((target: Constructor<object>, context?: unknown) => void) & CheckedClassDecorator;

type CheckedClassDecorator = <Class>(target: ClassTarget<Class, never>, context?: unknown) => void;

/** A class decorator that gives properties their enums. */
export type EnumClassDecorator<Enums> = <Class>(
  target: ClassTarget<Class, EnumProblem<Instance<Class>, Enums>>,
  context?: unknown,
) => void;

// Properties

/** A property that a decorator stands on. */
export interface Field<Name extends string, Value> {
  readonly name: Name;
  readonly value: Value;
}

type NoField<Name> =
  `'${Name & string}' can't be stored: only a public instance property can, no method, accessor or static one`;

/** The property that a decorator stands on, or why it is none: legacy `(prototype, name)`, standard `(undefined, context)`. */
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

type OnClass = 'this form stands on a property; on the class, write the form that names the property';
/** What a legacy class decorator is called with besides the class: nothing. */
export type Nowhere = 'nowhere';

/** A property decorator; the problem is what `Problem` says of the property that it stands on. */
export type Target<Owner, Place> = Place extends Nowhere ? TypeRefusal<OnClass> : Owner;

/**
 * A standard field whose value reads as `Read`, and takes `Written`. Where it fits, the compiler needs to look no
 * further, which saves it most of its work; where it doesn't, the form that carries the message is asked.
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

/** A standard field whose value reads as `Read`. */
interface ReadContext<This, Read> {
  readonly name: keyof This & string;
  readonly static: false;
  readonly private: false;
  readonly kind: 'field';
  readonly access: { readonly get: (object: This) => Read };
}

/** No class, so that static properties are told from others; what every object has keeps it from being a weak type. */
export interface NoClass {
  readonly prototype?: never;
  readonly toString: unknown;
}

/** The legacy name of a property without a problem. */
export type NoProblem<Problem> = [Problem] extends [never] ? string : never;

/** Accepts every property type below a bound, which is all that can be known of a type parameter. */
export interface BoundDecorator<Value> {
  <This>(target: undefined, context: ReadContext<This, Value>): void;
  <Owner extends { [P in Name]: Value } & NoClass, Name extends string>(target: Owner, property: Name): void;
}

type CheckedKeyDecorator = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, KeyFieldProblem<FieldAt<Owner, Place>>>,
) => void;

/** A property decorator that makes its property a key of the table. The last form carries the message. */
export type KeyFieldDecorator = BoundDecorator<KeyValue> & CheckedKeyDecorator;

type KeyFieldProblem<At> =
  At extends Field<infer Name, infer V> ? KeyProblem<{ [P in Name]: V }, Name, 'a key', KeyValue> : At;

type CheckedEnumDecorator<Listed> = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, EnumFieldProblem<FieldAt<Owner, Place>, Listed>>,
) => void;

/** A property decorator that gives its property an enum. The inherited form carries the message. */
export interface EnumFieldDecorator<Listed> extends CheckedEnumDecorator<Listed> {
  <This>(target: undefined, context: FieldContext<This, Listed | null | undefined, Listed>): void;
  <Owner extends NoClass, Name extends keyof Owner>(target: Owner, property: Name & EnumFit<Owner[Name], Listed>): void;
}

type EnumFit<Value, Listed> = NoProblem<EnumFieldProblem<Field<string, Value>, Listed>>;

type EnumFieldProblem<At, Listed> =
  At extends Field<infer Name, infer V> ? UnionProblem<Name, Exclude<V, undefined | null>, Listed> : At;

/** The decorator that `@Attribute()` without a type gives: only the legacy dialect can tell the type. */
export type TypelessDecorator = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, TypelessProblem<Place, FieldAt<Owner, Place>>>,
) => void;

/** Standard decorators can't tell a property's type. */
export type TypelessProblem<Place, At> =
  At extends Field<infer Name, unknown>
    ? Place extends string
      ? never
      : `'${Name}' needs a type, @Attribute(String) or another: standard decorators can't tell it`
    : At;

// Enums

type EnumValue = string | number;

/** What gives the values of an enum: a list, an `enum` of TypeScript, or an object like one. */
export type EnumSource = readonly EnumValue[] | Readonly<Record<string, EnumValue>>;

type ValueIn<Source> = Source extends readonly (infer V)[] ? V : Source[keyof Source];

/** What makes enums and their properties' unions differ; never where nothing does. */
type EnumProblem<T, Enums> = {
  [P in keyof Enums & string]: P extends keyof T
    ? UnionProblem<P, Exclude<T[P], undefined | null>, ValueIn<Enums[P]>>
    : MissingProperty<P>;
}[keyof Enums & string];

type UnionProblem<Name extends string, Union, Listed> = [Union] extends [EnumValue]
  ? string extends Union
    ? [Listed] extends [string]
      ? never
      : `'${Name}' is a string, and its enum lists '${Exclude<Listed, string> & number}', which is none`
    : IsAnyNumber<Union> extends true
      ? `'${Name}' is any number: its type must be the union of its enum's values`
      : [Exclude<Union, Listed> | Exclude<Listed, Union>] extends [never]
        ? never
        : LiteralProblem<Name, Plain<Union>, Plain<Listed>>
  : `'${Name}' can't have an enum: its type must be a union of strings or numbers`;

/** A numeric `enum` takes any number, and still has its values alone as properties of what is mapped by it. */
type IsAnyNumber<Union> = number extends Union
  ? Record<never, 1> extends Record<Union & EnumValue, 1>
    ? true
    : false
  : false;

/** Values of an `enum` as the literals that they are, so that both may say the same. */
type Plain<Value> = Value extends string
  ? `${Value}`
  : Value extends number
    ? `${Value}` extends `${infer Literal extends number}`
      ? Literal
      : Value
    : never;

type LiteralProblem<Name extends string, Union, Listed> = string extends Listed
  ? `the enum of '${Name}' is a list of any strings: write the list with 'as const'`
  : [Exclude<Union, Listed>] extends [never]
    ? [Exclude<Listed, Union>] extends [never]
      ? never
      : `the enum of '${Name}' lists '${Exclude<Listed, Union> & EnumValue}', which the property's type lacks`
    : `the enum of '${Name}' lacks '${Exclude<Union, Listed> & EnumValue}', which the property's type has`;

/** A property decorator that makes its property's values unique: S, N or B, and may be absent or null. */
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
