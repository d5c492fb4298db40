import { startLocal } from '../../lib/local/index.ts';
import { ENGINE_NAMES, engineVariable, OWN_ENDPOINT, type RunEngines } from './engine-environment.ts';

/**
 * Jest's global setup: starts each local engine once per run, in memory, and publishes its endpoint to the workers.
 *
 * Every project of the run may name it; what has been started is left alone. With an endpoint given from outside
 * nothing is started.
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
