import type { AttributeValue } from '../sdk-types.ts';
import type { Issues, PathElement } from './issues.ts';
import type { JsonForm } from './json-reader.ts';

/** The type tag of a stored value. `'JSON'` for a `json()` attribute, which can have any tag. */
export type AttributeKind = 'S' | 'N' | 'B' | 'BOOL' | 'M' | 'L' | 'SS' | 'NS' | 'BS' | 'JSON';

/** The JavaScript type of a value, as the attribute types name it. */
export type ValueType =
  | 'string'
  | 'number'
  | 'bigint'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'bytes'
  | 'set'
  | 'list'
  | 'tuple'
  | 'vector'
  | 'map'
  | 'document'
  | 'oneOf'
  | 'json';

/** The stored name and the codec of one part of a value. */
export interface Part {
  /** The stored name or the list index. */
  readonly element: PathElement;
  readonly codec: Codec;
  /** True if it can be absent. */
  readonly optional: boolean;
}

/** One class of a document that can be of several. */
export interface Choice {
  /** The name of the class. */
  readonly name: string;
  readonly codec: Codec;
  /** The stored kinds of its documents. */
  readonly kinds: readonly AttributeValue[];
  /** The stored names of its attributes. */
  readonly names: ReadonlySet<string>;
}

/** The classes that a document can be of. */
export interface Choices {
  /** The stored name of the attribute that tells the class. */
  readonly name: string;
  readonly all: readonly Choice[];
}

/** Converts the value of a property in both directions. Reports issues instead of throwing. */
export interface Codec {
  readonly kind: AttributeKind;
  /** Returns undefined if the value has an issue or is stored as absent (`undefined`, an empty set). */
  encode(value: unknown, issues: Issues): AttributeValue | undefined;
  /** Encodes an operand that stored values are compared with. If absent, `encode` does it. */
  encodeOperand?(value: unknown, issues: Issues): AttributeValue | undefined;
  decode(stored: AttributeValue, issues: Issues): unknown;
  /** The reason why a fraction can't be added to a stored number. Undefined if it can. */
  readonly refusesFraction?: string | undefined;
  /** The codecs of the elements of a tuple. Undefined for all other types. */
  readonly elements?: readonly Codec[] | undefined;
  /** The classes of a document that can be of several. Undefined for all other types. */
  readonly choices?: Choices | undefined;
  /** Reads response JSON directly, with the same result as `decode`. Undefined if the type has no JSON reader. */
  readonly form?: JsonForm | undefined;
  /**
   * Returns the stored form of the value that a read returns for an absent attribute: a default or an empty set.
   * Undefined if a read returns no such value.
   */
  readonly shown?: ((issues: Issues) => AttributeValue | undefined) | undefined;
  /** Returns the part that a path step leads to. Undefined if there is none. */
  part?(element: PathElement): Part | undefined;
}

/**
 * The converter of one attribute type.
 *
 * `decode(encode(x))` equals `x` for every value that `encode` accepts.
 */
export interface Converter extends Codec {
  readonly type: ValueType;
  /** The type of the elements of a set. Undefined for all other types. */
  readonly elementType?: ValueType | undefined;
  /** The values that it accepts, in words: `a string`. */
  readonly expected: string;
  /** Unit of a number that is a time, in milliseconds. Undefined if the number is not a time. */
  readonly unitMs?: number;
  /** Value on read of a required attribute that is absent. Only sets have one. */
  readonly emptyValue?: () => unknown;
  /**
   * The converter for keys. It only reads values that it would write in the same form. Undefined if this one does so
   * too.
   */
  readonly strict?: Converter | undefined;
  /** The converter of the elements of a list, or of the values of a map. */
  readonly element?: Converter | undefined;
  readonly elements?: readonly Converter[] | undefined;
  /** Number of the elements of a vector. */
  readonly dimensions?: number;
  /** True if it reads every stored value that another converter reads. If absent, it does so only for itself. */
  readonly holds?: (source: Converter) => boolean;
}

/** True if one converter reads every stored value that another one reads. */
export const readsAll = (target: Converter, source: Converter): boolean =>
  target === source || target.strict === source || target.holds?.(source) === true;

export const isSetKind = (kind: AttributeKind): boolean => kind === 'SS' || kind === 'NS' || kind === 'BS';
