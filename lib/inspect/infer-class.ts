import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import { inferType, tagsOf } from './infer-type.ts';
import { type AttributeSketch, type ClassSketch, classNameOf, propertyOf } from './sketch.ts';

/** What a table says about the attributes of its items. */
export interface KnownAttributes {
  /** Stored names that each item has: the key. */
  readonly keys: ReadonlySet<string>;
  readonly timeToLive: string | undefined;
  /** Stored names that are made from others, so that the class doesn't declare them. */
  readonly made: ReadonlySet<string>;
}

const nothing: KnownAttributes = { keys: new Set(), timeToLive: undefined, made: new Set() };

/**
 * Returns the class that reads all given items.
 *
 * @param items - of one kind: items, or documents
 */
export function inferClass(name: string, items: readonly StoredItem[], known: KnownAttributes = nothing): ClassSketch {
  const attributes: AttributeSketch[] = [];
  const documents: ClassSketch[] = [];
  const left: (readonly [string, string])[] = [];
  const taken = new Set<string>();
  for (const stored of namesIn(items, known)) {
    const property = propertyOf(stored, taken);
    const given = items.flatMap((item) => item[stored] ?? []);
    const inferred = inferAttribute(
      { name, stored, property, given, isComplete: given.length === items.length },
      known,
    );
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
function namesIn(items: readonly StoredItem[], { keys, made }: KnownAttributes): string[] {
  const others = [...new Set(items.flatMap((item) => Object.keys(item)))].sort();
  const names = new Set([...keys, ...others]);
  return [...names].filter((name) => !made.has(name));
}

interface Given {
  readonly name: string;
  readonly stored: string;
  readonly property: string;
  readonly given: readonly AttributeValue[];
  /** True if each item has the attribute. */
  readonly isComplete: boolean;
}

function inferAttribute(
  { name, stored, property, given, isComplete }: Given,
  { keys, timeToLive }: KnownAttributes,
): { readonly attribute: AttributeSketch; readonly document?: ClassSketch } | string {
  const values = given.filter(({ NULL }) => NULL === undefined);
  const isKey = keys.has(stored);
  const base = { property, name: stored, optional: !isComplete && !isKey, nullable: values.length < given.length };
  if (stored === timeToLive && tagsOf(given).join() === 'N')
    return { attribute: { ...base, type: 'Date', ts: 'Date', isTimeToLive: true } };
  const inferred = inferType(values);
  if (typeof inferred === 'string') return inferred;
  if (inferred.type === 'json()') return { attribute: { ...base, ...inferred, nullable: false } };
  if (inferred.type !== 'document')
    return { attribute: { ...base, ...inferred, values: isKey ? undefined : fewValues(values) } };
  const document = inferClass(
    `${name}${classNameOf(property)}`,
    values.map(({ M = {} }) => M),
  );
  return { attribute: { ...base, type: document.name, ts: document.name }, document };
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
