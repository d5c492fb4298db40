import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { typeText } from '../errors/option-rules.ts';
import type { Client } from '../execution/executor.ts';
import type { RepositoryClass } from '../repository/any-repository.ts';
import { AnnotableHealth } from './annotable-health.ts';
import { Connection, clientOf } from './connection.ts';
import {
  type AnnotableModuleAsyncOptions,
  type AnnotableModuleOptions,
  type AnnotableOptions,
  checkAsync,
  checkMade,
  checkRoot,
} from './module-options.ts';
import { connectionToken, getClientToken, getRepositoryToken, optionsToken } from './tokens.ts';

/**
 * Injects repositories into the classes of a NestJS application.
 *
 * `forRoot` or `forRootAsync` defines the client, once for the whole application. `forFeature` defines the repositories of a
 * module, which are injected by their class.
 *
 * @example
 * @Module({ imports: [AnnotableModule.forRoot({ clientConfig: { region: 'eu-central-1' } }), OrdersModule] })
 * export class AppModule {}
 *
 * @Module({ imports: [AnnotableModule.forFeature([Orders, Customers])], controllers: [OrdersController] })
 * export class OrdersModule {}
 *
 * @Controller('orders')
 * export class OrdersController {
 *   constructor(private readonly orders: Orders) {}
 * }
 */
// biome-ignore lint/complexity/noStaticOnlyClass: Nest takes a class as a module
export class AnnotableModule {
  /**
   * Defines a client for the whole application.
   *
   * @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid
   * @example
   * AnnotableModule.forRoot({ ensureTables: true, repositoryOptions: { timeoutMs: 5_000 } })
   */
  static forRoot(options: AnnotableModuleOptions = {}): DynamicModule {
    checkRoot(options);
    const { name, ...own } = options;
    return rootModule(name, { provide: optionsToken(name), useValue: own });
  }

  /**
   * Defines a client for the whole application, with options that depend on other providers.
   *
   * @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid. The application fails to start
   * with this error if the result of `useFactory` is not valid
   * @example
   * AnnotableModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({ tableName: (declared) => `${config.get('STAGE')}-${declared}` }),
   * })
   */
  static forRootAsync<Dependencies extends readonly unknown[]>(
    options: AnnotableModuleAsyncOptions<Dependencies>,
  ): DynamicModule {
    checkAsync(options as AnnotableModuleAsyncOptions<readonly unknown[]>);
    const { name, imports = [], inject = [], useFactory } = options;
    const made = async (...dependencies: readonly unknown[]): Promise<AnnotableOptions> => {
      const result = await useFactory(...(dependencies as Dependencies));
      checkMade(result);
      return result;
    };
    return { ...rootModule(name, { provide: optionsToken(name), useFactory: made, inject }), imports };
  }

  /**
   * Defines the repositories of a module.
   *
   * Each class is the token of its repository. All modules share one repository for each class and client.
   *
   * @param repositories - classes whose constructor takes a client and options
   * @param name - the name of the client. Default: the client without a name
   * @throws ConfigurationError `configuration.invalid` if an entry is no class
   * @example
   * AnnotableModule.forFeature([Orders, Customers])
   */
  static forFeature(repositories: readonly RepositoryClass[], name?: string): DynamicModule {
    repositories.forEach(checkClass);
    const providers = repositories.flatMap((Class) => repositoryProviders(Class, name));
    const tokens = repositories.flatMap((Class) => [Class, getRepositoryToken(Class, name)]);
    return { module: AnnotableModule, providers, exports: tokens };
  }
}
Module({})(AnnotableModule);

function rootModule(name: string | undefined, options: Provider): DynamicModule {
  const own = optionsToken(name);
  const client = getClientToken(name);
  const connection = connectionToken(name);
  return {
    module: AnnotableModule,
    global: true,
    providers: [
      options,
      // A provider of its own, so that a test can replace the client of all repositories.
      { provide: client, useFactory: clientOf, inject: [own] },
      {
        provide: connection,
        useFactory: (made: Client, options: AnnotableOptions) => new Connection(made, options),
        inject: [client, own],
      },
      { provide: AnnotableHealth, useFactory: (ref: ModuleRef) => new AnnotableHealth(ref), inject: [ModuleRef] },
    ],
    exports: [connection, client, AnnotableHealth],
  };
}

function repositoryProviders(Class: RepositoryClass, name: string | undefined): readonly Provider[] {
  const inject = [connectionToken(name)];
  return [
    { provide: Class, useFactory: (connection: Connection) => connection.repositoryOf(Class), inject },
    { provide: getRepositoryToken(Class, name), useExisting: Class },
  ];
}

/** Rejects what a circular import leaves undefined. */
function checkClass(Class: unknown, index: number): void {
  if (typeof Class === 'function') return;
  throw new ConfigurationError(
    `AnnotableModule: entry ${index} of forFeature() must be a class of repositories, not ${typeText(Class)}; ` +
      'a circular import leaves a class undefined',
  );
}
