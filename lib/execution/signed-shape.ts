import { createHmac, hash } from 'node:crypto';
import type { Credentials, WireRequest } from './client-parts.ts';
import { RequestShape } from './request-shape.ts';

const algorithm = 'AWS4-HMAC-SHA256';
const authorizationPattern =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

/** Headers that are another's in each request. */
const changing = [
  'amz-sdk-invocation-id',
  'authorization',
  'content-length',
  'x-amz-content-sha256',
  'x-amz-date',
  'X-Amzn-Trace-Id',
] as const;

/** Headers that are the same in each request of an operation, while what the client says stays the same. */
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

/** What is said of one request. */
export interface Signing {
  readonly body: string | Uint8Array;
  readonly invocationId: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly time: number;
  readonly traceId: string | undefined;
}

const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/**
 * The form of a signed request: what others with the same client, operation and facts are made and signed like.
 *
 * It is taken from a request that the SDK has signed, and only where signing that one here gives the same signature.
 */
export class SignedShape {
  readonly #shape: RequestShape;
  readonly #signedHeaders: readonly string[];
  /** The same, as a signature names them. */
  readonly #names: string;
  readonly #region: string;
  readonly #service: string;
  readonly #credentials: Credentials;
  #second = Number.NaN;
  #date = '';
  #day = '';
  #scope = '';
  #key: Buffer = Buffer.alloc(0);

  private constructor(shape: RequestShape, match: readonly string[], credentials: Credentials) {
    const [, , region = '', service = '', signedHeaders = ''] = match;
    this.#shape = shape;
    this.#region = region;
    this.#service = service;
    this.#signedHeaders = signedHeaders.split(';');
    this.#names = signedHeaders;
    this.#credentials = credentials;
  }

  /** Undefined where the request has something that isn't known here, or another signature. */
  static of(request: WireRequest, credentials: Credentials): SignedShape | undefined {
    const { headers, body } = request;
    const names = Object.keys(headers);
    const match = authorizationPattern.exec(headers['authorization'] ?? '');
    const isKnown = names.every((name) => isChanging(name) || lasting.has(name));
    const isFirst = headers['amz-sdk-request']?.startsWith('attempt=1;') === true;
    if (!isKnown || !isFirst || match === null || !(typeof body === 'string' || body instanceof Uint8Array))
      return undefined;
    const shape = new RequestShape(request);
    const signed = new SignedShape(shape, match, credentials);
    if (shape.hasQuery || request.method !== 'POST') return undefined;
    const again = signed.make({
      body,
      invocationId: headers['amz-sdk-invocation-id'] ?? '',
      time: timeOf(headers['x-amz-date'] ?? ''),
      traceId: headers['X-Amzn-Trace-Id'],
    });
    return names.every((name) => again.headers[name] === headers[name]) ? signed : undefined;
  }

  bodyOf(text: string): string | Uint8Array {
    return this.#shape.bodyOf(text);
  }

  make({ body, invocationId, time, traceId }: Signing): WireRequest {
    this.#setTime(time);
    const values: Record<(typeof changing)[number], string> = {
      'amz-sdk-invocation-id': invocationId,
      authorization: '',
      'content-length': String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength),
      'x-amz-content-sha256': sha256(body),
      'x-amz-date': this.#date,
      'X-Amzn-Trace-Id': traceId ?? '',
    };
    const headers: Record<string, string> = { ...this.#shape.headers };
    for (const name of changing) if (headers[name] !== undefined) headers[name] = values[name];
    headers['authorization'] = this.#authorization(headers, values['x-amz-content-sha256']);
    return this.#shape.make(headers, body);
  }

  #authorization(headers: Readonly<Record<string, string>>, payloadHash: string): string {
    let canonical = `POST\n${this.#shape.path}\n\n`;
    for (const name of this.#signedHeaders) canonical += `${name}:${headers[name]}\n`;
    const toSign = `${algorithm}\n${this.#date}\n${this.#scope}\n${sha256(`${canonical}\n${this.#names}\n${payloadHash}`)}`;
    const signature = createHmac('sha256', this.#key).update(toSign).digest('hex');
    return `${algorithm} Credential=${this.#credentials.accessKeyId}/${this.#scope}, SignedHeaders=${this.#names}, Signature=${signature}`;
  }

  /** Dates have seconds alone, and a key lasts for a day. */
  #setTime(time: number): void {
    const second = Math.floor(time / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.#date = new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = this.#date.slice(0, 8);
    if (day === this.#day) return;
    this.#day = day;
    this.#scope = `${day}/${this.#region}/${this.#service}/aws4_request`;
    const { secretAccessKey } = this.#credentials;
    this.#key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), this.#region), this.#service), 'aws4_request');
  }
}

/** Milliseconds of such a date as 20261124T220954Z. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
