import { generatedId, type IdMaker } from '../extensions/generated-id.ts';
import { extendProperty, type TypedPropertyDecorator } from './extend.ts';

/**
 * Adds an id to a new item without one.
 *
 * @param maker - `'uuid'` (default): random; `'ulid'`: sorts by time; or a function
 * @example
 * @GeneratedId('ulid') @PartitionKey() id!: string;   // '01JK…'
 */
export function GeneratedId(maker: IdMaker = 'uuid'): TypedPropertyDecorator<string, 'GeneratedId'> {
  return extendProperty('GeneratedId', String, (property) => generatedId(property, maker));
}
