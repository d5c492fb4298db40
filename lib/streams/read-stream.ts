import { ConfigurationError } from '../errors/configuration-error.ts';
import type { Schema } from '../schema/schema.ts';
import { CheckpointPositions } from './positions.ts';
import { checkReaderOptions, type ReadStreamOptions } from './reader-options.ts';
import type { StreamChange } from './stream-change.ts';
import { StreamReader } from './stream-reader.ts';
import { type StreamRepository, schemaOfSource } from './stream-source.ts';

/** The changes of the items of a repository. */
export type ChangeOf<Repository extends StreamRepository> = Repository extends unknown
  ? NonNullable<Repository['~types']> extends { readonly item: infer T extends object; readonly key: infer K }
    ? StreamChange<T, Pick<T, K & keyof T>>
    : never
  : never;

/**
 * Reads the changes of a table from its stream, and never ends by itself.
 *
 * Changes of one key are in order. The reader follows all shards, parents before children, and reads at most one page of
 * each shard ahead. A change counts as handled when you ask for the next one, or the loop ends. So an error that leaves the
 * loop also counts its change as handled: catch errors inside the loop if the change must come again.
 *
 * With a `checkpoint`, the next process continues at the saved position. Nothing is lost by a kill, and at most
 * `checkpointEvery` changes of each shard are repeated. Changes of other entities of the table are left out.
 *
 * With `leases`, several readers share the shards.
 *
 * Needs the package `@aws-sdk/client-dynamodb-streams`.
 *
 * @param repositories - a repository, or several of one table
 * @throws ConfigurationError `configuration.invalid` if an option or repository is invalid; the loop throws it if the
 *   table has no stream, or the package is missing
 * @throws StreamTrimmedError `stream.trimmed` in the loop if changes were deleted before they were read, and there is no
 *   `onTrimmed`
 * @example
 * const checkpoint = fileCheckpoint('data/orders.json');
 * for await (const change of readStream(orders, { checkpoint, client: new DynamoDBStreamsClient() })) {
 *   if (change.type === 'modify' && change.changed.has('status')) await tell(change.after);
 * }
 * // ListStreams { TableName: 'orders' }, DescribeStream, GetShardIterator, GetRecords, …
 */
export function readStream<Repository extends StreamRepository>(
  repositories: Repository | readonly Repository[],
  options: ReadStreamOptions = {},
): AsyncGenerator<ChangeOf<Repository>, void, void> {
  checkReaderOptions(options);
  const schemas = schemasOfOneTable([repositories].flat());
  const positions = options.leases?.positions() ?? new CheckpointPositions(options.checkpoint, schemas[0].table.name);
  return new StreamReader(schemas, options, positions).changes() as AsyncGenerator<ChangeOf<Repository>, void, void>;
}

/** @throws ConfigurationError if there is no repository, or they are of several tables */
function schemasOfOneTable(repositories: readonly unknown[]): readonly [Schema, ...Schema[]] {
  const taker = 'readStream()';
  const schemas = repositories.map((repository) => schemaOfSource(asRepository(repository), taker));
  const [first, ...rest] = schemas;
  if (first === undefined) throw new ConfigurationError(`${taker} needs at least one repository`);
  const other = rest.find(({ table }) => table.name !== first.table.name);
  if (other === undefined) return [first, ...rest];
  throw new ConfigurationError(
    `${taker} reads one table, and the repositories are of '${first.table.name}' and '${other.table.name}'; read each table ` +
      'with a reader of its own',
  );
}

/** A class has no table name of its stage, so only repositories are accepted. */
const asRepository = (repository: unknown): StreamRepository =>
  (typeof repository === 'function' ? undefined : repository) as StreamRepository;
