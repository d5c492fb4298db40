import type { UniqueFieldDecorator } from './decorator-types.ts';
import { propertyDecorator } from './draft.ts';

/**
 * Makes the values of a property unique among the items of the class. Absent values are never equal.
 *
 * Each value has a guard item in the same table, which the same transaction writes. A write that sets the property
 * costs
 * two more transactional writes. Batches are rejected.
 *
 * @example
 * @Unique() @Attribute(String) email!: string;
 * // create: TransactWriteItems [Put user, Put guard of the e-mail if there is none]
 */
export function Unique(): UniqueFieldDecorator {
  return propertyDecorator('@Unique', (_draft, _property, propertyDraft) => {
    propertyDraft.unique = true;
  }) as UniqueFieldDecorator;
}
