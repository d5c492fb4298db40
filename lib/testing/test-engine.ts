import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { boundSchema } from '../decorators/repository.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, type CheckOptions, filledText, isOptions, optionRules } from '../errors/option-rules.ts';
import type { Client } from '../execution/executor.ts';
import type { LocalEngineName } from '../local/index.ts';
import type { RepositoryOptions } from '../repository/types.ts';
import type { Schema } from '../schema/schema.ts';
import type { TableHandle } from '../table/table-handle.ts';
import { TestClock, type TimeInput } from './test-clock.ts';
import { openEndpoint, type TestEndpoint } from './test-endpoint.ts';
import { TestTable } from './test-table.ts';

/** Options of `testEngine`. */
export interface TestEngineOptions {
  /** URL of a DynamoDB to use. Default: the variable `ANNOTABLE_TEST_ENDPOINT`, or else a local engine. */
  readonly endpoint?: string | undefined;
  /** Local engine to start, also if the variable is set. Default: `dynoxide` if it is installed, otherwise `dynalite`. */
  readonly engine?: LocalEngineName | undefined;
  /** Time of the clock at the start and after `reset()`. Default: the current time. */
  readonly now?: TimeInput | undefined;
}

/** A class whose instances are repositories: its constructor takes a client and the options of a repository. */
export type OpenableClass = new (
  client?: Client,
  options?: never,
) => { readonly schema: object; readonly table: TableHandle };

/** The options of a repository class, and the client of this repository alone. */
export type OpenOptions<Class extends OpenableClass> = OptionsOf<Class> & {
  /** Default: the client of the engine. */
  readonly client?: Client | undefined;
};

type OptionsOf<Class> = Class extends new (
  client?: Client,
  options?: infer Options,
) => unknown
  ? NonNullable<Options>
  : never;

/** A DynamoDB for the tests of one file. */
export interface TestEngine extends AsyncDisposable {
  /** A client of the engine. `stop()` destroys it. */
  readonly client: DynamoDBClient;
  /** URL of the engine. */
  readonly endpoint: string;
  /** Name of the local engine. `'endpoint'` for a given endpoint. */
  readonly engine: LocalEngineName | 'endpoint';
  /** The clock of all opened repositories. It stands still until a test moves it. */
  readonly clock: TestClock;
  /**
   * Creates a repository, and its table if it is missing. Linkers and trackers are repositories too.
   *
   * The table has a name of its own in each engine, so workers never share data. Classes that name the same table share
   * one. `tableName` replaces the name in `@Table`, and gets the prefix of the engine too.
   *
   * @throws ConfigurationError `configuration.invalid` if the class is no repository, or doesn't pass its options on
   * @throws TableMismatchError `table.mismatch` if the classes of one table declare different keys
   * @example
   * const phones = await engine.open(Phones);
   * // CreateTable { TableName: 'test-1f0c9a7e-phonebook', … }
   */
  open<Class extends OpenableClass>(Class: Class, options?: OpenOptions<Class>): Promise<InstanceType<Class>>;
  /**
   * Deletes all items of the opened tables, and sets the clock to its start. Creates dropped tables again.
   *
   * @example
   * afterEach(() => engine.reset());
   * // Scan { ProjectionExpression: '#k0', … } for each table, then BatchWriteItem for those with items
   */
  reset(): Promise<void>;
  /**
   * Deletes the items of the opened tables that are past their time to live by the clock, as DynamoDB does within days.
   *
   * @returns the number of deleted items
   */
  removeExpired(): Promise<number>;
  /** Stops the engine. Of a given endpoint, drops the opened tables. A second call waits for the first. */
  stop(): Promise<void>;
}

const checkEngine: CheckOptions = optionRules<TestEngineOptions>({
  endpoint: filledText,
  engine: anything,
  now: anything,
});

/**
 * Starts a DynamoDB for the tests of one file or worker, in memory.
 *
 * Works in Jest, Vitest, and `node:test`. The engine ends with the process, even if you don't stop it.
 *
 * @throws ConfigurationError `configuration.invalid` if an option is wrong, or the engine is not installed or does not
 *   start
 * @example
 * const engine = await testEngine();
 * const phones = await engine.open(Phones);
 * afterEach(() => engine.reset());
 * afterAll(() => engine.stop());
 */
export async function testEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  checkEngine(options, 'annotable/testing', 'testEngine');
  const clock = new TestClock(options.now);
  return new Engine(await openEndpoint(options.endpoint, options.engine), clock);
}

class Engine implements TestEngine {
  readonly clock: TestClock;
  readonly #place: TestEndpoint;
  readonly #prefix = `test-${randomUUID().slice(0, 8)}-`;
  /** By name. */
  readonly #tables = new Map<string, TestTable>();
  #stopped: Promise<void> | undefined;

  constructor(place: TestEndpoint, clock: TestClock) {
    this.#place = place;
    this.clock = clock;
  }

  get client(): DynamoDBClient {
    return this.#place.client;
  }

  get endpoint(): string {
    return this.#place.endpoint;
  }

  get engine(): LocalEngineName | 'endpoint' {
    return this.#place.engine;
  }

  async open<Class extends OpenableClass>(
    Class: Class,
    options: OpenOptions<Class> = {} as OpenOptions<Class>,
  ): Promise<InstanceType<Class>> {
    const base = boundSchema(Class).table.name;
    if (this.#stopped !== undefined) throw new ConfigurationError(`${base}: the test engine is stopped; start another`);
    if (!isOptions(options)) throw new ConfigurationError(`${base}: open() takes the class and an object of options`);
    const { client = this.client, ...own } = options as RepositoryOptions & { readonly client?: Client | undefined };
    const tableName = this.#prefix + (own.tableName ?? base);
    const given = { clock: () => this.clock.now, ...(isLinker(Class) && several), ...own, tableName };
    const repository = new Class(client, given as never);
    if (repository.table.name !== tableName)
      throw new ConfigurationError(`${base}: the constructor of ${Class.name} must pass its options on to super()`);
    await this.#table(tableName).ensure(repository.schema as Schema);
    return repository as InstanceType<Class>;
  }

  async reset(): Promise<void> {
    this.clock.reset();
    await Promise.all([...this.#tables.values()].map((table) => table.empty()));
  }

  async removeExpired(): Promise<number> {
    const counts = [...this.#tables.values()].map((table) => table.removeExpired(this.clock.now));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    try {
      if (!this.#place.isOwn) await Promise.all([...this.#tables.values()].map((table) => table.drop()));
    } finally {
      await this.#place.stop();
    }
  }

  #table(name: string): TestTable {
    const table = this.#tables.get(name) ?? new TestTable(this.client);
    this.#tables.set(name, table);
    return table;
  }
}

const several = { allowMultipleInstances: true };

/** True for linkers of either copy of the package (ESM, CJS). */
const isLinker = ({ prototype }: OpenableClass): boolean => 'putJson' in prototype;
