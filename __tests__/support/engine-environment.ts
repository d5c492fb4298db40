import type { LocalEngine, LocalEngineName } from '../../lib/local/index.ts';

const allEngines: readonly LocalEngineName[] = ['dynoxide', 'dynalite'];

/** The local engines of the integration suites: all, or those in `ANNOTABLE_TEST_ENGINES=dynoxide`. */
export const ENGINE_NAMES: readonly LocalEngineName[] = allEngines.filter(
  (name) => process.env['ANNOTABLE_TEST_ENGINES']?.split(',').includes(name) ?? true,
);

/** Variable with an endpoint that replaces the local engines: DynamoDB itself, or another implementation. */
export const OWN_ENDPOINT = 'ANNOTABLE_TEST_ENDPOINT';

/** Returns the variable with the endpoint of an engine, such as `ANNOTABLE_TEST_DYNOXIDE`. Workers read it. */
export function engineVariable(engine: LocalEngineName): string {
  return `ANNOTABLE_TEST_${engine.toUpperCase()}`;
}

/** Engines that setup passes to teardown. Both run in the main process of Jest, but as separate modules. */
export type RunEngines = typeof globalThis & { annotableEngines?: LocalEngine[] | undefined };
