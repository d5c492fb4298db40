import { askedParts, ClientFacts } from './client-facts.ts';
import type { ClientConfig, RetryStrategy, Signer } from './client-parts.ts';
import { type Genuine, signingParts } from './genuine.ts';
import { WatchedParts } from './watched-parts.ts';

/** Parts of a configuration that the express lane counts on: the SDK's own, as it makes them where nothing is said. */
const ownParts = [
  'base64Encoder',
  'bodyLengthChecker',
  'defaultUserAgentProvider',
  'endpointProvider',
  'httpAuthSchemeProvider',
  'urlParser',
  'utf8Decoder',
  'utf8Encoder',
] as const;

/** Parts that may be the user's, and are looked at once: another in their place is another client. */
const keptParts = [
  ...askedParts,
  'authSchemePreference',
  'credentials',
  'customUserAgent',
  'disableHostPrefix',
  'endpoint',
  'protocol',
  'retryStrategy',
] as const;

const watchedParts = [...ownParts, ...keptParts, ...signingParts];

/** A client's configuration, where it is the one that the express lane knows. */
export class KnownClient {
  readonly signer: Signer;
  readonly strategy: RetryStrategy;
  /** What the retry strategy is told of a request whose first attempt succeeded. */
  readonly token: unknown;
  readonly facts: ClientFacts;
  readonly #parts: WatchedParts;

  private constructor(config: ClientConfig, signer: Signer, strategy: RetryStrategy, token: unknown) {
    this.signer = signer;
    this.strategy = strategy;
    this.token = token;
    this.facts = new ClientFacts(config);
    this.#parts = new WatchedParts(config, watchedParts);
  }

  /** Undefined for a client with a signer, protocol, auth scheme, retry strategy or the like of its own. */
  static async of(config: ClientConfig, genuine: Genuine): Promise<KnownClient | undefined> {
    const signer = genuine.signerOf(config);
    if (signer === undefined || !genuine.isOwnProtocol(config)) return undefined;
    if (!ownParts.every((name) => genuine.isLike(config, name))) return undefined;
    const strategy = await config.retryStrategy?.();
    const ownStrategy = await genuine.config.retryStrategy?.();
    if (strategy === undefined || !isSameStrategy(strategy, ownStrategy)) return undefined;
    const token = await strategy.acquireInitialRetryToken?.('');
    return new KnownClient(config, signer, strategy, token);
  }

  /** True while nobody has put something else into the configuration. */
  holds(): boolean {
    return this.#parts.hold();
  }
}

/** A strategy whose first token costs nothing: the SDK's standard one. An adaptive one makes its requests wait. */
function isSameStrategy(strategy: RetryStrategy, own: RetryStrategy | undefined): boolean {
  const methods = ['acquireInitialRetryToken', 'refreshRetryTokenForRetry', 'recordSuccess'] as const;
  return methods.every((name) => strategy[name] === own?.[name]);
}
