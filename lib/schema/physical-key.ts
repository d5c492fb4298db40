import { maxPartitionKeyBytes, maxSortKeyBytes } from '../limits.ts';
import type { Converter } from '../values/converter.ts';
import { converterOf } from '../values/converter-of.ts';
import { AttributeCodec } from './attribute-codec.ts';
import type { KeyAttribute } from './attribute-schema.ts';
import type { KeyRole } from './compile-document.ts';
import type { TableKeyDefinition } from './entity-definition.ts';

const types = { S: String, N: Number, B: Uint8Array };

/** Returns a key attribute that no property of a class has. */
export function physicalKey({ name, kind }: TableKeyDefinition, role: KeyRole): KeyAttribute {
  const rules = {
    nullable: false,
    enum: undefined,
    validate: undefined,
    convert: undefined,
    keyBytes: role === 'partition' ? maxPartitionKeyBytes : maxSortKeyBytes,
    isTableKey: false,
  };
  return Object.freeze({
    property: name,
    name,
    kind,
    optional: false,
    nullable: false,
    readOnly: true,
    hidden: true,
    unique: false,
    uniqueScope: 'entity',
    derivedFrom: undefined,
    encryption: undefined,
    enum: undefined,
    codec: new AttributeCodec(converterOf(types[kind], () => undefined) as Converter, rules),
  });
}
