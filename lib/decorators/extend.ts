import type { Extension } from '../schema/extension.ts';
import type { AnyAttributeType } from '../values/attribute-type.ts';
import type { Accept, Field, FieldAt, Nowhere, PlainClassDecorator, Target } from './decorator-types.ts';
import type { AnyDecorator, AttributeDeclaration } from './draft.ts';
import { classDecorator, propertyDecorator } from './draft.ts';

/** A property decorator for values of one type, also optional ones. */
export type TypedPropertyDecorator<Value, Name extends string> = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, TypedProblem<FieldAt<Owner, Place>, Value, Name>>,
) => void;

type TypedProblem<At, Value, Decorator extends string> =
  At extends Field<infer Name, infer V>
    ? [Exclude<V, undefined>, Value] extends [Value, Exclude<V, undefined>]
      ? never
      : `'${Name}' must be a ${ValueName<Value>}, as @${Decorator} fills it`
    : At;

type ValueName<Value> = [Value] extends [number]
  ? 'number'
  : [Value] extends [string]
    ? 'string'
    : [Value] extends [Date]
      ? 'Date'
      : 'value of the type that its decorator says';

/**
 * Adds an extension to a class, which then takes part in every write and read of its items.
 *
 * @param extension - adds values, changes, and conditions before a write, and receives read entities
 * @example
 * const lower: Extension = {
 *   name: 'lower',
 *   beforeWrite: ({ item, changes }) => {
 *     const { email } = item ?? changes ?? {};
 *     return typeof email === 'string' ? { [item ? 'item' : 'changes']: { email: email.toLowerCase() } } : undefined;
 *   },
 * };
 * @Extend(lower) class User { … }
 * // PutItem { Item: { email: { S: 'ann@example.com' } } }
 */
export function Extend(extension: Extension): PlainClassDecorator {
  return classDecorator((draft) => draft.extensions.push(extension)) as PlainClassDecorator;
}

/**
 * Creates a property decorator of your own, like `@Version` and `@CreatedAt`.
 *
 * @param name - its name in messages
 * @param type - the attribute type of its property, if there is no `@Attribute`
 * @param make - returns the extension of a property
 * @example
 * const WrittenBy = () => extendProperty<string>('WrittenBy', String, (property) => ({
 *   name: 'writtenBy',
 *   manages: [property],
 *   beforeWrite: ({ operation }) => {
 *     const isWhole = operation === 'create' || operation === 'put';
 *     return { [isWhole ? 'item' : 'changes']: { [property]: user() } };
 *   },
 * }));
 */
export function extendProperty<Value, const Name extends string = string>(
  name: Name,
  type: AnyAttributeType,
  make: (property: string) => Extension,
): TypedPropertyDecorator<Value, Name> {
  return extendingDecorator(name, { type, options: {} }, make) as TypedPropertyDecorator<Value, Name>;
}

/** Creates a property decorator that implies an attribute and adds an extension. */
export function extendingDecorator(
  name: string,
  implied: AttributeDeclaration,
  make: (property: string) => Extension,
): AnyDecorator {
  return propertyDecorator(`@${name}`, (_draft, property, propertyDraft) => {
    propertyDraft.implied.push(implied);
    propertyDraft.extensions.push(make(property));
  });
}
