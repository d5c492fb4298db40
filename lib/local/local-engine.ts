import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Name of a local engine. `dynoxide` is a native program on SQLite and supports nearly the whole API. `dynalite` runs
 * in this process on LevelDB, on any platform. It has no transactions, streams, and time to live.
 */
export type LocalEngineName = 'dynoxide' | 'dynalite';

/** Options of `startLocal`. */
export interface LocalOptions {
  /**
   * Folder of the data, created if it is missing. Each engine uses its own path in it: `dynoxide.sqlite` or
   * `dynalite/`. Default: none, the data is in memory and is lost when the engine stops.
   */
  readonly path?: string | undefined;
  /** TCP port on 127.0.0.1, 1 to 65535. Default: 0, a free port. */
  readonly port?: number | undefined;
  /**
   * True to accept requests of web pages too. Those have an `Origin`, or a `Host` other than `localhost`, `127.0.0.1`,
   * and `[::1]`. Any page in a browser of this machine can then read and change the tables. Default: false.
   */
  readonly cors?: boolean | undefined;
  /** Engine to run. Default: `dynoxide` if its package is installed, otherwise `dynalite`. */
  readonly engine?: LocalEngineName | undefined;
}

/** A running local DynamoDB. */
export interface LocalEngine extends AsyncDisposable {
  /** URL of the engine, such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** A client of the engine with dummy credentials. `stop()` destroys it. */
  readonly client: DynamoDBClient;
  /** Name of the engine. */
  readonly engine: LocalEngineName;
  /**
   * Destroys the client, stops the engine, and waits for its end. A second call waits for the first. All data is then
   * stored under `path`.
   */
  stop(): Promise<void>;
}

/** Folder, port, and access of an engine to start. */
export interface EnginePlace {
  /** Absolute path of an existing folder. Undefined for data in memory. */
  readonly folder: string | undefined;
  /** Fixed TCP port, which was free a moment ago. Undefined for any free port. */
  readonly port: number | undefined;
  /** True to accept requests of web pages. */
  readonly cors: boolean;
}

/** A running engine, as the start function of each engine returns it. */
export interface RunningEngine {
  readonly port: number;
  stop(): Promise<void>;
}
