import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { type InferredType, inferType, isDouble, tagsOf } from './infer-type.ts';
import { type AttributeSketch, type ClassNames, type ClassSketch, canBeProperty, propertyOf } from './sketch.ts';

/** What a table says about the attributes of its items. */
export interface KnownAttributes {
  /** Stored names that each item has: the key. */
  readonly keys: ReadonlySet<string>;
  readonly timeToLive: string | undefined;
  /** The numbers of each vector of an index, by stored name. */
  readonly vectors: ReadonlyMap<string, number>;
  /** The type tags of attributes of keys, which the class has also if no item has them. By stored name. */
  readonly kinds: ReadonlyMap<string, string>;
  /** Returns the scope of a unique attribute. Undefined for all others. */
  readonly uniqueScope: (stored: string, values: readonly AttributeValue[]) => AttributeSketch['unique'];
  /** Stored names of attributes that an index holds, which the class has also if no item has them. */
  readonly projected: ReadonlySet<string>;
  /** Stored names that are made from others, so that the class doesn't declare them. */
  readonly made: ReadonlySet<string>;
}

const nothing: KnownAttributes = {
  keys: new Set(),
  timeToLive: undefined,
  vectors: new Map(),
  kinds: new Map(),
  uniqueScope: () => undefined,
  projected: new Set(),
  made: new Set(),
};

/**
 * Returns the class that reads all given items.
 *
 * @param text - the name of the class, in any form
 * @param items - of one kind: items, or documents
 */
export function inferClass(
  text: string,
  items: readonly StoredItem[],
  names: ClassNames,
  known: KnownAttributes = nothing,
): ClassSketch {
  const name = names.take(text);
  const attributes: AttributeSketch[] = [];
  const documents: ClassSketch[] = [];
  const left: (readonly [string, string])[] = [];
  const all = namesIn(items, known);
  const taken = new Set(all.filter(canBeProperty));
  for (const stored of all) {
    const property = propertyOf(stored, taken);
    const given = items.flatMap((item) => item[stored] ?? []);
    const isComplete = given.length > 0 && given.length === items.length;
    const inferred = inferAttribute({ name, stored, property, given, isComplete }, names, known);
    if (typeof inferred === 'string') left.push([stored, inferred]);
    else {
      taken.add(property);
      attributes.push(inferred.attribute);
      if (inferred.document !== undefined) documents.push(...inferred.document.documents, inferred.document);
    }
  }
  return { name, attributes, documents, left };
}

/** The key comes first, then all others by their names, because DynamoDB returns them in any order. */
function namesIn(items: readonly StoredItem[], known: KnownAttributes): string[] {
  const { keys, vectors, kinds, projected, timeToLive = [], made } = known;
  const stored = items.flatMap((item) => Object.keys(item));
  const others = [
    ...new Set([...stored, ...vectors.keys(), ...kinds.keys(), ...projected, ...[timeToLive].flat()]),
  ].sort();
  const names = new Set([...keys, ...others]);
  return [...names].filter((name) => !made.has(name));
}

/** An attribute, and its values in the sample. */
interface SampledAttribute {
  /** The name of the class. */
  readonly name: string;
  readonly stored: string;
  readonly property: string;
  readonly given: readonly AttributeValue[];
  /** True if each item has the attribute. */
  readonly isComplete: boolean;
}

function inferAttribute(
  { name, stored, property, given, isComplete }: SampledAttribute,
  names: ClassNames,
  known: KnownAttributes,
): { readonly attribute: AttributeSketch; readonly document?: ClassSketch } | string {
  const values = given.filter(({ NULL }) => NULL === undefined);
  const isKey = known.keys.has(stored);
  const base = { property, name: stored, optional: !isComplete && !isKey, nullable: values.length < given.length };
  const inferred = typeByTable(stored, given, known) ?? inferType(values);
  if (typeof inferred === 'string') return inferred;
  if (inferred.type === 'json()') return { attribute: { ...base, ...inferred, nullable: false } };
  if (inferred.type !== 'document') {
    const few = inferred.type === 'String' && !isKey ? fewValues(values) : undefined;
    return { attribute: { ...base, ...inferred, values: few, unique: known.uniqueScope(stored, values) } };
  }
  const documents = values.map(({ M = {} }) => M);
  const document = inferClass(`${name}-${property}`, documents, names);
  if (document.attributes.length === 0) return 'no attribute of its documents can be declared';
  return { attribute: { ...base, type: document.name, ts: document.name }, document };
}

/** The types of keys. */
const keyTypes: Readonly<Record<string, InferredType>> = {
  S: { type: 'String', ts: 'string' },
  N: { type: 'Number', ts: 'number' },
  B: { type: 'Uint8Array', ts: 'Uint8Array' },
};

/** The farthest time of a Date, in seconds. */
const maxSeconds = 8_640_000_000_000;

/** True for a number of seconds that a Date can be. */
const isTime = ({ N }: AttributeValue): boolean => N !== undefined && isDouble(N) && Math.abs(Number(N)) <= maxSeconds;

/** The type of an attribute that no item has. */
const anyType: InferredType = { type: 'json()', ts: 'JsonValue' };

/** Returns the type of an attribute that the table itself tells: a time to live, a vector, or a name that no item has. */
function typeByTable(
  stored: string,
  given: readonly AttributeValue[],
  { timeToLive, vectors, kinds, projected }: KnownAttributes,
): (InferredType & Pick<AttributeSketch, 'isTimeToLive'>) | string | undefined {
  const tags = tagsOf(given).join();
  if (stored === timeToLive && given.every(isTime)) return { type: 'epochSeconds()', ts: 'Date', isTimeToLive: true };
  const dimensions = vectors.get(stored);
  if (dimensions !== undefined && (tags === 'L' || tags === ''))
    return { type: `vector(${dimensions})`, ts: 'Float32Array' };
  if (tags !== '') return undefined;
  const kind = kinds.get(stored);
  if (kind !== undefined) return keyTypes[kind];
  return projected.has(stored) ? anyType : 'no item has it';
}

/** Most values of an enum, and how often each occurs on average at least. */
const maxValues = 8;
const leastRepeats = 5;
const enumValue = /^[\w][\w .:-]{0,39}$/;

/** Returns the values of an attribute that has few, each of them often. */
function fewValues(values: readonly AttributeValue[]): readonly string[] | undefined {
  const texts = new Set(values.map(({ S }) => S));
  const isFew = texts.size <= maxValues && values.length >= texts.size * leastRepeats;
  const all = [...texts].filter((text): text is string => text !== undefined && enumValue.test(text));
  return isFew && texts.size > 1 && all.length === texts.size ? all.sort() : undefined;
}
