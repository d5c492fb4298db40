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

/** How a tracker keeps its requests; every option has a default. */
export interface StatusTrackerOptions<Status extends string = string> extends RepositoryOptions {
  /**
   * Seconds after which a request is deleted, counted from its last change of status: for all that have ended, or by
   * status. By default all are kept.
   */
  readonly retention?: number | { readonly [Name in Status]?: number | undefined } | undefined;
  /** Partitions of the indexes by status and of open requests, the same in all processes, 1 to 100; default 8. */
  readonly shards?: number | undefined;
  /** Steps that are kept of a request, 1 to 100; default 50. */
  readonly maxHistory?: number | undefined;
  /** Bytes of a result, as JSON, that lies in its record, and of `metadata`; default 100,000. */
  readonly maxResultBytes?: number | undefined;
  /** Bytes of an error's message and details; default 4,096. */
  readonly maxErrorBytes?: number | undefined;
  /**
   * Times that a request is claimed before it fails, 1 or more; no limit by default. Every status that is not final must
   * lead to the failure.
   */
  readonly maxAttempts?: number | undefined;
  /** Where larger results lie: a linker. Without one they are refused. */
  readonly results?: ResultStore | undefined;
}

const maxShards = 100;
const maxHistory = 100;

/** A tracker's settings, defaults filled in. @throws ConfigurationError where one is out of its range */
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

/** @throws ConfigurationError where a request that was claimed so often could not fail, and would stay as it is for ever */
function attemptsOf(maxAttempts: number, machine: StateMachine): number {
  const failure = machine.meaning('failure');
  const stuck = machine.open.filter((status) => !machine.after(status).includes(failure));
  if (stuck.length === 0) return wholeNumber('maxAttempts', maxAttempts, { least: 1 });
  throw new ConfigurationError(`maxAttempts needs a way to ${failure} from each status; ${stuck.join(', ')} has none`);
}

/** Seconds by status. */
function retentionOf(
  { retention = {} }: StatusTrackerOptions,
  machine: StateMachine,
): Readonly<Record<string, number | undefined>> {
  const ends = machine.statuses.filter((status) => machine.isFinal(status));
  const byStatus = typeof retention === 'number' ? Object.fromEntries(ends.map((end) => [end, retention])) : retention;
  for (const [status, seconds] of Object.entries(byStatus)) {
    if (!machine.has(status)) throw new ConfigurationError(`retention names '${status}', which is no status`);
    if (seconds !== undefined && !(Number.isFinite(seconds) && seconds > 0))
      throw new ConfigurationError(`retention of ${status} must be a number of seconds above 0`);
  }
  return byStatus;
}

type OwnAttributes<Own> =
  Record<never, never> extends Own ? { readonly attributes?: Own | undefined } : { readonly attributes: Own };

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The attributes that a class has besides a request's. */
type OwnOf<R extends StatusRecord> = Exclude<AttributeOf<R>, keyof StatusRecord>;

/** Those that may be left out: the optional ones, and the readonly ones, which the compiler can't tell from accessors. */
type OptionalOf<R extends StatusRecord> = {
  [P in OwnOf<R>]: undefined extends R[P] ? P : Same<Pick<R, P>, { readonly [Q in P]: R[Q] }> extends true ? P : never;
}[OwnOf<R>];

type AttributesOf<R extends StatusRecord> = {
  readonly [P in Exclude<OwnOf<R>, OptionalOf<R>>]: R[P];
} & { readonly [P in OptionalOf<R>]?: R[P] | undefined };

/** What a request is started with; the class's own attributes in `attributes`. */
export type StartOptions<R extends StatusRecord> = Omit<StartSettings, 'attributes'> & OwnAttributes<AttributesOf<R>>;

/** The options of a start, which may be left out where the class requires no attributes of its own. */
export type StartArguments<R extends StatusRecord> =
  Record<never, never> extends AttributesOf<R> ? [options?: StartOptions<R>] : [options: StartOptions<R>];

/** How a step is taken. */
export interface AdvanceOptions extends StepOptions {
  readonly progress?: ProgressInput | undefined;
  /** Cut to 1,024 bytes. */
  readonly message?: string | undefined;
}

/** How a request ends well. */
export interface SucceedOptions extends AdvanceOptions {
  /** What it came to: any JSON. */
  readonly result?: unknown;
}

/** How a request fails. */
export interface FailOptions extends AdvanceOptions {
  readonly error?: FailureInput | undefined;
}

/** How a request is started again. */
export interface RedriveOptions extends AdvanceOptions {
  /**
   * The `redrives` of the record upon which it was decided: where it has more by now, it was started again already, and is
   * given as it is. Read before it is written.
   */
  readonly redrives?: number | undefined;
}

/** How a request is asked to be cancelled. */
export interface CancelOptions extends StepOptions {
  /** Cut to 1,024 bytes. */
  readonly reason?: string | undefined;
}

/** Which of a user's requests are listed. */
export interface ListByUserOptions<Status extends string>
  extends Pick<QueryOptions<never>, 'limit' | 'pageSize' | 'descending' | 'signal' | 'timeoutMs'> {
  readonly status?: Status | undefined;
}
