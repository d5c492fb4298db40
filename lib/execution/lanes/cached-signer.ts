import type { ClientConfig, Context, Credentials, Middleware, Signer, WireRequest } from './client-parts.ts';
import { isEnding } from './config-resolver.ts';
import { ConfigSnapshot } from './config-snapshot.ts';
import { type PristineClient, signingParts } from './pristine-client.ts';
import { hasQuery, type RequestClass, requestLike } from './request-shape.ts';
import { Signature, sha256, timeOfDate } from './signature.ts';

/** Properties that the SDK passes to its signer. The underscored ones are its notes for the time after the response. */
export interface SigningProperties {
  readonly context?: Context;
  readonly config?: unknown;
  readonly signingRegion?: unknown;
  readonly signingName?: unknown;
  _disableClockSkewCorrection?: unknown;
  _skipClockSkewSampling?: unknown;
  _preRequestSystemClockOffset?: unknown;
  _requestSentAt?: unknown;
}

/** A request that the SDK has signed, with all that is needed to sign equal requests here. */
interface Learned {
  readonly signature: Signature;
  /** Names and values of its headers before signing. */
  readonly headers: readonly (readonly [name: string, value: unknown])[];
  readonly path: string;
  readonly Class: RequestClass;
  readonly scheme: unknown;
}

/** A header value that needs no normalization: printable ASCII without repeated, leading, or trailing spaces. */
const plain = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** Signs like the signer of a client. It is faster, because the SDK creates a new signer for each request. */
export class CachedSigner implements Signer {
  readonly errorHandler: Signer['errorHandler'];
  readonly successHandler: Signer['successHandler'];
  readonly #own: Signer;
  readonly #ownSign: Signer['sign'];
  readonly #config: ClientConfig;
  readonly #parts: ConfigSnapshot;
  #learned: Learned | undefined;

  private constructor(own: Signer, config: ClientConfig) {
    this.#own = own;
    this.#ownSign = own.sign;
    this.#config = config;
    this.#parts = new ConfigSnapshot(config, signingParts);
    this.errorHandler = own.errorHandler;
    this.successHandler = own.successHandler;
  }

  /** Undefined if the signer of the client is not the default one of the SDK. */
  static of(config: ClientConfig, pristine: PristineClient): CachedSigner | undefined {
    const own = pristine.signerOf(config);
    return own === undefined || typeof config.systemClockOffset !== 'number'
      ? undefined
      : new CachedSigner(own, config);
  }

  /** Wraps the signing middleware of the SDK. Only the signature itself is created here. */
  middleware(original: Middleware): Middleware {
    return (next, context) => {
      const handler = original(next, context);
      return (args) => {
        const scheme = context.__smithy_context?.selectedHttpAuthScheme;
        const isOwn = scheme?.signer === this.#own && this.#own.sign === this.#ownSign;
        if (scheme === undefined || !isOwn) return handler(args);
        scheme.signer = this;
        try {
          // The middleware reads the signer before its first `await`. All later readers find the signer of the SDK.
          return handler(args);
        } finally {
          scheme.signer = this.#own;
        }
      };
    };
  }

  async sign(request: WireRequest, identity: Credentials, properties: SigningProperties): Promise<WireRequest> {
    const config = this.#config;
    const isUsual =
      properties.config === config &&
      this.#parts.isCurrent() &&
      !isEnding(identity) &&
      (await config.disableClockSkewCorrection?.()) !== true;
    const credentials = isUsual ? await config.credentials?.() : undefined;
    if (credentials === undefined) return this.#own.sign(request, identity, properties);
    const learned = this.#learned;
    const offset = config.systemClockOffset as number;
    const sentAt = Date.now();
    const signed =
      learned !== undefined && isLike(learned, properties, config, credentials)
        ? signLike(learned, request, sentAt + offset)
        : undefined;
    if (signed === undefined) return this.#learn(request, identity, properties, credentials);
    properties._disableClockSkewCorrection = false;
    properties._skipClockSkewSampling = false;
    properties._preRequestSystemClockOffset = offset;
    properties._requestSentAt = sentAt;
    return signed;
  }

  /** Lets the SDK sign a request, and learns from the result. */
  async #learn(
    request: WireRequest,
    identity: Credentials,
    properties: SigningProperties,
    { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  ): Promise<WireRequest> {
    const headers = Object.entries(request.headers);
    const { path } = request;
    const signed = await this.#own.sign(request, identity, properties);
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const signature = Signature.like({ path, headers: signed.headers }, credentials);
    if (signature === undefined || request.headers['x-amz-content-sha256'] !== undefined) return signed;
    const Class = signed.constructor as RequestClass;
    const learned = { signature, headers, path, Class, scheme: schemeOf(properties) };
    const again =
      isNoted(properties) && isLike(learned, properties, this.#config, credentials)
        ? signLike(learned, request, timeOfDate(signed.headers['x-amz-date']))
        : undefined;
    if (again !== undefined && areSameEntries(again.headers, signed.headers)) this.#learned = learned;
    return signed;
  }
}

/** Name of the auth scheme. If there are two schemes, the SDK uses the region of the second one. */
const schemeOf = ({ context }: SigningProperties): unknown => context?.authSchemes?.[0]?.name;

/** True if the SDK has set the same properties that `sign` sets. */
const isNoted = (properties: SigningProperties): boolean =>
  [properties._disableClockSkewCorrection ?? false, properties._skipClockSkewSampling ?? false].every((is) => !is) &&
  typeof properties._requestSentAt === 'number' &&
  typeof properties._preRequestSystemClockOffset === 'number';

/** True if credentials, region, service, and scheme are those of the learned request. */
function isLike(
  { signature, scheme }: Learned,
  properties: SigningProperties,
  config: ClientConfig,
  now: Credentials,
): boolean {
  const { credentials } = signature;
  return (
    now.secretAccessKey === credentials.secretAccessKey &&
    now.accessKeyId === credentials.accessKeyId &&
    now.sessionToken === credentials.sessionToken &&
    (properties.signingRegion ?? config.signingRegion) === signature.region &&
    (properties.signingName ?? config.signingName) === signature.service &&
    schemeOf(properties) === scheme
  );
}

/** Returns the signed request. Undefined if it differs from the learned one in more than values. */
function signLike(learned: Learned, request: WireRequest, time: number): WireRequest | undefined {
  const { signature, path, Class } = learned;
  const { sessionToken } = signature.credentials;
  const { body } = request;
  const headers = headersLike(learned, request.headers);
  if (headers === undefined || request.method !== 'POST' || request.path !== path) return undefined;
  if (!(typeof body === 'string' || body instanceof Uint8Array) || hasQuery(request)) return undefined;
  const payloadHash = sha256(body);
  headers['x-amz-date'] = signature.dateOf(time);
  if (sessionToken) headers['x-amz-security-token'] = sessionToken;
  headers['x-amz-content-sha256'] = payloadHash;
  headers['authorization'] = signature.authorization(headers, payloadHash);
  return requestLike(request, Class, { headers, body });
}

/** Returns a copy of headers. Undefined if the names are not the learned ones, or if a value needs normalization. */
function headersLike({ headers: known }: Learned, headers: WireRequest['headers']): WireRequest['headers'] | undefined {
  const copy: Record<string, string> = {};
  let count = 0;
  for (const name in headers) {
    const entry = known[count];
    const value = headers[name];
    if (entry === undefined || entry[0] !== name || typeof value !== 'string') return undefined;
    if (entry[1] !== value && !plain.test(value)) return undefined;
    copy[name] = value;
    count += 1;
  }
  return count === known.length ? copy : undefined;
}

function areSameEntries(one: WireRequest['headers'], other: WireRequest['headers']): boolean {
  const others = Object.entries(other);
  const entries = Object.entries(one);
  return (
    entries.length === others.length &&
    entries.every(([name, value], index) => name === others[index]?.[0] && value === others[index]?.[1])
  );
}
