import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type Client, Executor } from '../execution/executor.ts';
import type { Observed } from '../execution/observation.ts';
import type { Changes, PlainChanges } from '../expressions/change-types.ts';
import type { Condition, PlainTests } from '../expressions/condition-types.ts';
import type { ActionName } from '../operations/action.ts';
import type { Schema } from '../schema/schema.ts';
import { type Awaitable, isPromise } from '../time/awaitable.ts';
import { type CommitMemory, type CommitOptions, checkCommit, commitActions } from './commit.ts';
import { contextOf, executorOf, type RepositoryContext, tablesOf } from './context.ts';
import type { Enlisted } from './enlisted.ts';
import type { Expanded } from './expand.ts';
import { observeAll } from './observe.ts';
import type { ChangeOptions, Key, NewItem, WriteOptions } from './types.ts';
import { enlist, type WriteArguments } from './writes.ts';
import { readCommitted } from './written-item.ts';

/** The members of a repository that a transaction needs. */
export interface Transactable<T extends object, K extends keyof T & string, Filled extends keyof T & string = never> {
  readonly '~types'?: { readonly item: T; readonly key: K; readonly filled: Filled };
  readonly schema: Schema<T>;
}

type ActionOptions<Options> = Omit<Options, 'signal'>;

/**
 * For the compiler only: the results of `commit()` for one chain of calls. The tuple has an open end, so a variable of
 * a transaction type accepts the same transaction with more actions.
 */
export interface CommitResults<Results extends readonly unknown[]> {
  readonly '~results'?: Results;
}

/** `[A, B, ...unknown[]]` → `[A, B]`. */
type Closed<Results, Known extends readonly unknown[] = []> = Results extends readonly [infer First, ...infer Rest]
  ? Closed<Rest, [...Known, First]>
  : Known;

type ResultsOf<Transaction> = Transaction extends CommitResults<infer Results> ? Closed<Results> : [];

/** The transaction with one more action. `Result` is what `commit()` returns for the action. */
type Adding<Transaction, Result> = WriteTransaction & CommitResults<[...ResultsOf<Transaction>, Result, ...unknown[]]>;

/** The results of a chain. The compiler doesn't know those of actions that were added one by one. */
type Committed<Transaction> = ResultsOf<Transaction> extends [] ? unknown[] : ResultsOf<Transaction>;

/**
 * Up to 100 writes of any repositories: all are done, or none. Each one is checked when it is added. Nothing is sent
 * before `commit()`.
 */
export class WriteTransaction {
  readonly #hasOwnClient: boolean;
  #executor: Executor | undefined;
  readonly #actions: Awaitable<Enlisted>[] = [];
  /** The repository of each action. */
  readonly #contexts: RepositoryContext[] = [];
  readonly #token: string = randomUUID();
  readonly #memory: CommitMemory = {};
  #state: 'open' | 'committing' | 'committed' = 'open';

  constructor(client?: Client) {
    this.#hasOwnClient = client !== undefined;
    this.#executor = client === undefined ? undefined : new Executor(client);
  }

  /** Adds a `create`: fails if an item with the same key exists. */
  create<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    item: NewItem<T, Filled>,
  ): Adding<This, T> {
    return this.#add(repository, 'create', { item });
  }

  /** Adds a `put`: replaces any item with the same key. If the class has `@Version`, the version is checked. */
  put<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    item: NewItem<T, Filled>,
    options?: ActionOptions<WriteOptions<T>>,
  ): Adding<This, T> {
    return this.#add(repository, 'put', { item, options });
  }

  /** Adds an `update` of an existing item. */
  update<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    changes: Changes<T, K> | PlainChanges<T, K>,
    options?: ActionOptions<ChangeOptions<T>>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'update', { key, changes, options });
  }

  /** Adds an `upsert`: creates the item if it doesn't exist. */
  upsert<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    changes: Changes<T, K> | PlainChanges<T, K>,
    options?: ActionOptions<ChangeOptions<T>>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'upsert', { key, changes, options });
  }

  /** Adds a `delete` of an existing item. */
  delete<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    options?: ActionOptions<ChangeOptions<T>>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'delete', { key, options });
  }

  /** Adds a `deleteIfExists`: deletes the item if it exists. */
  deleteIfExists<
    T extends object,
    K extends keyof T & string,
    Filled extends keyof T & string,
    This extends WriteTransaction,
  >(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    options?: ActionOptions<ChangeOptions<T>>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'deleteIfExists', { key, options });
  }

  /** Adds a `restore` of an item that a delete marked. */
  restore<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    options?: ActionOptions<ChangeOptions<T>>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'restore', { key, options });
  }

  /** Adds a `purge`: deletes an item for good that a delete marked. */
  purge<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    options?: ActionOptions<ChangeOptions<T>>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'purge', { key, options });
  }

  /** Adds a condition on an item that the transaction doesn't write. */
  check<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    condition: Condition<T> | PlainTests<T>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'check', { key, options: { if: condition } });
  }

  /**
   * Does all actions or none. Returns the results in order: the written instance of `create` and `put`, undefined for
   * all other actions. The results of one chain of calls are a tuple. Results of actions that were added in a loop are
   * an array of `unknown`.
   *
   * Retries after conflicts with other transactions if nothing else is wrong. The token stays the same, so an action
   * whose response was lost is not done twice.
   *
   * You can call `commit()` again after an error, but not after a success. If the response was lost, a call within ten
   * minutes sends the same request again, which does nothing twice.
   *
   * @throws TransactionFailedError `transaction.failed` if any action failed; it has a reason for each action
   * @throws ValidationError `item.invalid` if there are over 100 writes or 4 MB, or two of one item; nothing is sent
   * @throws ConfigurationError if the token was used with other actions within ten minutes; nothing is done
   * @throws OutcomeUnknownError `write.outcomeUnknown` if all responses were lost
   * @throws InvalidItemError `item.unreadable`, with `written: true`, if the class can't read what it wrote
   */
  async commit<This extends WriteTransaction>(this: This, options: CommitOptions = {}): Promise<Committed<This>> {
    if (this.#state !== 'open')
      throw new ConfigurationError(`the transaction is ${this.#state} already; begin another with writeTransaction()`);
    const tables = tablesOf(this.#contexts);
    checkCommit(options, tables, 'commit');
    return observeAll(this.#contexts, 'writeTransaction', (observation) =>
      this.#commit(tables, options, observation),
    ) as Promise<never>;
  }

  async #commit(tables: string, options: CommitOptions, observation: Observed['observation']): Promise<unknown[]> {
    this.#state = 'committing';
    let done: readonly Expanded[];
    try {
      const token = options.token ?? this.#token;
      const executor = this.#executor ?? new Executor();
      const pending = { tables, actions: this.#actions, observation };
      done = await commitActions(executor, pending, { ...options, token }, this.#memory);
      this.#state = 'committed';
    } finally {
      if (this.#state === 'committing') this.#state = 'open';
    }
    return readCommitted(done);
  }

  #add<Added>(repository: object, name: ActionName, call: WriteArguments): Added {
    if (this.#state !== 'open')
      throw new ConfigurationError(`the transaction is ${this.#state} already; begin another with writeTransaction()`);
    if (this.#memory.unknown !== undefined)
      throw new ConfigurationError(
        'it is not known whether the last commit() was done; commit() again, and add nothing',
      );
    const context = contextOf(repository);
    this.#executor = executorOf(this.#executor, this.#hasOwnClient, context);
    const action = enlist(context, name, call);
    // commit() throws its error. Nobody may call commit(), and that must not end the process.
    if (isPromise(action)) action.catch(() => undefined);
    this.#actions.push(action);
    this.#contexts.push(context);
    return this as never;
  }
}

/**
 * Begins a transaction of writes.
 *
 * @param client - default: the client of the repositories, which must share one
 * @example
 * await writeTransaction(client)
 *   .create(orders, order)
 *   .update(accounts, accountId, { balance: decrement(order.total) }, { if: { balance: gte(order.total) } })
 *   .commit();
 * // TransactWriteItems { TransactItems: [{ Put: … }, { Update: … }], ClientRequestToken: '…' }
 */
export function writeTransaction(client?: Client): WriteTransaction {
  return new WriteTransaction(client);
}
