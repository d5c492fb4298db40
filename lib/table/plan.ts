import type { TableDifference } from '../errors/table-errors.ts';
import type { BillingMode, Capacity, OnDemandMaximum, TableClass, TableEncryption } from '../schema/table-settings.ts';
import type { TableDescription } from '../sdk-types.ts';

/** One thing that `ensure()` does. */
export type TableStep =
  | { readonly action: 'createTable' }
  | { readonly action: 'createIndex'; readonly index: string }
  | { readonly action: 'setBilling'; readonly billing: BillingMode }
  | { readonly action: 'setOnDemandMaximum'; readonly maximum: OnDemandMaximum }
  | { readonly action: 'setWarmThroughput'; readonly units: Capacity }
  | { readonly action: 'enableStream' }
  | { readonly action: 'enableDeletionProtection' }
  | { readonly action: 'setTableClass'; readonly tableClass: TableClass }
  | { readonly action: 'setEncryption'; readonly encryption: TableEncryption }
  | { readonly action: 'enablePointInTimeRecovery' }
  | { readonly action: 'setRecovery'; readonly days: number }
  | { readonly action: 'enableTimeToLive'; readonly attribute: string }
  | { readonly action: 'setContributorInsights'; readonly keys: 'all' | 'throttled' }
  | { readonly action: 'setTags'; readonly tags: Readonly<Record<string, string>> }
  | { readonly action: 'setResourcePolicy' };

/** A part of a table that no class declares. */
export interface TableSurplus {
  /** `deleteIndex()` deletes an `'index'` and a `'vectorIndex'`. A `'localIndex'` can't be deleted. */
  readonly kind: 'index' | 'localIndex' | 'vectorIndex' | 'tag';
  /** The name of the index, or the key of the tag. */
  readonly name: string;
}

/** The steps that `ensure()` would take, the differences that it can't resolve, and parts that nobody declares. */
export interface TablePlan {
  readonly steps: readonly TableStep[];
  readonly differences: readonly TableDifference[];
  /** `ensure()` keeps these parts. Contains tags only if the class declares tags. */
  readonly surplus: readonly TableSurplus[];
}

/** The state of a table, as far as its class declares it. */
export interface TableState {
  /** Undefined if the table does not exist. */
  readonly description: TableDescription | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Days of point-in-time recovery. Undefined if it is off. */
  readonly recoveryDays: number | undefined;
  /** Stored name of the time-to-live attribute. Undefined if time to live is off. */
  readonly timeToLive: string | undefined;
  /** Undefined if no policy is attached, or the policy is no JSON. */
  readonly resourcePolicy: unknown;
  readonly contributorInsights: boolean | 'throttledKeys';
}
