import type { EnumClassDecorator, EnumFieldDecorator } from './decorator-types.ts';
import { classDecorator, propertyDecorator } from './draft.ts';

/**
 * Declares the only values that attributes may have: by property on the class, or as a list on the property.
 *
 * The compiler checks that each list is exactly the property's union. `enumsOf` gives the values back, typed.
 *
 * @example
 * @Enum({ relationship: ['FRIEND', 'COLLEAGUE'] })
 * class Phone { @Attribute(String) relationship!: 'FRIEND' | 'COLLEAGUE'; }
 */
export function Enum<const Value extends string | number>(values: readonly Value[]): EnumFieldDecorator<Value>;
export function Enum<const Enums extends Readonly<Record<string, readonly (string | number)[]>>>(
  values: Enums,
): EnumClassDecorator<Enums>;
export function Enum(
  values: readonly (string | number)[] | Readonly<Record<string, readonly (string | number)[]>>,
): never {
  if (isList(values)) {
    return propertyDecorator('@Enum', (_draft, _property, { enums }) => enums.push(values)) as never;
  }
  return classDecorator((draft) => draft.enums.push(...Object.entries(values))) as never;
}

const isList = (values: object): values is readonly (string | number)[] => Array.isArray(values);
