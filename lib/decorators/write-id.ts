import { writeId } from '../extensions/write-id.ts';
import { extendProperty, type TypedPropertyDecorator } from './extend.ts';

/**
 * Stores an id of the last write, so that a write is recognized after a lost response.
 *
 * It then neither counts twice nor conflicts with itself. If another write came after it, the call throws
 * `OutcomeUnknownError`. Costs 36 bytes per item.
 *
 * @example
 * @WriteId() writeId!: string;
 * // UpdateItem { UpdateExpression: 'SET #0 = …, #1 = :2', ConditionExpression: '… AND #1 <> :2' }
 */
export function WriteId(): TypedPropertyDecorator<string, 'WriteId'> {
  return extendProperty('WriteId', String, writeId);
}
