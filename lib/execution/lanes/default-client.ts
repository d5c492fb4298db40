import type { ClientConfig, HttpAuthScheme, RetryStrategy, Signer } from './client-parts.ts';
import { ConfigResolver } from './config-resolver.ts';
import { ConfigSnapshot } from './config-snapshot.ts';
import { type PristineClient, signingParts } from './pristine-client.ts';

/** Parts of a configuration that must be the defaults of the SDK for the express lane. */
const ownParts = [
  'bodyLengthChecker',
  'defaultUserAgentProvider',
  'endpointProvider',
  'httpAuthSchemeProvider',
  'urlParser',
  'utf8Decoder',
] as const;

/** Parts that the user may set. They are read once, so the express lane ends if one is replaced. */
const keptParts = [
  'authSchemePreference',
  'disableHostPrefix',
  'endpoint',
  'isCustomEndpoint',
  'requestHandler',
  'retryStrategy',
] as const;

const watchedParts = [...ownParts, ...keptParts, ...signingParts];

/** Returns the text of the user's additions to the user agent: a list, which can be changed in place. */
const agentOf = ({ customUserAgent }: ClientConfig): string | undefined =>
  customUserAgent === undefined ? undefined : JSON.stringify(customUserAgent);

/** A client with the default configuration that the express lane requires. */
export class DefaultClient {
  readonly signer: Signer;
  readonly strategy: RetryStrategy;
  /** Retry token that the strategy receives after a first attempt that succeeds. */
  readonly token: unknown;
  readonly resolver: ConfigResolver;
  readonly #config: ClientConfig;
  readonly #parts: ConfigSnapshot;
  // Values inside those parts that can be changed in place.
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
    this.resolver = new ConfigResolver(config);
    this.#config = config;
    this.#parts = new ConfigSnapshot(config, watchedParts);
    this.#scheme = config.httpAuthSchemes?.[0];
    this.#identityProvider = this.#scheme?.identityProvider;
    this.#sign = signer.sign;
    this.#firstToken = strategy.acquireInitialRetryToken;
    this.#handlerProtocol = config.requestHandler.metadata?.handlerProtocol;
    this.#agent = agentOf(config);
  }

  /** Undefined if the signer, protocol, auth scheme, retry strategy, or another part is not the default. */
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

  /** True until a part of the configuration is replaced. */
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

/** True for the standard strategy of the SDK. Its first token is free, while the adaptive one delays requests. */
function isStandard(strategy: RetryStrategy, own: RetryStrategy | undefined): boolean {
  const methods = ['acquireInitialRetryToken', 'refreshRetryTokenForRetry', 'recordSuccess'] as const;
  return own?.mode === 'standard' && methods.every((name) => strategy[name] === own[name]);
}
