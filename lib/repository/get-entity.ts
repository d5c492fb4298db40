import { getRequest } from '../operations/get-item.ts';
import { isOwnItem } from '../schema/kinds.ts';
import { inTime, isObserved, type RepositoryContext } from './context.ts';
import { observe } from './observe.ts';
import { checkGet, noOptions } from './option-checks.ts';
import { readItem, withKey } from './read-item.ts';
import { otherEntity } from './refusals.ts';
import type { GetOptions } from './types.ts';

/** Reads one item. Undefined if no item has the key. */
export function getEntity<T extends object>(
  context: RepositoryContext<T>,
  key: unknown,
  options: GetOptions<string>,
): Promise<T | undefined> {
  return isObserved(context) ? getObserved(context, key, options) : get(context, key, options);
}

/** A function of its own, so that other reads create no closure. */
const getObserved = <T extends object>(
  context: RepositoryContext<T>,
  key: unknown,
  options: GetOptions<string>,
): Promise<T | undefined> => observe(context, 'get', (observed) => get(observed, key, options));

async function get<T extends object>(
  context: RepositoryContext<T>,
  key: unknown,
  options: GetOptions<string>,
): Promise<T | undefined> {
  const { schema, executor } = context;
  const table = schema.table.name;
  if (options !== noOptions) checkGet(options, table, 'get');
  const stored = schema.mapper.toKey(key);
  const request = getRequest(schema, stored, options);
  const { Item } = await inTime(context, options, (call) => executor.send('GetItem', request, table, call));
  const found = withKey(stored, Item);
  if (options.diagnose === true && found !== undefined && !isOwnItem(schema, found))
    throw otherEntity(schema, stored, found);
  return readItem(context, found, { select: options.select }, options);
}
