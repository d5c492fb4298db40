import { schemaOf } from '../decorators/schema-of.ts';
import { schemaOfItem } from '../schema/family.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { EntityClass } from '../values/attribute-type.ts';

/**
 * Decrypts a stored item that no repository has read: a line of an export, or the image of a stream record. The result
 * is for `schemaOf(Model).mapper.fromItem()`, which reports a value that can't be decrypted.
 *
 * @param model - the class of the item, or a parent of it
 * @throws ModelDefinitionError `model.invalid` if the class can't be a model
 * @example
 * const { mapper } = schemaOf(Patient);
 * for (const line of lines) console.log(mapper.fromItem(await decryptItem(Patient, JSON.parse(line).Item)));
 */
export async function decryptItem<T extends object>(model: EntityClass<T>, item: StoredItem): Promise<StoredItem> {
  const schema = schemaOfItem(schemaOf(model), item);
  return schema.encryption === undefined ? item : schema.encryption.opened(schema, item);
}
