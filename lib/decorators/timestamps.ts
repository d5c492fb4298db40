import { createdAt, updatedAt } from '../extensions/timestamps.ts';
import { extendProperty, type TypedPropertyDecorator } from './extend.ts';

/**
 * Stores the creation time of an item once: in `create`, `put`, or the `upsert` that creates the item.
 *
 * @example
 * @CreatedAt() createdAt!: Date;   // PutItem { Item: { createdAt: { S: '2026-01-31T09:30:00.000Z' } } }
 */
export function CreatedAt(): TypedPropertyDecorator<Date, 'CreatedAt'> {
  return extendProperty('CreatedAt', Date, createdAt);
}

/**
 * Stores the time of the last write of an item.
 *
 * @example
 * @UpdatedAt() updatedAt!: Date;   // UpdateItem { UpdateExpression: 'SET …, #2 = :3' }
 */
export function UpdatedAt(): TypedPropertyDecorator<Date, 'UpdatedAt'> {
  return extendProperty('UpdatedAt', Date, updatedAt);
}
