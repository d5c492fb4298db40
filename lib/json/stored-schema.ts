import { hashNameOf } from '../schema/attribute-encryption.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { DocumentCodec } from '../schema/document-codec.ts';
import { isRequired } from '../schema/member.ts';
import type { UnionCodec } from '../schema/union-codec.ts';
import type { AttributeKind, Converter, ValueType } from '../values/converter.ts';
import { DefNames } from './def-names.ts';
import type { JsonSchema } from './json-types.ts';

const text = { type: 'string' } as const;
const number = { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$' } as const;
const base64 = { type: 'string', contentEncoding: 'base64' } as const;
const setOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items, minItems: 1, uniqueItems: true });

/** The schemas of stored values without members, by type tag. */
const values: Readonly<Partial<Record<AttributeKind, JsonSchema>>> = {
  S: text,
  N: number,
  B: base64,
  BOOL: { type: 'boolean' },
  SS: setOf(text),
  NS: setOf(number),
  BS: setOf(base64),
};

/** Returns a tagged value: `{ N: … }`. */
const tagged = (tag: string, value: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: { [tag]: value },
  required: [tag],
  additionalProperties: false,
});

const nullValue = tagged('NULL', { const: true });
/** A ciphertext, or the hash of a searchable attribute. */
const sealedValue = tagged('B', base64);
const anyValue: JsonSchema = { type: 'object', minProperties: 1, maxProperties: 1 };

/** Writes the schema of a stored item: by stored names, in the JSON of DynamoDB. Other attributes are allowed. */
export function storedSchema(document: DocumentCodec): JsonSchema {
  const defs: Record<string, JsonSchema> = {};
  const names = new DefNames();
  const written = (of: DocumentCodec): JsonSchema => {
    const members = [...of.members.values()];
    const required = members.filter(isRequired).map(({ attribute }) => attribute.name);
    return {
      type: 'object',
      properties: Object.fromEntries(members.flatMap(({ attribute }) => propertiesOf(attribute))),
      ...(required.length > 0 && { required }),
    };
  };
  const reference = (of: DocumentCodec): JsonSchema => {
    const { name, isNew } = names.of(of);
    if (isNew) defs[name] = written(of);
    return { $ref: `#/$defs/${name}` };
  };
  const propertiesOf = (attribute: AttributeSchema): [string, JsonSchema][] => {
    const { name, encryption } = attribute;
    if (encryption === undefined) return [[name, ofAttribute(attribute)]];
    const value = encryption.allowsPlain ? { anyOf: [sealedValue, ofAttribute(attribute)] } : sealedValue;
    const hash: [string, JsonSchema][] = [[hashNameOf(attribute), sealedValue]];
    return [[name, value], ...(encryption.isSearchable ? hash : [])];
  };
  const ofAttribute = ({ codec, nullable, kind, enum: allowed }: AttributeSchema): JsonSchema => {
    const isEnum = allowed !== undefined && codec.rules.convert === undefined;
    const value = isEnum ? tagged(kind, { enum: allowed.map(String) }) : ofConverter(codec.converter);
    return nullable ? { anyOf: [value, nullValue] } : value;
  };
  const containers: Readonly<Partial<Record<ValueType, (converter: Converter) => JsonSchema>>> = {
    document: (converter) => tagged('M', reference(converter as DocumentCodec)),
    oneOf: (converter) => tagged('M', { oneOf: (converter as UnionCodec).documents.map(reference) }),
    list: ({ element }) => tagged('L', { type: 'array', items: ofConverter(element as Converter) }),
    map: ({ element }) => tagged('M', { type: 'object', additionalProperties: ofConverter(element as Converter) }),
    tuple: ({ elements = [] }) =>
      tagged('L', {
        type: 'array',
        prefixItems: elements.map(ofConverter),
        items: false,
        minItems: elements.length,
      }),
    vector: ({ dimensions }) =>
      tagged('L', { type: 'array', items: tagged('N', number), minItems: dimensions, maxItems: dimensions }),
  };
  const ofConverter = (converter: Converter): JsonSchema => {
    const { type, kind } = converter;
    const value = values[kind];
    return containers[type]?.(converter) ?? (value === undefined ? anyValue : tagged(kind, value));
  };
  const item = written(document);
  return Object.keys(defs).length === 0 ? item : { ...item, $defs: defs };
}
