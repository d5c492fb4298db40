import type { AttributeValue } from '../sdk-types.ts';
import type { Issues, PathElement } from './issues.ts';
import type { JsonForm } from './json-reader.ts';

/** The type tag of a stored value; `'JSON'` for a `json()` attribute, which may be any of them. */
export type AttributeKind = 'S' | 'N' | 'B' | 'BOOL' | 'M' | 'L' | 'SS' | 'NS' | 'BS' | 'JSON';

/** What a converter knows of a part of its values: the part's stored name and the codec for its value. */
export interface Part {
  /** The stored name, or the list index. */
  readonly element: PathElement;
  readonly codec: Codec;
  /** True where it may be absent. */
  readonly optional: boolean;
}

/** Converts a property's value in both directions, and reports what is wrong rather than throwing. */
export interface Codec {
  readonly kind: AttributeKind;
  /** Undefined where the value has an issue, or is to be absent (`undefined`, an empty set). */
  encode(value: unknown, issues: Issues): AttributeValue | undefined;
  /** As `encode`, for a value that stored ones are compared with; `encode` where it is left out. */
  encodeOperand?(value: unknown, issues: Issues): AttributeValue | undefined;
  decode(stored: AttributeValue, issues: Issues): unknown;
  /** Why no fraction can be added to a stored number; undefined if one can. */
  readonly refusesFraction?: string | undefined;
  /** How the JSON of what `decode` takes is read, into the same; left out where there is no such way. */
  readonly form?: JsonForm | undefined;
  /**
   * What a read shows of an attribute that isn't stored, in stored form: its default, or a set without elements. Left out
   * where it shows nothing.
   */
  readonly shown?: ((issues: Issues) => AttributeValue | undefined) | undefined;
  /** The part that a path step leads to; undefined where there is none. */
  part?(element: PathElement): Part | undefined;
}

/**
 * The converter of one attribute type.
 *
 * `decode(encode(x))` equals `x` for every value that `encode` accepts.
 */
export interface Converter extends Codec {
  /** What it takes, in a person's words: `a string`. */
  readonly expected: string;
  /** Unit of a number that is a time, in milliseconds. Undefined if it is no time. */
  readonly unitMs?: number;
  /** What an absent attribute of a required property reads as; only sets have it. */
  readonly emptyValue?: () => unknown;
  /** The converter for keys: it reads no value that it would write otherwise. Undefined if this one doesn't either. */
  readonly strict?: Converter | undefined;
  /** The converter of the elements of a list, or of the values of a map. */
  readonly element?: Converter | undefined;
  /** True if it reads every stored value that another converter reads; left out where that is itself alone. */
  readonly holds?: (source: Converter) => boolean;
}

/** True if one converter reads every stored value that another one reads. */
export const readsAll = (target: Converter, source: Converter): boolean =>
  target === source || target.strict === source || target.holds?.(source) === true;

/** True for the kinds of sets. */
export const isSetKind = (kind: AttributeKind): boolean => kind === 'SS' || kind === 'NS' || kind === 'BS';
