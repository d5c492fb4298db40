import type { ClientConfig, Credentials, RetryStrategy, Signer } from './client-parts.ts';
import { type Genuine, signingParts } from './genuine.ts';
import { WatchedParts } from './watched-parts.ts';

/** What a client says for one call, each provider asked anew: on it depends what the request has besides its body. */
export interface Facts extends Credentials {
  /** What the provider gave: of another that looks the same the SDK may know another source. */
  readonly identity: Credentials;
  readonly region: unknown;
  readonly maxAttempts: unknown;
  readonly useDualstackEndpoint: unknown;
  readonly accountIdEndpointMode: unknown;
  readonly userAgentAppId: unknown;
  /** Of an endpoint that is the user's. */
  readonly endpoint: string | undefined;
}

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
  'accountIdEndpointMode',
  'authSchemePreference',
  'credentials',
  'customUserAgent',
  'disableClockSkewCorrection',
  'disableHostPrefix',
  'endpoint',
  'maxAttempts',
  'protocol',
  'region',
  'retryStrategy',
  'useDualstackEndpoint',
  'useFipsEndpoint',
  'userAgentAppId',
] as const;

const watchedParts = [...ownParts, ...keptParts, ...signingParts];

/** A client's configuration, where it is the one that the express lane knows. */
export class KnownClient {
  readonly signer: Signer;
  readonly strategy: RetryStrategy;
  /** What the retry strategy is told of a request whose first attempt succeeded. */
  readonly token: unknown;
  readonly #parts: WatchedParts;

  private constructor(config: ClientConfig, signer: Signer, strategy: RetryStrategy, token: unknown) {
    this.signer = signer;
    this.strategy = strategy;
    this.token = token;
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

/** Asks a client's providers; undefined where one fails, or gives what only the SDK can do right. */
export async function factsOf(config: ClientConfig): Promise<Facts | undefined> {
  try {
    const identity = await config.credentials?.();
    if (identity === undefined || (await config.useFipsEndpoint?.()) !== false) return undefined;
    if ((await config.disableClockSkewCorrection?.()) === true) return undefined;
    const { accessKeyId, secretAccessKey, sessionToken, accountId } = identity;
    return {
      identity,
      accessKeyId,
      secretAccessKey,
      sessionToken,
      accountId,
      region: await config.region?.(),
      maxAttempts: await config.maxAttempts?.(),
      useDualstackEndpoint: await config.useDualstackEndpoint?.(),
      accountIdEndpointMode: await config.accountIdEndpointMode?.(),
      userAgentAppId: await config.userAgentAppId?.(),
      endpoint: config.isCustomEndpoint === true ? JSON.stringify(await config.endpoint?.()) : undefined,
    };
  } catch {
    return undefined;
  }
}

/** True where requests are alike but for what they ask. */
export function areSameFacts(one: Facts, other: Facts): boolean {
  for (const name in one) if (one[name as keyof Facts] !== other[name as keyof Facts]) return false;
  return true;
}
