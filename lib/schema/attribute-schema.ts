import type { AttributeKind } from '../values/converter.ts';
import type { AttributeCodec } from './attribute-codec.ts';
import type { AttributeEncryption } from './attribute-encryption.ts';

/** One compiled attribute of a model. */
export interface AttributeSchema {
  readonly property: string;
  /** The stored name. */
  readonly name: string;
  readonly kind: AttributeKind;
  readonly optional: boolean;
  readonly nullable: boolean;
  readonly readOnly: boolean;
  readonly hidden: boolean;
  readonly unique: boolean;
  /** The items among which a unique value is unique. */
  readonly uniqueScope: 'entity' | 'table';
  /** The paths that the value is derived from. Undefined if writes set the value. */
  readonly derivedFrom: readonly string[] | undefined;
  readonly enum: readonly (string | number)[] | undefined;
  /** Undefined if the value is stored as it is. */
  readonly encryption: AttributeEncryption | undefined;
  readonly codec: AttributeCodec;
}

/** A key attribute. Its stored type is S, N, or B. */
export interface KeyAttribute extends AttributeSchema {
  readonly kind: 'S' | 'N' | 'B';
}
