import { anything, type CheckOptions, flag, optionRules } from '../errors/option-rules.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import { maxSearchResults } from '../limits.ts';
import type { VectorIndexSchema } from '../schema/schema.ts';
import type { SearchVectorsCommandOutput } from '../sdk-types.ts';
import { isFilling, withoutVectors } from '../table/searchable.ts';
import { isUnknownOperation } from '../table/table-calls.ts';
import { exponential } from '../time/backoff.ts';
import { retry } from '../time/retry.ts';
import { Issues } from '../values/issues.ts';
import { inTime, type RepositoryContext } from './context.ts';
import { callKinds } from './option-checks.ts';
import { readItem } from './read-item.ts';
import type { SearchHit, SearchOptions } from './search-types.ts';

type UntypedOptions = SearchOptions<string> & { readonly where?: unknown };

const defaultLimit = 10;
const schedule = exponential();

const checkSearch: CheckOptions = optionRules<UntypedOptions>({
  ...callKinds,
  includeExpired: flag,
  includeDeleted: flag,
  index: anything,
  limit: anything,
  select: anything,
  where: anything,
});

/** Searches a vector index. Returns the items that are nearest to a vector, the nearest first. */
export async function searchItems<T extends object>(
  context: RepositoryContext<T>,
  vector: unknown,
  options: UntypedOptions,
): Promise<SearchHit<T>[]> {
  const { schema } = context;
  const { name: table } = schema.table;
  checkSearch(options, table, 'search');
  const { select, where, limit = defaultLimit } = options;
  wholeNumber(`${table}: limit`, limit, { least: 1, most: maxSearchResults });
  const index = vectorIndexOf(context, options.index);
  const found = index.search(schema, { vector, where, limit, select });
  const { SearchResults = [] } = await send(context, found.request, options);
  const part = { select: found.select, source: `through index '${index.name}'` };
  const hits: SearchHit<T>[] = [];
  for (const { Item, Score = Number.NaN } of SearchResults) {
    const item = await readItem(context, Item, part, options);
    if (item !== undefined) hits.push({ item, score: Score });
  }
  const order = index.distance === 'dotProduct' ? -1 : 1;
  return hits.sort((a, b) => (a.score - b.score) * order);
}

function vectorIndexOf({ schema }: RepositoryContext, name: string): VectorIndexSchema {
  const index = schema.vectorIndexes[name];
  if (index !== undefined) return index;
  const names = Object.keys(schema.vectorIndexes).join(', ');
  const issues = new Issues();
  issues.reject(
    `${schema.name} declares no vector index '${name}'; ${names === '' ? 'add @VectorIndex to it' : `its vector indexes are ${names}`}`,
  );
  throw schema.mapper.refusal(issues);
}

/** An index of a live table refuses searches for some time after it is ACTIVE. */
function send(
  context: RepositoryContext,
  request: Parameters<typeof context.executor.send<'SearchVectors'>>[1],
  options: UntypedOptions,
): Promise<SearchVectorsCommandOutput> {
  const { schema, executor } = context;
  const { name: table } = schema.table;
  return inTime(context, options, async (call) => {
    const attempt = (): Promise<SearchVectorsCommandOutput> => executor.send('SearchVectors', request, table, call);
    try {
      return await retry(attempt, { schedule, signal: call, retryIf: isFilling });
    } catch (error) {
      throw isUnknownOperation(error) ? withoutVectors(table, error) : error;
    }
  });
}
