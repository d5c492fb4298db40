import type { SearchHit, SearchSettings } from '../schema/vector-index.ts';
import { exponential } from '../time/backoff.ts';
import { retry } from '../time/retry.ts';
import { Issues } from '../values/issues.ts';
import { inTime, type RepositoryContext } from './context.ts';
import { readItem } from './read-item.ts';
import type { SearchOptions } from './search-types.ts';

const schedule = exponential();

/** Searches a vector index, which has the code of its searches. */
export async function searchItems<T extends object>(
  context: RepositoryContext<T>,
  vector: unknown,
  options: SearchOptions<string> & SearchSettings,
): Promise<SearchHit<T>[]> {
  const { schema, executor } = context;
  const index = schema.vectorIndexes[options?.index];
  if (index === undefined) throw unknownIndex(context, options?.index);
  return index.search<T>(
    schema,
    {
      send: (input, retryIf) =>
        inTime(context, options, (call) =>
          retry(() => executor.send('SearchVectors', input, schema.table.name, call), {
            schedule,
            signal: call,
            retryIf,
          }),
        ),
      read: (item, part) => readItem(context, item, part, options),
    },
    vector,
    options,
  );
}

function unknownIndex({ schema }: RepositoryContext, name: unknown): Error {
  const names = Object.keys(schema.vectorIndexes).join(', ');
  const issues = new Issues();
  issues.reject(
    `${schema.name} declares no vector index '${name}'; its vector indexes are ${names || 'none, add @VectorIndex'}`,
  );
  return schema.mapper.refusal(issues);
}
