import type { ResponseItem } from '../execution/lanes/decoded-item.ts';
import type { StoredItem } from '../sdk-types.ts';
import { untilAborted } from '../time/deadline.ts';
import { type ReadOutcome, readEach } from './batch-reads.ts';
import { inTime, type RepositoryContext } from './context.ts';
import { observe } from './observe.ts';
import { checkLoad, noOptions } from './option-checks.ts';
import { readItem } from './read-item.ts';
import type { LoadOptions } from './types.ts';

/** The turns that are not sent yet, of eventually and of strongly consistent reads. */
const eventual = new WeakMap<RepositoryContext, LoadTurn>();
const consistent = new WeakMap<RepositoryContext, LoadTurn>();

/** Reads one item together with the other loads of the same turn of the event loop. */
export async function loadItem<T extends object>(
  context: RepositoryContext<T>,
  key: unknown,
  options: LoadOptions,
): Promise<T | undefined> {
  const { schema } = context;
  if (options !== noOptions) checkLoad(options, schema.table.name, 'load');
  const stored = schema.mapper.toKey(key);
  // Only the batch has a default time limit.
  const times = { signal: options.signal, timeoutMs: options.timeoutMs ?? Number.POSITIVE_INFINITY };
  const found = await inTime(context, times, async (call) => {
    const turn = turnOf(context, options);
    return untilAborted(turn.add(key, stored), call, (error) => {
      if (call.aborted) turn.leave(error);
      return error;
    });
  });
  return readItem(context, found, whole, options);
}

const whole = { select: undefined };

/** Returns the turn that still accepts keys. */
function turnOf(context: RepositoryContext, options: LoadOptions): LoadTurn {
  const turns = options.consistent === true ? consistent : eventual;
  const open = turns.get(context);
  if (open !== undefined) return open;
  const turn = new LoadTurn(context, options.consistent, () => turns.delete(context));
  turns.set(context, turn);
  return turn;
}

/** Resolves after all promise jobs of the current turn, those that they create included. */
const endOfTurn = (): Promise<void> =>
  new Promise((resolve) => {
    queueMicrotask(() => process.nextTick(resolve));
  });

/** The loads of one turn of the event loop. */
class LoadTurn {
  readonly #keys: unknown[] = [];
  readonly #stored: StoredItem[] = [];
  readonly #outcomes: Promise<readonly ReadOutcome[]>;
  /** Ends the requests when no caller waits for them. */
  readonly #abandoned = new AbortController();
  #isClosed = false;
  #waiting = 0;

  /** @param close - called when the turn accepts no more keys */
  constructor(context: RepositoryContext, isConsistent: boolean | undefined, close: () => void) {
    this.#outcomes = endOfTurn().then(() => {
      close();
      this.#isClosed = true;
      if (this.#waiting === 0) return [];
      const options = { consistent: isConsistent, signal: this.#abandoned.signal };
      return observe(context, 'load', (observed) => readEach(observed, this.#keys, this.#stored, options));
    });
  }

  /** Adds a key. Returns its item. */
  async add(key: unknown, stored: StoredItem): Promise<ResponseItem | undefined> {
    const place = this.#keys.push(key) - 1;
    this.#stored.push(stored);
    this.#waiting++;
    const outcome = (await this.#outcomes)[place] as ReadOutcome;
    if ('error' in outcome) throw outcome.error;
    return outcome.item;
  }

  /** Removes a caller that doesn't wait any longer. */
  leave(reason: unknown): void {
    this.#waiting--;
    if (this.#isClosed && this.#waiting === 0) this.#abandoned.abort(reason);
  }
}
