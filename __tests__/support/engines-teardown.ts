import { ENGINE_NAMES, engineVariable, type RunEngines } from './engine-environment.ts';

/** Jest's global teardown: stops what the global setup started, once, however many projects name it. */
export default async function teardown(): Promise<void> {
  const run = globalThis as RunEngines;
  const started = run.annotableEngines;
  if (started === undefined) return;
  run.annotableEngines = undefined;
  for (const engine of ENGINE_NAMES) delete process.env[engineVariable(engine)];
  await Promise.all(started.map((engine) => engine.stop()));
}
