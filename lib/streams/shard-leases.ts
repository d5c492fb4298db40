import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, type CheckOptions, filledText, kind, optionRules } from '../errors/option-rules.ts';
import { isWhole } from '../errors/whole-number.ts';
import type { Client } from '../execution/executor.ts';
import type { TableHandle } from '../table/table-handle.ts';
import { LeasePositions } from './lease-positions.ts';
import type { Positions } from './positions.ts';
import { LeaseRows } from './shard-lease.ts';

/** Options of `shardLeases`. */
export interface ShardLeasesOptions {
  /** The common name of the readers that share the shards. Readers of other names read all changes on their own. */
  readonly name: string;
  /** The client of the table of leases. Default: one that the SDK configures from its environment. */
  readonly client?: Client | undefined;
  /** Default: `stream-leases`. */
  readonly tableName?: string | undefined;
  /**
   * Milliseconds, at least 100, until other readers take the shards of a reader that was killed. A reader renews its leases
   * three times within this time. Default: 30,000.
   */
  readonly durationMs?: number | undefined;
  /** The name of this reader, which differs from those of all others. Default: a new UUID. */
  readonly owner?: string | undefined;
}

const leastMs = 100;
const defaultMs = 30_000;

const checkOptions: CheckOptions = optionRules<ShardLeasesOptions>({
  name: kind(
    'must be a string of 1 to 200 characters',
    (value) => typeof value === 'string' && /^.{1,200}$/s.test(value),
  ),
  client: anything,
  tableName: anything,
  durationMs: kind(`must be a whole number of ${leastMs} or more`, (value) => isWhole(value, leastMs)),
  owner: filledText,
});

/** Leases of the shards of streams, in a table. */
export class ShardLeases {
  /** Creates, describes, and drops the table of the leases. */
  readonly table: TableHandle;
  /** The common name of the readers. */
  readonly name: string;
  /** The name of this reader. */
  readonly owner: string;
  readonly #rows: LeaseRows;
  readonly #durationMs: number;

  constructor({ name, client, tableName, durationMs = defaultMs, owner = randomUUID() }: ShardLeasesOptions) {
    this.#rows = new LeaseRows(client, { tableName });
    this.table = this.#rows.table;
    this.name = name;
    this.owner = owner;
    this.#durationMs = durationMs;
  }

  /** @internal */
  positions(): Positions {
    return new LeasePositions(this.#rows, { name: this.name, owner: this.owner, durationMs: this.#durationMs });
  }
}

/**
 * Returns leases for the option `leases` of `readStream`: several readers share the shards of a stream, in one process or
 * many.
 *
 * Each shard has one reader at a time, and its position is in the table. A reader that joins gets a fair share. The shards of
 * one that ends are taken at once, and those of one that is killed after `durationMs`. Changes that were not saved then are
 * repeated. A change that is being handled when its shard changes hands can be handled twice.
 *
 * @throws ConfigurationError `configuration.invalid` if an option is unknown or invalid
 * @example
 * const leases = shardLeases({ name: 'search-index' });
 * await leases.table.ensure();
 * for await (const change of readStream(orders, { leases })) await index(change);
 * // UpdateItem { TableName: 'stream-leases', Key: { readers: …, shard: … }, ConditionExpression: …, … }
 */
export function shardLeases(options: ShardLeasesOptions): ShardLeases {
  checkOptions(options, 'shardLeases', 'constructor');
  if (options.name === undefined)
    throw new ConfigurationError(
      'shardLeases needs the option name: the common name of the readers that share the shards',
    );
  return new ShardLeases(options);
}
