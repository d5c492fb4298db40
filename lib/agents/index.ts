/**
 * Storage for agents in a table of spaces: the subpath `annotable/agents`.
 *
 * The classes have the interfaces of other packages, and need none of them.
 *
 * @module annotable/agents
 */

export { DynamoSession } from './dynamo-session.ts';
export { DynamoStorage, type DynamoStorageOptions } from './dynamo-storage.ts';
export type { SessionMutationArgs, SessionTransactionArgs } from './session-history.ts';
export { type SpaceDriver, type SpaceDriverCallOptions, spaceDriver } from './space-driver.ts';
