import {
  amount,
  anything,
  type CheckOptions,
  callback,
  countFrom0,
  flag,
  isOptions,
  kind,
  optionRules,
  typeText,
} from '../errors/option-rules.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { callKinds, repositoryKinds } from '../repository/option-checks.ts';
import type { LeaseOptions } from './lease.ts';
import type { FindStaleOptions, ListByStatusOptions } from './listing.ts';
import type { StartSettings } from './start.ts';
import type { ResultStore, StatusContext } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';
import type {
  AdvanceOptions,
  CancelOptions,
  FailOptions,
  ListByUserOptions,
  RedriveOptions,
  StatusTrackerOptions,
  SucceedOptions,
} from './tracker-options.ts';
import type { PollOptions, WaitOptions } from './waiting.ts';

const plainObject = kind('must be an object', isOptions);
const store = kind('must be a linker, or another store with putJson() and getJson()', (value) => {
  const { putJson, getJson } = (value ?? {}) as Partial<ResultStore>;
  return typeof putJson === 'function' && typeof getJson === 'function';
});

export const checkTracker: CheckOptions = optionRules<StatusTrackerOptions>({
  ...repositoryKinds,
  retention: kind(
    'must be a number of seconds, or an object of them by status',
    (value) => typeof value === 'number' || isOptions(value),
  ),
  // `settingsOf` checks the ranges of these.
  shards: anything,
  maxHistory: anything,
  maxResultBytes: anything,
  maxErrorBytes: anything,
  maxAttempts: anything,
  results: store,
});

// The mapper of the record checks these values.
const step = { ...callKinds, owner: anything, version: anything };
const advance = { ...step, progress: anything, message: anything };
const poll = { ...callKinds, minPollMs: amount, maxPollMs: amount };

/** Names of the tracker's methods that check their options here. */
type TrackerMethod =
  | 'start'
  | 'advance'
  | 'progress'
  | 'succeed'
  | 'fail'
  | 'cancel'
  | 'confirmCancel'
  | 'redrive'
  | 'claim'
  | 'heartbeat'
  | 'waitFor'
  | 'watch'
  | 'history'
  | 'findStale'
  | 'listByStatus'
  | 'listByUser'
  | 'counts';

/** Check of the options of each of the tracker's own methods. */
export const trackerChecks: Readonly<Record<TrackerMethod, CheckOptions>> = {
  start: optionRules<StartSettings>({
    ...callKinds,
    payload: anything,
    userId: anything,
    parentId: anything,
    message: anything,
    metadata: anything,
    attributes: plainObject,
  }),
  advance: optionRules<AdvanceOptions>(advance),
  progress: optionRules<Omit<AdvanceOptions, 'progress'>>({ ...step, message: anything }),
  succeed: optionRules<SucceedOptions>({ ...advance, result: anything }),
  fail: optionRules<FailOptions>({ ...advance, error: anything }),
  cancel: optionRules<CancelOptions>({ ...step, reason: anything }),
  confirmCancel: optionRules<AdvanceOptions>(advance),
  redrive: optionRules<RedriveOptions>({ ...advance, redrives: countFrom0 }),
  claim: optionRules<LeaseOptions>({ ...callKinds, owner: anything, leaseMs: anything }),
  heartbeat: optionRules<LeaseOptions>({ ...callKinds, owner: anything, leaseMs: anything }),
  waitFor: optionRules<WaitOptions<StatusRecord>>({ ...poll, timeoutMs: amount, until: callback }),
  watch: optionRules<PollOptions>(poll),
  history: optionRules<CallOptions>(callKinds),
  findStale: optionRules<FindStaleOptions>({ ...callKinds, idleMs: amount, limit: anything }),
  listByStatus: optionRules<ListByStatusOptions>({ ...callKinds, limit: anything, cursor: anything, recheck: flag }),
  listByUser: optionRules<ListByUserOptions<string>>({
    ...callKinds,
    limit: anything,
    pageSize: anything,
    descending: flag,
    status: anything,
  }),
  counts: optionRules<CallOptions>(callKinds),
};

/**
 * Checks the id and the options of a method of the tracker.
 *
 * @throws ValidationError `item.invalid` if the id is not a string
 * @throws ConfigurationError `configuration.invalid` if an option is unknown or not valid
 */
export function checkStepCall({ records }: StatusContext, method: TrackerMethod, id: unknown, options: unknown): void {
  const table = records.table.name;
  if (typeof id !== 'string')
    throw new ValidationError({ table }, [{ path: 'requestId', message: `must be a string, not ${typeText(id)}` }]);
  trackerChecks[method](options, table, method);
}
