import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { boundSchema } from '../decorators/repository.ts';
import type { Client } from '../execution/executor.ts';
import type { AnyRepository, RepositoryClass } from '../repository/any-repository.ts';
import type { RepositoryOptions } from '../repository/types.ts';
import type { TableHandle } from '../table/table-handle.ts';
import type { AnnotableOptions } from './module-options.ts';

/** The clients that the module has made, and destroys. */
const ownClients = new WeakSet<object>();

/** Returns the client of the options, or creates it. */
export function clientOf({ client, clientConfig = {} }: AnnotableOptions): Client {
  if (client !== undefined) return client;
  const own = new DynamoDBClient(clientConfig);
  ownClients.add(own);
  return own;
}

/** A client and its repositories. Nest calls its methods when the application starts and ends. */
export class Connection implements OnModuleInit, OnApplicationShutdown {
  readonly #client: Client;
  readonly #options: AnnotableOptions;
  readonly #repositories = new Map<RepositoryClass, AnyRepository>();

  constructor(client: Client, options: AnnotableOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Returns the repository of a class. Modules with the same class share it. */
  repositoryOf(Class: RepositoryClass): AnyRepository {
    const repository = this.#repositories.get(Class) ?? new Class(this.#client, this.#optionsOf(Class));
    this.#repositories.set(Class, repository);
    return repository;
  }

  /** The table of each repository, once for all entities that share it. */
  get tables(): readonly TableHandle[] {
    const repositories = [...this.#repositories.values()];
    return [...new Map(repositories.map(({ table }) => [table.name, table])).values()];
  }

  /** Nest has created all repositories by then, and calls this before the hooks of modules that aren't global. */
  async onModuleInit(): Promise<void> {
    if (this.#options.ensureTables === true) await Promise.all(this.tables.map((table) => table.ensure()));
  }

  /** The last hook: requests that were running when the application was closed have ended. */
  onApplicationShutdown(): void {
    if (ownClients.has(this.#client)) this.#client.destroy();
  }

  #optionsOf(Class: RepositoryClass): RepositoryOptions {
    const { repositoryOptions = {}, tableName } = this.#options;
    if (tableName === undefined) return repositoryOptions;
    return { ...repositoryOptions, tableName: tableName(boundSchema(Class).table.name) };
  }
}
