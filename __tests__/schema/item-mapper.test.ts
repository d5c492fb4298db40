import {
  Attribute,
  InvalidItemError,
  listOf,
  mapOf,
  PartitionKey,
  PrecisionError,
  schemaOf,
  setOf,
  Table,
  ValidationError,
} from 'annotable';
import { caught, issuesOf, schemaWith } from './support.ts';

const required = 'is required; give it, or declare it { optional: true } or with a default';

describe('ItemMapper.toItem', () => {
  test('writes each attribute under its stored name, and nothing that is undefined', () => {
    const { mapper } = schemaWith({ full: { type: String, name: 'f-n' }, note: { type: String, optional: true } });
    expect(mapper.toItem({ id: '1', full: '', note: undefined })).toEqual({ id: { S: '1' }, 'f-n': { S: '' } });
  });

  test('distinguishes null, undefined and empty', () => {
    const { mapper } = schemaWith({
      note: { type: String, optional: true, nullable: true },
      tags: { type: setOf(String) },
    });
    const given = [{ note: null }, { note: undefined }, { note: '' }].map((rest) => ({
      id: '1',
      tags: new Set(),
      ...rest,
    }));
    expect(given.map((entity) => mapper.toItem(entity)['note'])).toEqual([{ NULL: true }, undefined, { S: '' }]);
    expect(given.map((entity) => mapper.fromItem(mapper.toItem(entity))['note'])).toEqual([null, undefined, '']);
  });

  test('reports all issues at once, with table and key', () => {
    const { mapper } = schemaWith({
      age: { type: Number },
      kind: { type: String, enum: ['A', 'B'] },
      list: { type: listOf(String) },
      name: { type: String },
    });
    const error = caught(() =>
      mapper.toItem({ id: '7', age: '1', kind: 'C', list: ['a', null], extra: 1, toString: 'x' }),
    );
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      code: 'item.invalid',
      table: 'users',
      key: 'id="7"',
      issues: [
        { path: 'age', message: 'must be a number, not a string' },
        { path: 'kind', message: "must be one of 'A', 'B'" },
        { path: 'list[1]', message: 'must be a string, not null' },
        { path: 'name', message: required },
        { path: 'extra', message: 'is no attribute of User; declare it with @Attribute, or leave it out' },
        { path: 'toString', message: 'is no attribute of User; declare it with @Attribute, or leave it out' },
      ],
    });
  });

  test.each([[null], [undefined], ['user'], [[]], [1]])('rejects %p, which is not an item', (entity) => {
    expect(issuesOf(() => schemaWith({}).mapper.toItem(entity))).toEqual([
      { path: '', message: expect.stringMatching(/^an item must be a User or a plain object, not /) },
    ]);
  });

  test('rejects an undeclared attribute in a document, and a function in a plain object', () => {
    class Line {
      @Attribute(String) sku!: string;
    }
    @Table('orders')
    @PartitionKey('id')
    class Order {
      @Attribute(String) id!: string;
      @Attribute(listOf(Line)) lines!: Line[];
    }
    const message = (name: string): string => `is no attribute of ${name}; declare it with @Attribute, or leave it out`;
    expect(
      issuesOf(() => schemaOf(Order).mapper.toItem({ id: '1', lines: [{ sku: 'a', count: 1 }], total: () => 1 })),
    ).toEqual([
      { path: 'lines[0].count', message: message('Line') },
      { path: 'total', message: message('Order') },
    ]);
  });

  test('never treats a method as an attribute', () => {
    @Table('users')
    @PartitionKey('id')
    class User {
      @Attribute(String) id!: string;
      greet = (): string => `I am ${this.id}`;
      get upper(): string {
        return this.id.toUpperCase();
      }
      save(): void {}
    }
    expect(schemaOf(User).mapper.toItem(Object.assign(new User(), { id: 'a' }))).toEqual({ id: { S: 'a' } });
  });

  test('treats inherited names as absent, or as attributes of the item', () => {
    const { mapper } = schemaWith({
      constructor: { type: String, optional: true },
      valueOf: { type: String, optional: true },
    });
    expect(mapper.toItem({ id: '1' })).toEqual({ id: { S: '1' } });
    const item = mapper.toItem({ id: '1', constructor: 'c', valueOf: 'v' });
    expect(item).toEqual({ id: { S: '1' }, constructor: { S: 'c' }, valueOf: { S: 'v' } });
    expect(Object.entries(mapper.fromItem(item))).toEqual([
      ['id', '1'],
      ['constructor', 'c'],
      ['valueOf', 'v'],
    ]);
  });

  test('writes an attribute whose stored name is __proto__ as any other', () => {
    const { mapper } = schemaWith({ proto: { type: String, name: '__proto__' } });
    const item = mapper.toItem({ id: '1', proto: 'x' });
    expect(Object.entries(item)).toEqual([
      ['id', { S: '1' }],
      ['__proto__', { S: 'x' }],
    ]);
    expect(mapper.fromItem(item)).toEqual({ id: '1', proto: 'x' });
  });

  test('rejects an item over 400 KB before it is sent, and names its largest attributes', () => {
    const { mapper } = schemaWith({ body: { type: String }, note: { type: String } });
    const given = { id: '1', note: 'n', body: 'x'.repeat(409_600) };
    expect(issuesOf(() => mapper.toItem(given))).toEqual([
      {
        path: '',
        message: 'the item has 409612 bytes of at most 409600; the largest attributes: body 409600, id 1, note 1',
      },
    ]);
    expect(Object.keys(mapper.toItem({ ...given, body: 'x'.repeat(409_588) }))).toEqual(['id', 'body', 'note']);
  });

  test('stores one Date in two attributes twice, and reads two Dates', () => {
    const { mapper } = schemaWith({ created: { type: Date }, updated: { type: Date } });
    const now = new Date(1_700_000_000_123);
    const item = mapper.toItem({ id: '1', created: now, updated: now });
    expect(item).toEqual({
      id: { S: '1' },
      created: { S: '2023-11-14T22:13:20.123Z' },
      updated: { S: '2023-11-14T22:13:20.123Z' },
    });
    const read = mapper.fromItem(item);
    expect([read['created'], read['updated']]).toEqual([now, now]);
    expect(read['created']).not.toBe(read['updated']);
  });
});

describe('ItemMapper.fromItem', () => {
  test('returns an instance without running the constructor', () => {
    const constructed = jest.fn();
    @Table('users')
    @PartitionKey('id')
    class User {
      @Attribute(String) id!: string;
      constructor() {
        constructed();
      }
      greet(): string {
        return `I am ${this.id}`;
      }
    }
    const read = schemaOf(User).mapper.fromItem({ id: { S: 'a' } });
    expect(read).toBeInstanceOf(User);
    expect(read.greet()).toBe('I am a');
    expect(constructed).not.toHaveBeenCalled();
  });

  test('ignores undeclared attributes', () => {
    expect(schemaWith({}).mapper.fromItem({ id: { S: '1' }, extra: { S: 'x' }, __type: { S: 'y' } })).toEqual({
      id: '1',
    });
  });

  test('reads only the selected attributes, and requires no others', () => {
    const { mapper } = schemaWith({ a: { type: String }, b: { type: String }, c: { type: String, default: 'd' } });
    expect(mapper.fromItem({ a: { S: 'x' } }, new Set(['a']))).toEqual({ a: 'x' });
  });

  test('reports every forbidden attribute, with table and key, and never returns half an item', () => {
    const { mapper } = schemaWith({
      a: { type: Number },
      b: { type: String },
      c: { type: String, enum: ['A'] },
      d: { type: Boolean },
      e: { type: Number },
    });
    const error = caught(() =>
      mapper.fromItem({
        id: { S: '7' },
        a: { S: '1' },
        c: { S: 'B' },
        d: { NULL: true },
        e: { N: '12345678901234567890' },
      }),
    );
    expect(error).toBeInstanceOf(InvalidItemError);
    expect(error).not.toBeInstanceOf(PrecisionError);
    expect(error).toMatchObject({
      code: 'item.unreadable',
      table: 'users',
      key: 'id="7"',
      issues: [
        { path: 'a', message: 'is stored as S where the class says N' },
        { path: 'b', message: 'is required, and the stored item lacks it' },
        { path: 'c', message: 'is stored with a value outside its enum' },
        { path: 'd', message: 'is stored as NULL, and the class says that it is never null' },
        {
          path: 'e',
          message:
            'is a number that a double would round; declare it as BigInt or decimal(), or set it to another number',
        },
      ],
    });
  });

  test('throws PrecisionError if all issues are numbers that are too long', () => {
    const { mapper } = schemaWith({ n: { type: listOf(mapOf(Number)) } });
    const error = caught(() =>
      mapper.fromItem({ id: { S: '7' }, n: { L: [{ M: { x: { N: '9007199254740993' } } }] } }),
    );
    expect(error).toBeInstanceOf(PrecisionError);
    expect(error).toMatchObject({ code: 'item.precision', issues: [{ path: 'n[0].x' }] });
  });

  test('throws InvalidItemError if the key has an impossible type', () => {
    expect(caught(() => schemaWith({}).mapper.fromItem({ id: { BOOL: true } }))).toBeInstanceOf(InvalidItemError);
  });

  test('returns a required set that is absent as an empty set, and an optional one as undefined', () => {
    const { mapper } = schemaWith({ tags: { type: setOf(String) }, more: { type: setOf(String), optional: true } });
    const item = mapper.toItem({ id: '1', tags: new Set() });
    expect(item).toEqual({ id: { S: '1' } });
    expect(mapper.fromItem(item)).toEqual({ id: '1', tags: new Set() });
    expect(mapper.fromItem(item)['tags']).not.toBe(mapper.fromItem(item)['tags']);
  });
});
