import type { ClientConfig, CommandClass, Entry, SdkClient, Signer } from './client-parts.ts';
import { OwnProtocol } from './protocol-parts.ts';
import { entriesOf } from './stack-entries.ts';

export type Sdk = typeof import('@aws-sdk/client-dynamodb');

const sourceOf = (value: unknown): string =>
  typeof value === 'function' ? Function.prototype.toString.call(value) : String(value);

/** What the functions of the SDK have in them, minified or not, and a wrapper of a tracer or a mock has not. */
const marks = {
  send: /\.resolveMiddleware\(/,
  resolve: /\.reverse\(\)/,
  concat: /\.use\(/,
  resolveMiddleware: /\.resolveMiddlewareWithContext\(/,
} as const;

const isMarked = (value: unknown, name: keyof typeof marks): boolean =>
  typeof value === 'function' && marks[name].test(sourceOf(value));

/** Parts of a configuration that its signing is made of. */
export const signingParts = [
  'applyChecksum',
  'httpAuthSchemes',
  'sha256',
  'signer',
  'signerConstructor',
  'signingEscapePath',
] as const;

const known = new WeakMap<object, PristineClient>();

/** What an SDK's client is like when nobody has changed anything about it. */
export class PristineClient {
  readonly #client: SdkClient;
  readonly #send: unknown;
  readonly #entries: ReadonlyMap<string | undefined, Entry>;
  /** Undefined if the SDK writes and reads by something unknown. */
  readonly #protocol: OwnProtocol | undefined;

  private constructor(client: SdkClient) {
    this.#client = client;
    this.#send = client.send;
    this.#entries = new Map(entriesOf(client.middlewareStack).map((entry) => [entry.name, entry]));
    this.#protocol = OwnProtocol.of(client.config.protocol);
  }

  /** Undefined where the SDK itself was changed: by a tracer, a mock, or a version that nobody has seen yet. */
  static of(sdk: Sdk): PristineClient | undefined {
    const found = known.get(sdk);
    if (found !== undefined) return found;
    const prototype: unknown = Object.getPrototypeOf(sdk.DynamoDBClient.prototype);
    if (!isMarked((prototype as Partial<SdkClient> | null)?.send, 'send')) return undefined;
    const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
    // The environment may ask for another mode.
    const settings = { region: 'us-east-1', credentials, retryMode: 'standard' };
    const client = new sdk.DynamoDBClient(settings) as unknown as SdkClient;
    if (!isMarked(client.send, 'send')) return undefined;
    const pristine = new PristineClient(client);
    known.set(sdk, pristine);
    return pristine;
  }

  /** The configuration that the SDK makes by itself. */
  get config(): ClientConfig {
    return this.#client.config;
  }

  /** True where `send` does no more than to put a command through the client's stack. */
  isClient(client: SdkClient): boolean {
    return client.send === this.#send && typeof client.middlewareStack?.applyToStack === 'function';
  }

  /** True where stack and command put their middleware together as the SDK does. */
  isStack({ middlewareStack }: SdkClient, { prototype }: CommandClass): boolean {
    return (
      isMarked(middlewareStack.resolve, 'resolve') &&
      isMarked(middlewareStack.concat, 'concat') &&
      middlewareStack.identifyOnResolve?.() !== true &&
      isMarked(prototype.resolveMiddleware, 'resolveMiddleware')
    );
  }

  /** True for a middleware of the SDK's own, in its own place. */
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

  /** True where a stack holds the SDK's middleware, and nothing else. */
  isWhole(entries: readonly Entry[]): boolean {
    return entries.length === this.#entries.size && entries.every((entry) => this.isOwn(entry));
  }

  /** True for a logger that nobody hears. */
  isQuiet(logger: ClientConfig['logger']): boolean {
    const quiet = this.config.logger;
    return logger?.constructor === quiet?.constructor && logger?.info === quiet?.info && logger?.error === quiet?.error;
  }

  /** True where requests are written, and answers read, as the SDK does. */
  isOwnProtocol(config: ClientConfig): boolean {
    return (
      this.#protocol?.isProtocolOf(config) === true &&
      this.isLike(config, 'base64Encoder') &&
      this.isLike(config, 'utf8Encoder')
    );
  }

  /** What signs a client's requests; undefined where that isn't the SDK's SigV4 alone. */
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

  /** True where a function of the configuration does what the SDK's own does, as far as can be seen. */
  isLike(config: ClientConfig, name: string): boolean {
    const value: unknown = Reflect.get(config, name);
    const own: unknown = Reflect.get(this.config, name);
    return value === own || (typeof value === 'function' && sourceOf(value) === sourceOf(own));
  }
}
