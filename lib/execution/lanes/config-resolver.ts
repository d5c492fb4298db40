import type { ClientConfig, Credentials } from './client-parts.ts';

/** The values that the providers of a client return for one call, without the credentials. */
export interface Parts {
  /** Values of `resolvedParts`, in that order. */
  readonly values: readonly unknown[];
  /** JSON of a custom endpoint. Undefined for the default endpoint. */
  readonly endpoint: string | undefined;
}

/** Configuration of a client, resolved for one call. Everything in the request except its body depends on it. */
export interface ResolvedConfig extends Credentials {
  /** The identity object itself. The SDK tracks its source by object identity, so an equal copy is not the same. */
  readonly identity: Credentials;
  readonly parts: Parts;
}

/**
 * Parts of a configuration whose providers the SDK calls for each request, besides the credentials. The values of the
 * first two are used here; the others are only compared.
 */
const resolvedParts = [
  'useFipsEndpoint',
  'disableClockSkewCorrection',
  'region',
  'maxAttempts',
  'useDualstackEndpoint',
  'accountIdEndpointMode',
  'userAgentAppId',
] as const;

const unknownParts: readonly unknown[] = resolvedParts.map(() => undefined);

/**
 * Milliseconds before credentials expire. In the last 5 minutes, the SDK calls their provider for every request. One
 * second more, because the clock advances before the SDK reads it.
 */
const refreshMs = 301_000;

/** True if the SDK would call the provider for new credentials. Then the lanes don't call it, so it runs only once. */
export const isEnding = ({ expiration }: Credentials): boolean =>
  expiration !== undefined && !(Number(expiration) - Date.now() >= refreshMs);

/** Resolves the configuration of a client by calling its providers. */
export class ConfigResolver {
  readonly #config: ClientConfig;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /**
   * Resolves the configuration. Undefined if a provider fails, or if it returns a value that only the SDK handles.
   *
   * @param last - returned itself if nothing has changed
   */
  now(last: ResolvedConfig): Promise<ResolvedConfig | undefined> {
    return this.#resolve(true, last.parts, (parts, identity) => identity && resolvedFrom(identity, parts, last));
  }

  /** Like `now`, without the credentials. */
  parts(last: Parts | undefined): Promise<Parts | undefined> {
    return this.#resolve(false, last, (parts) => parts);
  }

  async #resolve<Result>(
    needsIdentity: boolean,
    last: Parts | undefined,
    resultOf: (parts: Parts, identity: Credentials | undefined) => Result,
  ): Promise<Result | undefined> {
    const config = this.#config;
    try {
      const identity = needsIdentity ? await config.credentials?.() : undefined;
      let values = last?.values ?? unknownParts;
      // Not `for…of`: its iterator and results would be allocated for each call, because they live across the `await`.
      for (let index = 0; index < resolvedParts.length; index++) {
        const value = await config[resolvedParts[index] as (typeof resolvedParts)[number]]?.();
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

/**
 * Returns the resolved configuration: `last` itself if the provider returned the same object with the same values. The
 * values are copied, because the object is mutable.
 */
export function resolvedFrom(identity: Credentials, parts: Parts, last: ResolvedConfig | undefined): ResolvedConfig {
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
