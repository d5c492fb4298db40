import { TableNotFoundError } from '../errors/table-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { untilAborted } from '../time/deadline.ts';
import { normalId } from './link-id.ts';
import type { LinkStore } from './link-store.ts';

/** The opening of a store, shared by all its namespaces. */
export interface Opening {
  opened?: Promise<void> | undefined;
}

/** A store that is opened once, on its first use. It is opened again if its table was deleted. */
export class OpenedStore<Store extends LinkStore = LinkStore> {
  readonly store: Store;
  readonly #opening: Opening;

  constructor(store: Store, opening: Opening) {
    this.store = store;
    this.#opening = opening;
  }

  /** Returns the open store. An abort ends only the wait of its own caller. */
  async open({ signal }: CallOptions): Promise<Store> {
    signal?.throwIfAborted();
    const opened = this.#opened();
    await (signal === undefined ? opened : untilAborted(opened, signal));
    return this.store;
  }

  /** Makes the next use open the store again. */
  forget(): void {
    this.#opening.opened = undefined;
  }

  /**
   * Calls `work` with the store. If the table was deleted, opens the store again and calls `work` a second time.
   *
   * @param ids - as the caller wrote them, for the error that names the remaining ones
   */
  async use<Result>(
    call: CallOptions,
    work: (store: Store) => Promise<Result>,
    ids: readonly string[] = [],
  ): Promise<Result> {
    const store = await this.open(call);
    try {
      return await work(store);
    } catch (error) {
      if (!(error instanceof TableNotFoundError)) throw withCallerIds(error, ids);
      this.forget();
      await this.open(call);
      return work(store);
    }
  }

  #opened(): Promise<void> {
    this.#opening.opened ??= this.store.open({}).catch((error) => {
      this.forget();
      throw error;
    });
    return this.#opening.opened;
  }
}

/** Replaces the stored ids of an error with the ids as the caller wrote them. */
function withCallerIds(error: unknown, ids: readonly string[]): unknown {
  if (!(error instanceof UnprocessedItemsError) || ids.length === 0) return error;
  const left = new Set(error.unprocessed);
  const remaining = ids.filter((id) => left.has(normalId(id)));
  const { table, cause, maybe } = error;
  return new UnprocessedItemsError(table, [...new Set(remaining)], ids.length, cause, maybe);
}
