import { epochSeconds } from '../values/attribute-type.ts';
import { isDate } from '../values/kinds.ts';
import { propertyDecorator } from './draft.ts';
import type { TypedPropertyDecorator } from './extend.ts';

const secondMs = 1_000;
/** DynamoDB counts in seconds; an item never goes earlier than was said. */
const wholeSeconds = {
  // Anything but a Date is refused by the attribute's own type.
  to: (time: Date): Date => (isDate(time) ? new Date(Math.ceil(time.getTime() / secondMs) * secondMs) : time),
  from: (stored: Date): Date => stored,
};

/**
 * The time at which DynamoDB deletes the item, stored in seconds and rounded up; absent, it stays for ever.
 *
 * DynamoDB deletes within days; until then the framework leaves an item past its time out of every read, query, scan
 * and condition, unless `includeExpired` asks for it. The clock is this process's.
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
