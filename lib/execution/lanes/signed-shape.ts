import type { Credentials, WireRequest } from './client-parts.ts';
import { hasQuery, RequestShape } from './request-shape.ts';
import { Signature, sha256, timeOfDate } from './signature.ts';

/** Headers whose values change with each request. */
const changing = [
  'amz-sdk-invocation-id',
  'authorization',
  'content-length',
  'x-amz-content-sha256',
  'x-amz-date',
  'X-Amzn-Trace-Id',
] as const;

/** Headers with the same value in each request of an operation, as long as the resolved configuration is the same. */
const lasting: ReadonlySet<string> = new Set([
  ':authority',
  'amz-sdk-request',
  'content-type',
  'host',
  'user-agent',
  'x-amz-security-token',
  'x-amz-target',
  'x-amz-user-agent',
]);

const isChanging = (name: string): name is (typeof changing)[number] => (changing as readonly string[]).includes(name);

/** The values of one request. */
export interface Signing {
  readonly body: string | Uint8Array;
  readonly invocationId: string;
  /** Milliseconds since 1970 by the clock of the server. */
  readonly time: number;
  readonly traceId: string | undefined;
}

/**
 * The constant parts of a signed request. Requests of the same client, operation, and configuration are created and
 * signed from it.
 *
 * It is learned from a request that the SDK has signed, and only if signing that request here returns equal headers.
 */
export class SignedShape {
  readonly #shape: RequestShape;
  readonly #signature: Signature;

  private constructor(shape: RequestShape, signature: Signature) {
    this.#shape = shape;
    this.#signature = signature;
  }

  /** Undefined if the request has unknown headers, or if its signature here is not equal. */
  static of(request: WireRequest, credentials: Credentials): SignedShape | undefined {
    const { headers, body } = request;
    const names = Object.keys(headers);
    const signature = Signature.like(request, credentials, (name) => lasting.has(name));
    const isKnown = names.every((name) => isChanging(name) || lasting.has(name));
    const isFirst = headers['amz-sdk-request']?.startsWith('attempt=1;') === true;
    if (!isKnown || !isFirst || signature === undefined || !(typeof body === 'string' || body instanceof Uint8Array))
      return undefined;
    const shape = new RequestShape(request);
    const signed = new SignedShape(shape, signature);
    if (hasQuery(request) || request.method !== 'POST') return undefined;
    const again = signed.make({
      body,
      invocationId: headers['amz-sdk-invocation-id'] ?? '',
      time: timeOfDate(headers['x-amz-date']),
      traceId: headers['X-Amzn-Trace-Id'],
    });
    return names.every((name) => again.headers[name] === headers[name]) ? signed : undefined;
  }

  bodyOf(bytes: Buffer): string | Uint8Array {
    return this.#shape.bodyOf(bytes);
  }

  make({ body, invocationId, time, traceId }: Signing): WireRequest {
    const payloadHash = sha256(body);
    const headers: Record<string, string> = { ...this.#shape.headers };
    const set = (name: (typeof changing)[number], value: string): void => {
      if (headers[name] !== undefined) headers[name] = value;
    };
    set('amz-sdk-invocation-id', invocationId);
    set('content-length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength));
    set('x-amz-content-sha256', payloadHash);
    set('x-amz-date', this.#signature.dateOf(time));
    set('X-Amzn-Trace-Id', traceId ?? '');
    headers['authorization'] = this.#signature.authorization(headers, payloadHash);
    return this.#shape.make(headers, body);
  }
}
