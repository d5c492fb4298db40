import {
  Attribute,
  CreatedAt,
  Extend,
  epochMillis,
  epochSeconds,
  GeneratedId,
  Index,
  PartitionKey,
  SortKey,
  schemaOf,
  setOf,
  Table,
  TimeToLive,
  Unique,
  UpdatedAt,
  Version,
} from 'annotable';
import { defineSchema } from '../../lib/schema/define-schema.ts';

const names = (model: abstract new () => object): string[] => schemaOf(model).extensions.map(({ name }) => name);

describe('the features of a class', () => {
  test('decorators imply @Attribute, which is also accepted', () => {
    @Table('kept')
    class Kept {
      @GeneratedId() @PartitionKey() id!: string;
      @Version() version!: number;
      @CreatedAt() @Attribute(epochMillis()) createdAt!: Date;
      @UpdatedAt() updatedAt!: Date;
      @TimeToLive() @Attribute(epochSeconds(), { optional: true, name: 'ttl' }) endsAt?: Date;
      @Unique() @Attribute(String) email!: string;
    }
    const schema = schemaOf(Kept);
    expect(names(Kept)).toEqual(['generatedId', 'version', 'createdAt', 'updatedAt']);
    expect(Object.values(schema.attributes).map(({ name, kind, optional }) => [name, kind, optional])).toEqual([
      ['id', 'S', false],
      ['version', 'N', false],
      ['createdAt', 'N', false],
      ['updatedAt', 'S', false],
      ['ttl', 'N', true],
      ['email', 'S', false],
    ]);
    expect(schema.timeToLive?.name).toBe('ttl');
    expect(schema.uniques.map(({ property }) => property)).toEqual(['email']);
    const stored = schema.mapper.toItem({
      id: 'x',
      version: 1,
      createdAt: new Date(5),
      updatedAt: new Date(5),
      email: 'e',
      endsAt: new Date(1),
    });
    expect(stored).toMatchObject({ createdAt: { N: '5' }, ttl: { N: '1' } });
  });

  test('children inherit and add features, and never change their parent', () => {
    @Table('parents')
    @Extend({ name: 'one' })
    class Parent {
      @PartitionKey() @Attribute(String) id!: string;
      @Version() version!: number;
    }
    @Extend({ name: 'two' })
    class Child extends Parent {
      @CreatedAt() createdAt!: Date;
      @Unique() @Attribute(String, { optional: true }) code?: string;
    }
    @Extend({ name: 'one', manages: ['id'] })
    class Other extends Parent {}
    expect(names(Parent)).toEqual(['version', 'one']);
    expect(names(Child)).toEqual(['version', 'one', 'createdAt', 'two']);
    expect(schemaOf(Other).extensions.find(({ name }) => name === 'one')?.manages).toEqual(['id']);
    expect(schemaOf(Parent).uniques).toEqual([]);
    expect(schemaOf(Child).uniques).toHaveLength(1);
  });

  test('all problems are reported at once', () => {
    @Table('wrong')
    @Extend({ name: 'audit', manages: ['nobody'] })
    @Index('byKeys', { partitionKey: 'sort', projection: 'KEYS_ONLY' })
    @Index('byEnd', { partitionKey: 'id', sortKey: 'endsAt', projection: 'KEYS_ONLY' })
    @Index('byEndAndCode', { partitionKey: 'code', sortKey: 'endsAt', projection: 'KEYS_ONLY' })
    class Wrong {
      @Unique() @PartitionKey() @Attribute(String) id!: string;
      @SortKey() @Attribute(Number) sort!: number;
      @Version() version!: number;
      @Version() again!: number;
      @TimeToLive() endsAt?: Date;
      @Unique() @Attribute(String, { default: 'x' }) code!: string;
    }
    expect(() => schemaOf(Wrong)).toThrow(
      expect.objectContaining({
        problems: expect.arrayContaining([
          'it has 2 @Version; keep one',
          "extension 'audit' manages 'nobody', which is no attribute; add @Attribute to it",
          "'id' is a key, and create() keeps keys unique; leave @Unique out",
          "'code' is unique, so it has no default; give it, or use @GeneratedId",
          "index 'byKeys': add 'endsAt' to its projection; without the time to live, expired items would be read",
          "index 'byKeys': made of the table's keys and time to live alone, it must project 'ALL' beside @Unique",
          "index 'byEnd': made of the table's keys and time to live alone, it must project 'ALL' beside @Unique",
        ]),
      }),
    );
    expect(() => schemaOf(Wrong)).not.toThrow(/byEndAndCode/);
  });

  test('defineSchema has the same features and checks', () => {
    const base = { name: 'Bare', table: { name: 'bare' }, partitionKey: 'id' };
    const attributes = { id: { type: String }, tags: { type: setOf(String), unique: true }, at: { type: Date } };
    expect(() => defineSchema({ ...base, attributes, timeToLive: 'at' })).toThrow(
      /'tags' is unique, so it must be a string, number or binary, not SS[\s\S]*'at' is the time to live, which DynamoDB counts in seconds/,
    );
    expect(() => defineSchema({ ...base, attributes: { id: { type: String } }, timeToLive: 'gone' })).toThrow(
      /'gone' is the time to live, and is no attribute/,
    );
  });
});
