import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type Client, Executor } from '../execution/executor.ts';
import type { Changes, PlainChanges } from '../expressions/change-types.ts';
import type { Condition, PlainTests } from '../expressions/condition-types.ts';
import type { ActionName } from '../operations/action.ts';
import type { Schema } from '../schema/schema.ts';
import { type CommitMemory, type CommitOptions, checkCommit, commitActions } from './commit.ts';
import { contextOf, executorOf, tablesOf } from './context.ts';
import type { Enlisted } from './expand.ts';
import type { ChangeOptions, Key, NewItem, WriteOptions } from './types.ts';
import { type GivenCall, prepareWrite } from './writes.ts';
import { readCommitted } from './written-item.ts';

/** What a transaction needs of a repository. */
export interface Transactable<T extends object, K extends keyof T & string, Filled extends keyof T & string = never> {
  readonly '~types'?: { readonly item: T; readonly key: K; readonly filled: Filled };
  readonly schema: Schema<T>;
}

type ActionOptions<Options> = Omit<Options, 'signal'>;

/**
 * For the compiler alone: the results of `commit()` for the actions of one chain. The tuple is open at its end, so that a
 * variable of a transaction takes the same transaction with more actions.
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
 * Up to 100 writes over any repositories, of which all are done or none. Each is checked when it is added; nothing is
 * sent before `commit()`.
 */
export class WriteTransaction {
  readonly #isClientGiven: boolean;
  #executor: Executor | undefined;
  readonly #actions: Enlisted[] = [];
  readonly #token: string = randomUUID();
  readonly #memory: CommitMemory = {};
  #state: 'open' | 'committing' | 'committed' = 'open';

  constructor(client?: Client) {
    this.#isClientGiven = client !== undefined;
    this.#executor = client === undefined ? undefined : new Executor(client);
  }

  /** Adds the write of an item where there is none with its key. */
  create<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    item: NewItem<T, Filled>,
  ): Adding<This, T> {
    return this.#add(repository, 'create', { item });
  }

  /** Adds the write of an item, in the place of any with its key; of a class with `@Version` its version is checked. */
  put<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    item: NewItem<T, Filled>,
    options?: ActionOptions<WriteOptions<T>>,
  ): Adding<This, T> {
    return this.#add(repository, 'put', { item, options });
  }

  /** Adds the change of an item that there must be. */
  update<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    changes: Changes<T, K> | PlainChanges<T, K>,
    options?: ActionOptions<ChangeOptions<T>>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'update', { key, changes, options });
  }

  /** Adds the change of an item, which is made where there is none. */
  upsert<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    changes: Changes<T, K> | PlainChanges<T, K>,
    options?: ActionOptions<ChangeOptions<T>>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'upsert', { key, changes, options });
  }

  /** Adds the deletion of an item that there must be. */
  delete<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    options?: ActionOptions<ChangeOptions<T>>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'delete', { key, options });
  }

  /** Adds the deletion of an item if there is one. */
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

  /** Adds a condition of an item that the transaction doesn't write. */
  check<T extends object, K extends keyof T & string, Filled extends keyof T & string, This extends WriteTransaction>(
    this: This,
    repository: Transactable<T, K, Filled>,
    key: Key<T, K>,
    condition: Condition<T> | PlainTests<T>,
  ): Adding<This, undefined> {
    return this.#add(repository, 'check', { key, options: { if: condition } });
  }

  /**
   * Does all actions or none, and returns their results in order: the written instance of `create` and `put`, undefined of
   * all others. The results of one chain of calls are typed as a tuple. Those of actions that were added in a loop are an
   * array of `unknown`.
   *
   * Conflicts with other transactions are tried again while nothing else is wrong; the token
   * stays the same, so that an action whose answer was lost is not done twice.
   *
   * A commit that failed can be called again; one that succeeded can't. Where its answer was lost, calling it again
   * within ten minutes sends what was sent, and so does nothing twice.
   *
   * @throws TransactionFailedError `transaction.failed`, with a reason for each action
   * @throws ValidationError `item.invalid`: over 100 writes or 4 MB, or two of one item; nothing is sent
   * @throws ConfigurationError if the token was used with other actions within ten minutes; nothing is done
   * @throws InvalidItemError `item.unreadable`, with `written: true` if the class can't read what it wrote
   */
  async commit<This extends WriteTransaction>(this: This, options: CommitOptions = {}): Promise<Committed<This>> {
    if (this.#state !== 'open')
      throw new ConfigurationError(`the transaction is ${this.#state} already; begin another with writeTransaction()`);
    checkCommit(options, tablesOf(this.#actions.map(({ context }) => context)), 'commit');
    this.#state = 'committing';
    try {
      const token = options.token ?? this.#token;
      const executor = this.#executor ?? new Executor();
      await commitActions(executor, this.#actions, { ...options, token }, { memory: this.#memory });
      this.#state = 'committed';
    } finally {
      if (this.#state === 'committing') this.#state = 'open';
    }
    return this.#actions.map(readCommitted) as never;
  }

  #add<Added>(repository: object, name: ActionName, given: GivenCall): Added {
    if (this.#state !== 'open')
      throw new ConfigurationError(`the transaction is ${this.#state} already; begin another with writeTransaction()`);
    if (this.#memory.unknown !== undefined)
      throw new ConfigurationError(
        'it is not known whether the last commit() was done; commit() again, and add nothing',
      );
    const context = contextOf(repository);
    this.#executor = executorOf(this.#executor, this.#isClientGiven, context);
    this.#actions.push({ context, action: prepareWrite(context, name, given) });
    return this as never;
  }
}

/**
 * Begins a transaction of writes.
 *
 * @param client - by default the repositories' own, which must be one
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
