import type { Attributes } from '@opentelemetry/api';
import type { ObservedClient } from '../execution/instrumentations.ts';

/** The parts of a configuration that name the server. A mock can lack all of them. */
interface ServerConfig {
  readonly isCustomEndpoint?: boolean;
  readonly endpoint?: () => Promise<{ readonly hostname: string; readonly port?: number | undefined }>;
  readonly region?: () => Promise<string>;
}

const known = new WeakMap<object, Attributes>();

/**
 * Returns a function that returns the region and the address of a client's server. The address is known if the client
 * has an endpoint of its own.
 *
 * The SDK provides both asynchronously. They are known when the first response arrives.
 */
export function clientAttributes(client: ObservedClient): () => Attributes {
  if (client === undefined) return () => ({});
  if (!known.has(client)) {
    known.set(client, {});
    const { config } = client as { readonly config?: ServerConfig };
    resolved(config ?? {}).then(
      (attributes) => known.set(client, attributes),
      () => undefined,
    );
  }
  return () => known.get(client) ?? {};
}

async function resolved({ isCustomEndpoint, endpoint, region }: ServerConfig): Promise<Attributes> {
  const name = await region?.();
  const server = isCustomEndpoint === true ? await endpoint?.() : undefined;
  return {
    ...(name !== undefined && { 'cloud.region': name }),
    ...(server !== undefined && { 'server.address': server.hostname }),
    ...(server?.port !== undefined && { 'server.port': server.port }),
  };
}
