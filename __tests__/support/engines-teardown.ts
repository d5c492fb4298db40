import { ENGINE_NAMES, engineVariable, type RunEngines } from './engine-environment.ts';

/** Global teardown of Jest. Stops the engines of the global setup. Jest calls it for each project. */
export default async function teardown(): Promise<void> {
  const run = globalThis as RunEngines;
  const started = run.annotableEngines;
  if (started === undefined) return;
  run.annotableEngines = undefined;
  for (const engine of ENGINE_NAMES) delete process.env[engineVariable(engine)];
  await Promise.all(started.map((engine) => engine.stop()));
}
