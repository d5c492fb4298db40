import type { AnyAttributeType, AnyJson, EntityClass, ReadValue } from '../values/attribute-type.ts';
import type {
  Accept,
  BoundDecorator,
  Field,
  FieldAt,
  FieldContext,
  NoClass,
  NoProblem,
  Nowhere,
  Target,
  TypelessDecorator,
  TypelessProblem,
} from './decorator-types.ts';

/** What an `@Attribute` says about its property's type. */
export interface AttributeRule<
  Given = unknown,
  Optional extends boolean = boolean,
  Nullable extends boolean = boolean,
> {
  readonly given: Given;
  readonly optional: Optional;
  readonly nullable: Nullable;
}

/** What a conversion gives: the property's type and no other. */
export interface Converted<Property> {
  readonly exactly: Property;
}

/** A property decorator that declares an attribute: it looks at the property's own type. */
export type AttributeDecorator<Rule extends AttributeRule> = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, AttributeProblem<Rule, FieldAt<Owner, Place>>>,
) => void;

/** A type of its own, so that the compiler looks at all properties of one type and rule but once. */
type AttributeFit<Rule extends AttributeRule, Value> = NoProblem<AttributeProblem<Rule, Field<string, Value>>>;

/** An `AttributeDecorator` that takes type parameters too. The last form carries the message. */
export interface SimpleAttributeDecorator<Rule extends AttributeRule>
  extends BoundDecorator<Rule['given']>,
    AttributeDecorator<Rule> {}

/** An `AttributeDecorator` that knows at a look the standard property types between two, and legacy ones that fit. */
export interface FieldAttributeDecorator<Rule extends AttributeRule, Read, Written> extends AttributeDecorator<Rule> {
  <This>(target: undefined, context: FieldContext<This, Read, Written>): void;
  <Owner extends NoClass, Name extends keyof Owner>(
    target: Owner,
    property: Name & AttributeFit<Rule, Owner[Name]>,
  ): void;
}

type SimpleType = StringConstructor | NumberConstructor | BooleanConstructor | BigIntConstructor | DateConstructor;

/** Says nothing of a property: where the type that was given is an error already, or any. */
type UncheckedDecorator = (target: unknown, place?: unknown) => void;

declare const unconverted: unique symbol;

/** Stands for the property's type where there is no conversion that says it. */
export interface Unconverted {
  readonly [unconverted]: never;
}

/** The decorator that `@Attribute(type, options)` gives; Property is the type that a conversion says. */
export type DecoratorOf<Type, Property, Optional extends boolean, Nullable extends boolean> = Decorators<
  Type,
  Property,
  Optional,
  Nullable
>[FormOf<Type, Property, Optional, Nullable>];

/** An interface, so that the compiler doesn't look for what the type may be in all of them. */
interface Decorators<Type, Property, Optional extends boolean, Nullable extends boolean> {
  readonly unchecked: UncheckedDecorator;
  readonly typeless: TypelessDecorator;
  readonly converted: AttributeDecorator<AttributeRule<Converted<Property>, Optional, Nullable>>;
  readonly simple: SimpleAttributeDecorator<AttributeRule<ReadValue<Type>, false, false>>;
  readonly absent: FieldAttributeDecorator<
    AttributeRule<ReadValue<Type>, true, false>,
    ReadValue<Type> | undefined,
    undefined
  >;
  readonly collection: FieldAttributeDecorator<
    AttributeRule<ReadValue<Type>, false, false>,
    ReadonlyOf<ReadValue<Type>>,
    EmptyOf<ReadValue<Type>>
  >;
  readonly document: FieldAttributeDecorator<
    AttributeRule<ReadValue<Type>, Optional, Nullable>,
    DocumentOf<Type, Optional, Nullable>,
    DocumentOf<Type, Optional, Nullable>
  >;
  readonly checked: AttributeDecorator<AttributeRule<ReadValue<Type>, Optional, Nullable>>;
}

/** The decorator that `@Attribute(options)` gives: the legacy dialect tells the type, and `?` and `| null` are checked. */
export type OptionsDecorator<Optional extends boolean, Nullable extends boolean> = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, OptionsProblem<AttributeRule<unknown, Optional, Nullable>, Place, FieldAt<Owner, Place>>>,
) => void;

type OptionsProblem<Rule extends AttributeRule, Place, At> = Place extends string
  ? At extends Field<infer Name, infer V>
    ? AbsenceProblem<Rule, Name, V>
    : At
  : TypelessProblem<Place, At>;

type FormOf<Type, Property, Optional, Nullable> = [AnyAttributeType] extends [Type]
  ? 'unchecked'
  : [Type] extends [undefined]
    ? 'typeless'
    : [Property] extends [Unconverted]
      ? PlainFormOf<Type, Optional, Nullable>
      : 'converted';

type PlainFormOf<Type, Optional, Nullable> = [Type, Optional, Nullable] extends [SimpleType, false, false]
  ? 'simple'
  : [Type, Optional, Nullable] extends [SimpleType, true, false]
    ? 'absent'
    : [ReadValue<Type>, Optional, Nullable] extends [Primitives, false, false]
      ? 'collection'
      : [Type] extends [EntityClass | (() => EntityClass)]
        ? 'document'
        : 'checked';

/** The one type that a property may have that holds a document, or bytes. */
type DocumentOf<Type, Optional, Nullable> =
  | ReadValue<Type>
  | (Optional extends true ? undefined : never)
  | (Nullable extends true ? null : never);

type Primitive = string | number | bigint | boolean;
type Primitives = Primitive[] | Set<Primitive>;

/** The widest type that a list or set may have. */
type ReadonlyOf<Given> = Given extends readonly (infer Element)[]
  ? readonly Element[]
  : Given extends Set<infer Element>
    ? ReadonlySet<Element>
    : never;

/** What each type of a list or set takes that isn't one of its own kind, as a tuple is. */
type EmptyOf<Given> = Given extends readonly unknown[] ? never[] : Set<never>;

/** What makes an attribute and its property differ; never where nothing does. */
type AttributeProblem<Rule extends AttributeRule, At> =
  At extends Field<infer Name, infer V>
    ? AbsenceProblem<Rule, Name, V> | ValueProblem<Rule['given'], Name, Exclude<V, undefined | null>>
    : At;

/** True where the compiler tells null and undefined from other types; else nothing can be said about them. */
type TellsNull = undefined extends string ? false : true;

type AbsenceProblem<Rule extends AttributeRule, Name extends string, V> = TellsNull extends false
  ? never
  : unknown extends V
    ? never
    : OptionalProblem<Rule['optional'], undefined extends V ? true : false, Name> | NullProblem<Rule, Name, V>;

type OptionalProblem<Said, Is, Name extends string> = Is extends Said
  ? never
  : Said extends true
    ? `'${Name}' is never absent: declare it with ?, or leave { optional: true } out`
    : `'${Name}' may be absent: say { optional: true }, or declare it without ?`;

/** Null is one of JSON's own values, so `json()` needs no `nullable`. */
type NullProblem<Rule extends AttributeRule, Name extends string, V> = [Rule['given']] extends [AnyJson]
  ? never
  : NullableProblem<Rule['nullable'], null extends V ? true : false, Name>;

type NullableProblem<Said, Is, Name extends string> = Is extends Said
  ? never
  : Said extends true
    ? `'${Name}' is never null: declare it with | null, or leave { nullable: true } out`
    : `'${Name}' may be null: say { nullable: true }, or declare it without null`;

type ValueProblem<Given, Name extends string, V> =
  Holds<V, Given> extends true
    ? never
    : [Given] extends [AnyJson]
      ? `'${Name}' must hold nothing but JSON: no Date, bigint, binary, set, map or method`
      : [Given] extends [Converted<unknown>]
        ? `'${Name}' must be of the type that its conversion takes and gives`
        : TypeName<Given> extends 'Model'
          ? `'${Name}' must be of the model class that its @Attribute names`
          : `'${Name}' must be of type ${TypeName<Given>}, as its @Attribute says`;

/**
 * True where a property of type V holds what its attribute type gives, and nothing else. Literal types stand for their
 * primitives, so that a union of strings may be the type of a `String` attribute; collections may be readonly.
 */
type Holds<V, Given> = [Given] extends [AnyJson]
  ? [NotJson<V>] extends [never]
    ? true
    : false
  : [Given] extends [Converted<infer Property>]
    ? Same<V, Property>
    : [Given] extends [string | number | boolean | bigint]
      ? Below<
          V,
          Given extends string ? string : Given extends number ? number : Given extends bigint ? bigint : boolean
        >
      : [Given] extends [Set<infer G>]
        ? V extends ReadonlySet<infer E>
          ? Both<Below<Set<E>, V>, Holds<E, G>>
          : false
        : [Given] extends [(infer G)[]]
          ? V extends readonly (infer E)[]
            ? Both<Below<E[], V>, Holds<E, G>>
            : false
          : string extends keyof Given
            ? string extends keyof V
              ? Both<Below<Record<string, V[string]>, V>, Holds<V[string], Given[string]>>
              : false
            : Same<V, Given>;

type Below<A, B> = [A] extends [B] ? true : false;
type Same<A, B> = [A, B] extends [B, A] ? true : false;
type Both<A, B> = A extends true ? B : false;

/** How a message calls a type. */
type TypeName<Given> = [Given] extends [AnyJson]
  ? 'JSON'
  : [Given] extends [string]
    ? 'string'
    : [Given] extends [number]
      ? 'number'
      : [Given] extends [boolean]
        ? 'boolean'
        : [Given] extends [bigint]
          ? 'bigint'
          : [Given] extends [Date]
            ? 'Date'
            : [Given] extends [Uint8Array]
              ? 'Uint8Array'
              : CollectionName<Given>;

type CollectionName<Given> = [Given] extends [Set<infer Element>]
  ? `Set<${TypeName<Element>}>`
  : [Given] extends [(infer Element)[]]
    ? `${TypeName<Element>}[]`
    : string extends keyof Given
      ? `Record<string, ${TypeName<Given[string]>}>`
      : 'Model';

type NoJson =
  | bigint
  | symbol
  | Date
  | Uint8Array
  | ReadonlySet<unknown>
  | ReadonlyMap<unknown, unknown>
  | ((...parameters: never) => unknown);
/** Levels of a value that are looked at, since types may contain themselves. */
type Deeper = [never, 0, 1, 2, 3, 4, 5, 6];

/** True where a type holds something that JSON can't, else never. */
type NotJson<V, Depth extends number = 7> = [Depth] extends [never]
  ? never
  : 0 extends 1 & V
    ? never
    : V extends string | number | boolean | null | undefined
      ? never
      : V extends NoJson
        ? true
        : V extends readonly (infer Element)[]
          ? NotJson<Element, Deeper[Depth]>
          : V extends object
            ? { [P in keyof V]-?: NotJson<V[P], Deeper[Depth]> }[keyof V]
            : never;
