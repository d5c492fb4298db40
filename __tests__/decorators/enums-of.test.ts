import { Attribute, Enum, enumsOf, ModelDefinitionError, PartitionKey, Table } from 'annotable';

describe('enumsOf', () => {
  test('returns the names of attributes and the values of enums, by capitalized property', () => {
    @Table('phonebook')
    @PartitionKey('personId')
    @Enum({ relationship: ['FRIEND', 'PARENT'] })
    class Phone {
      @Attribute(Number) personId!: number;
      @Attribute(String, { name: 'r' }) relationship!: 'FRIEND' | 'PARENT';
      @Enum([1, 2]) @Attribute(Number, { optional: true }) level?: 1 | 2;
      @Attribute(Boolean) listed!: boolean;
    }
    expect(enumsOf(Phone)).toEqual({
      Attribute: { personId: 'personId', relationship: 'relationship', level: 'level', listed: 'listed' },
      Relationship: { FRIEND: 'FRIEND', PARENT: 'PARENT' },
      Level: { 1: 1, 2: 2 },
    });
  });

  test('is frozen at every level, and includes inherited enums', () => {
    @Table('states')
    class Parent {
      @PartitionKey() @Attribute(String) id!: string;
      @Enum(['a', 'b']) @Attribute(String) state!: 'a' | 'b';
    }
    class Child extends Parent {
      @Enum(['x']) @Attribute(String) kind!: 'x';
    }
    const enums = enumsOf(Child);
    expect(enums).toMatchObject({ State: { a: 'a', b: 'b' }, Kind: { x: 'x' }, Attribute: { id: 'id' } });
    for (const level of [enums, ...Object.values(enums)]) expect(Object.isFrozen(level)).toBe(true);
    expect('Kind' in enumsOf(Parent)).toBe(false);
  });

  test('rejects a class that is not a model', () => {
    class Plain {}
    expect(() => enumsOf(Plain)).toThrow(ModelDefinitionError);
  });
});
