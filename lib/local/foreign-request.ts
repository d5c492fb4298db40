import type { IncomingMessage, ServerResponse } from 'node:http';

/** Matches the names of this machine. The whole network 127.0.0.0/8 is on it. */
const ownName = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** True for a name of the loopback address, as a URL has it: `localhost`, `127.0.0.1`, `[::1]`. */
export const isLoopbackName = (hostname: string): boolean => ownName.test(hostname);

/**
 * True if `Host` is a name of the loopback address. After DNS rebinding (a name of a web page resolves to 127.0.0.1),
 * `Host` contains the name of the page.
 */
export const hasOwnHost = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  isLoopbackName((headers.host ?? '').replace(/:\d+$/, ''));

/** True if a web page may have sent the request. A browser adds `Origin`. */
export function isForeign(request: Pick<IncomingMessage, 'headers'>): boolean {
  return request.headers.origin !== undefined || !hasOwnHost(request);
}

/** Sends DynamoDB's response to a caller without permissions. An SDK then throws `AccessDeniedException`. */
export function refuse(response: ServerResponse): void {
  const message =
    'the local engine refuses web pages: requests with an Origin, or with a Host other than localhost; ' +
    'to allow them, start it with startLocal({ cors: true }) or annotable local --cors';
  response.writeHead(403, { 'content-type': 'application/x-amz-json-1.0', connection: 'close' });
  response.end(JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message }));
}
