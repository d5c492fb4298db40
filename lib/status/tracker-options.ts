import { ConfigurationError } from '../errors/configuration-error.ts';
import { wholeNumber } from '../errors/whole-number.ts';
import type { QueryOptions, RepositoryOptions } from '../repository/types.ts';
import type { AttributeOf } from '../values/attribute-type.ts';
import type { FailureInput } from './failure.ts';
import type { ProgressInput } from './progress.ts';
import type { StartSettings } from './start.ts';
import type { StateMachine } from './state-machine.ts';
import type { ResultStore, StatusSettings } from './status-context.ts';
import type { StatusRecord } from './status-record.ts';
import type { StepOptions } from './transition.ts';

/** Options of a tracker. */
export interface StatusTrackerOptions<Status extends string = string> extends RepositoryOptions {
  /**
   * Seconds from the last change of status until a request is deleted. A number applies to all final statuses, and an
   * object sets it by status. By default, requests are kept.
   */
  readonly retention?: number | { readonly [Name in Status]?: number | undefined } | undefined;
  /** Partitions for each status in the indexes, 1 to 100. The same in all processes. Default 8. */
  readonly shards?: number | undefined;
  /** Steps in the history of a request, 1 to 100. Older ones are removed. Default 50. */
  readonly maxHistory?: number | undefined;
  /** Most bytes of JSON for a result in its record, and for `metadata`. Default 100,000. */
  readonly maxResultBytes?: number | undefined;
  /** Most bytes for the message and details of an error. Default 4,096. */
  readonly maxErrorBytes?: number | undefined;
  /**
   * Claims of a request before it fails, 1 or more. By default, there is no limit. Every status that is not final must
   * lead to the failure.
   */
  readonly maxAttempts?: number | undefined;
  /** A linker for larger results. Without one, they are rejected. */
  readonly results?: ResultStore | undefined;
}

const maxShards = 100;
const maxHistory = 100;

/**
 * Returns the settings of a tracker, with defaults applied.
 *
 * @throws ConfigurationError `configuration.invalid` if an option is out of its range
 */
export function settingsOf(options: StatusTrackerOptions, machine: StateMachine): StatusSettings {
  const { maxAttempts, results, clock = Date.now, cursorSecret } = options;
  return {
    shards: wholeNumber('shards', options.shards ?? 8, { least: 1, most: maxShards }),
    maxHistory: wholeNumber('maxHistory', options.maxHistory ?? 50, { least: 1, most: maxHistory }),
    maxResultBytes: wholeNumber('maxResultBytes', options.maxResultBytes ?? 100_000, { least: 0 }),
    maxErrorBytes: wholeNumber('maxErrorBytes', options.maxErrorBytes ?? 4_096, { least: 1 }),
    maxAttempts: maxAttempts === undefined ? Number.POSITIVE_INFINITY : attemptsOf(maxAttempts, machine),
    retention: retentionOf(options, machine),
    results,
    clock,
    cursorSecret,
  };
}

/**
 * Returns the limit of claims.
 *
 * @throws ConfigurationError `configuration.invalid` if an open status doesn't lead to the failure: a request in it
 * would stay there forever
 */
function attemptsOf(maxAttempts: number, machine: StateMachine): number {
  const failure = machine.meaning('failure');
  const stuck = machine.open.filter((status) => !machine.after(status).includes(failure));
  if (stuck.length === 0) return wholeNumber('maxAttempts', maxAttempts, { least: 1 });
  throw new ConfigurationError(`maxAttempts needs a way to ${failure} from each status; ${stuck.join(', ')} has none`);
}

/** Returns the retention of each status, in seconds. */
function retentionOf(
  { retention = {} }: StatusTrackerOptions,
  machine: StateMachine,
): Readonly<Record<string, number | undefined>> {
  const final = machine.statuses.filter((status) => machine.isFinal(status));
  const byStatus = typeof retention === 'number' ? Object.fromEntries(final.map((end) => [end, retention])) : retention;
  for (const [status, seconds] of Object.entries(byStatus)) {
    if (!machine.has(status)) throw new ConfigurationError(`retention names '${status}', which is no status`);
    if (seconds !== undefined && !(Number.isFinite(seconds) && seconds > 0))
      throw new ConfigurationError(`retention of ${status} must be a number of seconds above 0`);
  }
  return byStatus;
}

/** `{ budget: number }` → `{ attributes: { budget: number } }`. Optional if all attributes are optional. */
type OwnAttributes<Own> =
  Record<never, never> extends Own ? { readonly attributes?: Own | undefined } : { readonly attributes: Own };

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Names of the attributes that a class has in addition to `StatusRecord`: `'budget' | 'note'`. */
type OwnOf<R extends StatusRecord> = Exclude<AttributeOf<R>, keyof StatusRecord>;

/** Names of those that can be omitted. Includes readonly ones, because a type can't tell them from accessors. */
type OptionalAttributeOf<R extends StatusRecord> = {
  [P in OwnOf<R>]: undefined extends R[P] ? P : Same<Pick<R, P>, { readonly [Q in P]: R[Q] }> extends true ? P : never;
}[OwnOf<R>];

type AttributesOf<R extends StatusRecord> = {
  readonly [P in Exclude<OwnOf<R>, OptionalAttributeOf<R>>]: R[P];
} & { readonly [P in OptionalAttributeOf<R>]?: R[P] | undefined };

/** Options of a start. The own attributes of the class are in `attributes`. */
export type StartOptions<R extends StatusRecord> = Omit<StartSettings, 'attributes'> & OwnAttributes<AttributesOf<R>>;

/** Arguments of a start after the id. The options can be omitted if the class has no required attributes of its own. */
export type StartArguments<R extends StatusRecord> =
  Record<never, never> extends AttributesOf<R> ? [options?: StartOptions<R>] : [options: StartOptions<R>];

/** Options of a step. */
export interface AdvanceOptions extends StepOptions {
  readonly progress?: ProgressInput | undefined;
  /** Text for readers. Cut to 1,024 bytes. */
  readonly message?: string | undefined;
}

/** Options of `succeed()`. */
export interface SucceedOptions extends AdvanceOptions {
  /** Result of the request: any JSON. */
  readonly result?: unknown;
}

/** Options of `fail()`. */
export interface FailOptions extends AdvanceOptions {
  readonly error?: FailureInput | undefined;
}

/** Options of `redrive()`. */
export interface RedriveOptions extends AdvanceOptions {
  /**
   * The `redrives` count that you saw. If the stored count is higher, the request was restarted already and is returned
   * unchanged. Costs one read.
   */
  readonly redrives?: number | undefined;
}

/** Options of `cancel()`. */
export interface CancelOptions extends StepOptions {
  /** Reason for readers. Cut to 1,024 bytes. */
  readonly reason?: string | undefined;
}

/** Options of a list of the requests of one user. */
export interface ListByUserOptions<Status extends string>
  extends Pick<QueryOptions<never>, 'limit' | 'pageSize' | 'descending' | 'signal' | 'timeoutMs'> {
  /** Returns only requests with this status. DynamoDB reads and charges for all requests of the user. */
  readonly status?: Status | undefined;
}
