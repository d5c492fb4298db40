import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, type CheckOptions, callback, filledText, flag, optionRules } from '../errors/option-rules.ts';
import type { Client } from '../execution/executor.ts';
import type { RepositoryOptions } from '../repository/types.ts';
import type { Awaitable } from '../time/awaitable.ts';

/** The client and the repositories of `AnnotableModule`. */
export interface AnnotableOptions {
  /** A client of your own. The application doesn't destroy it. Not together with `clientConfig`. */
  readonly client?: Client | undefined;
  /**
   * Configuration of a client that the module creates, and destroys when the application ends. Default: the SDK finds
   * region and credentials in its environment.
   */
  readonly clientConfig?: DynamoDBClientConfig | undefined;
  /** Options of all repositories. */
  readonly repositoryOptions?: RepositoryOptions | undefined;
  /**
   * Returns the name of a table from the name in `@Table`, for example with the stage in front. Default: the name in
   * `@Table`. Not together with `tableName` in `repositoryOptions`.
   */
  readonly tableName?: ((declared: string) => string) | undefined;
  /**
   * True to create what the tables of all repositories lack, before the first `onModuleInit` of the application. Default:
   * false.
   *
   * In production, create tables with the tools of your infrastructure: the application then needs fewer permissions.
   */
  readonly ensureTables?: boolean | undefined;
}

/** Options of `AnnotableModule.forRoot`. */
export interface AnnotableModuleOptions extends AnnotableOptions {
  /** Name of the client, if there are several. Default: the client without a name. */
  readonly name?: string | undefined;
}

/** Options of `AnnotableModule.forRootAsync`. */
export interface AnnotableModuleAsyncOptions<Dependencies extends readonly unknown[]> {
  /** Name of the client, if there are several. Default: the client without a name. */
  readonly name?: string | undefined;
  /** Modules with the providers that `inject` names. */
  readonly imports?: ModuleMetadata['imports'] | undefined;
  /** Tokens of the arguments of `useFactory`, in their order. Default: none. */
  readonly inject?: FactoryProvider['inject'] | undefined;
  /** Returns the options, or a promise of them. */
  readonly useFactory: (...dependencies: Dependencies) => Awaitable<AnnotableOptions>;
}

const optionKinds = {
  client: anything,
  clientConfig: anything,
  repositoryOptions: anything,
  tableName: callback,
  ensureTables: flag,
};

const checkOptions: CheckOptions = optionRules<AnnotableOptions>(optionKinds);
const checkRootOptions: CheckOptions = optionRules<AnnotableModuleOptions>({ ...optionKinds, name: filledText });

const checkAsyncOptions: CheckOptions = optionRules<AnnotableModuleAsyncOptions<readonly unknown[]>>({
  name: filledText,
  imports: anything,
  inject: anything,
  useFactory: callback,
});

const place = 'AnnotableModule';

/** @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid, or two exclude each other */
export function checkRoot(options: AnnotableModuleOptions): void {
  checkRootOptions(options, place, 'forRoot');
  checkExclusions(options, 'forRoot');
}

/** @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid, or `useFactory` is missing */
export function checkAsync(options: AnnotableModuleAsyncOptions<readonly unknown[]>): void {
  checkAsyncOptions(options, place, 'forRootAsync');
  if (options.useFactory === undefined)
    throw new ConfigurationError(`${place}: forRootAsync() requires useFactory, a function that returns the options`);
}

/** @throws ConfigurationError `configuration.invalid` if the result of `useFactory` is no valid options object */
export function checkMade(options: AnnotableOptions): void {
  checkOptions(options, place, 'useFactory');
  checkExclusions(options, 'useFactory');
}

function checkExclusions({ client, clientConfig, repositoryOptions, tableName }: AnnotableOptions, call: string): void {
  if (client !== undefined && clientConfig !== undefined)
    throw new ConfigurationError(`${place}: ${call}() has client and clientConfig; pass one of them`);
  if (tableName !== undefined && repositoryOptions?.tableName !== undefined)
    throw new ConfigurationError(`${place}: ${call}() has tableName and repositoryOptions.tableName; pass one of them`);
}
