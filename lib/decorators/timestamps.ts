import { createdAt, updatedAt } from '../extensions/timestamps.ts';
import { extendProperty, type TypedPropertyDecorator } from './extend.ts';

/**
 * Keeps the time of an item's creation: written once, by create, put or the upsert that makes the item.
 *
 * @example
 * @CreatedAt() createdAt!: Date;   // PutItem { Item: { createdAt: { S: '2026-01-31T09:30:00.000Z' } } }
 */
export function CreatedAt(): TypedPropertyDecorator<Date, 'CreatedAt'> {
  return extendProperty('CreatedAt', Date, createdAt);
}

/**
 * Keeps the time of an item's last write.
 *
 * @example
 * @UpdatedAt() updatedAt!: Date;   // UpdateItem { UpdateExpression: 'SET …, #2 = :3' }
 */
export function UpdatedAt(): TypedPropertyDecorator<Date, 'UpdatedAt'> {
  return extendProperty('UpdatedAt', Date, updatedAt);
}
