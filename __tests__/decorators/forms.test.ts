import {
  Attribute,
  Enum,
  Index,
  LocalIndex,
  ModelDefinitionError,
  PartitionKey,
  SortKey,
  schemaOf,
  setOf,
  Table,
} from 'annotable';
import { describeSchema } from './describe-schema.ts';

const nameless = (schema: object): object => ({ ...schema, name: '' });

describe('class and property forms', () => {
  test('have the same schema, alone and mixed, in any order', () => {
    @Table('orders')
    @PartitionKey('id')
    @SortKey('at')
    @Enum({ state: ['open', 'paid'] })
    class ClassForm {
      @Attribute(String) id!: string;
      @Attribute(Date) at!: Date;
      @Attribute(String) state!: 'open' | 'paid';
    }

    @Table('orders')
    class PropertyForm {
      @PartitionKey() @Attribute(String) id!: string;
      @Attribute(Date) @SortKey() at!: Date;
      @Attribute(String) @Enum(['open', 'paid']) state!: 'open' | 'paid';
    }

    @SortKey('at')
    @Table('orders')
    class Mixed {
      @Attribute(String) @PartitionKey() id!: string;
      @Attribute(Date) at!: Date;
      @Enum(['open', 'paid']) @Attribute(String) state!: 'open' | 'paid';
    }

    const expected = nameless(describeSchema(schemaOf(ClassForm)));
    expect(expected).toMatchObject({ keys: ['id', 'at'], table: { name: 'orders' } });
    expect(nameless(describeSchema(schemaOf(PropertyForm)))).toEqual(expected);
    expect(nameless(describeSchema(schemaOf(Mixed)))).toEqual(expected);
  });

  test('accept one key twice, and report two keys', () => {
    @Table('same')
    @PartitionKey('id')
    class Same {
      @PartitionKey() @Attribute(String) id!: string;
    }
    @Table('two')
    @PartitionKey('id')
    class Two {
      @Attribute(String) id!: string;
      @PartitionKey() @Attribute(String) other!: string;
    }
    expect(schemaOf(Same).partitionKey.property).toBe('id');
    expect(() => schemaOf(Two)).toThrow("it has 2 @PartitionKey, on 'other' and 'id'; keep one");
  });

  test('imply the type of an attribute by @Enum, and report two of one property', () => {
    @Table('enums')
    @PartitionKey('id')
    class Implied {
      @Attribute(String) id!: string;
      @Enum(['a', 'b']) letter!: 'a' | 'b';
      @Enum([1, 2]) digit!: 1 | 2;
    }
    @Table('enums')
    @PartitionKey('id')
    @Enum({ id: ['a'] })
    class Twice {
      @Enum(['a']) @Attribute(String) id!: 'a';
    }
    expect(schemaOf(Implied).attributes).toMatchObject({ letter: { kind: 'S' }, digit: { kind: 'N', enum: [1, 2] } });
    expect(() => schemaOf(Twice)).toThrow("'id' has two enums; keep one");
  });

  test('keep the order of index keys and the scope of an index', () => {
    @Table('indexed')
    @PartitionKey('id')
    @SortKey('at')
    @Index('ofTwo', { partitionKey: ['state', 'id'], sortKey: ['at', 'count'], projection: ['tags'] })
    @LocalIndex('local', { sortKey: 'count', projection: 'KEYS_ONLY' })
    class Indexed {
      @Attribute(String) id!: string;
      @Attribute(Date) at!: Date;
      @Attribute(String, { name: 's' }) state!: string;
      @Attribute(Number, { optional: true }) count?: number;
      @Attribute(setOf(String)) tags!: Set<string>;
    }
    expect(describeSchema(schemaOf(Indexed))).toMatchObject({
      indexes: [
        { name: 'ofTwo', scope: 'global', partitionKey: ['s', 'id'], sortKey: ['at', 'count'], projection: ['tags'] },
        { name: 'local', scope: 'local', partitionKey: ['id'], sortKey: ['count'], projection: 'KEYS_ONLY' },
      ],
    });
  });
});

describe('inheritance of models', () => {
  test('adds the declarations of parents to a child, and leaves parents and siblings unchanged', () => {
    @Table('parents')
    @PartitionKey('id')
    class Parent {
      @Attribute(String) id!: string;
      @Attribute(Number) size!: number;
    }
    @Table('left')
    class Left extends Parent {
      @Attribute(String) left!: string;
    }
    @SortKey('right')
    class Right extends Parent {
      @Attribute(Date) right!: Date;
      @Attribute(Number, { name: 's' }) override size = 0;
    }
    class Grandchild extends Left {
      @Attribute(Boolean) last!: boolean;
    }
    class Undecorated extends Right {}

    const properties = (model: abstract new () => object): string[] => Object.keys(schemaOf(model).attributes).sort();
    expect(properties(Grandchild)).toEqual(['id', 'last', 'left', 'size']);
    expect(properties(Left)).toEqual(['id', 'left', 'size']);
    expect(properties(Right)).toEqual(['id', 'right', 'size']);
    expect(properties(Undecorated)).toEqual(['id', 'right', 'size']);
    expect(properties(Parent)).toEqual(['id', 'size']);
    expect(schemaOf(Parent)).toMatchObject({ name: 'Parent', table: { name: 'parents' }, sortKey: undefined });
    expect(schemaOf(Left)).toMatchObject({ name: 'Left', table: { name: 'left' }, sortKey: undefined });
    expect(schemaOf(Right)).toMatchObject({ table: { name: 'parents' }, sortKey: { property: 'right' } });
    expect(schemaOf(Grandchild).table.name).toBe('left');
    expect(schemaOf(Right).attributes['size']?.name).toBe('s');
    expect(schemaOf(Parent).attributes['size']?.name).toBe('size');
  });

  test('rejects an abstract parent without a table, and accepts its child', () => {
    abstract class Base {
      @PartitionKey() @Attribute(String) readonly id!: string;
      abstract kind: string;
    }
    @Table('concrete')
    class Concrete extends Base {
      @Attribute(String) kind = 'x';
    }
    expect(() => schemaOf(Base)).toThrow(ModelDefinitionError);
    expect(schemaOf(Concrete).partitionKey.property).toBe('id');
  });

  test('has one schema for a generic class', () => {
    @Table('generic')
    @PartitionKey('id')
    class Generic<Id extends string> {
      @Attribute(String) id!: Id;
    }
    class Narrow extends Generic<'a'> {}
    expect(schemaOf(Generic).partitionKey.kind).toBe('S');
    expect(schemaOf(Narrow).name).toBe('Narrow');
  });
});

describe('the record of decorators', () => {
  test('has no return value, in either dialect', () => {
    class Target {}
    const call = (decorator: unknown, ...given: unknown[]): unknown =>
      (decorator as (...all: unknown[]) => unknown)(...given);
    const context = (kind: string, name: string): object => ({
      kind,
      name,
      static: false,
      private: false,
      metadata: {},
    });
    const onClass = [
      Table('t'),
      PartitionKey('id'),
      SortKey('id'),
      Enum({ id: ['a'] }),
      Index('byId', { partitionKey: 'id' }),
      LocalIndex('byId', { sortKey: 'id' }),
    ];
    for (const decorator of onClass) {
      expect(call(decorator, Target)).toBeUndefined();
      expect(call(decorator, Target, context('class', 'Target'))).toBeUndefined();
    }
    for (const decorator of [Attribute(String), PartitionKey(), SortKey(), Enum(['a'])]) {
      expect(call(decorator, Target.prototype, 'id')).toBeUndefined();
      expect(call(decorator, undefined, context('field', 'id'))).toBeUndefined();
    }
  });

  test('is in Symbol.metadata, with an own object for each class', () => {
    class Parent {
      @Attribute(String) id!: string;
    }
    class Child extends Parent {
      @Attribute(String) name!: string;
    }
    class Undecorated extends Child {}
    const { metadata } = Symbol as unknown as { metadata: symbol };
    const of = (model: object): unknown => (model as Record<symbol, unknown>)[metadata];
    expect(typeof metadata).toBe('symbol');
    expect(typeof of(Parent)).toBe('object');
    expect(of(Child)).not.toBe(of(Parent));
    expect(of(Undecorated)).toBe(of(Child));
  });

  test('is missing with a message if a standard class was evaluated without Symbol.metadata', () => {
    const decorator = Attribute(String) as unknown as (target: unknown, context: object) => void;
    const context = { kind: 'field', name: 'id', static: false, private: false, metadata: undefined };
    expect(() => decorator(undefined, context)).toThrow('import annotable before the module that defines it');
  });
});
