/** Versions as ETags: https://www.rfc-editor.org/rfc/rfc9110#section-13 */
import { type ChangeOptions, oneOf } from 'annotable';
import { HTTPException } from 'hono/http-exception';
import type { Order } from './order.ts';

/** Returns the ETag of an order: `"3"`. */
export const etagOf = ({ version }: Order): string => `"${version}"`;

/** True if `If-None-Match` has the ETag of an order, so that the client has this order already. */
export function isKnown(order: Order, ifNoneMatch = ''): boolean {
  const tags: readonly string[] = ifNoneMatch.match(/"[^"]*"/g) ?? [];
  return ifNoneMatch.trim() === '*' || tags.includes(etagOf(order));
}

/**
 * Returns the options of a write that must find one of the versions in `If-Match`.
 *
 * @throws HTTPException 428 without the header, and 412 if no version can match
 */
export function expected(ifMatch: string | undefined): ChangeOptions<Order> {
  if (ifMatch === undefined)
    throw new HTTPException(428, { message: 'Send If-Match with the ETag of the order that you read.' });
  if (ifMatch.trim() === '*') return {};
  // Weak ETags (`W/"3"`) never match.
  const [version, ...others] = [...ifMatch.matchAll(/(?<!W\/)"([1-9]\d{0,14})"/g)].map(([, digits]) => Number(digits));
  if (version === undefined) throw new HTTPException(412, { message: 'If-Match has no ETag of an order.' });
  return others.length === 0 ? { version } : { if: { version: oneOf([version, ...others]) } };
}
