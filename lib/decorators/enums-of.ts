import type { AttributeOf, EntityClass } from '../values/attribute-type.ts';
import { schemaOf } from './schema-of.ts';

type ListedValue<V> = Extract<Exclude<V, undefined | null>, string | number>;
type IsUnion<V> = [ListedValue<V>] extends [never]
  ? false
  : string extends V
    ? false
    : number extends V
      ? IsNumericEnum<V & number>
      : true;
/** True for a numeric `enum`. It accepts any number, but a type that is mapped by it has only its values. */
type IsNumericEnum<V extends number> = Record<never, 1> extends Record<V, 1> ? false : true;

/** The result of `enumsOf`: the attribute names, and the values of each attribute whose type is a union. */
export type Enums<T> = { readonly Attribute: { readonly [P in AttributeOf<T>]: P } } & {
  readonly [P in AttributeOf<T> as IsUnion<Exclude<T[P], undefined | null>> extends true ? Capitalize<P> : never]: {
    readonly [V in ListedValue<T[P]>]: V;
  };
};

/**
 * Returns the attribute names of a class and the values of its enums, typed and frozen.
 *
 * @throws ModelDefinitionError `model.invalid`
 * @example
 * const { Attribute, Relationship } = enumsOf(Phone);
 * Relationship.FRIEND;   // 'FRIEND'
 */
export function enumsOf<T extends object>(model: EntityClass<T>): Enums<T> {
  const attributes = Object.values(schemaOf(model).attributes);
  const enums: Record<string, object> = {};
  for (const { property, enum: values } of attributes) {
    if (values !== undefined) enums[capitalize(property)] = mirror(values);
  }
  return Object.freeze({ ...enums, Attribute: mirror(attributes.map(({ property }) => property)) }) as Enums<T>;
}

const capitalize = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const mirror = (values: readonly (string | number)[]): object =>
  Object.freeze(Object.fromEntries(values.map((value) => [value, value])));
