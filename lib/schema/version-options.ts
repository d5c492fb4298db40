import type { TypeRefusal } from '../type-refusal.ts';

/** A plain value of an item, as the steps of an upgrade read and return it. */
export type PlainValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Uint8Array
  | ReadonlySet<string | number | bigint | Uint8Array>
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

/** An item in plain values, by stored name. A number that a double can't hold is a bigint, or text if it has a fraction. */
export interface PlainItem {
  [name: string]: PlainValue;
}

/** A method, so that the compiler accepts a parameter of the type that the item of this version has. */
interface StepMethod {
  step(
    item: object,
  ): object & { readonly then?: TypeRefusal<'a step of an upgrade is synchronous: return the item, and no promise'> };
}

/**
 * Makes an item of version n + 1 from an item of version n. Both have plain values by stored name.
 *
 * It is synchronous. It can change its argument and return it.
 */
export type UpgradeStep = StepMethod['step'];

/** The steps of an upgrade: `upgrade[n]` takes an item of version n. */
export interface UpgradeSteps {
  readonly [version: number]: UpgradeStep;
}

/** The version of a class, and the upgrade of its older items. */
export interface VersionOptions {
  /** The version of the class, a whole number of 1 or more. An item without a stored version has version 1. */
  readonly version?: number | undefined;
  /** The steps to the version, without a gap: `upgrade[n]` takes an item of version n. */
  readonly upgrade?: UpgradeSteps | undefined;
  /** The stored name of the attribute that holds the version of an item. Default `'schemaVersion'`. */
  readonly versionAttribute?: string | undefined;
  /**
   * `'read'` returns an item of a newer version as this class reads it, frozen, and rejects it and its copies in
   * `create` and `put`. Default `'refuse'`: reads throw `NewerItemError`. No write changes a newer item.
   */
  readonly onNewer?: 'read' | 'refuse' | undefined;
}
