import type { AnyAttributeType, AnyJson, EntityClass, ReadValue } from '../values/attribute-type.ts';
import type { Deeper, TellsNull } from '../values/type-tests.ts';
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
import type { DeriveProblem, OwnerAt } from './derive-fit.ts';
import type { AnyTuple, TypeName } from './type-names.ts';

// The check of an `@Attribute` against the type of its property. A worked example:
//
//   class User { @Attribute(String, { optional: true }) age?: number }
//
//   DecoratorOf<StringConstructor, Unconverted, true, false>
//     → FieldAttributeDecorator<AttributeRule<string, true, false>, string | undefined, undefined>
//   AttributeProblem<AttributeRule<string, true, false>, Field<'age', number | undefined>>
//     → "'age' must be of type string, as its @Attribute says"
//
// `FormOf` selects the decorator that is cheapest for the compiler. Its first overloads accept valid properties. The
// last one evaluates `AttributeProblem`, and its parameter type is the message.

/** The type that an `@Attribute` requires of its property. */
export interface AttributeRule<
  Given = unknown,
  Optional extends boolean = boolean,
  Nullable extends boolean = boolean,
> {
  readonly given: Given;
  readonly optional: Optional;
  readonly nullable: Nullable;
}

/** The type that a conversion returns. The property must have exactly this type. */
export interface Converted<Property> {
  readonly exactly: Property;
}

/** A property decorator that declares an attribute and checks the type of the property. */
export type AttributeDecorator<Rule extends AttributeRule> = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, AttributeProblem<Rule, FieldAt<Owner, Place>>>,
) => void;

/** A named type, so that the compiler checks all properties of one type and rule only once. */
type AttributeFit<Rule extends AttributeRule, Value> = NoProblem<AttributeProblem<Rule, Field<string, Value>>>;

/** An `AttributeDecorator` that also accepts type parameters. Its last overload carries the message. */
export interface SimpleAttributeDecorator<Rule extends AttributeRule>
  extends BoundDecorator<Rule['given']>,
    AttributeDecorator<Rule> {}

/** An `AttributeDecorator` with cheap overloads for valid standard properties between two types, and legacy ones. */
export interface FieldAttributeDecorator<Rule extends AttributeRule, Read, Written> extends AttributeDecorator<Rule> {
  <This>(target: undefined, context: FieldContext<This, Read, Written>): void;
  <Owner extends NoClass, Name extends keyof Owner>(
    target: Owner,
    property: Name & AttributeFit<Rule, Owner[Name]>,
  ): void;
}

/** An `AttributeDecorator` that also checks the properties that the attribute is derived from. */
export type DerivedAttributeDecorator<Rule extends AttributeRule, From extends string, Parts> = <
  Owner,
  Place = Nowhere,
>(
  target: Target<Owner, Place>,
  place?: Accept<
    Place,
    AttributeProblem<Rule, FieldAt<Owner, Place>> | DeriveProblem<OwnerAt<Owner, Place>, From, Parts>
  >,
) => void;

type SimpleType = StringConstructor | NumberConstructor | BooleanConstructor | BigIntConstructor | DateConstructor;

/** Checks nothing. Used if the attribute type is `any` or already an error. */
type UncheckedDecorator = (target: unknown, place?: unknown) => void;

declare const unconverted: unique symbol;

/** Placeholder for the type of the property if no conversion states it. */
export interface Unconverted {
  readonly [unconverted]: never;
}

/** The decorator that `@Attribute(type, options)` returns. Property is the type that the conversion states. */
export type DecoratorOf<
  Type,
  Property,
  Optional extends boolean,
  Nullable extends boolean,
  From extends string = never,
  Parts = unknown,
> = [From] extends [never]
  ? Decorators<Type, Property, Optional, Nullable>[FormOf<Type, Property, Optional, Nullable>]
  : DerivedAttributeDecorator<AttributeRule<GivenBy<Type, Property>, Optional, Nullable>, From, Parts>;

type GivenBy<Type, Property> = [Property] extends [Unconverted] ? ReadValue<Type> : Converted<Property>;

/** An interface, because the compiler would evaluate all members of a type alias. */
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

/**
 * The decorator that `@Attribute(options)` returns. The legacy dialect has the type, so only `?` and `| null` are
 * checked.
 */
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
      ? ReadValue<Type> extends AnyTuple
        ? 'checked'
        : 'collection'
      : [Type] extends [EntityClass | (() => EntityClass)]
        ? 'document'
        : 'checked';

/** The only type of a property that holds a document or bytes. */
type DocumentOf<Type, Optional, Nullable> =
  | ReadValue<Type>
  | (Optional extends true ? undefined : never)
  | (Nullable extends true ? null : never);

type Primitive = string | number | bigint | boolean;
type Primitives = Primitive[] | Set<Primitive>;

/** The widest type of a list or set property. */
type ReadonlyOf<Given> = Given extends readonly (infer Element)[]
  ? readonly Element[]
  : Given extends Set<infer Element>
    ? ReadonlySet<Element>
    : never;

/** The type that every list or set type accepts, except special ones such as tuples. */
type EmptyOf<Given> = Given extends readonly unknown[] ? never[] : Set<never>;

/** The problem of an attribute and its property. Never if there is none. */
type AttributeProblem<Rule extends AttributeRule, At> =
  At extends Field<infer Name, infer V>
    ? AbsenceProblem<Rule, Name, V> | ValueProblem<Rule['given'], Name, Exclude<V, undefined | null>>
    : At;

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

/** `json()` needs no `nullable`, because null is a JSON value. */
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
        : unknown extends ElementOf<Given>
          ? `'${Name}' ${BareProblem<Given>}`
          : TypeName<Given> extends 'Model'
            ? `'${Name}' must be of the model class that its @Attribute names`
            : `'${Name}' must be of type ${TypeName<Given>}, as its @Attribute says`;

/**
 * True if a property of type V holds exactly the values of its attribute type.
 *
 * Literal types count as their primitives, so a union of strings fits `String`. Collections can be read-only.
 */
type Holds<V, Given> = [Given] extends [AnyJson]
  ? [NotJson<V>] extends [never]
    ? true
    : false
  : [Given] extends [Converted<infer Property>]
    ? Mutual<V, Property>
    : [Given] extends [string | number | boolean | bigint]
      ? Fits<V, Given extends string ? string : Given extends number ? number : Given extends bigint ? bigint : boolean>
      : [Given] extends [Set<infer G>]
        ? V extends ReadonlySet<infer E>
          ? Both<Fits<Set<E>, V>, Holds<E, G>>
          : false
        : [Given] extends [AnyTuple]
          ? HoldsTuple<V, Given>
          : [Given] extends [(infer G)[]]
            ? V extends readonly (infer E)[]
              ? Both<Fits<E[], V>, Holds<E, G>>
              : false
            : string extends keyof Given
              ? string extends keyof V
                ? Both<Fits<Record<string, V[string]>, V>, Holds<V[string], Given[string]>>
                : false
              : Mutual<V, Given>;

/** True if a tuple has the same length, and each element holds the values of its type. */
type HoldsTuple<V, Given extends readonly unknown[]> = V extends readonly unknown[]
  ? [V['length'], Given['length']] extends [Given['length'], V['length']]
    ? false extends { [I in keyof Given]: Holds<V[I & keyof V], Given[I]> }[number]
      ? false
      : true
    : false
  : false;

type Fits<A, B> = [A] extends [B] ? true : false;
type Mutual<A, B> = [A, B] extends [B, A] ? true : false;
type Both<A, B> = A extends true ? B : false;

/** The element type of a collection. `unknown` if only its constructor is known, as in `@Attribute(Array)`. */
type ElementOf<Given> = Given extends readonly (infer Element)[]
  ? Element
  : Given extends ReadonlyMap<infer _, infer Element>
    ? Element
    : Given extends ReadonlySet<infer Element>
      ? Element
      : never;

type BareProblem<Given> = Given extends readonly unknown[]
  ? 'needs the type of its elements: @Attribute(listOf(String))'
  : Given extends ReadonlyMap<unknown, unknown>
    ? "can't be a Map: declare it as a Record, with @Attribute(mapOf(String))"
    : 'needs the type of its elements: @Attribute(setOf(String))';

type NoJson =
  | bigint
  | symbol
  | Date
  | Uint8Array
  | ReadonlySet<unknown>
  | ReadonlyMap<unknown, unknown>
  | ((...parameters: never) => unknown);

/** True if a type contains values that JSON can't represent. Never otherwise. */
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
