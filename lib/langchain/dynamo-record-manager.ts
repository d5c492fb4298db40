import { type ListKeyOptions, RecordManager, type UpdateOptions } from '@langchain/core/indexing';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, optionRules } from '../errors/option-rules.ts';
import type { DynamoSpaces } from '../linker/dynamo-spaces.ts';
import type { Space } from '../linker/space.ts';

const checkNone: CheckOptions = optionRules<Record<never, never>>({});

/** Stored form of a record. */
interface StoredRecord {
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  readonly groupId: string | null;
}

/**
 * A record manager for the indexing API of LangChain. It knows which documents a vector store has, so that `index()`
 * writes only new and changed documents, and deletes old ones.
 *
 * The records of a namespace are one space. `exists` and `update` read and write by key. `listKeys` reads the namespace.
 *
 * @example
 * const records = new DynamoRecordManager(new DynamoSpaces(client, { tableName: 'agents' }), 'airports');
 * await index({ docsSource, recordManager: records, vectorStore, options: { cleanup: 'full' } });
 * // BatchGetItem { RequestItems: { agents: { Keys: [up to 100 keys] } } }
 */
export class DynamoRecordManager extends RecordManager {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'DynamoRecordManager';
  override lc_namespace: string[] = ['langchain', 'recordmanagers', 'annotable'];
  readonly #space: Space;

  /** @throws ConfigurationError `configuration.invalid` if the namespace is not valid, or there are options */
  constructor(spaces: DynamoSpaces, namespace: string, ...more: readonly never[]) {
    super();
    if (more[0] !== undefined) checkNone(more[0], new.target.name, 'constructor');
    this.#space = spaces.space(`langchain/records/${namespace}`);
  }

  /** Finds or creates the table. */
  createSchema(): Promise<void> {
    return this.#space.open();
  }

  /** Returns milliseconds since 1970, with fractions: two calls of a process are never equal. */
  async getTime(): Promise<number> {
    return performance.timeOrigin + performance.now();
  }

  /** Sets the time and the group of keys. @throws ConfigurationError if the clock is behind `timeAtLeast` */
  async update(keys: string[], { groupIds, timeAtLeast }: UpdateOptions = {}): Promise<void> {
    if (groupIds !== undefined && groupIds.length !== keys.length)
      throw new ConfigurationError(
        `there are ${keys.length} keys and ${groupIds.length} groupIds; pass one for each key`,
      );
    const updatedAt = await this.getTime();
    if (timeAtLeast !== undefined && updatedAt < timeAtLeast)
      throw new ConfigurationError(
        `the clock says ${updatedAt}, and timeAtLeast is ${timeAtLeast}; synchronize the clocks of the processes`,
      );
    await this.#space.putMany(
      keys.map((key, index): [string, object] => [key, { updatedAt, groupId: groupIds?.[index] ?? null }]),
    );
  }

  async exists(keys: string[]): Promise<boolean[]> {
    return (await this.#space.getMany(keys)).map((record) => record !== undefined);
  }

  /** Lists the keys whose time is in a range and whose group is one of `groupIds`. */
  async listKeys({ before, after, groupIds, limit }: ListKeyOptions = {}): Promise<string[]> {
    const keys: string[] = [];
    const most = limit ?? Number.POSITIVE_INFINITY;
    for await (const { name, value } of this.#space.list<StoredRecord>()) {
      if (keys.length >= most) break;
      const isInTime =
        (before === undefined || value.updatedAt < before) && (after === undefined || value.updatedAt > after);
      if (isInTime && (groupIds === undefined || groupIds.includes(value.groupId))) keys.push(name);
    }
    return keys;
  }

  deleteKeys(keys: string[]): Promise<void> {
    return this.#space.delete(keys);
  }
}
