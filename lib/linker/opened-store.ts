import { TableNotFoundError } from '../errors/table-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { normalId } from './link-id.ts';
import type { LinkStore } from './link-store.ts';

/** The opening that all namespaces of a store have in common. */
export interface Opening {
  opened?: Promise<void> | undefined;
}

/** A store that is made, or found, once: at the first use, and again where it is gone. */
export class OpenedStore {
  readonly store: LinkStore;
  readonly #opening: Opening;

  constructor(store: LinkStore, opening: Opening) {
    this.store = store;
    this.#opening = opening;
  }

  /** The store, open. One caller's abort ends its own waiting alone. */
  async open({ signal }: CallOptions): Promise<LinkStore> {
    signal?.throwIfAborted();
    const opened = this.#opened();
    await (signal === undefined ? opened : untilAborted(opened, signal));
    return this.store;
  }

  /** The next use makes or finds the store again. */
  forget(): void {
    this.#opening.opened = undefined;
  }

  /**
   * Does something with the store; once more where its table turns out to be gone.
   *
   * @param ids - as the caller gave them: what is left of them is told so
   */
  async use<Result>(
    call: CallOptions,
    work: (store: LinkStore) => Promise<Result>,
    ids: readonly string[] = [],
  ): Promise<Result> {
    const store = await this.open(call);
    try {
      return await work(store);
    } catch (error) {
      if (!(error instanceof TableNotFoundError)) throw asGiven(error, ids);
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

/** Waits for what all callers share; rejects when one's signal is aborted, and leaves nothing behind on it. */
async function untilAborted(opened: Promise<void>, signal: AbortSignal): Promise<void> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
  });
  // One of its own: listeners of many that share the caller's would be taken for a leak.
  const own = AbortSignal.any([signal]);
  own.addEventListener('abort', abort, { once: true });
  await Promise.race([opened, aborted]).finally(() => own.removeEventListener('abort', abort));
}

/** An error that names ids as they are kept, with the ids that the caller gave. */
function asGiven(error: unknown, ids: readonly string[]): unknown {
  if (!(error instanceof UnprocessedItemsError) || ids.length === 0) return error;
  const left = new Set(error.unprocessed);
  const given = ids.filter((id) => left.has(normalId(id)));
  const { table, cause, maybe } = error;
  return new UnprocessedItemsError(table, [...new Set(given)], ids.length, cause, maybe);
}
