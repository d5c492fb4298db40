import { makeEnvironmentClient } from '../execution/environment-client.ts';
import type { Client } from '../execution/executor.ts';
import { loadSdk } from '../execution/load-sdk.ts';
import { isLoopbackName } from '../local/foreign-request.ts';

/** The place that the requests of the studio go to. */
export interface Endpoint {
  /** For people: `http://127.0.0.1:8000`, or `AWS, eu-west-1`. */
  readonly name: string;
  /** True if it is not known to be on this machine. */
  readonly isRemote: boolean;
}

/** The parts of a configuration that decide the endpoint. A mock can lack all of them. */
interface EndpointConfig {
  readonly isCustomEndpoint?: boolean;
  readonly ignoreConfiguredEndpointUrls?: boolean;
  readonly endpoint?: () => Promise<{ readonly protocol: string; readonly hostname: string; readonly port?: number }>;
  /** Reads the variables and files of the SDK, unless they say that configured endpoints have no effect. */
  readonly serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  readonly region?: () => Promise<string>;
}

/** Returns the endpoint of a client. An endpoint that can't be found out counts as remote. */
export async function endpointOf(client: Client | undefined): Promise<Endpoint> {
  const { config } = (client ?? makeEnvironmentClient(await loadSdk())) as { readonly config?: EndpointConfig };
  const url = await urlOf(config ?? {});
  if (url !== undefined) return { name: url.origin, isRemote: !isLoopbackName(url.hostname) };
  const region = await config?.region?.().catch(() => undefined);
  return { name: region === undefined ? 'AWS' : `AWS, ${region}`, isRemote: true };
}

async function urlOf(config: EndpointConfig): Promise<URL | undefined> {
  if (config.isCustomEndpoint === true) {
    const { protocol, hostname, port } = (await config.endpoint?.()) ?? { protocol: 'https:', hostname: 'unknown' };
    return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
  }
  if (config.ignoreConfiguredEndpointUrls === true) return undefined;
  const url = await config.serviceConfiguredEndpoint?.();
  return url === undefined ? undefined : new URL(url);
}
