import fc from 'fast-check';
import { entry } from '../../lib/expressions/entry.ts';
import { parsePath, resolvePath } from '../../lib/expressions/path.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { documentOf } from '../../lib/schema/definition.ts';
import type { Schema } from '../../lib/schema/schema.ts';
import { json, listOf, mapOf } from '../../lib/values/attribute-type.ts';
import { Issues, type PathElement, pathText } from '../../lib/values/issues.ts';

const names = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '.',
    'a.b',
    '#',
    ' ',
    '[0]',
    '"',
    '\\',
    '\n',
    '\u2028',
    '__proto__',
    'constructor',
    '0',
    'é',
    '\ud800',
  ),
);

describe('entry', () => {
  test('returns the path of a map entry for any key', () => {
    fc.assert(
      fc.property(names, names, (outer, key) => {
        expect(parsePath(entry(entry('votes', outer), key))).toEqual(['votes', outer, key]);
      }),
    );
    expect(entry('votes', 'a.b')).toBe('votes["a.b"]');
  });
});

describe('parsePath', () => {
  test.each<[string, PathElement[]]>([
    ['name', ['name']],
    ['address.city', ['address', 'city']],
    ['calls[0].secs', ['calls', 0, 'secs']],
    ['grid[1][22]', ['grid', 1, 22]],
    ['votes["a.b"].n', ['votes', 'a.b', 'n']],
    ['votes["a\\"]b"]', ['votes', 'a"]b']],
    ['votes["\\u00e9"]', ['votes', 'é']],
    ['votes[""]', ['votes', '']],
    ['["a.b"]', ['a.b']],
    ['my-attr.#x', ['my-attr', '#x']],
  ])('parses %s', (text, elements) => {
    expect(parsePath(text)).toEqual(elements);
  });

  test.each([
    '',
    '.',
    '.a',
    'a.',
    'a..b',
    'a[',
    'a]',
    'a[]',
    'a[-1]',
    'a[1.5]',
    'a[x]',
    'a[0]b',
    'a[1234567890]',
    'a["b]',
    'a["\\x"]',
    'a["\\u12"]',
    'a["\n"]',
    'a"b',
  ])('returns undefined for %j, which is not a path', (text) => {
    expect(parsePath(text)).toBeUndefined();
  });

  test('parses every path that pathText writes', () => {
    const elements = fc.array(fc.oneof(names, fc.nat(999_999_999)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(elements, (path) => {
        expect(parsePath(pathText(path))).toEqual(path);
      }),
    );
  });

  test('returns a path or undefined for any text, and never throws', () => {
    const text = fc
      .array(fc.constantFrom('a', '.', '[', ']', '"', '\\', '0', 'u', '\n'), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (path) => {
        const elements = parsePath(path);
        if (elements !== undefined) expect(parsePath(pathText(elements))).toEqual(elements);
      }),
      { numRuns: 1_000 },
    );
  });
});

const line = documentOf({
  name: 'Line',
  attributes: { sku: { type: String, name: 's' }, tags: { type: listOf(String), optional: true } },
});

const order: Schema = defineSchema({
  name: 'Order',
  table: { name: 'orders' },
  partitionKey: 'id',
  attributes: {
    id: { type: String },
    lines: { type: listOf(line), name: 'l' },
    votes: { type: mapOf(Number) },
    meta: { type: json() },
    'a.b': { type: Number },
    constructor: { type: String, optional: true },
    secret: { type: json(), convert: { to: String, from: String } },
  },
});

function find(path: string): readonly PathElement[] | string {
  const issues = new Issues();
  const found = resolvePath(order, path, issues);
  return found?.elements ?? issues.list.map(({ message }) => message).join('; ');
}

describe('resolvePath', () => {
  test.each<[string, PathElement[]]>([
    ['id', ['id']],
    ['lines', ['l']],
    ['lines[3].sku', ['l', 3, 's']],
    ['lines[0].tags[1]', ['l', 0, 'tags', 1]],
    ['votes.ann', ['votes', 'ann']],
    ['votes["a.b"]', ['votes', 'a.b']],
    ['votes.__proto__', ['votes', '__proto__']],
    ['meta.a[0].b', ['meta', 'a', 0, 'b']],
    ['a.b', ['a.b']],
    ['constructor', ['constructor']],
  ])('resolves %s to its stored names', (path, elements) => {
    expect(find(path)).toEqual(elements);
  });

  const attributes = 'its attributes are id, lines, votes, meta, a.b, constructor, secret';
  test.each([
    ['unknown', `is no attribute of Order; ${attributes}`],
    ['toString', `is no attribute of Order; ${attributes}`],
    ['__proto__', `is no attribute of Order; ${attributes}`],
    ['l', `is no attribute of Order; ${attributes}`],
    ['[0]', `is no attribute of Order; ${attributes}`],
    ['id.part', 'leads nowhere: id has no part'],
    ['lines.sku', 'leads nowhere: lines has no sku'],
    ['lines[0].s', 'leads nowhere: lines[0] has no s'],
    ['lines[0].toString', 'leads nowhere: lines[0] has no toString'],
    ['votes[0]', 'leads nowhere: votes has no [0]'],
    ['secret.part', 'leads nowhere: secret has no part'],
    ['lines[', 'is no path; write it like address.city or calls[0].secs'],
    ['votes[""]', "has an empty key, which DynamoDB's maps can't have"],
    ['votes["\\ud800"]', 'holds half of a surrogate pair, which UTF-8 would replace; store it as Uint8Array'],
  ])('reports why %s leads nowhere', (path, issue) => {
    expect(find(path)).toBe(issue);
  });
});
