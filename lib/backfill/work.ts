import type { CallOptions } from '../execution/executor.ts';
import { upgradeRequest } from '../operations/upgrade-item.ts';
import { nowMs, type RepositoryContext } from '../repository/context.ts';
import { currentItem, maxWriteAttempts } from '../repository/recovery.ts';
import { upgradeStored } from '../repository/upgrade-stored.ts';
import { schemaOfItem } from '../schema/family.ts';
import { isExpired, isHidden } from '../schema/hidden.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import type { UpgradedItem } from '../schema/schema-versions.ts';
import type { StoredItem } from '../sdk-types.ts';
import { backoffMs, wait } from '../time/backoff.ts';
import { type ChangeFunction, changeOf, sendChange } from './change-item.ts';
import { encryptionWork } from './encryption-work.ts';
import { contended, skipped, unitsOf, type Work, type WorkedItem } from './worked-item.ts';

/** Returns the work that upgrades older items, and encrypts values again whose key is not the current one. */
export const upgradeWork = (context: RepositoryContext, isDryRun: boolean): Work =>
  encryptionWork(context, isDryRun, versionWork(context, isDryRun));

const versionWork =
  (context: RepositoryContext, isDryRun: boolean): Work =>
  async (stored, call) => {
    const schema = schemaOfItem(context.schema, stored);
    const { upgrades } = schema.mapper;
    if (upgrades === undefined || isExpired(schema, stored, nowMs(context))) return skipped;
    // An invalid version is an error of the item.
    if (upgrades.versions.versionOf(stored) === undefined) upgrades.read(stored, undefined, false);
    if (!upgrades.versions.isOlder(stored)) return skipped;
    if (isDryRun) return upgradeDry(schema, stored, upgrades.written(stored));
    const { isWritten, conflicts } = await upgradeStored(context, schema, stored, call);
    return { isChanged: isWritten, conflicts };
  };

/** Builds the request of an upgrade and sends nothing. */
function upgradeDry(schema: Schema, stored: StoredItem, upgraded: UpgradedItem): WorkedItem {
  upgradeRequest(schema, stored, upgraded);
  return { ...skipped, isChanged: true, estimatedUnits: unitsOf(stored, upgraded.item) };
}

/** Returns the work that changes items by a function. Older items are upgraded first. */
export const changeWork =
  (context: RepositoryContext, change: ChangeFunction, isDryRun: boolean): Work =>
  async (first, call) => {
    const { schema, options } = context;
    const work = { context, change, isDryRun };
    const key = schema.mapper.keyOf(first);
    let stored: StoredItem | undefined = first;
    for (let conflicts = 0; conflicts < maxWriteAttempts; conflicts++) {
      const worked = stored === undefined ? skipped : await changedOnce(work, stored, call);
      if (worked !== undefined) return { ...worked, conflicts };
      await wait(backoffMs(conflicts, options.backoff), call.signal);
      stored = await currentItem(context, { schema, key }, call);
    }
    throw contended(schema, first);
  };

interface ChangeWork {
  readonly context: RepositoryContext;
  readonly change: ChangeFunction;
  readonly isDryRun: boolean;
}

/** Changes an item as it was read. Undefined if another writer changed it meanwhile. */
async function changedOnce(
  { context, change, isDryRun }: ChangeWork,
  stored: StoredItem,
  call: CallOptions,
): Promise<WorkedItem | undefined> {
  const schema = schemaOfItem(context.schema, stored);
  if (!isChangeable(context, schema, stored)) return skipped;
  const current = isDryRun ? stored : await upgradedItem(context, schema, stored, call);
  const action = current && (await changeOf(context, schema, current, change));
  if (current === undefined || action === undefined) return skipped;
  if (isDryRun) return { isChanged: true, conflicts: 0, estimatedUnits: unitsOf(current) };
  return (await sendChange(context, action, current, call)) ? { isChanged: true, conflicts: 0 } : undefined;
}

/** False for items of newer versions, of other entities, and for those that are expired or deleted. */
const isChangeable = (context: RepositoryContext, schema: Schema, stored: StoredItem): boolean =>
  isOwnItem(context.schema, stored) &&
  schema.versions?.isNewer(stored) !== true &&
  !isHidden(schema, stored, nowMs(context));

async function upgradedItem(
  context: RepositoryContext,
  schema: Schema,
  stored: StoredItem,
  call: CallOptions,
): Promise<StoredItem | undefined> {
  return schema.versions?.isOlder(stored) ? (await upgradeStored(context, schema, stored, call)).item : stored;
}
