import type { DeletedAtOptions } from '../schema/definition.ts';
import type { Accept, Field, FieldAt, Nowhere, Target } from './decorator-types.ts';
import { propertyDecorator } from './draft.ts';

/** A property decorator for an optional `Date`. */
export type OptionalDateDecorator = <Owner, Place = Nowhere>(
  target: Target<Owner, Place>,
  place?: Accept<Place, OptionalDateProblem<FieldAt<Owner, Place>>>,
) => void;

type OptionalDateProblem<At> =
  At extends Field<infer Name, infer V>
    ? [Exclude<V, undefined>, Date] extends [Date, Exclude<V, undefined>]
      ? undefined extends V
        ? never
        : `'${Name}' must be optional (?), as only deleted items have it`
      : `'${Name}' must be a Date, as @DeletedAt fills it`
    : At;

/**
 * Makes deletes of the class soft: a delete only stores its time in this property.
 *
 * Reads, queries, scans, and conditions leave a deleted item out, unless you pass `includeDeleted`. `restore(key)`
 * brings it back, and `purge(key)` deletes it for good. Until then, its key and its unique values stay taken.
 *
 * With `purgeAfterDays`, a delete also sets the time to live of the item, and `restore` gives the former one back.
 *
 * @param options - `purgeAfterDays`: above 0 and up to 36,500; needs `@TimeToLive`. Default: deleted items stay
 * @example
 * @DeletedAt() deletedAt?: Date;
 * // await orders.delete(1)
 * // UpdateItem { UpdateExpression: 'SET #0 = :1, …', ConditionExpression: 'attribute_exists(#4) AND
 * //   attribute_not_exists(#0)', ReturnValues: 'ALL_OLD', … }
 */
export function DeletedAt(options: DeletedAtOptions = {}): OptionalDateDecorator {
  return propertyDecorator('@DeletedAt', (draft, property, propertyDraft) => {
    draft.deletedAts.push({ property, options });
    propertyDraft.implied.push({ type: Date, options: { optional: true } });
  }) as OptionalDateDecorator;
}
