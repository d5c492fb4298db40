import { schemaOf } from '../decorators/schema-of.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { DocumentCodec } from '../schema/document-codec.ts';
import { type Member, mustBeGiven } from '../schema/member.ts';
import type { Schema } from '../schema/schema.ts';
import type { UnionCodec } from '../schema/union-codec.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { type Converter, isSetKind, type ValueType } from '../values/converter.ts';
import { DefNames } from './def-names.ts';
import { filledProperties } from './filled.ts';
import type { JsonSchema } from './json-types.ts';
import { storedSchema } from './stored-schema.ts';

/**
 * The JSON that a schema describes: `'input'` of `fromJson`, `'output'` of `toJson`, `'patch'` of `patchFromJson`, or
 * `'stored'`, the item as DynamoDB stores it: `{ "personId": { "N": "1" } }`.
 */
export type JsonSchemaKind = 'stored' | 'input' | 'output' | 'patch';

const dialect = 'https://json-schema.org/draft/2020-12/schema';
const kinds: readonly JsonSchemaKind[] = ['stored', 'input', 'output', 'patch'];

/**
 * Returns the JSON Schema of a class, for OpenAPI, forms, and validators.
 *
 * Embedded documents are in `$defs`. Validators of attributes and rules of the class are not part of it.
 *
 * @param kind - which JSON: of `fromJson`, `toJson`, `patchFromJson`, or the stored item
 * @throws ConfigurationError `configuration.invalid` if there is no such kind
 * @example
 * jsonSchemaOf(Phone, 'input');
 * // { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Phone', type: 'object',
 * //   properties: { personId: { type: 'number' }, … }, required: ['personId', …], additionalProperties: false }
 */
export function jsonSchemaOf(model: EntityClass, kind: JsonSchemaKind): JsonSchema {
  return schemaOfKind(schemaOf(model), kind);
}

/**
 * Returns the JSON Schema of a class.
 *
 * @param accepted - properties that the framework fills, and that the input may have
 */
export function schemaOfKind(
  schema: Schema,
  kind: JsonSchemaKind,
  accepted: ReadonlySet<string> = new Set(),
): JsonSchema {
  if (!kinds.includes(kind))
    throw new ConfigurationError(
      `${schema.name}: there is no JSON schema of '${kind}'; the kinds are ${kinds.join(', ')}`,
    );
  const head = { $schema: dialect, title: schema.name };
  if (kind === 'stored') return { ...head, ...storedSchema(schema.mapper.document) };
  const writer = new SchemaWriter(kind);
  const body = writer.item(schema, accepted);
  return { ...head, ...body, ...(writer.defs.size > 0 && { $defs: Object.fromEntries(writer.defs) }) };
}

/** Schemas of values without parts. */
const leaves: Readonly<Partial<Record<ValueType, JsonSchema>>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  bigint: { type: 'string', pattern: '^-?[0-9]+$' },
  decimal: { type: 'string', pattern: '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$' },
  date: { type: 'string', format: 'date-time' },
  bytes: { type: 'string', contentEncoding: 'base64' },
  json: {},
};

/** Writes the schema of one class, with the documents in it. */
class SchemaWriter {
  readonly defs: Map<string, JsonSchema>;
  readonly #kind: Exclude<JsonSchemaKind, 'stored'>;
  readonly taken: Set<string>;
  readonly #names: DefNames;
  #whole: SchemaWriter | undefined;

  /** @param of - the writer of another kind for the same schema */
  constructor(kind: Exclude<JsonSchemaKind, 'stored'>, of?: SchemaWriter) {
    this.#kind = kind;
    this.defs = of?.defs ?? new Map();
    this.taken = of?.taken ?? new Set();
    this.#names = new DefNames(this.taken);
  }

  item(schema: Schema, accepted: ReadonlySet<string>): JsonSchema {
    const filled = filledProperties(schema);
    const keys = new Set(schema.key.paths.map((path) => path.split('.')[0]));
    const isLeftOut = ({ property, readOnly }: AttributeSchema): boolean =>
      this.#kind !== 'output' &&
      ((filled.has(property) && !accepted.has(property)) ||
        (this.#kind === 'patch' && (readOnly || keys.has(property))));
    return this.#object(schema.mapper.document, (attribute) => !isLeftOut(attribute), accepted);
  }

  #object(
    { members }: DocumentCodec,
    has: (attribute: AttributeSchema) => boolean,
    optional: ReadonlySet<string> = new Set(),
  ): JsonSchema {
    const shown = [...members.values()].filter(
      ({ attribute }) => has(attribute) && !(this.#kind === 'output' && attribute.hidden),
    );
    const required = shown
      .filter((member) => this.#isRequired(member) && !optional.has(member.attribute.property))
      .map(({ attribute }) => attribute.property);
    return {
      type: 'object',
      properties: Object.fromEntries(shown.map(({ attribute }) => [attribute.property, this.#attribute(attribute)])),
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    };
  }

  /** `toJson` writes each attribute that is not optional, also with a default. */
  #isRequired(member: Member): boolean {
    if (this.#kind === 'patch') return false;
    return this.#kind === 'output' ? !member.attribute.optional : mustBeGiven(member);
  }

  #attribute({ codec, enum: values, nullable, optional, kind }: AttributeSchema): JsonSchema {
    const value = this.#value(codec.converter);
    const allowed = values === undefined || codec.rules.convert !== undefined ? value : { ...value, enum: [...values] };
    const isRemovable = this.#kind === 'patch' && (optional || isSetKind(kind));
    return nullable || isRemovable ? { anyOf: [allowed, { type: 'null' }] } : allowed;
  }

  #value(converter: Converter): JsonSchema {
    const { type, element, elements = [], elementType = 'string', dimensions: length } = converter;
    if (type === 'set') return { type: 'array', items: leaves[elementType], uniqueItems: true };
    if (type === 'list') return { type: 'array', items: this.#replaced(element as Converter) };
    if (type === 'map') return { type: 'object', additionalProperties: this.#entry(element as Converter) };
    if (type === 'tuple')
      return {
        type: 'array',
        prefixItems: elements.map((each) => this.#replaced(each)),
        items: false,
        minItems: elements.length,
      };
    if (type === 'vector') return { type: 'array', items: leaves.number, minItems: length, maxItems: length };
    if (type === 'document') return this.#reference(converter as DocumentCodec);
    if (type === 'oneOf')
      return { oneOf: (converter as UnionCodec).documents.map((document) => this.#replaced(document)) };
    return leaves[type] ?? {};
  }

  /** A patch removes entries of a map by null. */
  #entry(element: Converter): JsonSchema {
    const value = this.#value(element);
    return this.#kind === 'patch' ? { anyOf: [value, { type: 'null' }] } : value;
  }

  /** A patch replaces these values as a whole. */
  #replaced(converter: Converter): JsonSchema {
    if (this.#kind !== 'patch') return this.#value(converter);
    this.#whole ??= new SchemaWriter('input', this);
    return this.#whole.#value(converter);
  }

  #reference(document: DocumentCodec): JsonSchema {
    const { name, isNew } = this.#names.of(document, this.#kind === 'patch' ? `${document.name}Patch` : document.name);
    if (isNew)
      this.defs.set(
        name,
        this.#object(document, () => true),
      );
    return { $ref: `#/$defs/${name}` };
  }
}
