import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hasOwnHost } from '../local/foreign-request.ts';
import { RefusedCall } from './problems.ts';

/** Headers of every response. The page can run only its own files, and reach only its own server. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Refuses a request of another web page: its `Origin` is not the studio's, or, after DNS rebinding, its `Host` is not a
 * name of the loopback address.
 *
 * @throws RefusedCall 403 `studio.forbidden`
 */
export function refuseForeign(request: Pick<IncomingMessage, 'headers'>): void {
  const { origin, host } = request.headers;
  if (hasOwnHost(request) && (origin === undefined || origin === `http://${host}`)) return;
  throw new RefusedCall(403, 'studio.forbidden', 'The studio only takes requests of its own page on this machine.');
}

/**
 * Refuses a call without the token of the link.
 *
 * @throws RefusedCall 401 `studio.unauthorized`
 */
export function refuseWithoutToken({ headers }: Pick<IncomingMessage, 'headers'>, token: string): void {
  if (isSame(headers.authorization ?? '', `Bearer ${token}`)) return;
  throw new RefusedCall(
    401,
    'studio.unauthorized',
    'Open the link that annotable studio has printed: it has the token.',
  );
}

/** Compares texts in a time that doesn't depend on them. The hashes have the same length. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other));

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
