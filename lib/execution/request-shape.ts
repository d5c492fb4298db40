import type { WireRequest } from './client-parts.ts';

type RequestClass = new (parts: object) => WireRequest;
type BytesClass = new (buffer: ArrayBufferLike, offset: number, length: number) => Uint8Array;

/** The form of a request that the SDK has made: what others of its kind are made like. */
export class RequestShape {
  readonly #class: RequestClass;
  readonly #parts: Omit<WireRequest, 'headers' | 'query' | 'body'>;
  readonly #query: Readonly<Record<string, unknown>>;
  /** As the SDK made them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly #bytesClass: BytesClass | undefined;

  constructor(request: WireRequest) {
    const { headers, query, body, ...parts } = request;
    this.#class = request.constructor as RequestClass;
    this.#parts = parts;
    this.#query = { ...query };
    this.headers = { ...headers };
    this.#bytesClass = body instanceof Uint8Array ? (body.constructor as BytesClass) : undefined;
  }

  get path(): string {
    return this.#parts.path;
  }

  get hasQuery(): boolean {
    return Object.keys(this.#query).length > 0;
  }

  /** A body of the class that the SDK's has. */
  bodyOf(text: string): string | Uint8Array {
    if (this.#bytesClass === undefined) return text;
    const { buffer, byteOffset, byteLength } = Buffer.from(text);
    return new this.#bytesClass(buffer, byteOffset, byteLength);
  }

  /** @param headers - the request's own from here on */
  make(headers: Record<string, string>, body: string | Uint8Array): WireRequest {
    return new this.#class({ ...this.#parts, query: { ...this.#query }, headers, body });
  }
}

/** The text of a request's body. */
export function bodyText(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (!(body instanceof Uint8Array)) return undefined;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}
