/**
 * A local DynamoDB for development and tests: the subpath `annotable/local`.
 *
 * @module annotable/local
 */
export type { LocalEngine, LocalEngineName, LocalOptions } from './local-engine.ts';
export { startLocal } from './start-local.ts';
