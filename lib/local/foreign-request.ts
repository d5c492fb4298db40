import type { IncomingMessage, ServerResponse } from 'node:http';

/** The names of this machine's loopback address, with any port. */
const ownHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * True for a request that a web page can make: a browser adds `Origin`, and a page that lets its own name point to
 * 127.0.0.1 (DNS rebinding) shows that name in `Host`.
 */
export function isForeign({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers.origin !== undefined || !ownHost.test(headers.host ?? '');
}

/** Answers as DynamoDB does to a caller without rights, so that an SDK throws `AccessDeniedException`. */
export function refuse(response: ServerResponse): void {
  const message =
    'the local engine refuses web pages: requests with an Origin, or with a Host other than localhost; ' +
    'to allow them, start it with startLocal({ cors: true }) or annotable local --cors';
  response.writeHead(403, { 'content-type': 'application/x-amz-json-1.0', connection: 'close' });
  response.end(JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message }));
}
