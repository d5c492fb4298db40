import type { Derivation } from '../schema/definition.ts';
import { isStandard, type Validator } from '../schema/validate-value.ts';
import type { TypeRefusal } from '../type-refusal.ts';
import type { AnyAttributeType, AnyJson, ReadValue, WriteValue } from '../values/attribute-type.ts';
import { isDescribedType } from '../values/converter-of.ts';
import type { DecoratorOf, OptionsDecorator, Unconverted } from './attribute-fit.ts';
import { type AttributeDeclaration, propertyDecorator } from './draft.ts';
import { isEnumObject } from './resolve-type.ts';

/** The options of `@Attribute`. Every switch is off by default. */
export interface AttributeOptions<Value = never> {
  /** True if the property can be absent. Its declaration has `?`. */
  readonly optional?: boolean;
  /** True if the property can be null. Its type has `| null`. */
  readonly nullable?: boolean;
  /**
   * A value or a function. Used on create and put if you omit the attribute, and on read if the attribute is absent.
   */
  readonly default?: Value | null | (() => Value | null);
  /** The stored name. By default, the name of the property. */
  readonly name?: string;
  /**
   * True if `create`, `put`, and the first `upsert` of an item write the attribute, and later updates can't change it.
   */
  readonly readOnly?: boolean;
  /** Hides the property from `JSON.stringify`, spreads, and logs. It stays readable, and a put of a copy keeps it. */
  readonly hidden?: boolean;
  /** A synchronous Standard Schema, or a function that returns true, false, or an error message. */
  readonly validate?: Validator<Value>;
}

// biome-ignore lint/suspicious/noExplicitAny: what json() stores has the type that the conversion says
type StoredBy<Type> = ReadValue<Type> extends AnyJson ? any : ReadValue<Type>;

/** The type of a property without a conversion. */
// biome-ignore lint/suspicious/noExplicitAny: the type that the compiler emits is not known here
type ValueOf<Type> = [Type] extends [undefined] ? any : WriteValue<Type>;

/** The value type of the options. Without a conversion, its type parameter must not be inferred from them. */
type ValueBy<Property, Type> = [Property] extends [Unconverted]
  ? ValueOf<Type>
  : [Property][Property extends unknown ? 0 : never];

/** Only a `Number` attribute can be exact. */
type ExactOption<Type> = [Type] extends [NumberConstructor | undefined]
  ? boolean
  : TypeRefusal<'only a Number attribute can be { exact: true }; BigInt and decimal() always are'>;

/** Converts between the type of the property and the type that the attribute type stores. */
export interface ConvertOption<Property, Type> {
  readonly convert: {
    /** Returns the stored value. */
    readonly to: (value: Property) => WriteValue<Type>;
    /** Returns the value of the property. */
    readonly from: (stored: StoredBy<Type>) => Property;
  };
}

/** Computes an attribute from others in every write. No write accepts another value for it. */
export interface DeriveOption<From extends string, Parts, Value> {
  readonly derive: {
    /** The properties that the value depends on, or paths into documents: `['first', 'address.country']`. */
    readonly from: readonly From[];
    /**
     * Returns the value, or undefined to leave the attribute out. Synchronous, and depends only on its argument.
     *
     * @param parts - the values of `from`, by the texts in it; undefined for an absent one
     */
    readonly value: (parts: Parts) => Value | null | undefined;
  };
}

/** Options for a type that the compiler emits. Their values are not checked. */
// biome-ignore lint/suspicious/noExplicitAny: the type that the compiler emits is not known here
interface TypelessOptions<Optional, Nullable> extends Omit<AttributeOptions<any>, 'optional' | 'nullable'> {
  readonly optional?: Optional;
  readonly nullable?: Nullable;
  readonly exact?: boolean;
  readonly derive?: Derivation;
}

type EnumObject = Readonly<Record<string, string | number>>;

/** A TypeScript `enum`. Never for options, because their strings and numbers are not literal types. */
type EnumOnly<Enum extends EnumObject> = string extends Enum[keyof Enum] ? never : Enum;

/** The decorator of a call with an `enum` as the type. No property accepts it. */
type EnumRefusal = (
  target: TypeRefusal<'an enum is no attribute type: write @Enum(Color) @Attribute(String), or Number for numbers'>,
  place?: unknown,
) => void;

/** The decorator of a call with the name of a type, or with a list. No property accepts it. */
type NameRefusal = (
  target: TypeRefusal<'an attribute type is a constructor: @Attribute(String); of a list, it is listOf(String)'>,
  place?: unknown,
) => void;

/**
 * Declares a property as a stored attribute.
 *
 * The compiler checks that the property has the type of the attribute type, and that `?` and `| null` agree with the
 * options. In the legacy dialect, you can omit the type if `emitDecoratorMetadata` emits it exactly: `@Attribute()`, or
 * `@Attribute({ optional: true })`. In other cases, the first use of the class throws an error without the type.
 *
 * @param type - `String`, `Number`, `Boolean`, `BigInt`, `Date`, `Uint8Array`, a model class or a function that returns
 *   it, `setOf`, `listOf`, `tupleOf`, `mapOf`, `oneOfClasses`, `decimal`, `epochSeconds`, `epochMillis` or `json`
 * @example
 * class Phone {
 *   @Attribute(Number) personId!: number;
 *   @Attribute(String, { optional: true }) note?: string;
 * }
 * // PutItem { Item: { personId: { N: '1' } } }
 */
export function Attribute<const Type extends AnyAttributeType | undefined = undefined>(
  type?: Type,
): DecoratorOf<Type, Unconverted, false, false>;
export function Attribute<Enum extends EnumObject>(type: EnumOnly<Enum>): EnumRefusal;
export function Attribute(type: string | readonly unknown[]): NameRefusal;
export function Attribute<Optional extends boolean = false, Nullable extends boolean = false>(
  options: TypelessOptions<Optional, Nullable>,
): OptionsDecorator<Optional, Nullable>;
// One overload for all options, because the compiler would report only the last of several.
export function Attribute<
  const Type extends AnyAttributeType | undefined,
  Property = Unconverted,
  Optional extends boolean = false,
  Nullable extends boolean = false,
  From extends string = never,
  Parts = Readonly<Record<From, unknown>>,
>(
  type: Type,
  options:
    | (AttributeOptions<ValueBy<Property, Type>> & {
        readonly optional?: Optional;
        readonly nullable?: Nullable;
        /** For `Number` only: a read throws `PrecisionError` for every stored number that a double would round. */
        readonly exact?: ExactOption<Type>;
      } & Partial<ConvertOption<Property, Type>> &
        Partial<DeriveOption<From, Parts, ValueBy<Property, Type>>>)
    | undefined,
): DecoratorOf<Type, Property, Optional, Nullable, From, Parts>;
export function Attribute(...parameters: readonly unknown[]): never {
  const declaration = declarationOf(parameters);
  return propertyDecorator('@Attribute', (_draft, _property, { declarations }) => {
    declarations.push(declaration);
  }) as never;
}

/** Reads `(type?, options?)`. A single object that is not a type is the options. */
function declarationOf(parameters: readonly unknown[]): AttributeDeclaration {
  const [first, second] = parameters;
  const options = (second ?? {}) as AttributeDeclaration['options'];
  if (parameters.length === 0 || (first === undefined && parameters.length > 1)) return { options };
  const isType = typeof first !== 'object' || first === null || isDescribedType(first) || isEnumObject(first);
  const isOptions = !isType && !isStandard(first);
  return isOptions ? { options: first as AttributeDeclaration['options'] } : { type: first, options };
}
