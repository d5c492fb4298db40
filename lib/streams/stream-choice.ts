import { ConfigurationError } from '../errors/configuration-error.ts';
import { StreamTrimmedError } from '../errors/stream-trimmed-error.ts';
import type { TableSettings } from '../schema/table-settings.ts';
import type { Positions, StreamBegin } from './positions.ts';
import type { ReadStreamOptions } from './reader-options.ts';
import { tableInArn } from './stream-record.ts';
import type { StreamInfo, StreamsApi } from './streams-api.ts';

/** The stream to read. */
export interface StreamChoice extends StreamBegin {
  /** True if nothing of it was read. */
  readonly isNew: boolean;
}

/** Milliseconds before the begin of a reader of the newest changes that it may read too, as clocks differ. */
const clockMarginMs = 300_000;

/**
 * Returns the stream to begin with: that of the saved position, or else the oldest or latest one of the
 * table.
 *
 * @throws ConfigurationError if the table has no stream, or the saved position is one of another table, region, or account
 * @throws StreamTrimmedError if the stream of the saved position is deleted, and there is no `onTrimmed`
 */
export async function firstStream(
  api: StreamsApi,
  positions: Positions,
  table: TableSettings,
  { from, onTrimmed }: ReadStreamOptions,
): Promise<StreamChoice> {
  const begun = await positions.open();
  if (begun !== undefined) checkTable(table.name, begun.stream);
  const streams = await api.streamsOf(table.name);
  if (begun === undefined) {
    const first = streams.at(from === 'newest' ? -1 : 0) ?? refuse(table);
    const since = from === 'newest' ? new Date(Date.now() - clockMarginMs) : undefined;
    return { stream: first.arn, since, isNew: true };
  }
  if (streams.some(({ arn }) => arn === begun.stream)) return { ...begun, isNew: false };
  const [next = streams.length === 0 ? refuse(table) : refuseForeign(table, begun.stream)] = later(
    streams,
    begun.stream,
  );
  if (!(await isReadToEnd(positions))) {
    const error = new StreamTrimmedError(table.name, { stream: begun.stream });
    if (onTrimmed === undefined) throw error;
    await onTrimmed(error);
  }
  return { stream: next.arn, since: undefined, isNew: true };
}

async function isReadToEnd(positions: Positions): Promise<boolean> {
  const known = [...(await positions.known()).values()];
  return known.length > 0 && known.every((position) => position === 'done');
}

/**
 * Returns the stream after one that is disabled and read to its end.
 *
 * @throws ConfigurationError if there is none
 */
export async function nextStream(api: StreamsApi, table: TableSettings, stream: string): Promise<StreamChoice> {
  const [next] = later(await api.streamsOf(table.name), stream);
  if (next !== undefined) return { stream: next.arn, since: undefined, isNew: true };
  throw new ConfigurationError(
    `${table.name}: its stream is disabled, and all of its changes are read; to read further changes, enable it with the ` +
      'option stream of @Table and repository.table.ensure()',
  );
}

/** @throws ConfigurationError if the stream of a saved position is one of another table */
function checkTable(table: string, stream: string): void {
  const other = tableInArn(stream);
  if (other === (tableInArn(table) ?? table)) return;
  throw new ConfigurationError(
    `${table}: the saved position is one of the table '${other}'; give the readers of each table a checkpoint, or a name of ` +
      'leases, of their own',
  );
}

const labelOf = (arn: string): string => arn.slice(arn.lastIndexOf('/stream/') + 1);

const later = (streams: readonly StreamInfo[], stream: string): readonly StreamInfo[] =>
  streams.filter(({ arn }) => labelOf(arn) > labelOf(stream));

function refuse({ name, stream }: TableSettings): never {
  const cure =
    stream === undefined
      ? "add the option stream to @Table, as in { stream: 'NEW_AND_OLD_IMAGES' }, and call repository.table.ensure()"
      : 'its class has the option stream, so call repository.table.ensure()';
  throw new ConfigurationError(
    `${name}: the table has no stream; ${cure}; if it has one, check the region and the endpoint of the option client`,
  );
}

/** Refuses a position of a stream that is newer than all of the table: it is of another region or account. */
function refuseForeign({ name }: TableSettings, stream: string): never {
  throw new ConfigurationError(
    `${name}: the saved position is one of ${stream}, which is no stream of this table; check the region and the endpoint of ` +
      'the option client, or delete the saved position to begin anew',
  );
}
