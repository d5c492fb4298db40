import type { ClientConfig, Credentials } from './client-parts.ts';

/** What a client's providers return for one call, the credentials apart. */
export interface Parts {
  /** What the asked parts are, in their order. */
  readonly values: readonly unknown[];
  /** Of an endpoint that is the user's. */
  readonly endpoint: string | undefined;
}

/** What a client says for one call: on it depends what the request has besides its body. */
export interface ResolvedConfig extends Credentials {
  /** What the provider gave: of another that looks the same the SDK may know another source. */
  readonly identity: Credentials;
  readonly parts: Parts;
}

/** Parts of a configuration, besides the credentials, whose providers the SDK asks for each call; the first two are looked at here. */
const askedParts = [
  'useFipsEndpoint',
  'disableClockSkewCorrection',
  'region',
  'maxAttempts',
  'useDualstackEndpoint',
  'accountIdEndpointMode',
  'userAgentAppId',
] as const;

const unknownParts: readonly unknown[] = askedParts.map(() => undefined);

/** Milliseconds: from 5 minutes before the end of credentials on, the SDK asks their provider at every use. A second more for a clock that goes on meanwhile. */
const refreshMs = 301_000;

/** True if the SDK would ask the provider again for credentials; then nothing is asked here, so that it is not asked twice. */
export const isEnding = ({ expiration }: Credentials): boolean =>
  expiration !== undefined && !(Number(expiration) - Date.now() >= refreshMs);

/** Asks the providers of a client. */
export class ConfigResolver {
  readonly #config: ClientConfig;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /**
   * Undefined where a provider fails, or gives what only the SDK can do right.
   *
   * @param last - is given back where all is as it was
   */
  now(last: ResolvedConfig): Promise<ResolvedConfig | undefined> {
    return this.#ask(true, last.parts, (parts, identity) => identity && factsOf(identity, parts, last));
  }

  /** As `now`, without asking for the credentials. */
  parts(last: Parts | undefined): Promise<Parts | undefined> {
    return this.#ask(false, last, (parts) => parts);
  }

  async #ask<Result>(
    asksIdentity: boolean,
    last: Parts | undefined,
    resultOf: (parts: Parts, identity: Credentials | undefined) => Result,
  ): Promise<Result | undefined> {
    const config = this.#config;
    try {
      const identity = asksIdentity ? await config.credentials?.() : undefined;
      let values = last?.values ?? unknownParts;
      // Not for…of, which would make its iterator and what that gives anew for each call, since it lives over the awaits.
      for (let index = 0; index < askedParts.length; index++) {
        const value = await config[askedParts[index] as (typeof askedParts)[number]]?.();
        if (values[index] !== value) values = values.with(index, value);
      }
      const [useFipsEndpoint, isSkewKept] = values;
      if (useFipsEndpoint !== false || isSkewKept === true) return undefined;
      const endpoint = config.isCustomEndpoint === true ? JSON.stringify(await config.endpoint?.()) : undefined;
      return resultOf(last?.values === values && last.endpoint === endpoint ? last : { values, endpoint }, identity);
    } catch {
      return undefined;
    }
  }
}

/** The last, where a provider gave the same object, and it says the same: what it says is kept, since it may be changed. */
export function factsOf(identity: Credentials, parts: Parts, last: ResolvedConfig | undefined): ResolvedConfig {
  const { accessKeyId, secretAccessKey, sessionToken, accountId } = identity;
  const isSame =
    last?.parts === parts &&
    last.identity === identity &&
    last.accessKeyId === accessKeyId &&
    last.secretAccessKey === secretAccessKey &&
    last.sessionToken === sessionToken &&
    last.accountId === accountId;
  return isSame ? last : { identity, accessKeyId, secretAccessKey, sessionToken, accountId, parts };
}
