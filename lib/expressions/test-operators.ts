import type { AttributeKind } from '../values/converter.ts';
import { Operator, type OperatorTaking, operator } from './operator.ts';

/** What a test needs of an attribute's type. */
export type TestFacet = 'any' | 'equal' | 'order' | 'prefix' | 'contains' | 'size';

/** A test of an attribute; `Facet` and `Value` exist for the compiler alone, which lets it stand where both fit. */
export type Test<Facet extends TestFacet, Value = [Facet] extends ['size'] ? number : never> = OperatorTaking<{
  readonly [F in Facet]?: Value;
}>;

/** The type tags that `typeIs` knows. */
export type StoredType = Exclude<AttributeKind, 'JSON'> | 'NULL';

/** Equal to a value: `eq('x')` → `#0 = :1`. A bare value says the same. */
export const eq = <const Value>(value: Value): Test<'equal', Value> => operator('eq', value);

/** Not equal to a value, or absent: `ne('x')` → `#0 <> :1`. */
export const ne = <const Value>(value: Value): Test<'equal', Value> => operator('ne', value);

/** Less than a value: `lt(3)` → `#0 < :1`. Numbers by size, text by its UTF-8 bytes, binary by its bytes. */
export const lt = <const Value>(value: Value): Test<'order', Value> => operator('lt', value);

/** Less than a value, or equal: `lte(3)` → `#0 <= :1`. */
export const lte = <const Value>(value: Value): Test<'order', Value> => operator('lte', value);

/** Greater than a value: `gt(3)` → `#0 > :1`. */
export const gt = <const Value>(value: Value): Test<'order', Value> => operator('gt', value);

/** Greater than a value, or equal: `gte(3)` → `#0 >= :1`. */
export const gte = <const Value>(value: Value): Test<'order', Value> => operator('gte', value);

/** From one value to another, both included: `between(1, 9)` → `#0 BETWEEN :1 AND :2`. */
export const between = <const Low, const High>(low: Low, high: High): Test<'order', Low | High> =>
  operator('between', low, high);

/** Equal to one of 1 to 100 values: `oneOf(['a', 'b'])` → `#0 IN (:1, :2)`. */
export const oneOf = <const Value>(values: readonly Value[]): Test<'equal', Value> =>
  operator('oneOf', Array.isArray(values) ? Object.freeze([...values]) : values);

/** A string or binary that begins with a prefix: `beginsWith('A')` → `begins_with(#0, :1)`. */
export const beginsWith = <const Value>(prefix: Value): Test<'prefix', Value> => operator('beginsWith', prefix);

/** A string that contains a text, or a set or list that has an element: `contains('x')` → `contains(#0, :1)`. */
export const contains = <const Value>(value: Value): Test<'contains', Value> => operator('contains', value);

/** Present, also where it is null: `exists()` → `attribute_exists(#0)`. */
export const exists = (): Test<'any'> => operator('exists');

/** Absent: `notExists()` → `attribute_not_exists(#0)`. */
export const notExists = (): Test<'any'> => operator('notExists');

/** Stored as a type: `typeIs('NULL')` → `attribute_type(#0, :1)`. */
export const typeIs = (type: StoredType): Test<'any'> => operator('typeIs', type);

/**
 * The size of a string or binary in bytes, of a set, list or document in elements: a number, or a test of one.
 *
 * @example
 * { tags: size(gte(2)) }   // size(#0) >= :1
 */
export const size = (test: number | Test<'equal' | 'order', number>): Test<'size'> =>
  operator('size', Operator.is(test) ? test : eq(test));
