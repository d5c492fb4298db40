import fc from 'fast-check';
import { closeBracket, comma, openBracket, quote } from '../../lib/values/ascii.ts';
import { JsonReader, unreadable } from '../../lib/values/json-reader.ts';
import { naughtyStrings } from './support.ts';

const readerOf = (text: string): JsonReader => new JsonReader(new TextEncoder().encode(text));

const strings = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 6 }),
  fc.constantFrom(
    ...naughtyStrings,
    '',
    'ACTIVE',
    'ACTIVe',
    'Reykjavík',
    'x'.repeat(31),
    'x'.repeat(32),
    'x'.repeat(33),
  ),
);

/** Reads a list of what `read` reads. */
function listOf<Value>(json: JsonReader, read: () => Value): Value[] {
  const values: Value[] = [];
  json.pass(openBracket);
  do values.push(read());
  while (json.passes(comma));
  json.pass(closeBracket);
  expect(json.isAtEnd).toBe(true);
  return values;
}

/** What is thrown where something can't be read: `unreadable`, or `JSON.parse`'s error. */
function refusal(read: () => unknown): unknown {
  try {
    return ['read', read()];
  } catch (error) {
    return error === unreadable || error instanceof SyntaxError ? 'refused' : error;
  }
}

test('strings are what JSON.parse makes of them, however often they come', () => {
  fc.assert(
    fc.property(fc.array(strings, { minLength: 1, maxLength: 60 }), (given) => {
      const text = JSON.stringify([...given, ...given.toReversed()]);
      const json = readerOf(text);
      const read = listOf(json, () => {
        json.pass(quote);
        return json.string();
      });
      expect(read).toStrictEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('a text of long strings is left to JSON.parse, as soon as it is long enough to tell', () => {
  const read = (count: number, given: string): unknown =>
    refusal(() => {
      const json = readerOf(JSON.stringify(Array(count).fill(given)));
      return listOf(json, () => {
        json.pass(quote);
        return json.string();
      }).length;
    });
  expect(read(39, 'x'.repeat(100))).toEqual(['read', 39]);
  expect(read(41, 'x'.repeat(100))).toBe('refused');
  expect(read(41, 'a "word"')).toEqual(['read', 41]);
  expect(read(1_000, 'a "word"')).toBe('refused');
  expect(read(1_000, 'a word')).toEqual(['read', 1_000]);
});

test('any value is read whole, and nothing after it', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (given) => {
      const text = JSON.stringify(given);
      const json = readerOf(text);
      expect(listOf(json, () => json.value())).toStrictEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('a value in a buffer that holds others is read from its own place', () => {
  const all = Buffer.from('xx"Ann","Bob"yy');
  const json = new JsonReader(all.subarray(2, 13));
  json.pass(quote);
  expect([json.string(), json.passes(comma), json.position]).toEqual(['Ann', true, 6]);
  expect(json.text(0, 11)).toBe('"Ann","Bob"');
});

test.each([
  ['a string that does not end', 'Ann'],
  ['a string that ends in an escape', 'Ann\\"'],
  ['a control character', 'A\nn"'],
  ['a control character after an escape', '\\u0041\nn"'],
  ['an escape that is none', '\\x"'],
  ['nothing', ''],
])('%s is refused', (_of, text) => {
  expect(refusal(() => readerOf(text).string())).toBe('refused');
});

test.each([
  ['a bracket that is not closed', '{"a":[1,2'],
  ['a string that does not end', '{"a":"b'],
  ['what is no JSON', '{a:1},'],
  ['nothing', ''],
])('a value with %s is refused', (_of, text) => {
  expect(refusal(() => readerOf(text).value())).toBe('refused');
});
