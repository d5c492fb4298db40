import { startLocal } from '../local/index.ts';
import type { LocalEngine } from '../local/local-engine.ts';
import type { LocalFlags } from './local-command.ts';
import { seedTables } from './seed-tables.ts';
import { untilInterrupted } from './until-interrupted.ts';

/**
 * Runs `annotable local`: starts an engine, prints its endpoint, and stops it on SIGINT or SIGTERM.
 *
 * @throws ConfigurationError `configuration.invalid` if `startLocal` throws it
 */
export async function runLocal({ seed, json, ...options }: LocalFlags): Promise<void> {
  const engine = await startLocal(options);
  const interrupted = untilInterrupted();
  try {
    if (seed !== undefined) await seedTables(seed, engine.endpoint);
  } catch (error) {
    await engine.stop();
    throw error;
  }
  const { engine: name, endpoint } = engine;
  process.stdout.write(
    json === true ? `${JSON.stringify({ engine: name, endpoint })}\n` : describeEngine(engine, options.path),
  );
  await interrupted;
  await engine.stop();
}

/**
 * Returns the text that describes a running engine: its name, its endpoint, and the environment for any AWS SDK.
 *
 * @param path - folder of the data; undefined if the data is in memory
 */
export function describeEngine({ engine, endpoint }: Pick<LocalEngine, 'engine' | 'endpoint'>, path?: string): string {
  const data = path === undefined ? 'in memory' : `data in ${path}`;
  // The streams client of the SDK has an endpoint of its own. Dynalite has no streams.
  const streams = engine === 'dynoxide' ? `\n  export AWS_ENDPOINT_URL_DYNAMODB_STREAMS=${endpoint}` : '';
  return `${engine} listens on ${endpoint}, ${data}

  export AWS_ENDPOINT_URL_DYNAMODB=${endpoint}${streams}
  export AWS_REGION=local
  export AWS_ACCESS_KEY_ID=local
  export AWS_SECRET_ACCESS_KEY=local

Ctrl+C stops it.
`;
}
