import type { EnumClassDecorator, EnumFieldDecorator, EnumSource } from './decorator-types.ts';
import { classDecorator, propertyDecorator } from './draft.ts';

/**
 * Declares the only values that attributes may have: by property on the class, or as a list on the property.
 *
 * In the place of a list an `enum` of TypeScript, or an object like one, gives its values. The compiler checks that the
 * values are exactly the property's union; a property of type `string` is checked on write and on read alone. `enumsOf`
 * gives the values back, typed.
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

/** True for a list, and for an object of values; false for an object of such by property. */
function isSource(given: object): given is EnumSource {
  const values: unknown[] = Object.values(given);
  return isList(given) || (values.length > 0 && values.every((value) => typeof value !== 'object'));
}

/** The values of a list, or of an `enum`, each once. */
function valuesOf(source: EnumSource): readonly (string | number)[] {
  if (isList(source)) return source;
  const names = Object.keys(source).filter((name) => !isReverse(source, name));
  return [...new Set(names.map((name) => source[name] as string | number))];
}

/** True for an entry of a numeric `enum` that leads from a value back to its name: `{ Low: 1, 1: 'Low' }`. */
function isReverse(source: Readonly<Record<string, string | number>>, name: string): boolean {
  const back = source[name];
  const value = typeof back === 'string' ? source[back] : undefined;
  return typeof value === 'number' && String(value) === name;
}
