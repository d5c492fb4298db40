import { itemBytes, valueBytes } from '../../lib/values/item-size.ts';

describe('valueBytes', () => {
  test.each([
    [{ S: '' }, 0],
    [{ S: 'abc' }, 3],
    [{ S: 'é€😀' }, 9],
    [{ N: '0' }, 1],
    [{ N: '12' }, 2],
    [{ N: '-12.345' }, 5],
    [{ N: '1000000' }, 2],
    [{ B: new Uint8Array(7) }, 7],
    [{ BOOL: false }, 1],
    [{ NULL: true as const }, 1],
    [{ L: [] }, 3],
    [{ L: [{ S: 'ab' }, { BOOL: true }] }, 3 + 3 + 2],
    [{ M: {} }, 3],
    [{ M: { key: { S: 'ab' } } }, 3 + 1 + 3 + 2],
    [{ SS: ['a', 'é'] }, 3],
    [{ NS: ['1', '22'] }, 4],
    [{ BS: [new Uint8Array(3), new Uint8Array(4)] }, 7],
  ])('counts %j as %i bytes, as DynamoDB does', (value, bytes) => {
    expect(valueBytes(value)).toBe(bytes);
  });
});

describe('itemBytes', () => {
  test('counts names, in UTF-8, and values', () => {
    expect(itemBytes({})).toBe(0);
    expect(itemBytes({ né: { S: 'x' }, b: { BOOL: true } })).toBe(3 + 1 + 1 + 1);
  });
});
