import { type CheckOptions, optionRules } from '../errors/option-rules.ts';
import { TransactionFailedError } from '../errors/transaction-failed-error.ts';
import { type CancellationReason, cancellationReasons, isConflictAlone } from '../execution/canceled-transaction.ts';
import { type CallOptions, type Client, Executor } from '../execution/executor.ts';
import { type Observed, observedCall } from '../execution/observation.ts';
import { type TransactRead, transactGetRequest } from '../operations/transact-get.ts';
import type { Shown } from '../schema/hidden.ts';
import type { StoredItem } from '../sdk-types.ts';
import { allOf } from '../time/awaitable.ts';
import { type Backoff, exponential } from '../time/backoff.ts';
import { deadlineIn, type Operation, withDeadline } from '../time/deadline.ts';
import { retry } from '../time/retry.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import { contextOf, executorOf, type RepositoryContext, tablesOf } from './context.ts';
import { observeAll } from './observe.ts';
import { backoff, callKinds, checkEnlistedGet } from './option-checks.ts';
import { readItem, withKey } from './read-item.ts';
import type { GetOptions, Key, Selection } from './types.ts';
import type { Transactable } from './write-transaction.ts';

interface EnlistedRead extends TransactRead {
  readonly context: RepositoryContext;
  readonly shown: Shown;
  /** The previous read. A linked list, because transactions share their first reads. */
  readonly previous: EnlistedRead | undefined;
}

/** Returns all reads in the order of the calls. */
function allReads(last: EnlistedRead | undefined): readonly EnlistedRead[] {
  const reads: EnlistedRead[] = [];
  for (let read = last; read !== undefined; read = read.previous) reads.push(read);
  return reads.reverse();
}

/** Options of `run`. */
export interface RunOptions extends CallOptions {
  readonly backoff?: Partial<Backoff> | undefined;
}

const checkRun: CheckOptions = optionRules<RunOptions>({ ...callKinds, backoff });

/**
 * Up to 100 reads of any repositories, as of one moment. Each `get` returns a new transaction, because the type of the
 * results grows with each read.
 */
export class ReadTransaction<Results extends readonly unknown[] = []> {
  readonly #client: Client | undefined;
  readonly #last: EnlistedRead | undefined;
  readonly #executor: Executor | undefined;

  constructor(client: Client | undefined, last?: EnlistedRead, executor?: Executor) {
    this.#client = client;
    this.#last = last;
    this.#executor = executor ?? (client === undefined ? undefined : new Executor(client));
  }

  /** Returns the transaction with one more read. The result of the read is undefined if no item has this key. */
  get<T extends object, K extends keyof T & string, const Selected extends AttributeOf<T> = never>(
    repository: Transactable<T, K, keyof T & string>,
    key: Key<T, K>,
    options: Pick<GetOptions<Selected>, 'select' | keyof Shown> = {},
  ): ReadTransaction<[...Results, Selection<T, Selected> | undefined]> {
    const context = contextOf(repository);
    const { schema } = context;
    checkEnlistedGet(options, schema.table.name, 'get');
    const { select, ...shown } = options;
    const read = { context, schema, key: schema.mapper.toKey(key), select, shown, previous: this.#last };
    const executor = executorOf(this.#executor, this.#client !== undefined, context);
    return new ReadTransaction(this.#client, read, executor);
  }

  /**
   * Does all reads and returns the results in the order of the calls.
   *
   * @throws TransactionFailedError `transaction.failed` if conflicts with writes don't end in time
   * @throws ValidationError `item.invalid` if there are over 100 reads; nothing is sent
   */
  async run(options: RunOptions = {}): Promise<Results> {
    const reads = this.#reads;
    const items = await observeAll(
      reads.map(({ context }) => context),
      'readTransaction',
      (observation) => this.#run(reads, options, observation),
    );
    return items as unknown as Results;
  }

  async #run(
    reads: readonly EnlistedRead[],
    options: RunOptions,
    observation: Observed['observation'],
  ): Promise<readonly unknown[]> {
    const tables = tablesOf(reads);
    checkRun(options, tables, 'run');
    const stored = await withDeadline(options, { table: tables }, (call) =>
      this.#sendInTime(observedCall(call, observation), options, tables),
    );
    return allOf(
      reads.map(({ context, key, select, shown }, index) =>
        readItem(context, withKey(key, stored[index]), { select }, shown),
      ),
    );
  }

  get #reads(): readonly EnlistedRead[] {
    return allReads(this.#last);
  }

  async #sendInTime(
    call: Operation,
    options: RunOptions,
    tables: string,
  ): Promise<readonly (StoredItem | undefined)[]> {
    const request = transactGetRequest(this.#reads);
    const executor = this.#executor ?? new Executor();
    const send = async (): Promise<readonly (StoredItem | undefined)[]> => {
      const { Responses = [] } = await executor.send('TransactGetItems', request, tables, call);
      return Responses.map(({ Item }) => Item);
    };
    const retryIf = (error: unknown): boolean => isConflictAlone(cancellationReasons(error) ?? []);
    const deadline = deadlineIn(call.timeoutMs);
    try {
      return await retry(send, { schedule: exponential(options.backoff), signal: call, deadline, retryIf });
    } catch (error) {
      const reasons = cancellationReasons(error);
      throw reasons === undefined ? error : this.#refusal(reasons, error);
    }
  }

  #refusal(reasons: readonly CancellationReason[], cause: unknown): TransactionFailedError {
    const actionReasons = this.#reads.map(({ schema, key }, index) => ({
      action: 'get',
      model: schema.name,
      table: schema.table.name,
      key: schema.mapper.keyText(key),
      code: reasons[index]?.Code ?? 'None',
      message: reasons[index]?.Message,
      error: undefined,
      item: undefined,
    }));
    return new TransactionFailedError(actionReasons, cause);
  }
}

/**
 * Begins a transaction of reads. It costs twice as much as consistent reads.
 *
 * @param client - default: the client of the repositories, which must share one
 * @example
 * const [user, order] = await readTransaction(client).get(users, 'u1').get(orders, 'o1').run();
 * // TransactGetItems { TransactItems: [{ Get: { TableName: 'users', Key: … } }, { Get: { TableName: 'orders', … } }] }
 */
export function readTransaction(client?: Client): ReadTransaction {
  return new ReadTransaction(client);
}
