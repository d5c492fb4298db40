import type { CallOptions, Client } from '../execution/executor.ts';
import { BaseRepository } from '../repository/base-repository.ts';
import type { Results } from '../repository/results.ts';
import type { BatchOptions, ChangeOptions, GetOptions, Key, Selection } from '../repository/types.ts';
import type { AttributeOf, JsonValue } from '../values/attribute-type.ts';
import { cancelRequest, confirmCancelled } from './cancelling.ts';
import { deleteOneByOne } from './deleting.ts';
import { failureOf } from './failure.ts';
import { claimRequest, type LeaseOptions, renewLease } from './lease.ts';
import {
  checkStatus,
  countByStatus,
  type FindStaleOptions,
  findStale,
  type ListByStatusOptions,
  listByStatus,
  type StatusPage,
} from './listing.ts';
import { checkStepCall, checkTracker, trackerChecks } from './option-checks.ts';
import { checkProgress, type ProgressInput } from './progress.ts';
import { redriveRequest } from './redriving.ts';
import { deleteResultOf, endWithResult, resultOf } from './result-record.ts';
import { type Started, startRequest } from './start.ts';
import { attachStatus, placeOf, type StatusContext, type StatusRecords } from './status-context.ts';
import type { StatusFilled, StatusRecord } from './status-record.ts';
import { type StepRequest, takeAskedStep } from './step-request.ts';
import {
  type AdvanceOptions,
  type CancelOptions,
  type FailOptions,
  type ListByUserOptions,
  type RedriveOptions,
  type StartArguments,
  type StatusTrackerOptions,
  type SucceedOptions,
  settingsOf,
} from './tracker-options.ts';
import { machineOf } from './transitions.ts';
import {
  numberedSteps,
  type PollOptions,
  type WaitOptions,
  type WatchedStep,
  waitForRequest,
  watchRequest,
} from './waiting.ts';

/**
 * Tracks the status, progress, worker, and result of long-running requests.
 *
 * Every step is one conditional update. The tracker rejects steps that `@Transitions` doesn't declare, and steps of a
 * request that has ended. Progress never falls. A step that is sent twice because its response was lost is taken once.
 *
 * @example
 * @Repository(TrainingRun)
 * class TrainingRuns extends StatusTracker<TrainingRun> {}
 */
export abstract class StatusTracker<R extends StatusRecord> extends BaseRepository<
  R,
  'requestId',
  StatusFilled & keyof R
> {
  readonly #context: StatusContext<R>;

  /**
   * @param client - the client that sends the requests. By default, the SDK configures one from its environment
   * @throws ConfigurationError `configuration.invalid` if the client or an option is not valid
   * @throws ModelDefinitionError `model.invalid` if the statuses of the class and its transitions differ
   */
  constructor(client?: Client, options: StatusTrackerOptions<R['status']> = {}) {
    checkTracker(options, new.target.name, 'constructor');
    const { retention, shards, maxHistory, maxResultBytes, maxErrorBytes, maxAttempts, results, ...own } = options;
    super(client, own);
    const machine = machineOf(this.schema);
    // The compiler can't see that changes of a `StatusRecord` are changes of every R.
    const records = this as unknown as StatusRecords<R>;
    this.#context = { records, machine, settings: settingsOf(options, machine) };
    attachStatus(this, this.#context as unknown as StatusContext);
  }

  /**
   * Starts a request. If it was started before, returns it unchanged.
   *
   * @throws PayloadMismatchError `status.payloadMismatch` if it was started with another payload
   * @example
   * await tracker.start('r-1', { userId: 'ann', payload: order });
   * // PutItem { ConditionExpression: 'attribute_not_exists(#0) OR …', … }
   */
  async start(id: string, ...options: StartArguments<R>): Promise<R> {
    return (await this.startIfNew(id, ...options)).record;
  }

  /**
   * Starts a request like `start()`, and returns whether this call has started it.
   *
   * A process can end between the start and the queueing of the work. Queue the work again if a repeated call finds the
   * request not started by a worker. A request that workers claim is still worked on once.
   */
  async startIfNew(id: string, ...[options = {} as never]: StartArguments<R>): Promise<Started<R>> {
    checkStepCall(this.#context, 'start', id, options);
    return await startRequest(this.#context, id, options);
  }

  /**
   * Moves a request to a status, or reports progress within its status. The history records both.
   *
   * A second call with the same status is a report within it, and adds one more step.
   *
   * @throws ItemNotFoundError `condition.notFound` if the request does not exist
   * @throws IllegalTransitionError `status.illegalTransition` if `@Transitions` doesn't allow the step
   * @throws LeaseLostError `status.leaseLost` if `owner` doesn't have the request
   * @throws VersionConflictError `condition.versionConflict` if the record has another version than `version`
   * @example
   * await tracker.advance('r-1', 'IN_PROGRESS', { progress: 40, message: 'epoch 4 of 10' });
   * // UpdateItem { ConditionExpression: 'attribute_exists(#0) AND … AND #3 IN (:4, :5) AND …', … }
   */
  async advance(id: string, to: R['status'], options: AdvanceOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'advance', id, options);
    return this.#step(id, { ...options, to, from: this.#context.machine.sourcesOf(to) });
  }

  /**
   * Reports progress within any open status. The history doesn't record it. A report with lower progress than the
   * stored one has no effect.
   */
  async progress(id: string, progress: ProgressInput, options: Omit<AdvanceOptions, 'progress'> = {}): Promise<R> {
    checkStepCall(this.#context, 'progress', id, options);
    checkProgress(progress, placeOf(this.#context, id));
    return this.#step(id, { ...options, progress, to: undefined, from: this.#context.machine.open });
  }

  /** Ends a request as succeeded, with progress 100. If it has succeeded already, returns it unchanged. */
  async succeed(id: string, options: SucceedOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'succeed', id, options);
    const { result, ...step } = options;
    const to = this.#meaning('success');
    const from = this.#context.machine.sourcesOf(to);
    const { owner } = step;
    const end = (changes: object): Promise<R> => this.#step(id, { ...step, to, from, changes });
    return await endWithResult(this.#context, id, { result, owner }, end);
  }

  /** Ends a request as failed, with a reason of at most `maxErrorBytes`. A longer reason is cut. */
  async fail(id: string, options: FailOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'fail', id, options);
    const { error, ...step } = options;
    const to = this.#meaning('failure');
    const failure = failureOf(error, this.#context.settings.maxErrorBytes);
    const from = this.#context.machine.sourcesOf(to);
    const message = step.message ?? failure.message;
    return this.#step(id, { ...step, message, to, from, changes: { error: failure } });
  }

  /**
   * Asks the worker to cancel a request. The worker sees `cancelRequestedAt`, stops its work, and calls
   * `confirmCancel`.
   *
   * @throws IllegalTransitionError `status.illegalTransition` if the request has ended in another way
   */
  async cancel(id: string, options: CancelOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'cancel', id, options);
    return await cancelRequest(this.#context, id, options);
  }

  /**
   * Ends a request as canceled.
   *
   * @throws IllegalTransitionError `status.illegalTransition` if the request has ended in another way
   */
  async confirmCancel(id: string, options: AdvanceOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'confirmCancel', id, options);
    return await confirmCancelled(this.#context, id, options);
  }

  /**
   * Restarts a failed or canceled request from its first status, and adds 1 to its `redrives`. If it is in its first
   * status already, returns it unchanged.
   *
   * Pass `redrives` if the call can be repeated later, when the request may have failed again.
   *
   * @example
   * await tracker.redrive(failed.requestId, { redrives: failed.redrives });
   * // GetItem { ConsistentRead: true, … }, then UpdateItem { … }
   */
  async redrive(id: string, options: RedriveOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'redrive', id, options);
    return await redriveRequest(this.#context, id, options);
  }

  /**
   * Claims a request for one worker until its lease ends. Undefined if another worker has it, or if it has ended.
   *
   * @throws ItemNotFoundError `condition.notFound` if the request does not exist
   */
  async claim(id: string, options: LeaseOptions): Promise<R | undefined> {
    checkStepCall(this.#context, 'claim', id, options);
    return await claimRequest(this.#context, id, options);
  }

  /**
   * Renews the lease of a worker. Call it after a third of the lease. Check `cancelRequestedAt` of the returned record.
   *
   * @throws LeaseLostError `status.leaseLost` if another worker has the request, or if it has ended
   */
  async heartbeat(id: string, options: LeaseOptions): Promise<R> {
    checkStepCall(this.#context, 'heartbeat', id, options);
    return await renewLease(this.#context, id, options);
  }

  /** Returns open requests whose lease has ended or that wait too long for a worker. Longest wait first. */
  async findStale(options: FindStaleOptions = {}): Promise<R[]> {
    trackerChecks.findStale(options, this.table.name, 'findStale');
    return await findStale(this.#context, options);
  }

  /**
   * Waits until a request has ended, or until `until` is true.
   *
   * @throws WaitTimeoutError `status.waitTimeout` after `timeoutMs`, 60,000 by default
   * @throws ItemNotFoundError `condition.notFound` if the request does not exist
   */
  async waitFor(id: string, options: WaitOptions<R> = {}): Promise<R> {
    checkStepCall(this.#context, 'waitFor', id, options);
    return await waitForRequest(this.#context, id, options);
  }

  /**
   * Yields each change of a request, from its first step until it ends. `skipped` counts steps that the history lost
   * before they were read.
   */
  watch(id: string, options: PollOptions = {}): AsyncGenerator<WatchedStep, void, undefined> {
    checkStepCall(this.#context, 'watch', id, options);
    return watchRequest(this.#context, id, options);
  }

  /**
   * Returns the steps in the history of a request, oldest first.
   *
   * @throws ItemNotFoundError `condition.notFound` if the request does not exist
   */
  async history(id: string, options: CallOptions = {}): Promise<WatchedStep[]> {
    checkStepCall(this.#context, 'history', id, options);
    return numberedSteps(await this.#context.records.getOrThrow(id, { consistent: true, ...options }));
  }

  /** Returns the result of a request, from its record or the result store. Undefined if it has no result. */
  resultOf(record: R): Promise<JsonValue | undefined> {
    return resultOf(this.#context, record);
  }

  /** Returns the requests of a user, newest first. With `status`, reads all of them and filters by status. */
  listByUser(userId: string, options: ListByUserOptions<R['status']> = {}): Results<R> {
    trackerChecks.listByUser(options, this.table.name, 'listByUser');
    const { status, descending = true, ...paging } = options;
    if (status !== undefined) checkStatus(this.#context, status);
    const filter = status === undefined ? {} : { filter: { status } };
    const query = { ...paging, ...filter, index: 'byUser', descending };
    return this.#context.records.query({ userId }, query);
  }

  /** Returns one page of the requests of a status, newest change of status first. */
  async listByStatus(status: R['status'], options: ListByStatusOptions = {}): Promise<StatusPage<R>> {
    trackerChecks.listByStatus(options, this.table.name, 'listByStatus');
    checkStatus(this.#context, status);
    return await listByStatus(this.#context, status, options);
  }

  /** Returns the number of requests of each status. DynamoDB reads and charges for the whole index. */
  async counts(options: CallOptions = {}): Promise<Record<R['status'], number>> {
    trackerChecks.counts(options, this.table.name, 'counts');
    return await countByStatus(this.#context, options);
  }

  /**
   * Reads one request. Undefined if it does not exist. Reads of a tracker are consistent unless `consistent` is false,
   * as in `exists()`.
   */
  override async get<const Selected extends AttributeOf<R> = never>(
    key: Key<R, 'requestId'>,
    options: GetOptions<Selected> = {},
  ): Promise<Selection<R, Selected> | undefined> {
    return super.get(key, { ...options, consistent: options.consistent ?? true });
  }

  /**
   * Deletes an existing request, and its result from the result store.
   *
   * @throws ItemNotFoundError `condition.notFound` if the request does not exist
   * @throws OutcomeUnknownError `write.outcomeUnknown` if the request is deleted but its result is not
   */
  override async delete(key: Key<R, 'requestId'>, options?: ChangeOptions<R>): Promise<R> {
    const record = await super.delete(key, options);
    await deleteResultOf(this.#context, 'delete', record);
    return record;
  }

  /** Deletes a request if there is one, and its result from the result store. */
  override async deleteIfExists(key: Key<R, 'requestId'>, options?: ChangeOptions<R>): Promise<R | undefined> {
    const record = await super.deleteIfExists(key, options);
    await deleteResultOf(this.#context, 'deleteIfExists', record);
    return record;
  }

  /**
   * Deletes requests by id, any number of them. Sends one DeleteItem for each, because batches can't check versions.
   *
   * @throws UnprocessedItemsError `batch.unprocessed` with exactly the ids that were not deleted
   */
  override async deleteMany(keys: readonly Key<R, 'requestId'>[], options: BatchOptions = {}): Promise<void> {
    await deleteOneByOne(this.table.name, keys, options, (key) => this.deleteIfExists(key, { signal: options.signal }));
  }

  async #step(id: string, step: StepRequest): Promise<R> {
    return await takeAskedStep(this.#context, id, step);
  }

  #meaning(meaning: 'success' | 'failure'): string {
    return this.#context.machine.meaning(meaning);
  }
}
