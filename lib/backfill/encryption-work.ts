import type { CallOptions } from '../execution/executor.ts';
import { isConditionFailure, isConflict } from '../execution/translate-error.ts';
import { rewriteRequest } from '../operations/rewrite-item.ts';
import { nowMs, type RepositoryContext } from '../repository/context.ts';
import { currentItem, maxWriteAttempts } from '../repository/recovery.ts';
import { schemaOfItem } from '../schema/family.ts';
import { isExpired } from '../schema/hidden.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { backoffMs, wait } from '../time/backoff.ts';
import { contended, unitsOf, type Work, type WorkedItem } from './worked-item.ts';

/**
 * Returns the work that encrypts values again whose key is not the current one, after other work.
 *
 * @param before - the work that comes first
 */
export const encryptionWork =
  (context: RepositoryContext, isDryRun: boolean, before: Work): Work =>
  async (first, call) => {
    const worked = await before(first, call);
    if (schemaOfItem(context.schema, first).encryption === undefined) return worked;
    if (isDryRun) return outdatedIn(context, first) === undefined ? worked : dryRun(worked, first);
    const again = await encryptedAgain(context, first, worked.isChanged, call);
    return { isChanged: worked.isChanged || again.isChanged, conflicts: worked.conflicts + again.conflicts };
  };

/** Encrypts the values of an item again. If another writer changes it meanwhile, reads it again. */
async function encryptedAgain(
  context: RepositoryContext,
  first: StoredItem,
  hasChanged: boolean,
  call: CallOptions,
): Promise<WorkedItem> {
  const key = { schema: context.schema, key: context.schema.mapper.keyOf(first) };
  let stored = hasChanged ? await currentItem(context, key, call) : first;
  for (let conflicts = 0; conflicts < maxWriteAttempts; conflicts++) {
    const outdated = stored && outdatedIn(context, stored);
    if (stored === undefined || outdated === undefined) return { isChanged: false, conflicts };
    if (await isRewritten(context, stored, outdated, call)) return { isChanged: true, conflicts };
    await wait(backoffMs(conflicts, context.options.backoff), call.signal);
    stored = await currentItem(context, key, call);
  }
  throw contended(context.schema, first);
}

/** Sends the values again. False if another writer has changed them. */
async function isRewritten(
  { schema, executor }: RepositoryContext,
  stored: StoredItem,
  values: ReadonlyMap<string, AttributeValue>,
  call: CallOptions,
): Promise<boolean> {
  const request = rewriteRequest(schemaOfItem(schema, stored), stored, values);
  try {
    await executor.send('UpdateItem', request, schema.table.name, call, { isRepeatable: true });
    return true;
  } catch (error) {
    if (isConditionFailure(error) || isConflict(error)) return false;
    throw error;
  }
}

/**
 * Returns the values of an item to encrypt again. Undefined if there are none.
 *
 * @throws InvalidItemError `item.unreadable` if a value can't be decrypted
 */
function outdatedIn(context: RepositoryContext, stored: StoredItem): ReadonlyMap<string, AttributeValue> | undefined {
  const schema = schemaOfItem(context.schema, stored);
  const isLeft = !isOwnItem(context.schema, stored) || isExpired(schema, stored, nowMs(context));
  if (isLeft || schema.versions?.isNewer(stored) === true) return undefined;
  schema.mapper.fromResponse(stored);
  const outdated = schema.encryption?.outdated(stored);
  return outdated?.size === 0 ? undefined : outdated;
}

const dryRun = ({ conflicts, estimatedUnits }: WorkedItem, stored: StoredItem): WorkedItem => ({
  isChanged: true,
  conflicts,
  estimatedUnits: estimatedUnits ?? unitsOf(stored),
});
