import { isIdentifier, lowerFirst } from '../values/literals.ts';

/** An attribute that a class will declare. */
export interface AttributeSketch {
  readonly property: string;
  /** The stored name. */
  readonly name: string;
  /** The first argument of `@Attribute`: `listOf(String)`. */
  readonly type: string;
  /** The TypeScript type of the property: `string[]`. */
  readonly ts: string;
  readonly optional: boolean;
  readonly nullable: boolean;
  /** The only values, if there are few. */
  readonly values?: readonly string[] | undefined;
  readonly isTimeToLive?: boolean;
  /** The scope of a unique attribute. */
  readonly unique?: 'entity' | 'table' | undefined;
}

/** A class that will be written: an item, or a document in it. */
export interface ClassSketch {
  readonly name: string;
  readonly attributes: readonly AttributeSketch[];
  /** Documents in its attributes, each before the classes that use it. */
  readonly documents: readonly ClassSketch[];
  /** Stored names that no attribute type fits, with the reason. */
  readonly left: readonly (readonly [name: string, reason: string])[];
}

/** Names that a class of the source can't have: the source uses them for something else. */
const usedNames = [
  ...['Attribute', 'BaseRepository', 'Entity', 'EntityRepository', 'Enum', 'Index', 'JsonValue', 'LocalIndex'],
  ...['PartitionKey', 'Repository', 'SortKey', 'Table', 'TimeToLive', 'VectorIndex'],
  ...['BigInt', 'Boolean', 'Date', 'Float32Array', 'Number', 'Record', 'Set', 'String', 'Uint8Array'],
];

/** The names of the classes of one source. */
export class ClassNames {
  readonly #taken = new Set(usedNames);

  /** Returns the name of a new class: `order-lines` → `OrderLines`, and then `OrderLines2`. */
  take(text: string): string {
    const plain = classNameOf(text);
    let name = plain;
    for (let number = 2; this.#taken.has(name); number++) name = `${plain}${number}`;
    for (const each of [name, `${name}Repository`]) this.#taken.add(each);
    return name;
  }
}

/** Returns a name as a class: `order-lines` → `OrderLines`. */
function classNameOf(text: string): string {
  const name = wordsOf(text)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
  return /^[A-Za-z]/.test(name) ? name : `Item${name}`;
}

/**
 * Returns a stored name as a property: itself if it can be one, else `order-id` → `orderId`.
 *
 * @param taken - the other properties, and the stored names that can be properties
 */
export function propertyOf(name: string, taken: ReadonlySet<string>): string {
  if (canBeProperty(name)) return name;
  const plain = propertyText(name);
  let property = plain;
  for (let number = 2; taken.has(property) || reserved.has(property); number++) property = `${plain}${number}`;
  return property;
}

export const canBeProperty = (name: string): boolean => isIdentifier(name) && !reserved.has(name);

/** Names that a property of a class can't have. */
const reserved: ReadonlySet<string> = new Set(['constructor', '__proto__', 'prototype']);

function propertyText(name: string): string {
  const [first = 'attribute', ...others] = wordsOf(name);
  const text = [lowerFirst(first), ...others.map(classNameOf)].join('');
  return isIdentifier(text) ? text : `attribute${classNameOf(text)}`;
}

const wordsOf = (text: string): string[] => text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
