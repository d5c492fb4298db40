import { type AnyAttributeType, json, listOf, setOf, tupleOf } from '../../lib/values/attribute-type.ts';
import { readsAll } from '../../lib/values/converter.ts';
import { JsonReader, unreadable } from '../../lib/values/json-reader.ts';
import { converter, decode, encode } from './support.ts';

const range = tupleOf(String, Number);

test('a tuple is stored as a list in the order of its types', () => {
  expect(encode(range, ['a', 1]).stored).toEqual({ L: [{ S: 'a' }, { N: '1' }] });
});

test.each([
  ['one that is too short', ['a'], 'must be an array of 2 elements, not 1 element'],
  ['one that is too long', ['a', 1, 2], 'must be an array of 2 elements, not 3 elements'],
  ['one with an element of another type', ['a', 'b'], '[1] must be a number, not a string'],
  ['one with a hole', Object.assign([], { 0: 'a', length: 2 }), '[1] must be a number, not undefined'],
  ['what is no array', 'ab', 'must be an array of 2 elements, not a string'],
])('%s is rejected', (_of, value, message) => {
  expect(encode(range, value)).toMatchObject({ stored: undefined, issues: [message] });
});

test('all faulty elements are reported by their positions', () => {
  expect(encode(tupleOf(String, range), [1, [2, 'x']]).issues).toEqual([
    '[0] must be a string, not a number',
    '[1][0] must be a string, not a number',
    '[1][1] must be a number, not a string',
  ]);
});

test('an empty set is rejected, because it would be absent', () => {
  expect(encode(tupleOf(setOf(String)), [new Set()]).issues).toEqual([
    '[0] is an empty set, which is stored as absent and so can only be an attribute of its own',
  ]);
});

test.each([
  ['too few elements', { L: [{ S: 'a' }] }, 'is stored with 1 element, and the class says 2'],
  ['too many elements', { L: [{ S: 'a' }, { N: '1' }, { N: '2' }] }, 'is stored with 3 elements, and the class says 2'],
  ['an element of another type', { L: [{ S: 'a' }, { S: 'b' }] }, '[1] is stored as S where the class says N'],
  ['another type', { S: 'a' }, 'is stored as S where the class says L'],
])('a stored value with %s is rejected on read', (_of, stored, message) => {
  expect(decode(range, stored as never).issues).toEqual([message]);
});

describe('the JSON reader of a tuple', () => {
  const read = (type: AnyAttributeType, stored: unknown): unknown => {
    const json = new JsonReader(new TextEncoder().encode(JSON.stringify(stored)));
    const form = converter(type).form;
    if (form === undefined) throw new TypeError('no form');
    return json.formed(form, new TextEncoder().encode(form.opening));
  };
  const caught = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (error) {
      return error;
    }
  };

  test('reads its elements by their types', () => {
    const stored = { L: [{ S: 'a' }, { L: [{ L: [{ S: 'b' }, { N: '2' }] }] }] };
    expect(read(tupleOf(String, listOf(range)), stored)).toEqual(['a', [['b', 2]]]);
  });

  test.each([[[{ S: 'a' }]], [[{ S: 'a' }, { N: '1' }, { N: '2' }]], [[]], [[{ N: '1' }, { S: 'a' }]]])(
    'leaves another list to the fallback: %j',
    (elements) => {
      expect(caught(() => read(range, { L: elements }))).toBe(unreadable);
    },
  );
});

test.each([
  ['a tuple of the same types', range, tupleOf(String, Number), true],
  ['a longer tuple', range, tupleOf(String, Number, Number), false],
  ['a tuple of other types', range, tupleOf(Number, String), false],
  ['a list', tupleOf(String), listOf(String), false],
  ['a tuple, by a list of its type', listOf(String), tupleOf(String, String), true],
  ['a tuple, by a list of one of its types', listOf(String), range, false],
  ['a tuple, by json()', json(), range, true],
  ['a tuple of sets, by json()', json(), tupleOf(setOf(String)), false],
])('%s can be copied only if every value can be read: %#', (_of, target, source, expected) => {
  expect(readsAll(converter(target), converter(source))).toBe(expected);
});
