import { CreateTableCommand, type CreateTableCommandInput, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startLocal } from '../../lib/local/index.ts';
import type { StoredItem } from '../../lib/sdk-types.ts';
import { contentOf, lineOf, WrittenClasses } from './written-classes.ts';

jest.setTimeout(300_000);

const engine = startLocal({ engine: 'dynoxide' });
const written = new WrittenClasses('types-of-odd-tables');
afterAll(async () => {
  written.remove();
  await (await engine).stop();
});

const text = (value: string) => ({ S: value });
const number = (value: string) => ({ N: value });
const bytes = (...values: number[]) => ({ B: new Uint8Array(values) });
const item = (id: string, more: StoredItem = {}): StoredItem => ({ id: text(id), ...more });

/** Names that TypeScript, JavaScript, or classes use for something else. */
const oddNames = [
  ...['class', 'constructor', 'prototype', 'toJSON', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'default'],
  ...['await', 'enum', 'static', 'get', 'set', 'async', 'new', 'this', 'arguments', 'undefined', 'null', 'true'],
  ...[
    ' ',
    '1',
    '1st',
    'a b',
    'a-b',
    'a_b',
    'aB',
    'a.b',
    'a[0]',
    '#',
    ':x',
    '$',
    '_',
    "it's",
    '"',
    '\\',
    '`',
    `$${'{x}'}`,
  ],
  ...['a\nb', 'a\u2028b', 'a\u2029b', '*/', '//', '<script>', 'é', 'e\u0301', 'ß', '𝒳', '日本', '\u0000', 'Attribute'],
  ...[
    'String',
    'Date',
    'Set',
    'Item',
    'schema',
    'table',
    'name',
    'length',
    'value',
    'item',
    'entity_',
    'x'.repeat(200),
  ],
];

const named = (value: (name: string) => StoredItem[string]): StoredItem =>
  Object.fromEntries(oddNames.map((name) => [name, value(name)]));

const digits38 = '12345678901234567890123456789012345678';

const tables: Readonly<Record<string, readonly StoredItem[]>> = {
  empty: [],
  'key-only': [item('a')],
  one: [item('a', { at: text('2026-01-01T00:00:00.000Z'), n: number('1') })],
  'odd-names': [item('a', named(text)), item('b')],
  'odd-documents': [item('a', { document: { M: named(text) } }), item('b', { document: { M: { class: text('x') } } })],
  'odd-maps': Array.from({ length: 60 }, (_, place) =>
    item(`i${place}`, {
      map: { M: { [`k${place}`]: number('1'), [oddNames[place % oddNames.length] ?? 'x']: number('2') } },
    }),
  ),
  mixed: [
    item('a', { x: text('a'), y: number('1'), z: { L: [text('a'), number('1')] } }),
    item('b', { x: number('1'), y: { BOOL: true }, z: { L: [{ NULL: true }] } }),
    item('c', { x: { M: { a: text('a') } }, y: { NULL: true }, z: text('x') }),
  ],
  binary: [
    item('a', { x: bytes(), y: bytes(1), mixed: bytes(1), list: { L: [bytes(1), bytes()] } }),
    item('b', { x: bytes(0, 255), mixed: text('a'), list: { L: [] } }),
  ],
  nulls: [
    item('a', { x: { NULL: true }, y: { L: [{ NULL: true }] }, z: { M: { a: { NULL: true } } }, d: { NULL: true } }),
    item('b', { x: { NULL: true }, y: { L: [] }, z: { M: {} }, d: { M: { a: text('x') } } }),
  ],
  numbers: [
    item('a', { big: number(digits38), small: number('1E-130'), huge: number('9E125'), cents: number('0.1') }),
    item('b', { big: number('1'), small: number('0'), huge: number('-9E125'), cents: number('-0.30000000000000004') }),
    item('c', { big: number(`-${digits38}`), small: number('1.5'), huge: number('1'), cents: number('1e2') }),
  ],
  sets: [
    item('a', { s: { SS: ['a', ''] }, n: { NS: ['1', digits38] }, b: { BS: [new Uint8Array([1])] } }),
    item('b', { deep: { M: { s: { SS: ['a'] }, list: { L: [{ NS: ['1'] }] } } }, d: { NS: ['0.1', '1.5'] } }),
    item('c', { d: { NS: ['1.23456789012345678901'] }, list: { L: [{ SS: ['x'] }, { L: [{ SS: ['y'] }] }] } }),
  ],
  texts: [
    item('a', { empty: text(''), date: text('2026-02-30T00:00:00.000Z'), late: text('+012026-01-01T00:00:00.000Z') }),
    item('b', { empty: text(''), date: text('2026-01-01T00:00:00.000Z'), late: text('2026-01-01T00:00:00.000Z') }),
  ],
  deep: [
    item('a', {
      a: { M: { b: { M: { c: { L: [{ M: { d: { L: [{ L: [{ M: { e: bytes(1) } }] }] } } }] } } } } },
      l: { L: [{ M: { x: { SS: ['a'] } } }] },
    }),
  ],
  enums: Array.from({ length: 20 }, (_, place) =>
    item(`e${place}`, { state: text(['OPEN', 'PAID', 'it is', 'a.b'][place % 4] ?? ''), type: text('x') }),
  ),
};

function tableOf(TableName: string): CreateTableCommandInput {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  };
}

test('tables with odd items have classes that compile and read every item as it is stored', async () => {
  const { client } = await engine;
  const names = Object.keys(tables);
  for (const name of names) {
    await client.send(new CreateTableCommand(tableOf(name)));
    for (const Item of tables[name] ?? []) await client.send(new PutItemCommand({ TableName: name, Item }));
    await written.write(client, name);
  }
  expect(written.compile()).toBe('');
  const read = await written.read(client, names);
  for (const name of names) {
    const { items } = await contentOf(client, name);
    const declared = read[name];
    expect([name, declared]).toEqual([name, items.map(lineOf).sort()]);
  }
});
