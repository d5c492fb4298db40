import { InvalidCursorError } from 'annotable';
import fc from 'fast-check';
import { type CursorScope, decodeCursor, encodeCursor } from '../../lib/repository/cursor.ts';
import type { Position, Start } from '../../lib/repository/page-walk.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { keyAttributes } from '../../lib/schema/schema.ts';

const keys = keyAttributes(
  defineSchema({
    name: 'Reading',
    table: { name: 'readings' },
    partitionKey: 'sensor',
    sortKey: 'at',
    attributes: { sensor: { type: String }, at: { type: Uint8Array } },
  }),
);
const numberKeys = keyAttributes(
  defineSchema({ name: 'Count', table: { name: 'counts' }, partitionKey: 'n', attributes: { n: { type: Number } } }),
);
const scope: CursorScope = {
  table: 'readings',
  identity: 'query',
  segments: 1,
  keys,
  partitionOf: () => ({ sensor: { S: 'a' } }),
  secret: 'secret',
};
const start = { sensor: { S: 'a' }, at: { B: new Uint8Array([0, 255]) } };
const position = (...starts: Start[]): Position => ({ turn: 0, starts });

describe('cursors', () => {
  test('decode to the encoded position for any keys', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1 });
    const bytes = fc.uint8Array({ minLength: 1 });
    const starts = fc.record({ sensor: fc.record({ S: texts }), at: fc.record({ B: bytes }) });
    fc.assert(
      fc.property(fc.array(fc.oneof(starts, fc.constantFrom<Start>('start', 'end')), { minLength: 1 }), (given) => {
        const wide = { ...scope, segments: given.length, partitionOf: () => ({}) };
        const read = decodeCursor(wide, encodeCursor(wide, { turn: 0, starts: given as Start[] }));
        const plain = ({ starts: all }: Position): unknown =>
          all.map((each) => (typeof each === 'string' ? each : [each['sensor']?.S, [...(each['at']?.B ?? [])]]));
        expect(plain(read)).toEqual(plain({ turn: 0, starts: given as Start[] }));
      }),
    );
  });

  test.each([
    ['another type', position({ ...start, sensor: { N: '1' } } as never)],
    ['an attribute more', position({ ...start, more: { S: 'x' } })],
    ['an attribute less', position({ sensor: { S: 'a' } })],
    ['more segments', position(start, 'end')],
    ['no turn', { turn: 'x', starts: [start] } as never],
    ['a turn that is none', { turn: 0.5, starts: [start] }],
    ['a turn before the first', { turn: -1, starts: [start] }],
    ['a turn behind the last', { turn: 1, starts: [start] }],
    ['an empty text', position({ ...start, sensor: { S: '' } })],
    ['half a character', position({ ...start, sensor: { S: '\ud800' } })],
    ['too long a partition key', position({ ...start, sensor: { S: 'x'.repeat(2_049) } })],
    ['no bytes', position({ ...start, at: { B: new Uint8Array() } })],
    ['too many bytes', position({ ...start, at: { B: new Uint8Array(1_025) } })],
    ['no key', position(5 as never)],
  ])('are rejected for %s, even if they are signed with the secret', (_, forged) => {
    const wide = { ...scope, partitionOf: forged.starts.length > 1 ? scope.partitionOf : () => ({}) };
    for (const read of [scope, wide])
      expect(() => decodeCursor(read, encodeCursor(read, forged))).toThrow(InvalidCursorError);
  });

  test.each(['abc', '', '1e999', '1'.repeat(39), '0x1', ' 1', 'NaN'])(
    'are rejected for the number %p, even if they are signed with the secret',
    (text) => {
      const numbers = { ...scope, keys: numberKeys, partitionOf: () => ({}) };
      const forged = encodeCursor(numbers, position({ n: { N: text } }));
      expect(() => decodeCursor(numbers, forged)).toThrow(InvalidCursorError);
      const good = position({ n: { N: '-12.5' } });
      expect(decodeCursor(numbers, encodeCursor(numbers, good))).toEqual(good);
    },
  );

  test('are rejected for another partition, even if they are signed with the secret', () => {
    const forged = encodeCursor(scope, position({ ...start, sensor: { S: 'b' } }));
    expect(() => decodeCursor(scope, forged)).toThrow(InvalidCursorError);
  });

  test('are rejected if the secret, table or identity differs', () => {
    const cursor = encodeCursor(scope, position(start));
    expect(decodeCursor(scope, cursor)).toEqual(position({ ...start, at: { B: Buffer.from([0, 255]) } }));
    for (const other of [{ secret: 'x' }, { secret: undefined }, { table: 'x' }, { identity: 'x' }])
      expect(() => decodeCursor({ ...scope, ...other }, cursor)).toThrow(InvalidCursorError);
  });

  test('are rejected if they are not strings, or any other text', () => {
    for (const none of [undefined, null, 7, {}, [], '', 'x', '🎉'])
      expect(() => decodeCursor(scope, none as never)).toThrow(/the cursor is not valid or is truncated|was changed/);
    fc.assert(
      fc.property(fc.base64String({ maxLength: 300 }), (text) =>
        expect(() => decodeCursor(scope, text)).toThrow(InvalidCursorError),
      ),
    );
  });
});
