import fc from 'fast-check';
import { readSortableNumber, sortableNumber } from '../../lib/keys/sortable-number.ts';
import { compareStored } from '../../lib/values/compare-stored.ts';
import { type Decimal, decimalText, parseDecimal } from '../../lib/values/decimal-text.ts';
import { compareKeys, decimals } from './support.ts';

const text = (number: string): string => sortableNumber(parseDecimal(number) as Decimal);

test.each([
  ['-9.9e125', 'n37300z'],
  ['-42', 'n49757z'],
  ['-4', 'n4985z'],
  ['-1e-130', 'n6288z'],
  ['0', 'o'],
  ['1e-130', 'p3711'],
  ['0.042', 'p49942'],
  ['4', 'p5014'],
  ['4.2', 'p50142'],
  ['42', 'p50242'],
  ['123456', 'p506123456'],
  ['9.9e125', 'p62699'],
])('a sortable number is the text of the number: %s → %s', (number, expected) => {
  expect(text(number)).toBe(expected);
});

test('sortable numbers have the order of the numbers, and are read exactly', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      const isInOrder = Math.sign(compareKeys(text(a), text(b))) === Math.sign(compareStored({ N: a }, { N: b }) ?? 7);
      return isInOrder && decimalText(readSortableNumber(text(a)) as Decimal) === a;
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  '',
  'p',
  'p501',
  'p5010',
  'p50110',
  'p50101',
  'n4989z',
  'n498',
  'n4988',
  'oo',
  'o1',
  '42',
  'p9991',
  'p0001',
  `p501${'1'.repeat(39)}`,
])('a text that is no sortable number is not read: %s', (each) => {
  expect(readSortableNumber(each)).toBeUndefined();
});
