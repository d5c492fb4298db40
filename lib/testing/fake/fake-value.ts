import type { AttributeSchema } from '../../schema/attribute-schema.ts';
import type { DocumentCodec } from '../../schema/document-codec.ts';
import { define, type Member } from '../../schema/member.ts';
import type { UnionCodec } from '../../schema/union-codec.ts';
import type { Converter, ValueType } from '../../values/converter.ts';
import { Issues, type PathElement, pathText } from '../../values/issues.ts';
import { fakeText } from './fake-text.ts';
import { Random } from './random.ts';

/** Deepest document whose optional members have values. */
const maxDepth = 2;
/** Lengths of lists and numbers of entries, by attempt. */
const lengths = [2, 1, 3, 5, 0, 10];
const dayMs = 86_400_000;
const secondsOfDay = 86_400;

/** The place of a value, and what decides it. */
interface Place {
  /** The path as issues print it. */
  readonly path: string;
  /** The innermost property. */
  readonly property: string;
  /** Number of values for this place, or for a value around it, that were refused. */
  readonly attempt: number;
  readonly random: Random;
  /** Number of documents around the value. */
  readonly depth: number;
}

/** The attributes of a class with special values. */
export interface FakeRules {
  /** Holds the expiry of the item, which is far in the future. */
  readonly expiry: AttributeSchema | undefined;
  /** Paths of the values that tell items apart: keys and unique values. */
  readonly identity: ReadonlySet<string>;
}

type MakeValue = (place: Place, converter: Converter) => unknown;

/** Makes the values of one item. Its random numbers depend only on the seed, the item, the place, and the attempt. */
export class FakeItem {
  readonly #seed: string;
  readonly #index: number;
  /** Differs in each item, and in items of other seeds. */
  readonly #mark: string;
  readonly #rules: FakeRules;
  readonly #attempts: Map<string, number>;

  /** @param attempts - numbers of refused values by path, of earlier items */
  constructor(seed: string, index: number, rules: FakeRules, attempts: ReadonlyMap<string, number>) {
    this.#seed = seed;
    this.#index = index;
    this.#mark = new Random(seed).whole(36, 1_295).toString(36) + index.toString(36);
    this.#rules = rules;
    this.#attempts = new Map(attempts);
  }

  /** Numbers of refused values by path, without those of the whole item. */
  get learned(): ReadonlyMap<string, number> {
    return new Map([...this.#attempts].filter(([path]) => path !== ''));
  }

  /** Asks for another value at a path, and at all paths in it. */
  refuse(path: string): void {
    this.#attempts.set(path, (this.#attempts.get(path) ?? 0) + 1);
  }

  /** Returns the members of the item as a plain object of properties. */
  members(document: DocumentCodec, isWanted: (member: Member) => boolean): Record<string, unknown> {
    const path = '';
    const attempt = this.#attempts.get(path) ?? 0;
    return this.#members(document, { path, property: path, attempt, random: new Random(path), depth: 0 }, isWanted);
  }

  #members({ members }: DocumentCodec, around: Place, isWanted: (member: Member) => boolean): Record<string, unknown> {
    const made: Record<string, unknown> = Object.create(null);
    for (const member of members.values())
      if (isWanted(member)) made[member.attribute.property] = this.#attribute(member.attribute, around);
    return made;
  }

  #attribute(attribute: AttributeSchema, around: Place): unknown {
    const { codec, enum: allowed, property } = attribute;
    const place = this.#placeIn(around, property, property);
    if (allowed !== undefined) return allowed[(this.#index + place.attempt) % allowed.length];
    if (attribute === this.#rules.expiry) return fakeDate(place, [[2_090, 2_099]]);
    const value = this.#value(codec.converter, place);
    // Some conversions also accept the value that they store.
    const isConverted = codec.rules.convert !== undefined && place.attempt % 2 === 0;
    return isConverted ? codec.convertedFrom(value, new Issues()) : value;
  }

  #placeIn(around: Place, element: PathElement, property = around.property): Place {
    const own = pathText([element]);
    const path = around.path === '' || own.startsWith('[') ? around.path + own : `${around.path}.${own}`;
    const attempt = around.attempt + (this.#attempts.get(path) ?? 0);
    const random = new Random([this.#seed, this.#index, path, attempt].join(' '));
    return { path, property, attempt, random, depth: around.depth };
  }

  #value(converter: Converter, place: Place): unknown {
    return this.#makers[converter.type](place, converter);
  }

  #part(converter: Converter, around: Place, element: PathElement): unknown {
    return this.#value(converter, this.#placeIn(around, element));
  }

  readonly #makers: Readonly<Record<ValueType, MakeValue>> = {
    string: ({ property, random, attempt }) => fakeText(property, random, this.#mark, attempt),
    number: (place) => this.#number(place),
    bigint: (place) => BigInt(Math.round(this.#number({ ...place, attempt: 0 }))),
    decimal: (place) => String(this.#number(place)),
    boolean: ({ attempt }) => (this.#index + attempt) % 2 === 0,
    date: (place) =>
      fakeDate(
        place,
        [
          [2_026, 2_026],
          [2_090, 2_099],
          [1_990, 2_020],
          [1_950, 1_990],
        ],
        this.#index,
      ),
    bytes: ({ random, attempt }) => {
      const own = Buffer.from(this.#mark);
      const length = [12, 16, 32, 8, 64, 20][attempt % 6] as number;
      return Uint8Array.from({ length }, (_, index) => own[index] ?? random.whole(0, 255));
    },
    json: ({ random }) => ({
      text: fakeText('', random, this.#mark, 0),
      count: random.whole(1, 9),
      tags: [true, null],
    }),
    set: (place, { elementType = 'string' }) => {
      const of = { type: elementType } as Converter;
      return new Set(this.#several(place, (index) => this.#part(of, place, index)));
    },
    list: (place, { element }) => this.#several(place, (index) => this.#part(element as Converter, place, index)),
    map: (place, { element }) => {
      const values = this.#several(place, (index) => [
        `key${index}`,
        this.#part(element as Converter, place, `key${index}`),
      ]);
      return Object.fromEntries(values as [string, unknown][]);
    },
    vector: ({ random }, { dimensions = 0 }) =>
      Float32Array.from({ length: dimensions }, () => random.whole(-1_000, 1_000) / 1_000),
    tuple: (place, { elements = [] }) => elements.map((element, index) => this.#part(element, place, index)),
    document: (place, converter) => this.#document(converter as DocumentCodec, place),
    oneOf: (place, converter) => {
      const { documents } = converter as UnionCodec;
      const shallow = documents.filter((document) => !isEndless(document));
      const choices = place.depth < maxDepth || shallow.length === 0 ? documents : shallow;
      return this.#document(place.random.pick(choices), place);
    },
  };

  #document(document: DocumentCodec, place: Place): object {
    const depth = place.depth + 1;
    const isWanted = ({ attribute }: Member): boolean =>
      attribute.derivedFrom === undefined && (depth <= maxDepth || !attribute.optional);
    return instanceOf(document, this.#members(document, { ...place, depth }, isWanted));
  }

  /** Makes the elements of a list. None in deep documents, which can contain themselves. */
  #several(place: Place, make: (index: number) => unknown): unknown[] {
    const length = place.depth > maxDepth ? 0 : (lengths[place.attempt % lengths.length] as number);
    return Array.from({ length }, (_, index) => make(index));
  }

  #number({ attempt, random, path }: Place): number {
    const usual = () => random.whole(1, 100);
    const own = () => random.whole(1, 9) * 1_000_000 + this.#index;
    const forms = [
      this.#rules.identity.has(path) ? own : usual,
      () => this.#index + 1,
      usual,
      () => random.whole(1, 9),
      () => random.whole(0, 100) / 100,
      () => random.whole(10, 99),
      () => random.whole(1_000, 9_999),
      () => random.whole(1_990, 2_030),
      () => random.whole(-180, 180),
      () => random.whole(-90, 90),
      () => 0,
      () => 1,
      () => -random.whole(1, 100),
      () => random.whole(1, 2 ** 40),
    ];
    return (forms[attempt % forms.length] as () => number)();
  }
}

/** Returns a time of whole seconds in one of some ranges of years. */
function fakeDate({ random, attempt }: Place, years: readonly (readonly [number, number])[], index = 0): Date {
  const [first, last] = years[attempt % years.length] as readonly [number, number];
  const day = Date.UTC(random.whole(first, last), 0, random.whole(1, 365));
  return new Date(day + ((random.whole(0, secondsOfDay - 1) + index) % secondsOfDay) * (dayMs / secondsOfDay));
}

/** Returns an instance of the class with these properties. The constructor does not run. */
export function instanceOf({ model, members }: DocumentCodec, values: Readonly<Record<string, unknown>>): object {
  const instance = Object.create((model?.prototype as object | undefined) ?? Object.prototype) as object;
  for (const [property, value] of Object.entries(values)) {
    const { attribute } = members.get(property) as Member;
    if (value !== undefined) define(instance, attribute, value);
  }
  return instance;
}

/** True if a document always contains a document of its own class. */
function isEndless(document: DocumentCodec, around: readonly Converter[] = []): boolean {
  if (around.includes(document)) return true;
  return [...document.members.values()].some(({ attribute }) => {
    const { converter } = attribute.codec;
    if (attribute.optional) return false;
    if (converter.type === 'document') return isEndless(converter as DocumentCodec, [...around, document]);
    if (converter.type !== 'oneOf') return false;
    return (converter as UnionCodec).documents.every((each) => isEndless(each, [...around, document]));
  });
}
