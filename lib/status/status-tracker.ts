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
import { placeOf, type StatusContext, type StatusRecords } from './status-context.ts';
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
 * Tracks requests that take their time: what status each has, how far it is, who works on it, and what it came to.
 *
 * Every step is one conditional update. Steps that the class's transitions don't have are refused, what has ended is
 * changed by no step, progress never falls, and a step that is sent twice, because its answer was lost, is taken once.
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
  readonly #context: StatusContext;

  /**
   * @param client - by default one that the SDK configures from its environment
   * @throws ConfigurationError where the client is none, or an option is unknown or wrong
   * @throws ModelDefinitionError where the class's statuses and transitions don't fit
   */
  constructor(client?: Client, options: StatusTrackerOptions<R['status']> = {}) {
    checkTracker(options, new.target.name, 'constructor');
    const { retention, shards, maxHistory, maxResultBytes, maxErrorBytes, maxAttempts, results, ...own } = options;
    super(client, own);
    const machine = machineOf(this.schema);
    // The tracker's own parts know records of any statuses.
    const records = this as unknown as StatusRecords;
    this.#context = { records, machine, settings: settingsOf(options, machine) };
  }

  /**
   * Starts a request; one that was started before is given as it is.
   *
   * @throws PayloadMismatchError `status.payloadMismatch` where it was started with another payload
   * @example
   * await tracker.start('r-1', { userId: 'ann', payload: order });
   * // PutItem { ConditionExpression: 'attribute_not_exists(#0) OR …', … }
   */
  async start(id: string, ...options: StartArguments<R>): Promise<R> {
    return (await this.startIfNew(id, ...options)).record;
  }

  /**
   * The same, and says whether this call has started it. A process may end before it has queued the work: queue it again
   * where a repetition finds it unstarted, since a request that is claimed is worked on once.
   */
  async startIfNew(id: string, ...[options = {} as never]: StartArguments<R>): Promise<Started<R>> {
    checkStepCall(this.#context, 'start', id, options);
    return (await startRequest(this.#context, id, options)) as Started<R>;
  }

  /**
   * Takes a request to a status, or reports from within it; both leave a step in its history. Repeated by the caller, it
   * is a report from within: one more step.
   *
   * @throws ItemNotFoundError `condition.notFound`
   * @throws IllegalTransitionError `status.illegalTransition`
   * @throws LeaseLostError `status.leaseLost` where `owner` doesn't have it
   * @throws VersionConflictError `condition.versionConflict` where it has another version
   * @example
   * await tracker.advance('r-1', 'IN_PROGRESS', { progress: 40, message: 'epoch 4 of 10' });
   * // UpdateItem { ConditionExpression: 'attribute_exists(#0) AND … AND #3 IN (:4, :5) AND …', … }
   */
  async advance(id: string, to: R['status'], options: AdvanceOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'advance', id, options);
    return this.#step(id, { ...options, to, from: this.#context.machine.sourcesOf(to) });
  }

  /** Reports progress within whichever status there is; leaves no step in the history. A report that comes late is dropped. */
  async progress(id: string, progress: ProgressInput, options: Omit<AdvanceOptions, 'progress'> = {}): Promise<R> {
    checkStepCall(this.#context, 'progress', id, options);
    checkProgress(progress, placeOf(this.#context, id));
    return this.#step(id, { ...options, progress, to: undefined, from: this.#context.machine.open });
  }

  /** Ends a request well; what has ended so already is given as it is. Progress becomes 100. */
  async succeed(id: string, given: SucceedOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'succeed', id, given);
    const { result, ...options } = given;
    const to = this.#meaning('success');
    const from = this.#context.machine.sourcesOf(to);
    const { owner } = options;
    const end = (changes: object): Promise<R> => this.#step(id, { ...options, to, from, changes });
    return (await endWithResult(this.#context, id, { result, owner }, end)) as R;
  }

  /** Ends a request badly, with the reason, which is cut to the tracker's `maxErrorBytes`. */
  async fail(id: string, given: FailOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'fail', id, given);
    const { error, ...options } = given;
    const to = this.#meaning('failure');
    const failure = failureOf(error, this.#context.settings.maxErrorBytes);
    const from = this.#context.machine.sourcesOf(to);
    const message = options.message ?? failure.message;
    return this.#step(id, { ...options, message, to, from, changes: { error: failure } });
  }

  /**
   * Asks that a request be cancelled: its worker sees `cancelRequestedAt`, ends what it does, and calls `confirmCancel`.
   *
   * @throws IllegalTransitionError `status.illegalTransition` where it has ended otherwise
   */
  async cancel(id: string, options: CancelOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'cancel', id, options);
    return (await cancelRequest(this.#context, id, options)) as R;
  }

  /**
   * Ends a request as cancelled.
   *
   * @throws IllegalTransitionError `status.illegalTransition` where it has ended otherwise
   */
  async confirmCancel(id: string, options: AdvanceOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'confirmCancel', id, options);
    return (await confirmCancelled(this.#context, id, options)) as R;
  }

  /**
   * Starts a request again that has failed or was cancelled: from the beginning, as one more of its `redrives`. One that
   * stands at its beginning is given as it is; give `redrives` where the call may be repeated later than that.
   *
   * @example
   * await tracker.redrive(failed.requestId, { redrives: failed.redrives });
   */
  async redrive(id: string, options: RedriveOptions = {}): Promise<R> {
    checkStepCall(this.#context, 'redrive', id, options);
    return (await redriveRequest(this.#context, id, options)) as R;
  }

  /**
   * Takes a request for one worker, until its lease ends; undefined where another has it, or it has ended.
   *
   * @throws ItemNotFoundError `condition.notFound`
   */
  async claim(id: string, options: LeaseOptions): Promise<R | undefined> {
    checkStepCall(this.#context, 'claim', id, options);
    return (await claimRequest(this.#context, id, options)) as R | undefined;
  }

  /**
   * Renews a worker's lease; do it at a third of the time. What comes back says whether somebody asked to cancel.
   *
   * @throws LeaseLostError `status.leaseLost` where another has the request, or it has ended
   */
  async heartbeat(id: string, options: LeaseOptions): Promise<R> {
    checkStepCall(this.#context, 'heartbeat', id, options);
    return (await renewLease(this.#context, id, options)) as R;
  }

  /** Open requests whose worker is gone, or that wait too long for one, those that wait longest first. */
  async findStale(options: FindStaleOptions = {}): Promise<R[]> {
    trackerChecks.findStale(options, this.table.name, 'findStale');
    return (await findStale(this.#context, options)) as R[];
  }

  /**
   * Waits until a request has ended, or `until` is true of it.
   *
   * @throws WaitTimeoutError `status.waitTimeout` after `timeoutMs`, 60,000 by default
   * @throws ItemNotFoundError `condition.notFound`
   */
  async waitFor(id: string, options: WaitOptions<R> = {}): Promise<R> {
    checkStepCall(this.#context, 'waitFor', id, options);
    return (await waitForRequest(this.#context, id, options as WaitOptions<StatusRecord>)) as R;
  }

  /** Each change of a request, from its first step until it ends; `skipped` counts steps that were gone too soon. */
  watch(id: string, options: PollOptions = {}): AsyncGenerator<WatchedStep, void, undefined> {
    checkStepCall(this.#context, 'watch', id, options);
    return watchRequest(this.#context, id, options);
  }

  /** The steps of a request that are kept, the oldest first. @throws ItemNotFoundError */
  async history(id: string, options: CallOptions = {}): Promise<WatchedStep[]> {
    checkStepCall(this.#context, 'history', id, options);
    return numberedSteps(await this.#context.records.getOrThrow(id, { consistent: true, ...options }));
  }

  /** What a request came to, from its record or the tracker's result store; undefined where it has no result. */
  resultOf(record: R): Promise<JsonValue | undefined> {
    return resultOf(this.#context, record);
  }

  /** A user's requests, the newest first. With `status` all of them are read, and those of the status given. */
  listByUser(userId: string, options: ListByUserOptions<R['status']> = {}): Results<R> {
    trackerChecks.listByUser(options, this.table.name, 'listByUser');
    const { status, descending = true, ...paging } = options;
    if (status !== undefined) checkStatus(this.#context, status);
    const filter = status === undefined ? {} : { filter: { status } };
    const query = { ...paging, ...filter, index: 'byUser', descending };
    return this.#context.records.query({ userId }, query) as unknown as Results<R>;
  }

  /** The requests of one status, the newest change first, page by page. */
  async listByStatus(status: R['status'], options: ListByStatusOptions = {}): Promise<StatusPage<R>> {
    trackerChecks.listByStatus(options, this.table.name, 'listByStatus');
    checkStatus(this.#context, status);
    return (await listByStatus(this.#context, status, options)) as StatusPage<R>;
  }

  /** How many requests each status has. Counts, and costs, all of them. */
  async counts(options: CallOptions = {}): Promise<Record<R['status'], number>> {
    trackerChecks.counts(options, this.table.name, 'counts');
    return (await countByStatus(this.#context, options)) as Record<R['status'], number>;
  }

  /** Reads one request, consistently unless `consistent` is false; undefined where there is none. `exists` does the same. */
  override async get<const Selected extends AttributeOf<R> = never>(
    key: Key<R, 'requestId'>,
    options: GetOptions<Selected> = {},
  ): Promise<Selection<R, Selected> | undefined> {
    return super.get(key, { ...options, consistent: options.consistent ?? true });
  }

  /**
   * Deletes a request that there must be, and its result from the result store.
   *
   * @throws ItemNotFoundError `condition.notFound`
   * @throws OutcomeUnknownError `write.outcomeUnknown` if the request is deleted, and its result is not
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
   * Deletes the requests of any number of ids, one by one, since batches can't check versions.
   *
   * @throws UnprocessedItemsError `batch.unprocessed`, with exactly the ids that were not deleted
   */
  override async deleteMany(keys: readonly Key<R, 'requestId'>[], options: BatchOptions = {}): Promise<void> {
    await deleteOneByOne(this.table.name, keys, options, (key) => this.deleteIfExists(key, { signal: options.signal }));
  }

  async #step(id: string, step: StepRequest): Promise<R> {
    return (await takeAskedStep(this.#context, id, step)) as R;
  }

  #meaning(meaning: 'success' | 'failure'): string {
    return this.#context.machine.meaning(meaning);
  }
}
