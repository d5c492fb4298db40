import type { ClientConfig, HttpAuthScheme, RetryStrategy, Signer } from './client-parts.ts';
import { ConfigResolver } from './config-resolver.ts';
import { ConfigSnapshot } from './config-snapshot.ts';
import { type PristineClient, signingParts } from './pristine-client.ts';

/** Parts of a configuration that the express lane counts on: the SDK's own, as it makes them where nothing is said. */
const ownParts = [
  'bodyLengthChecker',
  'defaultUserAgentProvider',
  'endpointProvider',
  'httpAuthSchemeProvider',
  'urlParser',
  'utf8Decoder',
] as const;

/** Parts that may be the user's, and are looked at once: another in their place is another client. */
const keptParts = [
  'authSchemePreference',
  'disableHostPrefix',
  'endpoint',
  'isCustomEndpoint',
  'requestHandler',
  'retryStrategy',
] as const;

const watchedParts = [...ownParts, ...keptParts, ...signingParts];

/** The text of what a user adds to the header that names the SDK: a list, which can be changed in place. */
const agentOf = ({ customUserAgent }: ClientConfig): string | undefined =>
  customUserAgent === undefined ? undefined : JSON.stringify(customUserAgent);

/** A client's configuration, where it is the one that the express lane knows. */
export class DefaultClient {
  readonly signer: Signer;
  readonly strategy: RetryStrategy;
  /** What the retry strategy is told of a request whose first attempt succeeded. */
  readonly token: unknown;
  readonly facts: ConfigResolver;
  readonly #config: ClientConfig;
  readonly #parts: ConfigSnapshot;
  // What is changed within those parts.
  readonly #scheme: HttpAuthScheme | undefined;
  readonly #identityProvider: unknown;
  readonly #sign: unknown;
  readonly #firstToken: unknown;
  readonly #handlerProtocol: unknown;
  readonly #agent: string | undefined;

  private constructor(config: ClientConfig, signer: Signer, strategy: RetryStrategy, token: unknown) {
    this.signer = signer;
    this.strategy = strategy;
    this.token = token;
    this.facts = new ConfigResolver(config);
    this.#config = config;
    this.#parts = new ConfigSnapshot(config, watchedParts);
    this.#scheme = config.httpAuthSchemes?.[0];
    this.#identityProvider = this.#scheme?.identityProvider;
    this.#sign = signer.sign;
    this.#firstToken = strategy.acquireInitialRetryToken;
    this.#handlerProtocol = config.requestHandler.metadata?.handlerProtocol;
    this.#agent = agentOf(config);
  }

  /** Undefined for a client with a signer, protocol, auth scheme, retry strategy or the like of its own. */
  static async of(config: ClientConfig, pristine: PristineClient): Promise<DefaultClient | undefined> {
    const signer = pristine.signerOf(config);
    if (signer === undefined || !pristine.isOwnProtocol(config)) return undefined;
    if (!ownParts.every((name) => pristine.isLike(config, name))) return undefined;
    const strategy = await config.retryStrategy?.();
    const ownStrategy = await pristine.config.retryStrategy?.();
    if (strategy === undefined || !isStandard(strategy, ownStrategy)) return undefined;
    const token = await strategy.acquireInitialRetryToken?.('');
    return new DefaultClient(config, signer, strategy, token);
  }

  /** True while nobody has put something else into the configuration. */
  isCurrent(): boolean {
    const { httpAuthSchemes, requestHandler } = this.#config;
    const scheme = httpAuthSchemes?.[0];
    return (
      this.#parts.isCurrent() &&
      httpAuthSchemes?.length === 1 &&
      scheme === this.#scheme &&
      scheme?.signer === this.signer &&
      scheme.identityProvider === this.#identityProvider &&
      this.signer.sign === this.#sign &&
      this.strategy.acquireInitialRetryToken === this.#firstToken &&
      requestHandler.metadata?.handlerProtocol === this.#handlerProtocol &&
      agentOf(this.#config) === this.#agent
    );
  }
}

/** True for the SDK's standard strategy, whose first token costs nothing. An adaptive one makes its requests wait. */
function isStandard(strategy: RetryStrategy, own: RetryStrategy | undefined): boolean {
  const methods = ['acquireInitialRetryToken', 'refreshRetryTokenForRetry', 'recordSuccess'] as const;
  return own?.mode === 'standard' && methods.every((name) => strategy[name] === own[name]);
}
