import { classDecorator, propertyDecorator } from './draft.ts';
import type { EnumClassDecorator, EnumFieldDecorator, EnumSource } from './enum-types.ts';

/**
 * Declares the only values of attributes: by property on the class, or as a list on the property.
 *
 * Accepts a list, a TypeScript `enum`, or an object like one. The compiler checks that the values equal the union of
 * the
 * property. A property of type `string` is only checked on write and on read. `enumsOf` returns the values with their
 * types.
 *
 * @example
 * @Enum({ relationship: ['FRIEND', 'COLLEAGUE'] })
 * class Phone {
 *   @Attribute(String) relationship!: 'FRIEND' | 'COLLEAGUE';
 *   @Enum(Color) @Attribute(String) color!: Color;   // enum Color { Red = 'RED' }
 * }
 */
export function Enum<const Value extends string | number>(values: readonly Value[]): EnumFieldDecorator<Value>;
export function Enum<const Values extends Readonly<Record<string, string | number>>>(
  values: Values,
): EnumFieldDecorator<Values[keyof Values]>;
export function Enum<const Enums extends Readonly<Record<string, EnumSource>>>(
  values: Enums,
): EnumClassDecorator<Enums>;
export function Enum(given: EnumSource | Readonly<Record<string, EnumSource>>): never {
  if (isSource(given)) {
    const values = valuesOf(given);
    return propertyDecorator('@Enum', (_draft, _property, { enums }) => enums.push(values)) as never;
  }
  const all = Object.entries(given).map(([property, source]) => [property, valuesOf(source)] as const);
  return classDecorator((draft) => draft.enums.push(...all)) as never;
}

const isList = (source: object): source is readonly (string | number)[] => Array.isArray(source);

/** True for a list and for an object of values. False for an object of enums by property. */
function isSource(given: object): given is EnumSource {
  const values: unknown[] = Object.values(given);
  return isList(given) || (values.length > 0 && values.every((value) => typeof value !== 'object'));
}

/** Returns the values of a list or an `enum`, each once. */
function valuesOf(source: EnumSource): readonly (string | number)[] {
  if (isList(source)) return source;
  const names = Object.keys(source).filter((name) => !isReverse(source, name));
  return [...new Set(names.map((name) => source[name] as string | number))];
}

/** True for an entry of a numeric `enum` that maps a value to its name: `{ Low: 1, 1: 'Low' }`. */
function isReverse(source: Readonly<Record<string, string | number>>, name: string): boolean {
  const back = source[name];
  const value = typeof back === 'string' ? source[back] : undefined;
  return typeof value === 'number' && String(value) === name;
}
