import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { documentOf } from '../../lib/schema/definition.ts';
import {
  type AnyAttributeType,
  type AttributeType,
  decimal,
  epochMillis,
  epochSeconds,
  json,
  listOf,
  mapOf,
  setOf,
  tupleOf,
} from '../../lib/values/attribute-type.ts';
import { oneOfClasses } from '../../lib/values/class-union.ts';
import {
  asStored,
  bigints,
  bytes,
  converter,
  dates,
  decode,
  doubles,
  encode,
  jsonValues,
  maps,
  roundTrip,
  sets,
  texts,
} from './support.ts';

class Place {
  city!: string;
  opened!: Date;
  tags!: Set<string>;
  votes?: bigint;
  within?: Place;
}

const place: AttributeType<Place> = documentOf<Place>(() => ({
  name: 'Place',
  model: Place,
  attributes: {
    city: { type: String, name: 'c' },
    opened: { type: Date },
    tags: { type: setOf(String) },
    votes: { type: BigInt, optional: true },
    within: { type: place, optional: true },
  },
}));

/** Creates a Place without the fields that its class may define as undefined. */
const emptyPlace = (): object => Object.create(Place.prototype) as object;

const places: fc.Arbitrary<Place> = fc.letrec<{ place: Place }>((tie) => ({
  place: fc
    .record(
      {
        city: texts,
        opened: dates,
        tags: fc.uniqueArray(texts, { maxLength: 4 }).map((tags) => new Set(tags)),
        votes: bigints,
        within: fc.option(tie('place'), { nil: undefined, maxDepth: 4, depthSize: 'small' }),
      },
      { requiredKeys: ['city', 'opened', 'tags'] },
    )
    .map(({ within, ...given }) => Object.assign(emptyPlace(), given, within && { within }) as Place),
})).place;

const cash = documentOf<object>({
  name: 'Cash',
  attributes: { kind: { type: String, enum: ['cash'] }, paid: { type: Date, name: 'p' } },
});
const part = documentOf<object>(() => ({
  name: 'Parts',
  attributes: { kind: { type: String, enum: ['parts', 'rest'] }, of: { type: listOf(payment) } },
}));
const payment: AnyAttributeType = oneOfClasses(() => [cash, part] as never, 'kind' as never);

const payments: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  payment: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('cash'), paid: dates }, { noNullPrototype: true }),
    fc.record(
      { kind: fc.constantFrom('parts', 'rest'), of: fc.array(tie('payment'), { maxLength: 3 }) },
      { noNullPrototype: true },
    ),
  ),
})).payment;

const decimals = fc
  .tuple(bigints, fc.integer({ min: -37, max: 0 }))
  .map(([digits, power]) => roundTrip(decimal(), `${digits}e${power}`) as string);

const unequalBytes = fc
  .uniqueArray(bytes, { minLength: 1, maxLength: 5, selector: (array) => array.join() })
  .map((list) => new Set(list));

const nonEmpty = <T>(set: fc.Arbitrary<Set<T>>): fc.Arbitrary<Record<string, Set<T>>[]> =>
  fc.array(maps(set), { maxLength: 4 });

const cases: readonly (readonly [name: string, type: AnyAttributeType, values: fc.Arbitrary<unknown>])[] = [
  ['String', String, texts],
  ['Number', Number, doubles],
  ['Boolean', Boolean, fc.boolean()],
  ['BigInt', BigInt, bigints],
  ['Date', Date, dates],
  ['Uint8Array', Uint8Array, bytes],
  ['decimal()', decimal(), decimals],
  [
    'epochSeconds()',
    epochSeconds(),
    fc.integer({ min: -8.64e12, max: 8.64e12 }).map((seconds) => new Date(seconds * 1_000)),
  ],
  ['epochMillis()', epochMillis(), dates],
  ['json()', json(), jsonValues],
  ['setOf(String)', setOf(String), sets(texts)],
  ['setOf(Number)', setOf(Number), sets(doubles)],
  ['setOf(BigInt)', setOf(BigInt), sets(bigints)],
  ['setOf(Uint8Array)', setOf(Uint8Array), unequalBytes],
  ['listOf(String)', listOf(String), fc.array(texts)],
  ['mapOf(Number)', mapOf(Number), maps(doubles)],
  ['an embedded document', place, places],
  ['a list of maps of sets of strings', listOf(mapOf(setOf(String))), nonEmpty(sets(texts))],
  ['a list of maps of sets of bytes', listOf(mapOf(setOf(Uint8Array))), nonEmpty(unequalBytes)],
  ['a map of lists of documents', mapOf(listOf(place)), maps(fc.array(places, { maxLength: 3 }))],
  ['tupleOf(Number)', tupleOf(Number), fc.tuple(doubles)],
  [
    'a tuple of a string, a bigint, a document, and a list',
    tupleOf(String, BigInt, place as never, listOf(Date)),
    fc.tuple(texts, bigints, places, fc.array(dates, { maxLength: 3 })),
  ],
  [
    'a list of tuples of tuples',
    listOf(tupleOf(String, tupleOf(Number, Boolean))),
    fc.array(fc.tuple(texts, fc.tuple(doubles, fc.boolean())), { maxLength: 4 }),
  ],
  ['oneOfClasses()', payment, payments],
  ['a list of oneOfClasses()', listOf(payment), fc.array(payments, { maxLength: 3 })],
  ['a map of oneOfClasses()', mapOf(payment), maps(payments)],
  ['a tuple of oneOfClasses()', tupleOf(payment, String), fc.tuple(payments, texts)],
  ['a map of tuples of bytes', mapOf(tupleOf(Uint8Array, String)), maps(fc.tuple(bytes, texts))],
  ['a list of lists of dates', listOf(listOf(Date)), fc.array(fc.array(dates))],
  ['a map of lists of json', mapOf(listOf(json())), maps(fc.array(jsonValues, { maxLength: 3 }))],
];

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const primitive: ReadonlySet<string> = new Set(['String', 'Number', 'Boolean', 'BigInt', 'decimal()']);
const objectCases = cases.filter(([name]) => !primitive.has(name));

describe('every attribute type', () => {
  test.each(cases)('%s reads exactly what was written', (_name, type, values) => {
    fc.assert(fc.property(values, (value) => isDeepStrictEqual(roundTrip(type, value), value)));
  });

  test.each(objectCases)(
    '%s returns new objects, so no later change reaches what was written',
    (_name, type, values) => {
      fc.assert(
        fc.property(values.filter(isObject), (value) => roundTrip(type, value) !== value),
        { numRuns: 10 },
      );
    },
  );

  test.each(cases)(
    '%s either stores a value that reads back equal, or says why not and stores nothing',
    (_name, type) => {
      const anything = fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withSparseArray: true,
        withNullPrototype: true,
        withBoxedValues: true,
      });
      const values = fc.oneof(
        anything,
        fc.array(anything),
        fc.dictionary(fc.string(), anything),
        anything.map((of) => new Set([of])),
      );
      fc.assert(
        fc.property(values, (value) => {
          const { stored, issues } = encode(type, value);
          if (issues.length > 0) return expect(stored).toBeUndefined();
          if (stored === undefined) return expect(value).toStrictEqual(new Set());
          return expect(isDeepStrictEqual(decode(type, stored).value, asStored(value))).toBe(true);
        }),
      );
    },
  );

  test.each(cases)('%s reads anything that is stored as a value or as an issue, and never throws', (_name, type) => {
    const scalar = fc.oneof(
      fc.record({
        S: fc.oneof(
          texts,
          dates.map((date) => date.toISOString()),
        ),
      }),
      fc.record({
        N: fc.oneof(fc.string(), fc.constantFrom('1', '1e999999999', '1e-999999999', '9007199254740993', '')),
      }),
      fc.record({ BOOL: fc.boolean() }),
      fc.record({ NULL: fc.constant(true) }),
      fc.record({ B: bytes }),
      fc.record({ SS: fc.array(texts) }),
      fc.record({ NS: fc.array(fc.string()) }),
    );
    const stored = fc.oneof(scalar, fc.record({ L: fc.array(scalar) }), fc.record({ M: fc.dictionary(texts, scalar) }));
    fc.assert(
      fc.property(stored, (value) => {
        const { issues, value: read } = decode(type, value as never);
        if (issues.length === 0) expect(read).not.toBeUndefined();
      }),
    );
  });

  test('describes in words the values that it accepts', () => {
    const words = cases.map(([, type]) => converter(type).expected);
    expect(words).toEqual(
      expect.arrayContaining(['a string', 'a bigint', 'a Date of whole seconds', 'a Set of bigints', 'a Place']),
    );
  });
});
