import type { LocalEngine, LocalEngineName } from '../../lib/local/index.ts';

const allEngines: readonly LocalEngineName[] = ['dynoxide', 'dynalite'];

/** The local engines of the integration suites: all, or those in `ANNOTABLE_TEST_ENGINES=dynoxide`. */
export const ENGINE_NAMES: readonly LocalEngineName[] = allEngines.filter(
  (name) => process.env['ANNOTABLE_TEST_ENGINES']?.split(',').includes(name) ?? true,
);

/** Names an endpoint to test against, alone, in place of the local engines: DynamoDB itself, or whatever claims to be it. */
export const OWN_ENDPOINT = 'ANNOTABLE_TEST_ENDPOINT';

/** The environment variable through which the workers learn where an engine listens, such as `ANNOTABLE_TEST_DYNOXIDE`. */
export function engineVariable(engine: LocalEngineName): string {
  return `ANNOTABLE_TEST_${engine.toUpperCase()}`;
}

/** Where setup leaves the engines for teardown: both run in Jest's main process, but as separate modules. */
export type RunEngines = typeof globalThis & { annotableEngines?: LocalEngine[] | undefined };
