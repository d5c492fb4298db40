import type { WireRequest } from './client-parts.ts';

export type RequestClass = new (parts: object) => WireRequest;
type BytesClass = new (buffer: ArrayBufferLike, offset: number, length: number) => Uint8Array;

/** The constant parts of a request that the SDK has created. Equal requests are created from it. */
export class RequestShape {
  /** The headers of the SDK's request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly #like: WireRequest;
  readonly #class: RequestClass;
  readonly #bytesClass: BytesClass | undefined;

  constructor(request: WireRequest) {
    this.headers = { ...request.headers };
    this.#like = { ...request, query: { ...request.query } };
    this.#class = request.constructor as RequestClass;
    this.#bytesClass = request.body instanceof Uint8Array ? (request.body.constructor as BytesClass) : undefined;
  }

  /** Returns a body of the same class as the body of the SDK's request. */
  bodyOf(bytes: Buffer): string | Uint8Array {
    if (this.#bytesClass === undefined) return bytes.toString();
    const { buffer, byteOffset, byteLength } = bytes;
    return new this.#bytesClass(buffer, byteOffset, byteLength);
  }

  /** Creates a request. The object of the headers becomes part of it, without a copy. */
  make(headers: Record<string, string>, body: string | Uint8Array): WireRequest {
    return requestLike(this.#like, this.#class, { headers, body });
  }
}

export function hasQuery({ query }: WireRequest): boolean {
  for (const _ in query) return true;
  return false;
}

/** Creates another request to the same address. */
export function requestLike(
  { method, protocol, hostname, port, path, query, username, password, fragment }: WireRequest,
  Class: RequestClass,
  { headers, body }: Pick<WireRequest, 'headers' | 'body'>,
): WireRequest {
  return new Class({
    method,
    protocol,
    hostname,
    port,
    path,
    query: { ...query },
    headers,
    username,
    password,
    fragment,
    body,
  });
}

/** Returns a body as text. Undefined for a body that is neither text nor bytes. */
export function bodyText(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (!(body instanceof Uint8Array)) return undefined;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}
