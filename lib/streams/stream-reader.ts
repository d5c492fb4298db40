import { InvalidItemError } from '../errors/invalid-item-error.ts';
import { isOwnItem } from '../schema/kinds.ts';
import type { Schema } from '../schema/schema.ts';
import { linkAbort, sharedController } from '../time/abort-listeners.ts';
import { countHandled, type WalkPage } from './active-shard.ts';
import { warnOfRecord } from './handler-options.ts';
import type { Positions } from './positions.ts';
import { changeOf, isGuardRecord } from './read-change.ts';
import type { ReadStreamOptions } from './reader-options.ts';
import { ShardWalk } from './shard-walk.ts';
import type { StreamChange } from './stream-change.ts';
import { firstStream, nextStream, type StreamChoice } from './stream-choice.ts';
import { partsOf, type StreamRecord } from './stream-record.ts';
import { loadStreamsSdk, StreamsApi } from './streams-api.ts';

/** Longest pause in milliseconds before a shard without changes is read again. */
const defaultPollMs = 500;
/** Handled changes of a shard before a save. */
const defaultCheckpointEvery = 100;

type Changes<Returned = void> = AsyncGenerator<StreamChange, Returned, void>;

/** Reads the changes of the streams of one table. */
export class StreamReader {
  readonly #schemas: readonly [Schema, ...Schema[]];
  readonly #options: ReadStreamOptions;
  readonly #positions: Positions;
  readonly #controller = sharedController();

  constructor(schemas: readonly [Schema, ...Schema[]], options: ReadStreamOptions, positions: Positions) {
    this.#schemas = schemas;
    this.#options = options;
    this.#positions = positions;
  }

  /** Yields all changes, one stream of the table after the other, until the signal is aborted. */
  async *changes(): Changes {
    const { signal } = this.#controller;
    const [{ table }] = this.#schemas;
    const unlink = linkAbort(this.#controller, this.#options.signal);
    try {
      const api = new StreamsApi(await loadStreamsSdk(), this.#options.client, signal);
      let choice = await this.#unlessAborted(firstStream(api, this.#positions, table, this.#options));
      while (choice !== undefined && !signal.aborted) {
        yield* this.#changesOf(api, choice);
        choice = signal.aborted ? undefined : await this.#unlessAborted(nextStream(api, table, choice.stream));
      }
    } finally {
      unlink();
      // Ends the requests that read ahead.
      this.#controller.abort();
    }
  }

  /** Yields the changes of one stream, until it is disabled and read to its end. */
  async *#changesOf(api: StreamsApi, choice: StreamChoice): Changes {
    const { checkpointEvery = defaultCheckpointEvery, pollMs = defaultPollMs, from, onTrimmed } = this.#options;
    const { stream, since, isNew } = choice;
    const [{ table }] = this.#schemas;
    const common = { api, positions: this.#positions, signal: this.#controller.signal };
    const walk = new ShardWalk({ ...common, table: table.name, stream, since, checkpointEvery, pollMs, onTrimmed });
    let hasFailed = false;
    try {
      await this.#unlessAborted(isNew ? walk.begin(from === 'newest' && since !== undefined) : walk.resume());
      for (let page = await walk.nextPage(); page !== undefined; page = await walk.nextPage())
        if (yield* this.#changesIn(walk, page)) walk.finish(page);
    } catch (error) {
      hasFailed = true;
      throw error;
    } finally {
      // The first error is the one to throw.
      await (hasFailed ? walk.close().catch(() => undefined) : walk.close());
    }
  }

  /** Yields the changes of a page. Returns true if all of its records are handled. */
  async *#changesIn(walk: ShardWalk, { shard, records }: WalkPage): Changes<boolean> {
    for (const record of records) {
      if (shard.isLost || this.#controller.signal.aborted) return false;
      const change = await this.#changeOf(record);
      try {
        if (change !== undefined) yield change;
      } finally {
        // The next change was asked for, or the loop has ended.
        countHandled(shard, record);
      }
      await walk.saveIfDue(shard);
    }
    return true;
  }

  /**
   * Returns the change of a record. Undefined if it belongs to no class of the reader, or its item is invalid.
   *
   * @throws the error of a key ring that is out of reach, so that the record comes again
   */
  async #changeOf(record: StreamRecord): Promise<StreamChange | undefined> {
    const { onInvalid = warnOfRecord } = this.#options;
    const [first] = this.#schemas;
    try {
      const parts = partsOf(record, first.table.name);
      const schema = this.#schemas.find((own) => isOwnItem(own, parts.item));
      return schema === undefined || isGuardRecord(schema, parts) ? undefined : await changeOf(schema, parts);
    } catch (error) {
      if (!(error instanceof InvalidItemError)) throw error;
      await onInvalid(error, record);
      return undefined;
    }
  }

  /** An abort ends the loop without an error. */
  async #unlessAborted<Result>(work: Promise<Result>): Promise<Result | undefined> {
    try {
      return await work;
    } catch (error) {
      if (this.#controller.signal.aborted) return undefined;
      throw error;
    }
  }
}
