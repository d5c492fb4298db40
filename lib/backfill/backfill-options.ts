import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { NotUniqueError } from '../errors/not-unique-error.ts';
import {
  abortSignal,
  type CheckOptions,
  callback,
  filledText,
  flag,
  kind,
  type OptionKind,
  optionRules,
} from '../errors/option-rules.ts';
import { isWhole } from '../errors/whole-number.ts';
import { type CapacityLimit, capacityLimit, perSecond } from '../execution/capacity-meter.ts';
import type { Changes, PlainChanges } from '../expressions/change-types.ts';
import { maxSegments } from '../limits.ts';
import type { RepositoryContext } from '../repository/context.ts';
import { hasVersions, schemasOf } from '../schema/family.ts';

/** The work of a backfill so far. With a checkpoint, that of all its runs up to the last saved page. */
export interface BackfillResult {
  /** Number of items of the class that were read. */
  readonly scanned: number;
  /** Number of items that were written. With `dryRun`, of those that would be. */
  readonly changed: number;
  /** Number of items that were left as they are: current, newer, expired, invalid, or without changes. */
  readonly skipped: number;
  /** How often another writer changed an item first. Such an item was read and changed again. */
  readonly conflicts: number;
  /** Consumed read capacity units, as DynamoDB reported them. */
  readonly readUnits: number;
  /** Consumed write capacity units, as DynamoDB reported them. With `dryRun`, an estimate. */
  readonly writeUnits: number;
}

/** The cost of a backfill before it starts, from figures that DynamoDB updates about every six hours. */
export interface BackfillEstimate {
  /** Number of items of the table or index, those of other entities included. */
  readonly items: number;
  /** Their size in bytes. */
  readonly bytes: number;
  /** Read capacity units of the scan. */
  readonly readUnits: number;
  /** Write capacity units if each item is written once. Indexes cost more. */
  readonly writeUnits: number;
}

/** The changes of one item, in the form of `update`. Undefined for no change. */
export type ItemChanges<T extends object, K extends keyof T & string> = Changes<T, K> | PlainChanges<T, K> | undefined;

/** Options of `backfill`. */
export interface BackfillOptions<T extends object, K extends keyof T & string> {
  /**
   * Returns the changes of an item, in the form of `update`. It can be asynchronous. After a kill, it is called again for
   * the items of the last pages, so it returns undefined for an item that has its changes already.
   *
   * Default: older items are upgraded to the version of their class, and values that are not encrypted with the
   * current key are encrypted again.
   */
  readonly change?: ((item: T) => ItemChanges<T, K> | Promise<ItemChanges<T, K>>) | undefined;
  /** The index whose items are read. Default: the table. */
  readonly index?: string | undefined;
  /** Number of parts that are read at the same time, from 1 to 1,000,000. Default 1. */
  readonly segments?: number | undefined;
  /** Number of items of each segment that are written at the same time. Default 4. */
  readonly concurrency?: number | undefined;
  /** Number of items of a page. The position is saved after each page. Default 100. */
  readonly pageSize?: number | undefined;
  /** Capacity units per second, reads and writes together. Default: no limit. */
  readonly ratePerSecond?: number | undefined;
  /** Capacity units per second of reads and of writes, on average. Default: no limit. */
  readonly capacityLimit?: CapacityLimit | undefined;
  /** Keeps the position, so that the next run continues there. Default: none, so each run begins anew. */
  readonly checkpoint?: Checkpoint | undefined;
  /** True to write nothing, and to report what would be written. The checkpoint is not used. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Receives the estimate before the first item is read. If it throws, nothing is read. */
  readonly onEstimate?: ((estimate: BackfillEstimate) => unknown) | undefined;
  /** Receives the work so far after each page. */
  readonly onProgress?: ((result: BackfillResult) => void) | undefined;
  /**
   * Receives the error of each item that is skipped, because it can't be upgraded or read, or because another item has its
   * new unique value. Default: the run throws it. `dryRun` doesn't find the second kind.
   */
  readonly onInvalid?: ((error: InvalidItemError | NotUniqueError) => void) | undefined;
  /** Ends the run with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of a backfill of any class. */
export type AnyBackfillOptions = Omit<BackfillOptions<object, never>, 'change'> & {
  readonly change?: ((item: object) => unknown) | undefined;
};

const count = (most: number): OptionKind =>
  kind(`must be a whole number of 1 or more`, (value) => isWhole(value, 1) && value <= most);

const checkOptions: CheckOptions = optionRules<AnyBackfillOptions>({
  change: callback,
  index: filledText,
  segments: count(maxSegments),
  concurrency: count(Number.MAX_SAFE_INTEGER),
  pageSize: count(Number.MAX_SAFE_INTEGER),
  ratePerSecond: perSecond,
  capacityLimit,
  checkpoint: kind('must be an object with the functions load and save', (value) => {
    const { load, save } = (value ?? {}) as Partial<Checkpoint>;
    return typeof load === 'function' && typeof save === 'function';
  }),
  dryRun: flag,
  onEstimate: callback,
  onProgress: callback,
  onInvalid: callback,
  signal: abortSignal,
});

/** @throws ConfigurationError if an option is unknown or invalid, or there is nothing to do */
export function checkBackfill({ schema }: RepositoryContext, options: AnyBackfillOptions): void {
  checkOptions(options, schema.table.name, 'backfill');
  if (options.change !== undefined || hasVersions(schema)) return;
  if (schemasOf(schema).some(({ encryption }) => encryption !== undefined)) return;
  throw new ConfigurationError(
    `${schema.table.name}: backfill() upgrades items, and ${schema.name} has no version; give its class a version, or pass { change: (item) => … }`,
  );
}
