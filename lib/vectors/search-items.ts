import { abortSignal, anything, type CheckOptions, flag, milliseconds, optionRules } from '../errors/option-rules.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import { maxSearchResults } from '../limits.ts';
import type { Shown } from '../schema/hidden.ts';
import type { Schema, VectorIndexSchema } from '../schema/schema.ts';
import type { Searcher, SearchHit, SearchSettings } from '../schema/vector-index.ts';
import { searchRequest } from './search-request.ts';
import { explained, isFilling } from './searchable.ts';

const defaultLimit = 10;

const checkSearch: CheckOptions = optionRules<SearchSettings & Shown & { signal?: unknown; timeoutMs?: unknown }>({
  signal: abortSignal,
  timeoutMs: milliseconds,
  includeExpired: flag,
  includeDeleted: flag,
  index: anything,
  limit: anything,
  select: anything,
  where: anything,
});

/** Searches a vector index. */
export async function searchItems<Item>(
  this: VectorIndexSchema,
  schema: Schema,
  { send, read }: Searcher<Item>,
  vector: unknown,
  settings: SearchSettings,
): Promise<SearchHit<Item>[]> {
  const { name: table } = schema.table;
  checkSearch(settings, table, 'search');
  const { limit = defaultLimit } = settings;
  wholeNumber(`${table}: limit`, limit, { least: 1, most: maxSearchResults });
  const { request, select } = searchRequest(this, schema, vector, { ...settings, limit });
  const { SearchResults = [] } = await send(request, isFilling).catch((error: unknown) => {
    throw explained(table, error);
  });
  const part = { select, source: `through index '${this.name}'` };
  const hits: SearchHit<Item>[] = [];
  for (const { Item, Score = Number.NaN } of SearchResults) {
    const item = await read(Item, part);
    if (item !== undefined) hits.push({ item, score: Score });
  }
  const order = this.distance === 'dotProduct' ? -1 : 1;
  return hits.sort((a, b) => (a.score - b.score) * order);
}
