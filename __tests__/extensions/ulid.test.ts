import { ulid } from '../../lib/extensions/ulid.ts';

describe('ulid', () => {
  test('sorts by time, and within a millisecond by the order of creation', () => {
    const soon = Date.parse('2126-01-31T00:00:00.000Z');
    const ids = Array.from({ length: 1000 }, (_, index) => ulid(soon + Math.floor(index / 100)));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(1000);
  });

  test('has 26 characters of base 32, the first ten of which are the time', () => {
    const id = ulid(281_474_976_710_654);
    expect(id).toMatch(/^7[0-9A-HJKMNP-TV-Z]{25}$/);
    expect(id.slice(0, 10)).toBe('7ZZZZZZZZY');
  });

  test('still increases if the clock goes back', () => {
    const first = ulid(281_474_976_710_654);
    expect(ulid(5) > first).toBe(true);
  });
});
