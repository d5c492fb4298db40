import { createHmac, hash } from 'node:crypto';
import type { Credentials } from './client-parts.ts';

const algorithm = 'AWS4-HMAC-SHA256';
const authorizationPattern =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=[0-9a-f]{64}$/;

type Headers = Readonly<Record<string, string | undefined>>;

/** The parts of a request that are signed, besides its body. */
export interface Signable {
  readonly path: string;
  readonly headers: Headers;
}

/** A header whose value changes with each request, and the constant text between it and the next such header. */
interface Changing {
  readonly name: string;
  readonly after: string;
}

export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Bytes of one SHA-256 block. */
const blockBytes = 64;

/**
 * Creates HMACs with one key. The two key blocks are computed once, and no `Hmac` object is allocated for each
 * signature (RFC 2104, section 4).
 */
class Hmac {
  #inner: Buffer = Buffer.alloc(4 * blockBytes);
  readonly #outer: Buffer = Buffer.alloc(blockBytes + 32, 0x5c);

  /** @param key - at most 64 bytes */
  constructor(key: Buffer) {
    this.#inner.fill(0x36, 0, blockBytes);
    for (const [index, byte] of key.entries()) {
      this.#inner[index] = 0x36 ^ byte;
      this.#outer[index] = 0x5c ^ byte;
    }
  }

  /** @param text - ASCII */
  hex(text: string): string {
    const end = blockBytes + text.length;
    if (end > this.#inner.length) this.#inner = Buffer.concat([this.#inner.subarray(0, blockBytes)], end);
    this.#inner.write(text, blockBytes, 'latin1');
    this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'binary'), blockBytes, 'latin1');
    return sha256(this.#outer);
  }
}

/**
 * Signs requests like one that the SDK has signed: with the same credentials, region, and header names. Only for POST
 * without a query.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class Signature {
  readonly region: string;
  readonly service: string;
  readonly credentials: Credentials;
  /** Names of the signed headers, separated by semicolons. */
  readonly #names: string;
  /** The constant text before the first header that changes. */
  readonly #begin: string;
  readonly #changing: readonly Changing[];
  #second = Number.NaN;
  #date = '';
  #day = '';
  #scope = '';
  #hmac: Hmac = new Hmac(Buffer.alloc(0));

  private constructor(
    match: readonly string[],
    { path, headers }: Signable,
    credentials: Credentials,
    lasts: (name: string) => boolean,
  ) {
    const [, region = '', service = '', names = ''] = match;
    this.region = region;
    this.service = service;
    this.credentials = credentials;
    this.#names = names;
    const own = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
    const texts = [`POST\n${path}\n\n`];
    const changing: string[] = [];
    const append = (text: string): void => {
      texts[texts.length - 1] += text;
    };
    for (const canonical of names.split(';')) {
      const name = own.get(canonical) ?? canonical;
      append(`${canonical}:`);
      if (lasts(name)) append(`${headers[name]}`);
      else {
        changing.push(name);
        texts.push('');
      }
      append('\n');
    }
    append(`\n${names}\n`);
    this.#begin = texts[0] as string;
    this.#changing = changing.map((name, index) => ({ name, after: texts[index + 1] as string }));
  }

  /**
   * Returns the signature that signs like a signed request. Undefined if its headers are signed in another way.
   *
   * @param lasts - true for the name of a header that has the same value in all requests
   */
  static like(signed: Signable, credentials: Credentials, lasts = (_name: string) => false): Signature | undefined {
    const match = authorizationPattern.exec(signed.headers['authorization'] ?? '');
    return match === null ? undefined : new Signature(match, signed, credentials, lasts);
  }

  /**
   * Returns the date of a request. The next signature uses it.
   *
   * @param time - milliseconds since 1970
   */
  dateOf(time: number): string {
    const second = Math.floor(time / 1000);
    if (second === this.#second) return this.#date;
    this.#second = second;
    this.#date = new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
    this.#setDay(this.#date.slice(0, 8));
    return this.#date;
  }

  /** Returns the `authorization` header. */
  authorization(headers: Headers, payloadHash: string): string {
    let canonical = this.#begin;
    for (const { name, after } of this.#changing) canonical += headers[name] + after;
    const toSign = `${algorithm}\n${this.#date}\n${this.#scope}\n${sha256(canonical + payloadHash)}`;
    const signature = this.#hmac.hex(toSign);
    return `${algorithm} Credential=${this.credentials.accessKeyId}/${this.#scope}, SignedHeaders=${this.#names}, Signature=${signature}`;
  }

  /** Creates the signing key, which is valid for one day. */
  #setDay(day: string): void {
    if (day === this.#day) return;
    this.#day = day;
    this.#scope = `${day}/${this.region}/${this.service}/aws4_request`;
    const { secretAccessKey } = this.credentials;
    const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), this.region), this.service), 'aws4_request');
    this.#hmac = new Hmac(key);
  }
}

/** Returns the milliseconds since 1970 of a date like 20261124T220954Z. NaN for any other text. */
export function timeOfDate(date = ''): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
