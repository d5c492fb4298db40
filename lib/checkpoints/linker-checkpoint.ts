import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Linker } from '../linker/linker.ts';
import type { Checkpoint } from './checkpoint.ts';

/**
 * Returns a checkpoint in a document of a linker: in a table, a file, or memory.
 *
 * Only one process may use the document at a time.
 *
 * @param id - the id of the document, as the linker takes it
 * @throws ConfigurationError `configuration.invalid` if the linker is not a linker, or the id is not a string or is empty
 * @example
 * const checkpoint = linkerCheckpoint(new DynamoLinker(client, { tableName: 'links' }), 'orders-feed');
 * await checkpoint.load();
 * // GetItem { TableName: 'links', Key: { id: { S: 'orders-feed' } }, ConsistentRead: true, … }
 */
export function linkerCheckpoint(linker: Pick<Linker, 'getEntry' | 'putJson'>, id: string): Checkpoint {
  if (typeof linker?.getEntry !== 'function' || typeof linker.putJson !== 'function')
    throw new ConfigurationError('linkerCheckpoint() needs a linker, such as a DynamoLinker, and the id of a document');
  if (typeof id !== 'string' || id === '')
    throw new ConfigurationError('linkerCheckpoint() needs the id of a document, a string of at least one character');
  return {
    load: async () => (await linker.getEntry<unknown>(id, { strict: false }))?.document,
    save: (state) => linker.putJson(id, state),
  };
}
