import { epochSeconds } from '../values/attribute-type.ts';
import { isDate } from '../values/kinds.ts';
import { propertyDecorator } from './draft.ts';
import type { TypedPropertyDecorator } from './extend.ts';

const secondMs = 1_000;
/** DynamoDB counts in seconds. Rounded up, so no item expires early. */
const wholeSeconds = {
  // The attribute type rejects all other values.
  to: (time: Date): Date => (isDate(time) ? new Date(Math.ceil(time.getTime() / secondMs) * secondMs) : time),
  from: (stored: Date): Date => stored,
};

/**
 * Declares the time at which DynamoDB deletes the item, stored in seconds and rounded up. Without it, the item stays.
 *
 * DynamoDB deletes within days. Until then, reads, queries, scans, and conditions ignore an expired item, unless you
 * pass
 * `includeExpired`. The time of comparison is the clock of this process.
 *
 * @example
 * @TimeToLive() expiresAt?: Date;   // PutItem { Item: { expiresAt: { N: '1769851800' } } }
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export function TimeToLive(): TypedPropertyDecorator<Date, 'TimeToLive'> {
  return propertyDecorator('@TimeToLive', (draft, property, propertyDraft) => {
    draft.timesToLive.push(property);
    propertyDraft.implied.push({ type: epochSeconds(), options: { optional: true, convert: wholeSeconds } });
  }) as TypedPropertyDecorator<Date, 'TimeToLive'>;
}
