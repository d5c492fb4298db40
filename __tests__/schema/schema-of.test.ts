import { Attribute, Enum, Index, listOf, PartitionKey, SortKey, schemaOf, setOf, Table } from 'annotable';
import { problemsOf, unchecked } from './support.ts';

const AnyAttribute = unchecked(Attribute);
const AnyPartitionKey = unchecked(PartitionKey);
const AnyIndex = unchecked(Index);
const AnySortKey = unchecked(SortKey);
const AnyEnum = unchecked(Enum);

describe('schemaOf', () => {
  test('returns the compiled schema of a class, made once', () => {
    @Table('phonebook')
    @PartitionKey('personId')
    @SortKey('name')
    @Enum({ kind: ['HOME', 'WORK'] })
    class Phone {
      @Attribute(Number) personId!: number;
      @Attribute(String, { name: 'n' }) name!: string;
      @Attribute(String) kind!: 'HOME' | 'WORK';
    }
    const schema = schemaOf(Phone);
    expect(schemaOf(Phone)).toBe(schema);
    expect(schema).toMatchObject({
      model: Phone,
      name: 'Phone',
      table: { name: 'phonebook', billing: 'onDemand' },
      partitionKey: { property: 'personId', name: 'personId', kind: 'N' },
      sortKey: { property: 'name', name: 'n', kind: 'S' },
      attributes: { kind: { kind: 'S', enum: ['HOME', 'WORK'], optional: false } },
    });
    expect(Object.isFrozen(schema)).toBe(true);
  });

  test('rejects a class without any decorator', () => {
    class Plain {}
    expect(problemsOf(() => schemaOf(Plain))).toEqual([
      "it has no table; add @Table('name')",
      "it has no partition key; add @PartitionKey('property')",
    ]);
  });

  test('reports duplicates, unknown attributes and incomplete types, all at once, on each call', () => {
    @Table('one')
    @Table('two')
    @AnyPartitionKey('a')
    @AnyPartitionKey('b')
    @AnyIndex('byGone', { partitionKey: 'gone' })
    class Muddle {
      @Attribute(String) a!: string;
      @Attribute(String) b!: string;
      @AnyAttribute(undefined, {}) circular!: object;
      @AnyAttribute(Array) list!: string[];
      @AnyAttribute(Set) set!: Set<string>;
      @AnyAttribute(Map) map!: Map<string, string>;
      @AnyAttribute(Object) object!: object;
      @AnyAttribute({ Red: 'RED' }) color!: string;
      @AnyAttribute({ 1: 'Low', Low: 1 }, { optional: true }) level?: number;
      @AnyAttribute(listOf(Set as never)) sets!: Set<string>[];
      @Attribute(String) @Attribute(String) twice!: string;
    }
    const problems = problemsOf(() => schemaOf(Muddle));
    expect(problems).toEqual(
      expect.arrayContaining([
        'Muddle.list: an array needs its element type: @Attribute(listOf(String))',
        'Muddle.set: a set needs its element type: @Attribute(setOf(String))',
        'Muddle.map: a Map is no attribute type; use a plain object with @Attribute(mapOf(String))',
        'Muddle.object: the compiler emits only Object for it; write its type: @Attribute(String), @Attribute(json()), …',
        'Muddle.color: an enum is no attribute type; write @Enum(Color) @Attribute(String), or Number for numbers',
        'Muddle.level: an enum is no attribute type; write @Enum(Color) @Attribute(String), or Number for numbers',
        'Muddle.sets: a set needs its element type: @Attribute(setOf(String))',
        'Muddle.twice: it has 2 @Attribute; keep one',
        'it has 2 @Table; keep one',
        expect.stringMatching(/^it has 2 @PartitionKey, on '[ab]' and '[ab]'; keep one$/),
        "'gone' is a key of index 'byGone', and is no attribute; add @Attribute to it",
      ]),
    );
    expect(problemsOf(() => schemaOf(Muddle))).toEqual(problems);
  });

  test('reports a key with an invalid type once', () => {
    @Table('users')
    @AnyIndex('byTags', { partitionKey: 'tags', projection: ['list'] })
    class User {
      @PartitionKey() @Attribute(String) id!: string;
      @AnySortKey() @AnyAttribute(Array) list!: string[];
      @AnyEnum(['a']) @AnyAttribute(Set) tags!: Set<string>;
    }
    expect(problemsOf(() => schemaOf(User))).toEqual([
      'User.list: an array needs its element type: @Attribute(listOf(String))',
      'User.tags: a set needs its element type: @Attribute(setOf(String))',
    ]);
  });

  test('names an import circle as the cause of an undefined type', () => {
    @Table('users')
    class User {
      @PartitionKey() @Attribute(String) id!: string;
      @AnyAttribute(undefined) friend!: object;
    }
    expect(problemsOf(() => schemaOf(User))).toEqual([
      'User.friend: its type is undefined: modules import each other in a circle; write @Attribute(() => Class)',
    ]);
  });

  test('lets a child override its parent, and never changes the parent', () => {
    @Table('animals')
    @PartitionKey('id')
    class Animal {
      @Attribute(String) id!: string;
      @Attribute(String, { name: 'n' }) name!: string;
    }
    @Table('dogs')
    class Dog extends Animal {
      @Attribute(String, { name: 'called' }) override name = '';
      @Attribute(Number) walks!: number;
    }
    @SortKey('lives')
    class Cat extends Animal {
      @Attribute(Number) lives!: number;
    }
    const [dog, cat, animal] = [schemaOf(Dog), schemaOf(Cat), schemaOf(Animal)];
    expect([animal, dog, cat].map(({ table }) => table.name)).toEqual(['animals', 'dogs', 'animals']);
    expect([animal, dog, cat].map(({ attributes }) => Object.values(attributes).map(({ name }) => name))).toEqual([
      ['id', 'n'],
      ['id', 'called', 'walks'],
      ['id', 'n', 'lives'],
    ]);
    expect([animal, dog, cat].map(({ sortKey }) => sortKey?.property)).toEqual([undefined, undefined, 'lives']);
  });

  test('reads items of a child as the child, and accepts them as its parent', () => {
    @Table('animals')
    @PartitionKey('id')
    class Animal {
      @Attribute(String) id!: string;
    }
    class Dog extends Animal {
      @Attribute(Number) walks!: number;
    }
    const read = schemaOf(Dog).mapper.fromItem({ id: { S: 'd' }, walks: { N: '2' } });
    expect(read).toBeInstanceOf(Dog);
    expect(read).toBeInstanceOf(Animal);
    expect({ ...read }).toEqual({ id: 'd', walks: 2 });
  });

  test('distinguishes two classes with one name', () => {
    const make = (table: string): ReturnType<typeof schemaOf> => {
      @Table(table)
      @PartitionKey('id')
      class Same {
        @Attribute(String) id!: string;
      }
      return schemaOf(Same);
    };
    expect([make('first'), make('second')].map(({ name, table }) => [name, table.name])).toEqual([
      ['Same', 'first'],
      ['Same', 'second'],
    ]);
  });

  test('reads and writes all levels of a class that contains itself', () => {
    @Table('nodes')
    @PartitionKey('id')
    class Node {
      @Attribute(Number) id!: number;
      @Attribute(() => Node, { optional: true }) next?: Node;
      @Attribute(
        listOf(() => Node),
        { optional: true },
      )
      children?: Node[];
    }
    const { mapper } = schemaOf(Node);
    const item = mapper.toItem({ id: 1, next: { id: 2, next: { id: 3 } }, children: [{ id: 4 }] });
    expect(item).toEqual({
      id: { N: '1' },
      next: { M: { id: { N: '2' }, next: { M: { id: { N: '3' } } } } },
      children: { L: [{ M: { id: { N: '4' } } }] },
    });
    const read = mapper.fromItem(item);
    expect([read, read.next, read.next?.next, read.children?.[0]].map((node) => node instanceof Node)).toEqual(
      Array(4).fill(true),
    );
    expect(read.next?.next?.id).toBe(3);
    expect(Object.keys(read.next?.next ?? {})).toEqual(['id']);
  });

  test('stores fields, whether the compiler defines or assigns them', () => {
    @Table('users')
    @PartitionKey('id')
    class User {
      @Attribute(String) id!: string;
      @Attribute(setOf(String)) tags: Set<string> = new Set(['new']);
      @Attribute(String, { optional: true }) note?: string;
    }
    const defined = Object.assign(new User(), { id: '1' });
    const assigned = Object.assign(Object.create(User.prototype) as User, { id: '1', tags: new Set(['new']) });
    const stored = { id: { S: '1' }, tags: { SS: ['new'] } };
    expect([defined, assigned].map((user) => schemaOf(User).mapper.toItem(user))).toEqual([stored, stored]);
    expect(Object.getOwnPropertyNames(User.prototype)).toEqual(['constructor']);
  });
});
