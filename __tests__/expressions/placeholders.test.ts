import fc from 'fast-check';
import { itemExists, itemNotExists } from '../../lib/expressions/existence.ts';
import { Placeholders, placeholderFields } from '../../lib/expressions/placeholders.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import type { AttributeValue } from '../../lib/sdk-types.ts';

const oddNames = [
  'constructor',
  '__proto__',
  'toString',
  'a-b',
  'a_b',
  'a.b',
  '#a',
  ':a',
  'name',
  'status',
  'é',
  ' ',
  '0',
];

describe('Placeholders', () => {
  test('assigns one placeholder to every name and value from one counter, and shares equal ones', () => {
    const placeholders = new Placeholders();
    const assigned = [
      placeholders.name('a'),
      placeholders.value({ S: 'a' }),
      placeholders.name('b'),
      placeholders.name('a'),
      placeholders.value({ S: 'a' }),
    ];
    expect(assigned).toEqual(['#0', ':1', '#2', '#0', ':1']);
    expect(placeholders.parts('x')).toEqual({
      expression: 'x',
      names: { '#0': 'a', '#2': 'b' },
      values: { ':1': { S: 'a' } },
    });
  });

  test.each<[string, AttributeValue, AttributeValue]>([
    ["'true' and true", { S: 'true' }, { BOOL: true }],
    ["'1' and 1", { S: '1' }, { N: '1' }],
    ["null and 'null'", { NULL: true }, { S: 'null' }],
    ['a list and a set', { L: [{ S: 'a' }] }, { SS: ['a'] }],
    ['a set of strings and one of numbers', { SS: ['1'] }, { NS: ['1'] }],
    ['bytes and their base64', { B: Uint8Array.from([1]) }, { S: 'AQ==' }],
    ['other bytes', { B: Uint8Array.from([1, 2]) }, { B: Uint8Array.from([12]) }],
    ['other sets of bytes', { BS: [Uint8Array.from([1, 2])] }, { BS: [Uint8Array.from([1]), Uint8Array.from([2])] }],
    ['an empty list and an empty map', { L: [] }, { M: {} }],
    ['an item and the text of it', { M: { a: { S: 'b' } } }, { S: '{"a":{"S":"b"}}' }],
  ])('assigns separate placeholders: %s', (_name, one, other) => {
    const placeholders = new Placeholders();
    expect([placeholders.value(one), placeholders.value(other)]).toEqual([':0', ':1']);
    expect(placeholders.values).toEqual({ ':0': one, ':1': other });
  });

  test.each<[string, () => AttributeValue]>([
    ['bytes', () => ({ B: Uint8Array.from([1, 2]) })],
    ['bigints', () => ({ N: '18446744073709551616' })],
    ['documents', () => ({ M: { a: { L: [{ BS: [Uint8Array.from([1])] }] } } })],
  ])('shares the placeholder of equal values: %s', (_name, make) => {
    const placeholders = new Placeholders();
    expect(placeholders.value(make())).toBe(placeholders.value(make()));
  });

  test('assigns a placeholder to every unusual name, separate from a value with the same text', () => {
    const placeholders = new Placeholders();
    const assigned = oddNames.flatMap((name) => [placeholders.name(name), placeholders.value({ S: name })]);
    expect(new Set(assigned).size).toBe(oddNames.length * 2);
    expect(Object.values(placeholders.names)).toEqual(oddNames);
    expect(Object.values(placeholders.values)).toEqual(oddNames.map((S) => ({ S })));
  });

  test('maps placeholders back to exactly the original names and values', () => {
    const terms = fc.array(fc.tuple(fc.boolean(), fc.oneof(fc.string(), fc.constantFrom(...oddNames))), {
      maxLength: 300,
      size: 'max',
    });
    fc.assert(
      fc.property(terms, (list) => {
        const placeholders = new Placeholders();
        for (const [isName, text] of list) {
          const placeholder = isName ? placeholders.name(text) : placeholders.value({ S: text });
          expect(placeholder).toMatch(isName ? /^#\d+$/ : /^:\d+$/);
          expect(isName ? placeholders.names[placeholder] : placeholders.values[placeholder]?.S).toBe(text);
        }
        const distinct = new Set(list.map(([isName, text]) => `${isName}${text}`));
        expect(Object.keys(placeholders.names).length + Object.keys(placeholders.values).length).toBe(distinct.size);
      }),
      { numRuns: 30 },
    );
  });

  test('assigns more than 100 placeholders to more than 100 terms', () => {
    const placeholders = new Placeholders();
    const assigned = Array.from({ length: 150 }, (_, index) => placeholders.value({ N: String(index) }));
    expect(new Set(assigned).size).toBe(150);
    expect([assigned[10], assigned[149]].map((placeholder) => placeholders.values[placeholder ?? ''])).toEqual([
      { N: '10' },
      { N: '149' },
    ]);
  });

  test('writes a path with a placeholder for every name, and with plain indexes', () => {
    const placeholders = new Placeholders();
    expect(placeholders.path(['calls', 0, 'a.b', 12, 3, 'calls'])).toBe('#0[0].#1[12][3].#0');
    expect(placeholders.names).toEqual({ '#0': 'calls', '#1': 'a.b' });
  });
});

describe('placeholderFields', () => {
  test('leaves out empty fields, which DynamoDB refuses', () => {
    expect(placeholderFields({ names: {}, values: {} })).toEqual({});
    expect(placeholderFields({ names: { '#0': 'a' }, values: {} })).toEqual({
      ExpressionAttributeNames: { '#0': 'a' },
    });
    expect(placeholderFields({ names: {}, values: { ':0': { S: '' } } })).toEqual({
      ExpressionAttributeValues: { ':0': { S: '' } },
    });
  });
});

describe('itemExists and itemNotExists', () => {
  test('use the stored name of the partition key', () => {
    const schema = defineSchema({
      name: 'User',
      table: { name: 'users' },
      partitionKey: 'id',
      attributes: { id: { type: String, name: 'pk' } },
    });
    const placeholders = new Placeholders();
    const moment = { schema, placeholders, nowMs: 0 };
    expect(itemExists(moment)?.text).toBe('attribute_exists(#0)');
    expect(itemNotExists(moment)?.text).toBe('attribute_not_exists(#0)');
    expect(placeholders.names).toEqual({ '#0': 'pk' });
  });
});
