import { writeId } from '../extensions/write-id.ts';
import { extendProperty, type TypedPropertyDecorator } from './extend.ts';

/**
 * Keeps an id of the last write: so that a write whose answer was lost is known again, and neither counts twice nor takes
 * its own work for a conflict.
 *
 * Where another write came after it, nobody can tell, and it is an `OutcomeUnknownError`. Costs 36 bytes an item.
 *
 * @example
 * @WriteId() writeId!: string;
 * // UpdateItem { UpdateExpression: 'SET #0 = …, #1 = :2', ConditionExpression: '… AND #1 <> :2' }
 */
export function WriteId(): TypedPropertyDecorator<string, 'WriteId'> {
  return extendProperty('WriteId', String, writeId);
}
