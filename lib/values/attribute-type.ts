import type { Converter } from './converter.ts';

/** A class whose instances the framework creates. Abstract classes too, because no constructor runs. */
// biome-ignore lint/suspicious/noExplicitAny: only `any` matches the parameters of every constructor
export type EntityClass<T = object> = abstract new (...parameters: any) => T;

/**
 * The description of an attribute type that has no constructor of its own.
 *
 * `Given` is the type that a read returns and `Taken` the type that a write accepts. Both exist only for the compiler.
 */
export interface AttributeType<Given, Taken = Given> {
  readonly type:
    | 'set'
    | 'list'
    | 'map'
    | 'decimal'
    | 'epochSeconds'
    | 'epochMillis'
    | 'json'
    | 'document'
    | 'tuple'
    | 'vector'
    | 'oneOf';
  /** The element type of a set, list, or map. */
  readonly of?: AnyAttributeType;
  /** The element types of a tuple. */
  readonly elements?: readonly AnyAttributeType[];
  /** The class of an embedded document. A function, because a document class can refer to itself. */
  readonly document?: () => unknown;
  /** The classes of a document of one of several, or a function that returns them. */
  readonly classes?: readonly unknown[] | (() => readonly unknown[]);
  /** The property that tells these classes apart. */
  readonly property?: string;
  /** Number of the elements of a vector. */
  readonly dimensions?: number;
  /** The converter of a type that brings its own, so that programs without the type don't load it. */
  readonly converter?: Converter;
  readonly given?: Given;
  readonly taken?: Taken;
}

// Interfaces with names of their own, because the compiler searches other types for type parameters at each attribute.

/** Any attribute type that a function like `listOf` created. */
export interface AnyDescription extends AttributeType<unknown> {}

export interface AnyEntityClass extends EntityClass {}

/** A function that returns a class that is declared later than the attribute. */
export type LaterEntityClass = () => EntityClass;

/** Any value that names an attribute type. */
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

/** The element types of DynamoDB sets. */
export type SetElementType =
  | StringConstructor
  | NumberConstructor
  | BigIntConstructor
  | Uint8ArrayConstructor
  | AttributeType<string>;

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

declare const anyJson: unique symbol;
/** Placeholder for the value of a `json()` attribute until the type of its property is known. */
export interface AnyJson {
  readonly [anyJson]: true;
}

/** The value that a read returns for an attribute type: `ReadValue<StringConstructor>` is `string`. */
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

/** The value that a write accepts for an attribute type: the value of a read, also as a read-only collection. */
export type WriteValue<Type> = Type extends AttributeType<infer _, infer Taken> ? Taken : ReadValue<Type>;

function describe<Given, Taken = Given>(
  type: AttributeType<Given>['type'],
  of?: AnyAttributeType,
): AttributeType<Given, Taken> {
  return Object.freeze(of === undefined ? { type } : { type, of });
}

/**
 * Creates the type of a set (SS, NS, or BS) without order or duplicates. An empty set is stored as an absent attribute.
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
 * Creates the type of a list: ordered values of one type. `undefined` and `null` can't be elements.
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
 * Creates the type of a map: any string keys with values of one type.
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

type ReadValues<Elements> = { -readonly [Index in keyof Elements]: ReadValue<Elements[Index]> };
type WriteValues<Elements> = { readonly [Index in keyof Elements]: WriteValue<Elements[Index]> };

/**
 * Creates the type of a tuple: a list of fixed length, with one type for each element. `undefined` and `null` can't be
 * elements.
 *
 * @param elements - one or more attribute types, also model classes
 * @example
 * @Attribute(tupleOf(String, Number)) range!: [string, number];   // { range: { L: [{ S: 'a' }, { N: '1' }] } }
 */
export function tupleOf<const Elements extends readonly [AnyAttributeType, ...AnyAttributeType[]]>(
  ...elements: Elements
): AttributeType<ReadValues<Elements>, WriteValues<Elements>> {
  return Object.freeze({ type: 'tuple', elements: Object.freeze(elements) });
}

/**
 * Creates the type of an exact number of up to 38 digits, held as a string. Stored as a number, so `'19.90'` is read
 * as `'19.9'`.
 *
 * @example
 * @Attribute(decimal()) price!: string;   // { price: { N: '19.9' } }
 */
export function decimal(): AttributeType<string> {
  return describe('decimal');
}

/**
 * Creates the type of a `Date` in whole seconds, stored as seconds since 1970. A write rejects a date with
 * milliseconds.
 *
 * @example
 * @Attribute(epochSeconds()) born!: Date;   // { born: { N: '1700000000' } }
 */
export function epochSeconds(): AttributeType<Date> {
  return describe('epochSeconds');
}

/**
 * Creates the type of a `Date` that is stored as milliseconds since 1970.
 *
 * @example
 * @Attribute(epochMillis()) seen!: Date;   // { seen: { N: '1700000000123' } }
 */
export function epochMillis(): AttributeType<Date> {
  return describe('epochMillis');
}

/**
 * Creates the type of any JSON value. It is stored as native DynamoDB types, so paths reach into it.
 *
 * @example
 * @Attribute(json()) meta!: { source: string };   // { meta: { M: { source: { S: 'web' } } } }
 */
// biome-ignore lint/suspicious/noExplicitAny: a default or a validator has the property's type, which is not known here
export function json(): AttributeType<AnyJson, any> {
  return describe('json');
}

export type Method = (...parameters: never) => unknown;

/** Names of the properties that hold values. Methods are never attributes. */
export type AttributeOf<T> =
  MayBeMethod<T[keyof T]> extends true
    ? { [P in keyof T]-?: T[P] extends Method ? never : P }[keyof T] & string
    : keyof T & string;

/** True if one property is a method or all are unknown. Cheap test that is false for most classes. */
export type MayBeMethod<V> = unknown extends V ? true : [Extract<V, Method>] extends [never] ? false : true;
