import type { ClientConfig, Credentials } from './client-parts.ts';

/** What a client says for one call: on it depends what the request has besides its body. */
export interface Facts extends Credentials {
  /** What the provider gave: of another that looks the same the SDK may know another source. */
  readonly identity: Credentials;
  /** What the asked parts are, in their order. */
  readonly parts: readonly unknown[];
  /** Of an endpoint that is the user's. */
  readonly endpoint: string | undefined;
}

/** Parts of a configuration, besides the credentials, whose providers the SDK asks for each call; the first two are looked at here. */
export const askedParts = [
  'useFipsEndpoint',
  'disableClockSkewCorrection',
  'region',
  'maxAttempts',
  'useDualstackEndpoint',
  'accountIdEndpointMode',
  'userAgentAppId',
] as const;

const unknownParts: readonly unknown[] = askedParts.map(() => undefined);

/** Asks the providers of a client. */
export class ClientFacts {
  readonly #config: ClientConfig;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /**
   * Undefined where a provider fails, or gives what only the SDK can do right.
   *
   * @param last - is given back where all is as it was
   */
  async now(last: Facts | undefined): Promise<Facts | undefined> {
    const config = this.#config;
    try {
      const identity = await config.credentials?.();
      if (identity === undefined) return undefined;
      let parts = last?.parts ?? unknownParts;
      // Not for…of, which would make its iterator and what that gives anew for each call, since it lives over the awaits.
      for (let index = 0; index < askedParts.length; index++) {
        const value = await config[askedParts[index] as (typeof askedParts)[number]]?.();
        if (parts[index] !== value) parts = parts.with(index, value);
      }
      const [useFipsEndpoint, isSkewKept] = parts;
      if (useFipsEndpoint !== false || isSkewKept === true) return undefined;
      const endpoint = config.isCustomEndpoint === true ? JSON.stringify(await config.endpoint?.()) : undefined;
      return factsOf({ identity, parts, endpoint }, last);
    } catch {
      return undefined;
    }
  }
}

/** The last, where a provider gave the same object, and it says the same: what it says is kept, since it may be changed. */
function factsOf(now: Pick<Facts, 'identity' | 'parts' | 'endpoint'>, last: Facts | undefined): Facts {
  const { identity, parts, endpoint } = now;
  const { accessKeyId, secretAccessKey, sessionToken, accountId } = identity;
  const isSame =
    last?.parts === parts &&
    last.endpoint === endpoint &&
    last.identity === identity &&
    last.accessKeyId === accessKeyId &&
    last.secretAccessKey === secretAccessKey &&
    last.sessionToken === sessionToken &&
    last.accountId === accountId;
  return isSame ? last : { identity, accessKeyId, secretAccessKey, sessionToken, accountId, parts, endpoint };
}
