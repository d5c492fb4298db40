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

/** Reads a list of values. */
function listOf<Value>(json: JsonReader, read: () => Value): Value[] {
  const values: Value[] = [];
  json.pass(openBracket);
  do values.push(read());
  while (json.passes(comma));
  json.pass(closeBracket);
  expect(json.isAtEnd).toBe(true);
  return values;
}

/** Returns the error of a read: `unreadable`, or the error of `JSON.parse`. */
function refusal(read: () => unknown): unknown {
  try {
    return ['read', read()];
  } catch (error) {
    return error === unreadable || error instanceof SyntaxError ? 'refused' : error;
  }
}

test('reads strings like JSON.parse, also repeated ones', () => {
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

test('leaves a text of long strings to JSON.parse, once enough of it is read', () => {
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

test('reads one value, and nothing after it', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (given) => {
      const text = JSON.stringify(given);
      const json = readerOf(text);
      expect(listOf(json, () => json.value())).toStrictEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('reads a value from its position in a shared buffer', () => {
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
])('%s is rejected', (_of, text) => {
  expect(refusal(() => readerOf(text).string())).toBe('refused');
});

test.each([
  ['a bracket that is not closed', '{"a":[1,2'],
  ['a string that does not end', '{"a":"b'],
  ['what is no JSON', '{a:1},'],
  ['nothing', ''],
])('a value with %s is rejected', (_of, text) => {
  expect(refusal(() => readerOf(text).value())).toBe('refused');
});
