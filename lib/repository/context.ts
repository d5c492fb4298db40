import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CallOptions, type Client, Executor } from '../execution/executor.ts';
import { withTableName } from '../schema/compile-table.ts';
import type { Schema } from '../schema/schema.ts';
import { type Operation, withDeadline } from '../time/deadline.ts';
import { checkRepository } from './option-checks.ts';
import type { RepositoryOptions } from './types.ts';

/** What the parts of a repository work with. */
export interface RepositoryContext<T extends object = object> {
  readonly schema: Schema<T>;
  readonly executor: Executor;
  readonly options: RepositoryOptions;
}

/** In the global registry, so that a transaction takes repositories of the ESM and the CommonJS copy of the package. */
const contextKey: unique symbol = Symbol.for('annotable.context') as never;

/**
 * Makes what a new repository works with, and lets transactions find it, without making it public.
 *
 * @throws ConfigurationError where the client is none, or an option is unknown or wrong
 */
export function newContext<T extends object>(
  repository: object,
  bound: Schema<T>,
  client: Client | undefined,
  options: RepositoryOptions,
): RepositoryContext<T> {
  // The table as well, because a minifier renames the class of a user.
  checkRepository(options, `${bound.table.name}: ${repository.constructor.name}`, 'constructor');
  const schema = options.tableName === undefined ? bound : withTableName(bound, options.tableName);
  const context = { schema, executor: new Executor(client, options), options };
  Object.defineProperty(repository, contextKey, { value: context });
  return context;
}

/**
 * What a repository works with.
 *
 * @throws ConfigurationError where it is no repository
 */
export function contextOf(repository: object): RepositoryContext {
  const context = (repository as { readonly [contextKey]?: RepositoryContext })[contextKey];
  if (context !== undefined) return context;
  throw new ConfigurationError('a transaction takes repositories: classes that extend BaseRepository');
}

/**
 * What a transaction is sent through: the client that it was given, or else its repositories' own.
 *
 * @param executor - what it is sent through so far
 * @throws ConfigurationError where its repositories have several clients, and it was given none
 */
export function executorOf(executor: Executor | undefined, isGiven: boolean, context: RepositoryContext): Executor {
  if (executor === undefined || isGiven || executor.sharesClientWith(context.executor))
    return executor ?? context.executor;
  throw new ConfigurationError(
    `${context.schema.name}: its repository has another client than those before it; give the transaction the client to send with`,
  );
}

/** Does an operation of a repository in its time. */
export function inTime<Result>(
  { schema, options: { timeoutMs } }: RepositoryContext,
  options: CallOptions | undefined,
  work: (call: Operation) => Promise<Result>,
): Promise<Result> {
  return withDeadline(options ?? {}, { table: schema.table.name, timeoutMs }, work);
}

/** Milliseconds since 1970, by the repository's clock. */
export function nowMs({ options }: RepositoryContext): number {
  return (options.clock ?? Date.now)();
}

/** The tables of a transaction, each once, as errors name them. */
export const tablesOf = (parts: readonly { readonly schema: Schema }[]): string =>
  [...new Set(parts.map(({ schema }) => schema.table.name))].join(', ');
