import type { WriteAction } from '../operations/action.ts';
import type { ForeignGuards } from '../operations/unique-guards.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { Awaitable } from '../time/awaitable.ts';
import type { RepositoryContext } from './context.ts';

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
  /** Prepares a write by key of a family as of the item's own class. Undefined if the class is known. */
  readonly ofClass?: ((schema: Schema) => Awaitable<WriteAction>) | undefined;
}
