import { Attribute, Enum, enumsOf, json, listOf, PartitionKey, SortKey, schemaOf, setOf, Table } from 'annotable';
import { issuesOf, problemsOf, schemaWith, unchecked } from './support.ts';

describe('hidden attributes', () => {
  test('are readable and written, but absent from JSON, spreads and keys', () => {
    @Table('users')
    @PartitionKey('id')
    class User {
      @Attribute(String) id!: string;
      @Attribute(String, { hidden: true }) password!: string;
    }
    const { mapper } = schemaOf(User);
    const item = { id: { S: '1' }, password: { S: 'hash' } };
    const read = mapper.fromItem(item);
    expect([JSON.stringify(read), { ...read }, Object.keys(read)]).toEqual(['{"id":"1"}', { id: '1' }, ['id']]);
    expect(read.password).toBe('hash');
    expect(mapper.toItem(read)).toEqual(item);
    read.password = 'other';
    expect(read.password).toBe('other');
  });
});

describe('defaults', () => {
  test('replace absent values on write and on read, but not falsy ones', () => {
    const next = jest.fn(() => 5);
    const { mapper } = schemaWith({
      a: { type: String, default: 'x' },
      n: { type: Number, default: next },
      b: { type: Boolean, default: true },
    });
    expect(mapper.toItem({ id: '1' })).toEqual({ id: { S: '1' }, a: { S: 'x' }, n: { N: '5' }, b: { BOOL: true } });
    expect(mapper.fromItem({ id: { S: '1' } })).toEqual({ id: '1', a: 'x', n: 5, b: true });
    expect(next).toHaveBeenCalledTimes(2);
    expect(mapper.toItem({ id: '1', a: '', n: 0, b: false })).toEqual({
      id: { S: '1' },
      a: { S: '' },
      n: { N: '0' },
      b: { BOOL: false },
    });
  });

  test.each([
    ['a list', { type: listOf(String), default: ['a'] }],
    ['json', { type: json(), default: { a: [1] } }],
    ['bytes', { type: Uint8Array, default: Uint8Array.from([1, 2]) }],
    ['a Date', { type: Date, default: new Date(0) }],
  ])('of %s are copies, so no two instances share one', (_name, settings) => {
    const { mapper } = schemaWith({ value: settings });
    const [first, second] = [
      mapper.fromItem({ id: { S: '1' } })['value'],
      mapper.fromItem({ id: { S: '2' } })['value'],
    ];
    expect([first, second]).toEqual([settings.default, settings.default]);
    expect(new Set([first, second, settings.default]).size).toBe(3);
    if (first instanceof Uint8Array) first[0] = 9;
    expect(mapper.fromItem({ id: { S: '3' } })['value']).toEqual(settings.default);
  });

  test('of a set apply to new items only: an emptied set stays empty', () => {
    const { mapper } = schemaWith({ value: { type: setOf(String), default: new Set(['a']) } });
    expect(mapper.toItem({ id: '1' })).toEqual({ id: { S: '1' }, value: { SS: ['a'] } });
    const emptied = mapper.toItem({ id: '1', value: new Set() });
    expect(mapper.fromItem(emptied)).toEqual({ id: '1', value: new Set() });
  });
});

describe('convert', () => {
  test('converts between property and attribute type in both directions, except null', () => {
    class Money {
      constructor(readonly cents: number) {}
    }
    @Table('prices')
    @PartitionKey('id')
    class Price {
      @Attribute(String) id!: string;
      @Attribute(Number, { convert: { to: (money: Money) => money.cents, from: (cents) => new Money(cents) } })
      amount!: Money;
      @Attribute(json(), {
        nullable: true,
        convert: {
          to: (map: Map<string, number>) => Object.fromEntries(map) as never,
          from: (stored) => new Map(Object.entries(stored)),
        },
      })
      parts!: Map<string, number> | null;
    }
    const { mapper } = schemaOf(Price);
    const item = mapper.toItem({ id: '1', amount: new Money(5), parts: new Map([['a', 1]]) });
    expect(item).toEqual({ id: { S: '1' }, amount: { N: '5' }, parts: { M: { a: { N: '1' } } } });
    expect(mapper.fromItem(item)).toEqual({ id: '1', amount: new Money(5), parts: new Map([['a', 1]]) });
    const nothing = mapper.toItem({ id: '1', amount: new Money(0), parts: null });
    expect(mapper.fromItem(nothing)).toEqual({ id: '1', amount: new Money(0), parts: null });
  });
});

describe('@Enum', () => {
  test('is checked on write and on read, for strings and numbers', () => {
    @Table('calls')
    @PartitionKey('id')
    @SortKey('level')
    class Call {
      @Attribute(String) id!: string;
      @Enum([1, 2]) @Attribute(Number) level!: 1 | 2;
    }
    const { mapper } = schemaOf(Call);
    expect(issuesOf(() => mapper.toItem({ id: '1', level: 3 }))).toEqual([
      { path: 'level', message: 'must be one of 1, 2, not a number' },
    ]);
    expect(issuesOf(() => mapper.toItem({ id: '1', level: '1' }))).toEqual([
      { path: 'level', message: 'must be one of 1, 2' },
    ]);
    expect(issuesOf(() => mapper.fromItem({ id: { S: '1' }, level: { N: '3' } }))).toEqual([
      { path: 'level', message: 'is stored with a value outside its enum' },
    ]);
    expect(mapper.fromItem(mapper.toItem({ id: '1', level: 2 }))).toEqual({ id: '1', level: 2 });
  });

  enum Color {
    Red = 'RED',
    Blue = 'BLUE',
  }
  enum Level {
    Low = -1,
    None,
    High = 7,
    Top = High,
  }
  enum Mixed {
    Text = 'Num',
    Num = 1,
  }
  const sizes = ['S', 'M'] as const;

  @Table('goods')
  @PartitionKey('id')
  @Enum({ color: Color, level: Level, size: sizes, text: ['a', 'b'] })
  class Goods {
    @Attribute(String) id!: string;
    @Attribute(String) color!: Color;
    @Attribute(Number) level!: Level;
    @Attribute(String) size!: 'S' | 'M';
    @Attribute(String) text!: string;
    @Enum(Color) @Attribute(String, { optional: true, nullable: true }) other?: Color | null;
    @Enum(Level) rank!: Level;
    @Enum({ Round: 'round' } as const) shape!: 'round';
    @Enum(['x']) @Attribute(String, { optional: true }) free?: string;
  }

  test('accepts the values of a TypeScript enum, a read-only list and strings, and never names', () => {
    const { attributes, mapper } = schemaOf(Goods);
    const listed = Object.values(attributes).map(({ property, kind, enum: values }) => [property, kind, values]);
    expect(listed.slice(1)).toEqual([
      ['color', 'S', ['RED', 'BLUE']],
      ['level', 'N', [-1, 0, 7]],
      ['size', 'S', ['S', 'M']],
      ['text', 'S', ['a', 'b']],
      ['other', 'S', ['RED', 'BLUE']],
      ['rank', 'N', [-1, 0, 7]],
      ['shape', 'S', ['round']],
      ['free', 'S', ['x']],
    ]);
    const goods = {
      id: '1',
      color: Color.Red,
      level: Level.Low,
      size: 'S',
      text: 'a',
      other: null,
      rank: Level.Top,
      shape: 'round',
    };
    expect(mapper.fromItem(mapper.toItem(goods))).toEqual(goods);
    const bad = { ...goods, color: 'Red', level: 'Low', text: 'c', other: 'Blue', free: 'y', rank: 1 };
    expect(issuesOf(() => mapper.toItem(bad)).map(({ path, message }) => `${path} ${message}`)).toEqual([
      "color must be one of 'RED', 'BLUE'",
      'level must be one of -1, 0, 7',
      "text must be one of 'a', 'b'",
      "other must be one of 'RED', 'BLUE'",
      'rank must be one of -1, 0, 7, not a number',
      "free must be one of 'x'",
    ]);
    expect(issuesOf(() => mapper.fromItem({ ...mapper.toItem(goods), text: { S: 'c' } }))).toEqual([
      { path: 'text', message: 'is stored with a value outside its enum' },
    ]);
    expect(enumsOf(Goods)).toMatchObject({
      Color: { RED: 'RED', BLUE: 'BLUE' },
      Level: { '-1': -1, 0: 0, 7: 7 },
      Text: { a: 'a', b: 'b' },
      Rank: { 7: 7 },
    });
  });

  test('rejects an enum of two kinds, and one of another kind than its attribute', () => {
    const [MixedKinds, WrongKind] = [unchecked(Enum)(Mixed), unchecked(Enum)(Level)];
    @Table('mixed')
    class Wrong {
      @PartitionKey() @Attribute(String) id!: string;
      @MixedKinds mixed!: string;
      @WrongKind @Attribute(String) level!: string;
    }
    expect(problemsOf(() => schemaOf(Wrong))).toEqual([
      'Wrong.mixed: its enum must hold strings only, as its type says',
      'Wrong.level: its enum must hold strings only, as its type says',
    ]);
  });
});
