import type { AttributeKind } from '../values/converter.ts';
import type { AttributeCodec } from './attribute-codec.ts';

/** One attribute of a model, as compiled. */
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
  readonly enum: readonly (string | number)[] | undefined;
  readonly codec: AttributeCodec;
}

/** An attribute that is a key, so its stored type is one of three. */
export interface KeyAttribute extends AttributeSchema {
  readonly kind: 'S' | 'N' | 'B';
}
