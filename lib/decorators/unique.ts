import type { UniqueOptions } from '../schema/definition.ts';
import type { UniqueFieldDecorator } from './decorator-types.ts';
import { propertyDecorator } from './draft.ts';

/**
 * Makes the values of a property unique among the items of the class. Absent values are never equal.
 *
 * Each value has a guard item in the same table, which the same transaction writes. A write that sets the property
 * costs two more transactional writes. Batches are rejected.
 *
 * @param options - `scope`: `'entity'`, the default, or `'table'` for all entities of the table that have `'table'` on
 * an attribute of the same stored name. Of a family of classes, each class with items is an entity of its own. No effect
 * for a class with a table of its own.
 * @example
 * @Unique() @Attribute(String) email!: string;
 * // create: TransactWriteItems [Put user, Put guard of the e-mail if there is none]
 */
export function Unique(options: UniqueOptions = {}): UniqueFieldDecorator {
  return propertyDecorator('@Unique', (_draft, _property, propertyDraft) => {
    propertyDraft.unique = options;
  }) as UniqueFieldDecorator;
}
