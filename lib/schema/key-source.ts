import type { KeyForm, PartType } from '../keys/value-text.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { Codec } from '../values/converter.ts';
import type { Issues } from '../values/issues.ts';
import { AttributeCodec } from './attribute-codec.ts';
import type { AttributeSchema } from './attribute-schema.ts';
import { readProperty } from './member.ts';

/** A property whose value is part of a key, or a path into documents: `customerId`, `address.country`. */
export class KeySource {
  readonly path: string;
  /** The attribute that the path begins with. */
  readonly attribute: AttributeSchema;
  /** The codec of the value at the end of the path. */
  readonly codec: Codec;
  /** True if a document on the path, or the value in it, is optional. */
  readonly canBeAbsent: boolean;
  readonly #properties: readonly string[];
  readonly #names: readonly string[];
  readonly #isPlain: boolean;
  /** Unit of a date that is stored as a number, in milliseconds. Keys have its ISO text. */
  readonly #unitMs: number | undefined;

  constructor(
    attribute: AttributeSchema,
    properties: readonly string[],
    names: readonly string[],
    codec: Codec,
    { form = 'escaped', canBeAbsent = false }: { readonly form?: KeyForm; readonly canBeAbsent?: boolean } = {},
  ) {
    this.canBeAbsent = canBeAbsent;
    this.path = properties.join('.');
    this.attribute = attribute;
    this.codec = codec;
    this.#properties = properties;
    this.#names = names;
    this.#isPlain = form === 'plain';
    this.#unitMs = form === 'escaped' && AttributeCodec.is(codec) ? codec.converter.unitMs : undefined;
  }

  /** The type of the value in the text of a key. A date is ISO text there, and in plain form as it is stored. */
  get type(): PartType {
    const isDate = AttributeCodec.is(this.codec) && this.codec.converter.expected.startsWith('a Date');
    const { kind } = this.codec;
    return isDate && !(this.#isPlain && kind === 'N') ? 'date' : (kind as PartType);
  }

  /** Returns the value in the argument of a key, `{ 'address.country': 'FR' }`, or in an entity. */
  valueIn(given: object): unknown {
    if (this.#properties.length > 1 && Object.hasOwn(given, this.path)) return readProperty(given, this.path);
    let value: unknown = given;
    for (const property of this.#properties) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = readProperty(value, property);
    }
    return value;
  }

  /** Returns the value from a stored item. Undefined if it is absent or null. */
  storedIn(item: StoredItem): AttributeValue | undefined {
    const value = valueAt(item, this.#names);
    return value?.NULL === true ? undefined : value;
  }

  /** Returns the value as a read shows it: an absent one as its default. */
  shownIn(item: StoredItem, issues: Issues): unknown {
    const stored = valueAt(item, this.#names) ?? this.#defaultIn(item, issues);
    return stored === undefined ? undefined : this.codec.decode(stored, issues);
  }

  #defaultIn(item: StoredItem, issues: Issues): AttributeValue | undefined {
    const isInDocument = valueAt(item, this.#names.slice(0, -1))?.M !== undefined;
    return isInDocument && AttributeCodec.is(this.codec) ? this.codec.shown?.(issues) : undefined;
  }

  /** Adds the part of a key to a stored item that lacks it. Parts within documents are only added to the document. */
  addTo(item: StoredItem, part: AttributeValue, isText: boolean): StoredItem {
    const [name = '', ...rest] = this.#names;
    const own = Object.hasOwn(item, name) ? item[name] : undefined;
    if (rest.length > 0 || own !== undefined) return item;
    return { ...item, [name]: isText ? this.#storedOf(part) : part };
  }

  /** Returns a stored value as part of the text of a key. */
  partOf(stored: AttributeValue): AttributeValue {
    if (this.#unitMs === undefined || stored.N === undefined) return stored;
    return { S: new Date(Number(stored.N) * this.#unitMs).toISOString() };
  }

  #storedOf(part: AttributeValue): AttributeValue {
    if (this.#unitMs === undefined || part.S === undefined) return part;
    return { N: String(Date.parse(part.S) / this.#unitMs) };
  }
}

/** Returns the value at a path of stored names. Undefined if it is absent. */
function valueAt(item: StoredItem, names: readonly string[]): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const name of names) {
    const members: StoredItem | undefined = value?.M;
    value = members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
  }
  return value;
}

/** Returns the source of a path, or the reason why there is none. */
export function keySourceOf(
  attributes: Readonly<Record<string, AttributeSchema>>,
  path: string,
  form: KeyForm = 'escaped',
): KeySource | string {
  const [property = '', ...rest] = path.split('.');
  const attribute = Object.hasOwn(attributes, property) ? attributes[property] : undefined;
  if (attribute === undefined) return `'${property}' is no attribute; add @Attribute to it`;
  const names = [attribute.name];
  let codec: Codec = attribute.codec;
  let canBeAbsent = false;
  for (const element of rest) {
    const part = codec.part?.(element);
    if (part === undefined) return `'${path}' leads to no attribute of a document`;
    canBeAbsent ||= part.optional === true || (AttributeCodec.is(part.codec) && part.codec.rules.nullable);
    names.push(String(part.element));
    codec = part.codec;
  }
  const isBoolean = codec.kind === 'BOOL' && form === 'plain';
  if (codec.kind === 'S' || codec.kind === 'N' || codec.kind === 'B' || isBoolean)
    return new KeySource(attribute, [property, ...rest], names, codec, { form, canBeAbsent });
  return `'${path}' must be a string, number, date, or binary, not ${codec.kind}`;
}
