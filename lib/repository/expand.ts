import type { CallOptions } from '../execution/executor.ts';
import { maxTransactionActions } from '../limits.ts';
import { fittedAction, reviseAction, type WriteAction } from '../operations/action.ts';
import { derivedChanges } from '../operations/derived-changes.ts';
import {
  type GuardWrite,
  guardedAttributes,
  guardWrites,
  touchesUniques,
  watchedBy,
} from '../operations/unique-guards.ts';
import { isHidden } from '../schema/hidden.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { Enlisted } from './enlisted.ts';
import { ofOwnClass } from './family-writes.ts';
import { currentItem } from './recovery.ts';
import { upgradedFor } from './upgrade-stored.ts';

/** An action with all of its writes: its own, and those of the guards of its unique values. */
export interface Expanded extends Enlisted {
  readonly prepared: WriteAction;
  readonly before: StoredItem | undefined;
  readonly guards: readonly GuardWrite[];
}

/** Reads the items that the actions change, if the guards of their old values must be freed. */
export async function expandAll(enlisted: readonly Enlisted[], options: CallOptions): Promise<Expanded[]> {
  // Too many actions for a transaction are rejected later, so no requests are spent on them.
  const isRefused = enlisted.length > maxTransactionActions;
  const isDecided = isRefused || enlisted.every(({ ofClass }) => ofClass === undefined);
  const decided = isDecided ? enlisted : await Promise.all(enlisted.map((each) => ofOwnClass(each, options)));
  const all = decided.map(alone);
  if (isRefused || !all.some(({ prepared }) => readsFirst(prepared))) return all;
  return Promise.all(
    all.map((each, index) => (readsFirst(each.prepared) ? expandRead(each, enlisted[index]?.known, options) : each)),
  );
}

/** Returns an action without writes of guards. */
export const alone = ({ context, action, prepared = action, foreign, isCleared }: Enlisted): Expanded => ({
  context,
  action,
  prepared,
  foreign,
  isCleared,
  before: undefined,
  guards: [],
});

/** True if the stored item must be read before a write: for the guards of unique values, or for derived attributes. */
export const readsFirst = (action: WriteAction): boolean => action.readsSources || touchesUniques(action);

/** Reads the stored item of an action, and adds the writes of guards and the derived attributes. */
async function expandRead(each: Expanded, known: StoredItem | undefined, options: CallOptions): Promise<Expanded> {
  const { prepared, foreign } = each;
  const isGuarded = touchesUniques(prepared);
  if (isGuarded) await prepared.schema.encryption?.ready();
  if (each.action.name === 'create') return { ...each, guards: guardWrites(each.action, undefined) };
  const before = known ?? (await storedBefore(each, options));
  const action = fittedAction(each.action, before) ?? each.action;
  const derived = makesAgain(action) ? derivedChanges(action, visible(action, before) ?? 'absent') : undefined;
  const guarded = known === undefined ? watchedBy(action) : guardedAttributes(action.schema);
  const watched = (isGuarded ? guarded : []).map(({ name }) => [name, before?.[name]] as const);
  const unchanged = new Map([...(action.precondition.unchanged ?? []), ...watched, ...(derived?.unchanged ?? [])]);
  const revised = reviseAction(action, {
    precondition: { ...action.precondition, unchanged },
    settings: { ...action.settings, made: derived?.made ?? action.settings.made },
  });
  return { ...each, action: revised, before, guards: isGuarded ? guardWrites(revised, before, foreign) : [] };
}

/** Reads the stored item of an action. An older one is upgraded first, if the action changes or tests attributes. */
const storedBefore = (each: Expanded, options: CallOptions): Promise<StoredItem | undefined> =>
  each.action.schema.versions === undefined ? currentItem(each.context, each.action, options) : upToDate(each, options);

async function upToDate({ context, action }: Expanded, options: CallOptions): Promise<StoredItem | undefined> {
  const stored = await currentItem(context, action, options);
  const upgraded = await upgradedFor(context, action, stored, options);
  return upgraded === undefined ? stored : upgraded.item;
}

/** True if attributes are made from stored values. There are none for a soft delete that found no item. */
const makesAgain = ({ readsSources, precondition }: WriteAction): boolean =>
  readsSources && precondition.noItem !== true;

/** A hidden item counts as absent, except for the write that shows it again. */
const visible = ({ name, schema, nowMs }: WriteAction, before: StoredItem | undefined): StoredItem | undefined =>
  name !== 'restore' && isHidden(schema, before, nowMs) ? undefined : before;
