import { isStandard, type Validator } from '../schema/validate-value.ts';
import type { TypeRefusal } from '../type-refusal.ts';
import type { AnyAttributeType, AnyJson, ReadValue, WriteValue } from '../values/attribute-type.ts';
import { isDescribedType } from '../values/converter-of.ts';
import type { DecoratorOf, OptionsDecorator, Unconverted } from './attribute-fit.ts';
import { type AttributeDeclaration, propertyDecorator } from './draft.ts';

/** What `@Attribute` can say besides the type; every switch is off by default. */
export interface AttributeOptions<Value = never> {
  /** The property may be absent; its declaration has `?`. */
  readonly optional?: boolean;
  /** The property may be null; its type has `| null`. */
  readonly nullable?: boolean;
  /** The value, or a function that makes it, where none is given at create or put, or none is stored. */
  readonly default?: Value | null | (() => Value | null);
  /** The stored name; the property's name by default. */
  readonly name?: string;
  /** Written at create or put, never by an update. */
  readonly readOnly?: boolean;
  /** Kept out of `JSON.stringify`, spreads and logs of an instance; still there to read. A put of a copy keeps it. */
  readonly hidden?: boolean;
  /** A synchronous Standard Schema, or a function that says true, false, or what is wrong. */
  readonly validate?: Validator<Value>;
}

// biome-ignore lint/suspicious/noExplicitAny: what json() stores has the type that the conversion says
type StoredBy<Type> = ReadValue<Type> extends AnyJson ? any : ReadValue<Type>;

/** What a property holds that has no conversion. */
// biome-ignore lint/suspicious/noExplicitAny: the type that the compiler emits is not known here
type ValueOf<Type> = [Type] extends [undefined] ? any : WriteValue<Type>;

/** What options say of a property's value; it is for the conversion alone to tell the property's type. */
type ValueBy<Property, Type> = [Property] extends [Unconverted]
  ? ValueOf<Type>
  : [Property][Property extends unknown ? 0 : never];

/** Only of a `Number` attribute can it be said that it is exact. */
type Exact<Type> = [Type] extends [NumberConstructor | undefined]
  ? boolean
  : TypeRefusal<'only a Number attribute can be { exact: true }; BigInt and decimal() always are'>;

/** A conversion between a property's own type and what its attribute type stores. */
export interface ConvertOption<Property, Type> {
  readonly convert: {
    /** Gives what is stored. */
    readonly to: (value: Property) => WriteValue<Type>;
    /** Gives back the property's value. */
    readonly from: (stored: StoredBy<Type>) => Property;
  };
}

/** The options where the compiler emits the type: what they say of a value is not checked. */
// biome-ignore lint/suspicious/noExplicitAny: the type that the compiler emits is not known here
interface TypelessOptions<Optional, Nullable> extends Omit<AttributeOptions<any>, 'optional' | 'nullable'> {
  readonly optional?: Optional;
  readonly nullable?: Nullable;
  readonly exact?: boolean;
}

/**
 * Declares a property as a stored attribute.
 *
 * The compiler checks that the property's type is what the attribute type gives, and that `?` and `| null` agree with
 * the options. The type may be left out where the legacy dialect's `emitDecoratorMetadata` emits it exactly:
 * `@Attribute()`, or `@Attribute({ optional: true })`. Elsewhere the first use of the class says that it has no type.
 *
 * @param type - `String`, `Number`, `Boolean`, `BigInt`, `Date`, `Uint8Array`, a model class or a function that gives
 * it, `setOf`, `listOf`, `mapOf`, `decimal`, `epochSeconds`, `epochMillis` or `json`
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
export function Attribute<Optional extends boolean = false, Nullable extends boolean = false>(
  options: TypelessOptions<Optional, Nullable>,
): OptionsDecorator<Optional, Nullable>;
// One form for all options: of several the compiler would explain a mistake by the last alone.
export function Attribute<
  const Type extends AnyAttributeType | undefined,
  Property = Unconverted,
  Optional extends boolean = false,
  Nullable extends boolean = false,
>(
  type: Type,
  options:
    | (AttributeOptions<ValueBy<Property, Type>> & {
        readonly optional?: Optional;
        readonly nullable?: Nullable;
        /** A stored number that a double would round is a `PrecisionError` on read, a fraction too; for `Number` alone. */
        readonly exact?: Exact<Type>;
      } & Partial<ConvertOption<Property, Type>>)
    | undefined,
): DecoratorOf<Type, Property, Optional, Nullable>;
export function Attribute(...parameters: readonly unknown[]): never {
  const declaration = declarationOf(parameters);
  return propertyDecorator('@Attribute', (_draft, _property, { declarations }) => {
    declarations.push(declaration);
  }) as never;
}

/** `(type?, options?)`; a lone object that is no type is the options. */
function declarationOf(parameters: readonly unknown[]): AttributeDeclaration {
  const [first, second] = parameters;
  const options = (second ?? {}) as AttributeDeclaration['options'];
  if (parameters.length === 0 || (first === undefined && parameters.length > 1)) return { options };
  const isOptions = typeof first === 'object' && first !== null && !isDescribedType(first) && !isStandard(first);
  return isOptions ? { options: first as AttributeDeclaration['options'] } : { type: first, options };
}
