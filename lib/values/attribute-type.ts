/** A class whose instances the framework can make; abstract ones too, since no constructor is run. */
// biome-ignore lint/suspicious/noExplicitAny: only `any` matches the parameters of every constructor
export type EntityClass<T = object> = abstract new (...parameters: any) => T;

/**
 * The description of an attribute type that no constructor names.
 *
 * `Given` is what a read gives, `Taken` what a write takes; both exist for the compiler alone.
 */
export interface AttributeType<Given, Taken = Given> {
  readonly type: 'set' | 'list' | 'map' | 'decimal' | 'epochSeconds' | 'epochMillis' | 'json' | 'document';
  /** The type of the elements of a set, list or map. */
  readonly of?: AnyAttributeType;
  /** The members of an embedded document; a function, since documents may refer to themselves. */
  readonly document?: () => unknown;
  readonly given?: Given;
  readonly taken?: Taken;
}

// Of their own names, since in other types the compiler looks for type parameters at each attribute.

/** Any attribute type that a function like `listOf` has made. */
export interface AnyDescription extends AttributeType<unknown> {}

/** Any class of documents. */
export interface AnyEntityClass extends EntityClass {}

/** Gives a class that isn't there yet where its attribute is declared. */
export type LaterEntityClass = () => EntityClass;

/** Everything that names an attribute type. */
export type AnyAttributeType =
  | StringConstructor
  | NumberConstructor
  | BooleanConstructor
  | BigIntConstructor
  | DateConstructor
  | Uint8ArrayConstructor
  | AnyDescription
  | AnyEntityClass
  | LaterEntityClass;

/** The element types that DynamoDB's sets can have. */
export type SetElementType =
  | StringConstructor
  | NumberConstructor
  | BigIntConstructor
  | Uint8ArrayConstructor
  | AttributeType<string>;

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

declare const anyJson: unique symbol;
/** Stands for a `json()` attribute's value until its property's own type is known. */
export interface AnyJson {
  readonly [anyJson]: true;
}

/** What a read gives for an attribute type: `ReadValue<StringConstructor>` is `string`. */
export type ReadValue<Type> =
  Type extends AttributeType<infer Given, unknown>
    ? Given
    : Type extends StringConstructor
      ? string
      : Type extends NumberConstructor
        ? number
        : Type extends BooleanConstructor
          ? boolean
          : Type extends BigIntConstructor
            ? bigint
            : Type extends DateConstructor
              ? Date
              : Type extends Uint8ArrayConstructor
                ? Uint8Array
                : Type extends EntityClass<infer Instance>
                  ? Instance
                  : Type extends () => EntityClass<infer Instance>
                    ? Instance
                    : never;

/** What a write takes for an attribute type: as a read gives, and readonly collections too. */
export type WriteValue<Type> = Type extends AttributeType<infer _, infer Taken> ? Taken : ReadValue<Type>;

function describe<Given, Taken = Given>(
  type: AttributeType<Given>['type'],
  of?: AnyAttributeType,
): AttributeType<Given, Taken> {
  return Object.freeze(of === undefined ? { type } : { type, of });
}

/**
 * A set: SS, NS or BS, without order or duplicates. An empty set is stored as an absent attribute.
 *
 * @param element - `String`, `Number`, `BigInt`, `Uint8Array` or `decimal()`
 * @example
 * @Attribute(setOf(String)) tags!: Set<string>;   // { tags: { SS: ['a', 'b'] } }
 */
export function setOf<const Element extends SetElementType>(
  element: Element,
): AttributeType<Set<ReadValue<Element>>, ReadonlySet<ReadValue<Element>>> {
  return describe('set', element);
}

/**
 * A list of values of one type, in order; `undefined` and `null` can't be elements.
 *
 * @param element - any attribute type, also a model class
 * @example
 * @Attribute(listOf(Number)) scores!: number[];   // { scores: { L: [{ N: '1' }] } }
 */
export function listOf<const Element extends AnyAttributeType>(
  element: Element,
): AttributeType<ReadValue<Element>[], readonly WriteValue<Element>[]> {
  return describe('list', element);
}

/**
 * A map from any strings to values of one type.
 *
 * @param value - any attribute type, also a model class
 * @example
 * @Attribute(mapOf(Number)) votes!: Record<string, number>;   // { votes: { M: { ann: { N: '1' } } } }
 */
export function mapOf<const Value extends AnyAttributeType>(
  value: Value,
): AttributeType<Record<string, ReadValue<Value>>, Readonly<Record<string, WriteValue<Value>>>> {
  return describe('map', value);
}

/**
 * An exact number of up to 38 digits, held as a string. It is a number, so `'19.90'` is read back as `'19.9'`.
 *
 * @example
 * @Attribute(decimal()) price!: string;   // { price: { N: '19.9' } }
 */
export function decimal(): AttributeType<string> {
  return describe('decimal');
}

/**
 * A `Date` of whole seconds, stored as the number of seconds since 1970; one with milliseconds is refused.
 *
 * @example
 * @Attribute(epochSeconds()) born!: Date;   // { born: { N: '1700000000' } }
 */
export function epochSeconds(): AttributeType<Date> {
  return describe('epochSeconds');
}

/**
 * A `Date` stored as the number of milliseconds since 1970.
 *
 * @example
 * @Attribute(epochMillis()) seen!: Date;   // { seen: { N: '1700000000123' } }
 */
export function epochMillis(): AttributeType<Date> {
  return describe('epochMillis');
}

/**
 * Any JSON value, stored as DynamoDB's own types, so that paths reach into it.
 *
 * @example
 * @Attribute(json()) meta!: { source: string };   // { meta: { M: { source: { S: 'web' } } } }
 */
// biome-ignore lint/suspicious/noExplicitAny: a default or a validator has the property's type, which is not known here
export function json(): AttributeType<AnyJson, any> {
  return describe('json');
}

/** Any method: what a class can hold besides attributes. */
export type Method = (...parameters: never) => unknown;

/** The properties of a class that hold values; methods are never attributes. */
export type AttributeOf<T> =
  MayBeMethod<T[keyof T]> extends true
    ? { [P in keyof T]-?: T[P] extends Method ? never : P }[keyof T] & string
    : keyof T & string;

/** True where one of a class's values is a method, or all are unknown; most classes are told from these at a look. */
export type MayBeMethod<V> = unknown extends V ? true : [Extract<V, Method>] extends [never] ? false : true;
