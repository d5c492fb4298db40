import type { ClientConfig, CommandClass, Entry, SdkClient, Signer } from './client-parts.ts';
import { OwnProtocol } from './protocol-parts.ts';
import { entriesOf } from './stack-entries.ts';

export type Sdk = typeof import('@aws-sdk/client-dynamodb');

const sourceOf = (value: unknown): string =>
  typeof value === 'function' ? Function.prototype.toString.call(value) : String(value);

/** Source text of the functions of the SDK, minified or not. Wrappers of tracers and mocks don't contain it. */
const marks = {
  send: /\.resolveMiddleware\(/,
  resolve: /\.reverse\(\)/,
  concat: /\.use\(/,
  resolveMiddleware: /\.resolveMiddlewareWithContext\(/,
} as const;

const isMarked = (value: unknown, name: keyof typeof marks): boolean =>
  typeof value === 'function' && marks[name].test(sourceOf(value));

/** Parts of a configuration that determine the signing. */
export const signingParts = [
  'applyChecksum',
  'httpAuthSchemes',
  'sha256',
  'signer',
  'signerConstructor',
  'signingEscapePath',
] as const;

const known = new WeakMap<object, PristineClient>();

/** A default client, kept as the reference that detects patched SDKs (tracers, mocks, unknown versions). */
export class PristineClient {
  readonly #client: SdkClient;
  readonly #send: unknown;
  readonly #entries: ReadonlyMap<string | undefined, Entry>;
  /** Undefined if the SDK has an unknown protocol. */
  readonly #protocol: OwnProtocol | undefined;

  private constructor(client: SdkClient) {
    this.#client = client;
    this.#send = client.send;
    this.#entries = new Map(entriesOf(client.middlewareStack).map((entry) => [entry.name, entry]));
    this.#protocol = OwnProtocol.of(client.config.protocol);
  }

  /** Undefined if the SDK itself is patched by a tracer or mock, or has an unknown version. */
  static of(sdk: Sdk): PristineClient | undefined {
    const found = known.get(sdk);
    if (found !== undefined) return found;
    const prototype: unknown = Object.getPrototypeOf(sdk.DynamoDBClient.prototype);
    if (!isMarked((prototype as Partial<SdkClient> | null)?.send, 'send')) return undefined;
    const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
    // Set explicitly, because the environment can set another mode.
    const settings = { region: 'us-east-1', credentials, retryMode: 'standard' };
    const client = new sdk.DynamoDBClient(settings) as unknown as SdkClient;
    if (!isMarked(client.send, 'send')) return undefined;
    const pristine = new PristineClient(client);
    known.set(sdk, pristine);
    return pristine;
  }

  /** The default configuration of the SDK. */
  get config(): ClientConfig {
    return this.#client.config;
  }

  /** True if `send` of the client is that of the SDK, which only runs the command through the stack. */
  isClient(client: SdkClient): boolean {
    return client.send === this.#send && typeof client.middlewareStack?.applyToStack === 'function';
  }

  /** True if the stack and the command combine their middleware with the functions of the SDK. */
  isStack({ middlewareStack }: SdkClient, { prototype }: CommandClass): boolean {
    return (
      isMarked(middlewareStack.resolve, 'resolve') &&
      isMarked(middlewareStack.concat, 'concat') &&
      middlewareStack.identifyOnResolve?.() !== true &&
      isMarked(prototype.resolveMiddleware, 'resolveMiddleware')
    );
  }

  /** True for a middleware of the SDK in its default place. */
  isOwn(entry: Entry): boolean {
    const own = this.#entries.get(entry.name);
    return (
      own !== undefined &&
      own.step === entry.step &&
      own.priority === entry.priority &&
      own.relation === entry.relation &&
      own.toMiddleware === entry.toMiddleware &&
      sourceOf(own.middleware) === sourceOf(entry.middleware)
    );
  }

  /** True if a stack contains all middleware of the SDK, and no other. */
  isWhole(entries: readonly Entry[]): boolean {
    return entries.length === this.#entries.size && entries.every((entry) => this.isOwn(entry));
  }

  /** True for the default logger, which writes nothing. */
  isQuiet(logger: ClientConfig['logger']): boolean {
    const quiet = this.config.logger;
    return logger?.constructor === quiet?.constructor && logger?.info === quiet?.info && logger?.error === quiet?.error;
  }

  /** True if the client serializes and deserializes with the default protocol and encoders. */
  isOwnProtocol(config: ClientConfig): boolean {
    return (
      this.#protocol?.isProtocolOf(config) === true &&
      this.isLike(config, 'base64Encoder') &&
      this.isLike(config, 'utf8Encoder')
    );
  }

  /** Returns the signer of a client. Undefined if SigV4 of the SDK is not its only auth scheme. */
  signerOf(config: ClientConfig): Signer | undefined {
    const [scheme, ...others] = config.httpAuthSchemes ?? [];
    const [own] = this.config.httpAuthSchemes ?? [];
    const isOwn =
      others.length === 0 &&
      scheme?.schemeId === own?.schemeId &&
      sourceOf(scheme?.identityProvider) === sourceOf(own?.identityProvider) &&
      scheme?.signer.constructor === own?.signer.constructor &&
      scheme?.signer.sign === own?.signer.sign;
    const isMade = this.isLike(config, 'sha256') && this.isLike(config, 'signer');
    return isOwn && isMade && Reflect.get(config, 'signerConstructor') === undefined ? scheme?.signer : undefined;
  }

  /** True if a function of the configuration is the default one, or has the same source text. */
  isLike(config: ClientConfig, name: string): boolean {
    const value: unknown = Reflect.get(config, name);
    const own: unknown = Reflect.get(this.config, name);
    return value === own || (typeof value === 'function' && sourceOf(value) === sourceOf(own));
  }
}
