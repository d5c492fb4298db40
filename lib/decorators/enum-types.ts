import type { TypeRefusal } from '../type-refusal.ts';
import type {
  Accept,
  ClassTarget,
  Field,
  FieldAt,
  FieldContext,
  Instance,
  MissingProperty,
  NoClass,
  NoProblem,
  Nowhere,
  OnClass,
} from './decorator-types.ts';

// The types of @Enum, which compare its values with the union type of a property.

/** A class decorator that assigns enums to properties. */
export type EnumClassDecorator<Enums> = <Class>(
  target: ClassTarget<Class, EnumProblem<Instance<Class>, Enums>>,
  context?: unknown,
) => void;

type CheckedEnumDecorator<Listed> = <Owner, Place = Nowhere>(
  target: Place extends Nowhere ? TypeRefusal<EnumOnClass> : Owner,
  place?: Accept<Place, EnumFieldProblem<FieldAt<Owner, Place>, Listed>>,
) => void;

/** A property decorator that declares an enum. The inherited overload carries the message. */
export interface EnumFieldDecorator<Listed> extends CheckedEnumDecorator<Listed> {
  <This>(target: undefined, context: FieldContext<This, Listed | null | undefined, Listed>): void;
  <Owner extends NoClass, Name extends keyof Owner>(target: Owner, property: Name & EnumFit<Owner[Name], Listed>): void;
}

type EnumFit<Value, Listed> = NoProblem<EnumFieldProblem<Field<string, Value>, Listed>>;

type EnumFieldProblem<At, Listed> =
  At extends Field<infer Name, infer V>
    ? UnionProblem<Name, Exclude<V, undefined | null>, Listed>
    : At extends OnClass
      ? EnumOnClass
      : At;

type EnumOnClass = `${OnClass}: @Enum({ color: Color })`;

type EnumValue = string | number;

/** The values of an enum: a list, a TypeScript `enum`, or an object like one. */
export type EnumSource = readonly EnumValue[] | Readonly<Record<string, EnumValue>>;

type ValueIn<Source> = Source extends readonly (infer V)[] ? V : Source[keyof Source];

/** The difference between enums and the unions of their properties. Never if there is none. */
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

/**
 * True for plain `number`. A numeric `enum` accepts any number too, but a type that is mapped by it has only its
 * values.
 */
type IsAnyNumber<Union> = number extends Union
  ? Record<never, 1> extends Record<Union & EnumValue, 1>
    ? true
    : false
  : false;

/** The values of an `enum` as literals, so that both sides are comparable. */
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
