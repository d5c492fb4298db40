import type { TypeRefusal } from '../type-refusal.ts';
import type { AttributeType, EntityClass } from './attribute-type.ts';

/** A model class, or the description of a document without a class. */
type DocumentType = EntityClass | AttributeType<object>;

type Classes = readonly [DocumentType, ...DocumentType[]];

type ListOf<Given> = Given extends () => infer List ? List : Given;

type InstanceOf<Class> = Class extends EntityClass<infer T> ? T : Class extends AttributeType<infer T> ? T : never;

/** The instances of all classes. */
type InstancesOf<List> = List extends readonly (infer Class)[] ? InstanceOf<Class> : never;

type KindIn<T, Property> = T extends unknown ? (Property extends keyof T ? T[Property] : never) : never;

/** The kinds that two classes share. Never if there are none. */
type Shared<List, Property> = List extends readonly [infer First, ...infer Rest]
  ? (KindIn<InstanceOf<First>, Property> & KindIn<InstancesOf<Rest>, Property>) | Shared<Rest, Property>
  : never;

/** The reason why a property can't tell the classes apart. Never if it can. */
type KindProblem<List, Property extends string> = Property extends keyof InstancesOf<List>
  ? [InstancesOf<List>[Property]] extends [string | number]
    ? IsWide<InstancesOf<List>[Property] & (string | number)> extends true
      ? NoLiteral<Property>
      : [Shared<List, Property>] extends [never]
        ? never
        : `two classes share the ${Property} '${Shared<List, Property> & (string | number)}': each needs its own`
    : NoLiteral<Property>
  : `'${Property}' is no property of every class: add it, with an @Enum, to each`;

/** True for any string or number. A numeric `enum` accepts any number too, but a record of it has only its values. */
type IsWide<V extends string | number> = string extends V ? true : Record<never, 1> extends Record<V, 1> ? true : false;

type NoLiteral<Property extends string> =
  `'${Property}' must be of a literal type in every class, like 'card', and never absent or null`;

type Fit<Problem> = [Problem] extends [never] ? unknown : TypeRefusal<Problem & string>;

/**
 * Creates the type of a document that is of one of several classes. The value of one property, its kind, tells which.
 * The property is an attribute of every class, with an `@Enum` of values that no other class has.
 *
 * A read returns an instance of the class of the stored kind. A write takes instances and plain objects. A change of a
 * path inside the document has a condition: the stored document must be of a class that has the path.
 *
 * @param classes - the classes, or a function that returns them if some are declared later
 * @param property - the property that holds the kind
 * @example
 * @Attribute(oneOfClasses([Card, Transfer], 'kind')) payment!: Card | Transfer;
 * // { payment: { M: { kind: { S: 'card' }, number: { S: '4111' } } } }
 */
export function oneOfClasses<const List extends Classes | (() => Classes), const Property extends string>(
  classes: List,
  property: Property & Fit<KindProblem<ListOf<List>, Property>>,
): AttributeType<InstancesOf<ListOf<List>>> {
  return Object.freeze({ type: 'oneOf', classes, property });
}
