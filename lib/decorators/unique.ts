import type { UniqueFieldDecorator } from './decorator-types.ts';
import { propertyDecorator } from './draft.ts';

/**
 * No two items of the class have the same value of this property; absent values are never equal.
 *
 * Kept by a guard item for each value, in the same table and written in the same transaction: a write that sets the
 * property costs two more transactional writes. Batches are refused.
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
