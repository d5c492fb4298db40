import type { AttributeKind } from '../values/converter.ts';
import { Operator, type OperatorTaking, operator } from './operator.ts';

/** The capability that a test requires of the attribute type. */
export type TestFacet = 'any' | 'equal' | 'order' | 'prefix' | 'contains' | 'size';

/** A test of an attribute. `Facet` and `Value` exist only for the compiler, which checks them against the attribute. */
export type Test<Facet extends TestFacet, Value = [Facet] extends ['size'] ? number : never> = OperatorTaking<{
  readonly [F in Facet]?: Value;
}>;

/** The type tags that `typeIs` accepts. */
export type StoredType = Exclude<AttributeKind, 'JSON'> | 'NULL';

/** Equal to a value: `eq('x')` → `#0 = :1`. A value without an operator means the same. */
export const eq = <const Value>(value: Value): Test<'equal', Value> => operator('eq', value);

/** Not equal to a value, or absent: `ne('x')` → `#0 <> :1`. */
export const ne = <const Value>(value: Value): Test<'equal', Value> => operator('ne', value);

/** Less than a value: `lt(3)` → `#0 < :1`. Strings are compared by their UTF-8 bytes, binary by its bytes. */
export const lt = <const Value>(value: Value): Test<'order', Value> => operator('lt', value);

/** Less than or equal to a value: `lte(3)` → `#0 <= :1`. */
export const lte = <const Value>(value: Value): Test<'order', Value> => operator('lte', value);

/** Greater than a value: `gt(3)` → `#0 > :1`. */
export const gt = <const Value>(value: Value): Test<'order', Value> => operator('gt', value);

/** Greater than or equal to a value: `gte(3)` → `#0 >= :1`. */
export const gte = <const Value>(value: Value): Test<'order', Value> => operator('gte', value);

/** In a range, with both bounds included: `between(1, 9)` → `#0 BETWEEN :1 AND :2`. */
export const between = <const Low, const High>(low: Low, high: High): Test<'order', Low | High> =>
  operator('between', low, high);

/** Equal to one of 1 to 100 values: `oneOf(['a', 'b'])` → `#0 IN (:1, :2)`. */
export const oneOf = <const Value>(values: readonly Value[]): Test<'equal', Value> =>
  operator('oneOf', Array.isArray(values) ? Object.freeze([...values]) : values);

/** A string or binary with a prefix: `beginsWith('A')` → `begins_with(#0, :1)`. */
export const beginsWith = <const Value>(prefix: Value): Test<'prefix', Value> => operator('beginsWith', prefix);

/** A string with a substring, or a set or list with an element: `contains('x')` → `contains(#0, :1)`. */
export const contains = <const Value>(value: Value): Test<'contains', Value> => operator('contains', value);

/** Present, even if null: `exists()` → `attribute_exists(#0)`. */
export const exists = (): Test<'any'> => operator('exists');

/** Absent: `notExists()` → `attribute_not_exists(#0)`. */
export const notExists = (): Test<'any'> => operator('notExists');

/** Stored as a type: `typeIs('NULL')` → `attribute_type(#0, :1)`. */
export const typeIs = (type: StoredType): Test<'any'> => operator('typeIs', type);

/**
 * The size: bytes of a string or binary, number of elements of a set, list, or document. Accepts a number or a test.
 *
 * @example
 * { tags: size(gte(2)) }   // size(#0) >= :1
 */
export const size = (test: number | Test<'equal' | 'order', number>): Test<'size'> =>
  operator('size', Operator.is(test) ? test : eq(test));
