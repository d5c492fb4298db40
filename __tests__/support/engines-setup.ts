import { startLocal } from '../../lib/local/index.ts';
import { ENGINE_NAMES, engineVariable, OWN_ENDPOINT, type RunEngines } from './engine-environment.ts';

/**
 * Global setup of Jest. Starts each local engine once per run, in memory, and publishes its endpoint to the workers.
 *
 * Jest calls it for each project, but an engine is started only once. If an endpoint is set, no engine is started.
 */
export default async function setup(): Promise<void> {
  if (process.env[OWN_ENDPOINT]) return;
  const run = globalThis as RunEngines;
  run.annotableEngines ??= [];
  for (const engine of ENGINE_NAMES) {
    if (process.env[engineVariable(engine)]) continue;
    const started = await startLocal({ engine });
    run.annotableEngines.push(started);
    process.env[engineVariable(engine)] = started.endpoint;
  }
}
