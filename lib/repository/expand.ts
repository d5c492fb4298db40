import type { CallOptions } from '../execution/executor.ts';
import { maxTransactionActions } from '../limits.ts';
import { fittedAction, reviseAction, type WriteAction } from '../operations/action.ts';
import {
  type ForeignGuards,
  type GuardWrite,
  guardedAttributes,
  guardWrites,
  touchesUniques,
  watchedBy,
} from '../operations/unique-guards.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { RepositoryContext } from './context.ts';
import { currentItem } from './recovery.ts';

/** An action and its repository. */
export interface Enlisted {
  readonly context: RepositoryContext;
  readonly action: WriteAction;
  /** The original action, before its documents were read. */
  readonly prepared?: WriteAction | undefined;
  /** The guards that turned out to belong to other items. */
  readonly foreign?: ForeignGuards | undefined;
  /** True if its expired item was deleted, so no read is needed to find one. */
  readonly isCleared?: boolean | undefined;
  /**
   * The item, if it was read already, of a delete whose caller doesn't need the item. Only the attributes of guards are
   * watched then. Not kept for further attempts.
   */
  readonly known?: StoredItem | undefined;
}

/** An action with all of its writes: its own, and those of the guards of its unique values. */
export interface Expanded extends Enlisted {
  readonly prepared: WriteAction;
  readonly before: StoredItem | undefined;
  readonly guards: readonly GuardWrite[];
}

/** Reads the items that the actions change, if the guards of their old values must be freed. */
export async function expandAll(enlisted: readonly Enlisted[], options: CallOptions): Promise<Expanded[]> {
  const all = enlisted.map(alone);
  // Too many actions for a transaction are rejected later, so no requests are spent on them.
  const isRefused = all.length > maxTransactionActions;
  if (isRefused || !all.some(({ prepared }) => touchesUniques(prepared))) return all;
  return Promise.all(
    all.map((each, index) =>
      touchesUniques(each.prepared) ? expandGuarded(each, enlisted[index]?.known, options) : each,
    ),
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

/** Adds the writes of guards to an action that changes unique values. */
async function expandGuarded(each: Expanded, known: StoredItem | undefined, options: CallOptions): Promise<Expanded> {
  const { context, foreign } = each;
  if (each.action.name === 'create') return { ...each, guards: guardWrites(each.action, undefined) };
  const before = known ?? (await currentItem(context, each.action, options));
  const action = fittedAction(each.action, before) ?? each.action;
  const watched = known === undefined ? watchedBy(action) : guardedAttributes(action.schema);
  const unchanged = new Map(action.precondition.unchanged);
  for (const { name } of watched) unchanged.set(name, before?.[name]);
  const guarded = reviseAction(action, { precondition: { ...action.precondition, unchanged } });
  return { ...each, action: guarded, before, guards: guardWrites(guarded, before, foreign) };
}
