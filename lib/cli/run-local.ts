import { startLocal } from '../local/index.ts';
import type { LocalEngine, LocalOptions } from '../local/local-engine.ts';

/** Longest interval that a Node timer takes, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Runs `annotable local`: starts an engine, says how to reach it, and stops it on SIGINT or SIGTERM.
 *
 * @throws ConfigurationError as `startLocal` does
 */
export async function runLocal(options: LocalOptions): Promise<void> {
  const engine = await startLocal(options);
  const interrupted = untilInterrupted();
  process.stdout.write(describeEngine(engine, options.path));
  await interrupted;
  await engine.stop();
}

/**
 * Writes what a user needs to reach an engine: the endpoint, the engine, and the environment for any AWS SDK.
 *
 * @param path - folder of the data; absent if it is in memory
 */
export function describeEngine({ engine, endpoint }: Pick<LocalEngine, 'engine' | 'endpoint'>, path?: string): string {
  const data = path === undefined ? 'in memory' : `data in ${path}`;
  return `${engine} listens on ${endpoint}, ${data}

  export AWS_ENDPOINT_URL_DYNAMODB=${endpoint}
  export AWS_REGION=local
  export AWS_ACCESS_KEY_ID=local
  export AWS_SECRET_ACCESS_KEY=local

Ctrl+C stops it.
`;
}

/** Waits for SIGINT or SIGTERM and keeps the process alive so long; a second signal then ends it at once. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, LONGEST_MS);
    const end = (): void => {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      clearInterval(alive);
      resolve();
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
}
