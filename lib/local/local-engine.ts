import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * The engines that can be embedded: `dynoxide` is a native program on SQLite and knows nearly the whole API;
 * `dynalite` runs in this process on LevelDB, on any platform, without transactions, streams and time to live.
 */
export type LocalEngineName = 'dynoxide' | 'dynalite';

/** What `startLocal` may be told. Everything has a default. */
export interface LocalOptions {
  /**
   * Folder that keeps the data, made if it is missing. Each engine has its own place in it:
   * `dynoxide.sqlite` or `dynalite/`. Default: none, the data is held in memory and ends with the engine.
   */
  readonly path?: string | undefined;
  /** TCP port on 127.0.0.1, 1 to 65535. Default: a free one (0 says the same). */
  readonly port?: number | undefined;
  /**
   * True to answer web pages too: requests with an `Origin`, or with a `Host` other than `localhost`, `127.0.0.1` and
   * `[::1]`. Any page in a browser of this machine can then read and change the tables. Default: false.
   */
  readonly cors?: boolean | undefined;
  /** Which engine to run. Default: `dynoxide` where its package is installed, else `dynalite`. */
  readonly engine?: LocalEngineName | undefined;
}

/** A local DynamoDB that answers. */
export interface LocalEngine extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** A client of it, with dummy credentials; `stop()` destroys it. */
  readonly client: DynamoDBClient;
  /** Which engine it is. */
  readonly engine: LocalEngineName;
  /**
   * Destroys the client, stops the engine and waits for its end. A second call waits for the first.
   * Data under `path` is complete afterwards.
   */
  stop(): Promise<void>;
}

/** Where an engine is to run. */
export interface EnginePlace {
  /** Absolute path of an existing folder; absent for data in memory. */
  readonly folder: string | undefined;
  /** Fixed TCP port, found free a moment ago; absent for any free one. */
  readonly port: number | undefined;
  /** True to answer web pages. */
  readonly cors: boolean;
}

/** An engine that runs and answers: what each engine's own starter gives back. */
export interface RunningEngine {
  readonly port: number;
  stop(): Promise<void>;
}
