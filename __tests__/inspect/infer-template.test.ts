import { inferTemplate } from '../../lib/inspect/infer-template.ts';
import type { StoredItem } from '../../lib/sdk-types.ts';

/** Items with a key and other texts, numbers, and Booleans. */
function itemsOf(...items: Readonly<Record<string, string | number | boolean>>[]): StoredItem[] {
  const stored = (value: string | number | boolean) => {
    if (typeof value === 'string') return { S: value };
    return typeof value === 'number' ? { N: String(value) } : { BOOL: value };
  };
  return items.map((item) =>
    Object.fromEntries(Object.entries(item).map(([name, value]) => [name, stored(value)])),
  ) as StoredItem[];
}

const templateOf = (...items: Parameters<typeof itemsOf>) =>
  inferTemplate('key', itemsOf(...items), new Set(['key']))?.text;

describe('the template of a key', () => {
  test.each<[string, string, Parameters<typeof itemsOf>]>([
    [
      'a fixed text',
      'PROFILE',
      [
        { key: 'PROFILE', id: 'a' },
        { key: 'PROFILE', id: 'b' },
      ],
    ],
    [
      'a text after a prefix',
      'USER#{id}',
      [
        { key: 'USER#a', id: 'a' },
        { key: 'USER#bo', id: 'bo' },
      ],
    ],
    [
      'values that begin alike',
      'U#{id}',
      [
        { key: 'U#u1', id: 'u1' },
        { key: 'U#u2', id: 'u2' },
      ],
    ],
    [
      'values that contain the separator',
      '{a}#{b}',
      [
        { key: 'x#y#z', a: 'x#y', b: 'z' },
        { key: '1#2#3', a: '1', b: '2#3' },
      ],
    ],
    [
      'numbers',
      'N{n}',
      [
        { key: 'N1', n: 1 },
        { key: 'N20', n: 20 },
      ],
    ],
    [
      'padded numbers',
      'N#{n|pad:5}',
      [
        { key: 'N#00001', n: 1 },
        { key: 'N#00020', n: 20 },
      ],
    ],
    [
      'Booleans',
      '{paid}#{n}',
      [
        { key: 'true#1', paid: true, n: 1 },
        { key: 'false#2', paid: false, n: 2 },
      ],
    ],
    [
      'lower case',
      '$id_{id|lower}',
      [
        { key: '$id_ab', id: 'Ab' },
        { key: '$id_cd', id: 'CD' },
      ],
    ],
    [
      'upper case',
      '{id|upper}!',
      [
        { key: 'AB!', id: 'Ab' },
        { key: 'CD!', id: 'cd' },
      ],
    ],
    [
      'braces',
      '{{{id}}}',
      [
        { key: '{a}', id: 'a' },
        { key: '{b}', id: 'b' },
      ],
    ],
    ['the only item', 'USER#{id}', [{ key: 'USER#a', id: 'a', first: 'U', second: 'SER' }]],
  ])('is found for %s', (_of, expected, items) => {
    expect(templateOf(...items)).toBe(expected);
  });

  test.each<[string, Parameters<typeof itemsOf>]>([
    [
      'no attribute makes it',
      [
        { key: 'a', id: 'x' },
        { key: 'b', id: 'y' },
      ],
    ],
    ['an item lacks the attribute', [{ key: 'a', id: 'a' }, { key: 'b' }]],
    ['an item lacks the key', [{ key: 'a', id: 'a' }, { id: 'b' }]],
    [
      'nothing separates two values',
      [
        { key: 'ab', one: 'a', two: 'b' },
        { key: 'cd', one: 'c', two: 'd' },
      ],
    ],
    [
      'it is a number',
      [
        { key: 1, id: 1 },
        { key: 2, id: 2 },
      ],
    ],
  ])('is not found if %s', (_reason, items) => {
    expect(templateOf(...items)).toBeUndefined();
  });
});
