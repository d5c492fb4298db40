import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CapacityLimit, type CapacityMeter, meterOf } from '../execution/capacity-meter.ts';
import { type CallOptions, type Client, Executor } from '../execution/executor.ts';
import { instrumentations, operationChannel } from '../execution/instrumentations.ts';
import { type Observed, observedCall } from '../execution/observation.ts';
import { type SendHook, sendHooksOf } from '../execution/send-hooks.ts';
import { withTableName } from '../schema/compile-table.ts';
import { schemasOf } from '../schema/family.ts';
import type { Schema } from '../schema/schema.ts';
import { type Operation, withDeadline } from '../time/deadline.ts';
import { checkRepository } from './option-checks.ts';
import type { RepositoryOptions } from './types.ts';

/** The state that the modules of a repository share. */
export interface RepositoryContext<T extends object = object> extends Observed {
  readonly schema: Schema<T>;
  readonly executor: Executor;
  readonly options: RepositoryOptions;
  /** Delays the requests of one call. Undefined if the call has no limit. */
  readonly meter?: CapacityMeter | undefined;
  /** True if requests are only recorded for an explanation, which nobody observes. */
  readonly isExplained?: true;
}

/** In the global registry, so a transaction accepts repositories of the ESM and the CommonJS copy of the package. */
const contextKey: unique symbol = Symbol.for('annotable.context') as never;

/**
 * Creates the context of a new repository and attaches it, so transactions can find it without a public property.
 *
 * @throws ConfigurationError if `client` is not a client, or an option is unknown or invalid
 */
export function newContext<T extends object>(
  repository: object,
  bound: Schema<T>,
  client: Client | undefined,
  options: RepositoryOptions,
): RepositoryContext<T> {
  // Names the table too, because a minifier can rename the class of a user.
  checkRepository(options, `${bound.table.name}: ${repository.constructor.name}`, 'constructor');
  const schema = options.tableName === undefined ? bound : withTableName(bound, options.tableName);
  const { lane } = options;
  const hooks = sendHooksOf(schema.extensions);
  // The classes of a family are declared later, so they are looked up by the first request.
  const isKnown = schema.entity === undefined;
  const executor = isKnown
    ? new Executor(client, { lane, hooks: [...hooks, ...encryptingHooks(schema)] })
    : new Executor(client, { lane, hooks, innermost: () => encryptingHooks(schema) });
  const context = { schema, executor, options };
  Object.defineProperty(repository, contextKey, { value: context });
  return context;
}

/** Returns the hook that encrypts the attributes of a class or its family. Empty if none is encrypted. */
function encryptingHooks(schema: Schema): readonly SendHook[] {
  const { encryption } = schemasOf(schema).find((each) => each.encryption !== undefined) ?? {};
  return encryption === undefined ? [] : [encryption.hook(schema)];
}

/**
 * Returns the context of a repository.
 *
 * @param taker - what the repository is given to, as messages name it
 * @throws ConfigurationError if the object is not a repository
 */
export function contextOf(repository: object, taker = 'a transaction'): RepositoryContext {
  const context = findContext(repository);
  if (context !== undefined) return context;
  throw new ConfigurationError(`${taker} takes repositories: classes that extend BaseRepository`);
}

/** Returns the context of a repository. Undefined for any other value. */
export const findContext = (value: unknown): RepositoryContext | undefined =>
  (value as { readonly [contextKey]?: RepositoryContext } | null | undefined)?.[contextKey];

/**
 * Returns the executor of a transaction: of its own client, or else of the client that its repositories share.
 *
 * @param executor - the executor of the repositories so far
 * @throws ConfigurationError if the repositories have different clients and the transaction has none of its own
 */
export function executorOf(
  executor: Executor | undefined,
  hasOwnClient: boolean,
  context: RepositoryContext,
): Executor {
  if (executor === undefined || hasOwnClient || executor.sharesClientWith(context.executor))
    return executor?.joinedWith(context.executor) ?? context.executor;
  throw new ConfigurationError(
    `${context.schema.name}: its repository has another client than those before it; give the transaction the client to send with`,
  );
}

/** True if somebody observes the operations of a repository. */
export const isObserved = ({ options: { logger, onSlow }, isExplained }: RepositoryContext): boolean =>
  isExplained !== true &&
  (operationChannel.hasSubscribers || instrumentations.length > 0 || logger !== undefined || onSlow !== undefined);

/** Runs an operation of a repository within its time limit. */
export function inTime<Result>(
  { schema, options: { timeoutMs }, observation }: RepositoryContext,
  options: (CallOptions & Observed) | undefined,
  work: (call: Operation) => Promise<Result>,
): Promise<Result> {
  const settings = { table: schema.table.name, timeoutMs };
  const observer = observation ?? options?.observation;
  return withDeadline(options ?? {}, settings, observer === undefined ? work : observedWork(work, observer));
}

/** A function of its own, so that other operations create no closure. */
const observedWork =
  <Result>(work: (call: Operation) => Promise<Result>, observer: NonNullable<Observed['observation']>) =>
  (call: Operation): Promise<Result> =>
    work(observedCall(call, observer));

/** Returns a context whose requests a meter measures. */
export const withMeter = <T extends object>(
  context: RepositoryContext<T>,
  meter: CapacityMeter | undefined,
): RepositoryContext<T> =>
  meter === undefined ? context : { ...context, meter, executor: meter.executorOf(context.executor) };

/** Returns the context of a call that has a limit. */
export const metered = <T extends object>(
  context: RepositoryContext<T>,
  { capacityLimit }: { readonly capacityLimit?: CapacityLimit | undefined },
): RepositoryContext<T> => withMeter(context, meterOf(capacityLimit));

/** Returns the milliseconds since 1970, by the clock of the repository. */
export function nowMs({ options }: RepositoryContext): number {
  return (options.clock ?? Date.now)();
}

/** The distinct table names of a transaction, as errors show them. */
export const tablesOf = (parts: readonly { readonly schema: Schema }[]): string =>
  [...new Set(parts.map(({ schema }) => schema.table.name))].join(', ');
