import { ConfigurationError } from '../errors/configuration-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { type ActionName, reviseAction, type WriteAction } from '../operations/action.ts';
import { isFamily, schemaOfEntity, schemaOfItem, schemasOf } from '../schema/family.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import { Issues } from '../values/issues.ts';
import type { Enlisted } from './enlisted.ts';
import { currentItem } from './recovery.ts';
import { otherEntity } from './refusals.ts';

// A family is a class and its subclasses with items in one table. Each item is written as its own class, which decides
// its attributes, extensions, index keys, and unique values.

/**
 * Returns the schema that an item is written with. Of a family, that is the schema of its own class.
 *
 * @throws ValidationError `item.invalid` for a plain object if the class is abstract, and for an instance of a class
 * that the table doesn't list
 */
export function writtenSchema(schema: Schema, item: unknown): Schema {
  const isObject = typeof item === 'object' && item !== null && !Array.isArray(item);
  if (schema.entity === undefined || !isObject || !isFamily(schema)) return schema;
  const own = schemaOfEntity(schema, item);
  if (own !== undefined) return own;
  const issues = new Issues();
  issues.reject(
    `${schema.name} is abstract, so an item is an instance of ${classesOf(schema)}, or is written by the repository of that class`,
  );
  throw schema.mapper.refusal(issues, schema.mapper.keyTextOf(item));
}

const byKey: ReadonlySet<ActionName> = new Set(['update', 'upsert', 'delete', 'deleteIfExists', 'restore', 'purge']);

/** True if the class of the item must be read before a write. */
export const isWrittenByKey = ({ name, schema }: WriteAction): boolean => byKey.has(name) && isFamily(schema);

/**
 * Reads the item of a write by key, and prepares the write as of the item's own class. If the class changes before the
 * write, the condition of the write fails.
 *
 * @throws OtherEntityError `condition.otherEntity` if the item belongs to another entity
 * @throws ValidationError `item.invalid` for an `upsert` of an abstract class if there is no item
 */
export async function ofOwnClass(enlisted: Enlisted, call: CallOptions): Promise<Enlisted> {
  const { context, action, ofClass } = enlisted;
  if (ofClass === undefined) return enlisted;
  const { name, schema, key } = action;
  const stored = await currentItem(context, action, call);
  if (stored !== undefined && !isOwnItem(schema, stored)) throw otherEntity(schema, key, stored);
  if (stored !== undefined) return { context, action: await ofClass(schemaOfItem(schema, stored)) };
  if (name === 'upsert' && schema.entity?.isAbstract) throw uncreatable(action);
  const noItem = name === 'deleteIfExists';
  return {
    context,
    action: noItem ? reviseAction(action, { precondition: { ...action.precondition, noItem } }) : action,
  };
}

function uncreatable({ schema, key }: WriteAction): Error {
  const issues = new Issues();
  issues.reject(
    `there is no item with this key, and ${schema.name} is abstract; create an instance of ${classesOf(schema)}`,
  );
  return schema.mapper.refusal(issues, schema.mapper.keyText(key));
}

/**
 * Rejects a family whose items can't be deleted without their class.
 *
 * @throws ConfigurationError if one of its classes has unique values
 */
export function refuseUniqueFamily(schema: Schema): void {
  if (!isFamily(schema) || schemasOf(schema).every(({ uniques }) => uniques.length === 0)) return;
  throw new ConfigurationError(
    `${schema.name}: its classes have unique values, which only the class of an item can free; use the repositories of ${classesOf(schema, 'and')}`,
  );
}

/** The classes of a family, for messages: `Clicked or Viewed`. */
const classesOf = (schema: Schema, word = 'or'): string => {
  const names = schemasOf(schema).map(({ name }) => name);
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
};
