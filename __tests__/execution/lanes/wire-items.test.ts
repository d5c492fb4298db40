import { Attribute, json, listOf, mapOf, PartitionKey, schemaOf, setOf, Table } from 'annotable';
import fc from 'fast-check';
import type { DecodedItem } from '../../../lib/execution/lanes/decoded-item.ts';
import { takeItems } from '../../../lib/execution/lanes/wire-items.ts';
import { unmarked } from '../../support/unmarked.ts';

class Part {
  @Attribute(String) name!: string;
  @Attribute(() => Part, { optional: true }) part?: Part;
}

@Table('things')
class Thing {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(Number, { optional: true }) count?: number;
  @Attribute(Date, { optional: true }) at?: Date;
  @Attribute(Boolean, { optional: true }) isOn?: boolean;
  @Attribute(Part, { optional: true, nullable: true }) part?: Part | null;
  @Attribute(listOf(String), { optional: true }) tags?: string[];
  @Attribute(mapOf(Number), { optional: true }) counts?: Record<string, number>;
  @Attribute(setOf(String)) words!: Set<string>;
  @Attribute(json(), { optional: true }) any?: unknown;
}

const { mapper } = schemaOf(Thing);
const reading = { read: (from: never) => mapper.reader?.read(from) as object, note: () => undefined };

const whole = {
  id: { S: 'a' },
  count: { N: '-12.50' },
  at: { S: '2026-01-31T10:00:00.000Z' },
  isOn: { BOOL: true },
  part: { M: { name: { S: 'é' }, part: { M: { name: { S: 'inner' } } } } },
  tags: { L: [{ S: 'x' }, { S: '' }] },
  counts: { M: { one: { N: '1' }, 'a"b': { N: '2' } } },
  words: { SS: ['a', 'b'] },
  any: { M: { x: { NULL: true } } },
  other: { L: [{ M: {} }, { N: '1' }] },
};
const page = {
  Count: 2,
  Items: [whole, { words: { SS: ['c'] }, id: { S: 'b' }, part: { NULL: true } }],
  ScannedCount: 2,
};

const taken = (text: string | Uint8Array): { all: unknown; rest: unknown } | undefined => {
  const found = takeItems(typeof text === 'string' ? new TextEncoder().encode(text) : text, reading);
  if (found === undefined) return undefined;
  const entitiesOf = (items: DecodedItem[]): unknown => items.map((item) => [item.stored, unmarked(item.take())]);
  const { Items, Responses } = found.members as { Items: DecodedItem[]; Responses: Record<string, DecodedItem[]> };
  const tables = Object.entries(Responses ?? {}).map(([table, items]) => [table, entitiesOf(items)]);
  return { all: Items === undefined ? tables : entitiesOf(Items), rest: JSON.parse(found.rest) };
};

/** Reads a response with the fallback. Undefined if the fallback rejects it. */
function fallback(text: string): unknown {
  try {
    const parsed = JSON.parse(text) as { Items: never[] };
    return {
      all: parsed.Items.map((item) => [item, unmarked(mapper.fromResponse(item))]),
      rest: { ...parsed, Items: null },
    };
  } catch {
    return undefined;
  }
}

test('takeItems returns the items of a page as instances, and the rest unchanged', () => {
  expect(taken(JSON.stringify(page))).toStrictEqual(fallback(JSON.stringify(page)));
});

test('takeItems returns the items of a batch under the name of the table, also __proto__', () => {
  const text = '{"Responses":{"__proto__":[{"id":{"S":"a"}}]},"UnprocessedKeys":{}}';
  const all = [['__proto__', [[{ id: { S: 'a' } }, mapper.fromResponse({ id: { S: 'a' } })]]]];
  expect(taken(text)).toStrictEqual({ all, rest: { Responses: null, UnprocessedKeys: {} } });
});

test.each([
  ['has items twice', '{"Items":[],"Items":[]}'],
  ['has several tables', '{"Responses":{"a":[],"b":[]}}'],
  ['has text after its end', '{"Items":[]} '],
  ['has spaces', '{ "Items":[]}'],
  ['has no list of items', '{"Items":null}'],
  ['has an item that the class does not allow', '{"Items":[{"words":{"SS":["a"]}}]}'],
  ['has an item with a member of two types', '{"Items":[{"id":{"S":"a","N":"1"}}]}'],
  ['has a JSON value of two types', '{"Items":[{"id":{"S":"a"},"any":{"NULL":true,"S":"x"}}]}'],
  ['is empty', '{}'],
  ['has no items', '{"Count":3}'],
  ['has no text', ''],
])('takeItems leaves a response to the fallback that %s', (_of, text) => {
  expect(taken(text)).toBeUndefined();
});

test('takeItems reads a response with random changes like the fallback, or leaves it to the fallback', () => {
  const bytes = new TextEncoder().encode(JSON.stringify(page));
  const change = fc.record({
    at: fc.nat({ max: bytes.length - 1 }),
    drop: fc.nat({ max: 3 }),
    put: fc.array(fc.constantFrom(...Buffer.from('{}[]",:\\ \0\n-.019eEtfTZuSN\xff\xc3\xa9', 'latin1')), {
      maxLength: 3,
    }),
  });
  let count = 0;
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
      let all = [...bytes];
      for (const { at, drop, put } of changes) all = [...all.slice(0, at), ...put, ...all.slice(at + drop)];
      const text = Buffer.from(all).toString();
      const found = taken(Uint8Array.from(all));
      if (found === undefined) return;
      count += 1;
      expect(found).toStrictEqual(fallback(text));
    }),
    { numRuns: 5_000 },
  );
  expect(count).toBeGreaterThan(100);
});
