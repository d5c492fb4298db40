import type { CallOptions } from '../execution/executor.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import type { JsonInput, PutJsonOptions, PutOneOptions } from './linker.ts';

/** A value of a space: any JSON value, or bytes. */
export type SpaceValue = JsonValue | Uint8Array;
/** A value that a space can store: what `JSON.stringify` can write, or bytes. */
export type SpaceInput = JsonInput | Uint8Array;

/** One entry of a space. */
export interface SpaceEntry<Value = SpaceValue> {
  readonly name: string;
  readonly value: Value;
  /** Id of the write that stored the entry: each write has its own. */
  readonly revision: string;
  readonly expiresAt: Date | undefined;
}

/** An entry of `replaceMany`. */
export interface EntryReplacement extends Pick<PutOneOptions, 'ttlSeconds' | 'expiresAt'> {
  readonly name: string;
  readonly value: SpaceInput;
  /** The revision that the entry must have. Undefined: there must be no entry. */
  readonly revision: string | undefined;
}

/** Options of reads of entries by name. */
export interface GetEntryOptions extends CallOptions {
  /** True for strongly consistent reads, which see every completed write. False costs half. Default: true. */
  readonly consistent?: boolean | undefined;
}

/** Options of `list` and `names`. */
export interface RangeOptions extends GetEntryOptions {
  /** Start of the listed names. Default: '', all names. */
  readonly prefix?: string | undefined;
  /** Lists only the names after this one, in the order of their bytes. */
  readonly after?: string | undefined;
  /** Lists only the names before this one, in the order of their bytes. */
  readonly before?: string | undefined;
  /** True to begin with the last name. Default: false. */
  readonly descending?: boolean | undefined;
  /** Most entries to list, 1 or more. Default: all. */
  readonly limit?: number | undefined;
}

/** Options of `put`, `putIfAbsent`, and `replaceIf`. */
export type PutEntryOptions = PutOneOptions;
/** Options of `putMany`. */
export type PutEntriesOptions = PutJsonOptions;
