import { Repository } from '../decorators/repository.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { type CheckOptions, optionRules } from '../errors/option-rules.ts';
import type { CallOptions, Client } from '../execution/executor.ts';
import { BaseRepository } from '../repository/base-repository.ts';
import { repositoryKinds } from '../repository/option-checks.ts';
import type { RepositoryOptions } from '../repository/types.ts';
import type { TableHandle } from '../table/table-handle.ts';
import { Entry } from './entry.ts';
import { maxSpaceBytes, spaceOf } from './entry-keys.ts';
import { EntryStore } from './entry-store.ts';
import type { Linker } from './linker.ts';
import type { LinkerOptions } from './linker-options.ts';
import type { Opening } from './opened-store.ts';
import { checkCall, checkLinker } from './option-checks.ts';
import { entryForm, entryKey } from './row.ts';
import { Rows } from './rows.ts';
import { Space } from './space.ts';
import { StoreLinker } from './store-linker.ts';

@Repository(Entry)
class Entries extends BaseRepository<Entry, 'space' | 'name'> {}

const checkSpaces: CheckOptions = optionRules<RepositoryOptions>(repositoryKinds);

/** Options of a linker of spaces. */
export type SpaceLinkerOptions = Omit<LinkerOptions, 'clock' | 'allowMultipleInstances'>;

/**
 * A table of spaces: partitions of entries that are listed in the order of their names. The first call of a space finds
 * or creates the table.
 *
 * A space is a document store for one thread, session, user, or namespace. Entries above 350 KB are compressed. If a
 * compressed entry is still too large, it is stored in parts.
 *
 * @example
 * const spaces = new DynamoSpaces(client, { tableName: 'agents' });
 * await spaces.space('thread-1').put('message#0001', { role: 'user', text: 'Hello' });
 * // PutItem { TableName: 'agents', Item: { space: { S: 'thread-1' }, name: { S: 'message#0001' }, … } }
 */
export class DynamoSpaces {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'DynamoSpaces';

  /** Creates, describes, and drops the table. */
  readonly table: TableHandle;
  readonly #clock: () => number;
  readonly #rows: Rows;
  readonly #opening: Opening = {};
  readonly #storeOf: (space: string) => EntryStore;

  /**
   * @param client - default: a client that the SDK configures from the environment
   * @param options - those of a repository; `tableName` is `spaces` by default
   * @throws ConfigurationError `configuration.invalid` if an option is unknown or not valid
   */
  constructor(client?: Client, options: RepositoryOptions = {}) {
    checkSpaces(options, new.target.name, 'constructor');
    const { clock = Date.now, onInvalidItem } = options;
    const rowsWith = (handler: RepositoryOptions['onInvalidItem']): Rows =>
      new Rows(new Entries(client, { ...options, onInvalidItem: handler }), entryForm);
    this.#clock = clock;
    this.#rows = rowsWith(onInvalidItem);
    this.table = this.#rows.table;
    this.#storeOf = (space) => new EntryStore(this.#rows, space, { clock, onInvalidItem, rowsWith });
  }

  /**
   * Returns a space. Sends nothing: a space without entries is not stored.
   *
   * @param name - a string of 1 to 2,000 bytes
   * @throws ConfigurationError `configuration.invalid` if the name is not such a string, or has a lone surrogate
   */
  space(name: string): Space {
    const problem = nameProblem(name);
    if (problem !== undefined) throw new ConfigurationError(`the name of a space ${problem}`);
    return new Space({ name, store: this.#storeOf(name), opening: this.#opening, clock: this.#clock });
  }

  /** Lists the names of all spaces that have entries, in no particular order. Reads the whole table. */
  async *names(options: CallOptions = {}): AsyncGenerator<string, void, undefined> {
    checkCall(options, this.table.name, 'names');
    const listed = new Set<string>();
    await this.space('any').open(options);
    for await (const page of this.#rows.scan({ ...options, select: ['id', 'revision'], consistent: true })) {
      for (const { id, revision } of page) {
        const name = revision === undefined ? undefined : spaceOf(entryKey(id).space);
        if (name === undefined || listed.has(name)) continue;
        listed.add(name);
        yield name;
      }
    }
  }

  /**
   * Returns a linker whose namespaces are spaces of this table. Its documents are the entries of the space. `keys`,
   * `entries`, `flushDb`, and `sweep` read only this space.
   *
   * @param options - `namespace` is the name of the space
   */
  linker(options: SpaceLinkerOptions = {}): Linker {
    checkLinker(options, 'DynamoSpaces', 'linker');
    return new StoreLinker(this.#storeOf, { ...options, clock: this.#clock }, this.#opening);
  }
}

function nameProblem(name: unknown): string | undefined {
  if (typeof name !== 'string') return `must be a string, not ${name === null ? 'null' : typeof name}`;
  if (name === '') return 'is empty; it has at least one character';
  if (!name.isWellFormed()) return 'holds half a character (a lone surrogate), which DynamoDB can not store';
  const bytes = Buffer.byteLength(name);
  return bytes > maxSpaceBytes ? `has ${bytes} bytes of at most ${maxSpaceBytes}` : undefined;
}
