import type { Executor } from '../execution/executor.ts';
import { projectedProperties } from '../expressions/key-condition.ts';
import { queriedIndex, queryRequest } from '../operations/query.ts';
import type { StoredItem } from '../schema/document-codec.ts';
import type { Schema } from '../schema/schema.ts';
import type { QueryOptions } from './types.ts';

/** The pages of a query, each asked for when it is needed. An item that `read` gives up is left out. */
export async function* queryPages<T extends object>(
  schema: Schema,
  executor: Executor,
  key: unknown,
  { signal, ...settings }: QueryOptions<string>,
  wanted: number | undefined,
  read: (item: StoredItem, select?: readonly string[]) => T | undefined,
): AsyncGenerator<T[], void, undefined> {
  const select = settings.select ?? projectedProperties(schema, queriedIndex(schema, settings.index));
  let start: StoredItem | undefined;
  do {
    const request = queryRequest(schema, key, settings, wanted, start);
    const { Items = [], LastEvaluatedKey } = await executor.send('Query', request, schema.table.name, { signal });
    yield Items.flatMap((item) => read(item, select) ?? []);
    start = LastEvaluatedKey;
  } while (start !== undefined);
}
