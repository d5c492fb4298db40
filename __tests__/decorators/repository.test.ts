import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  defineSchema,
  ModelDefinitionError,
  PartitionKey,
  Repository,
  schemaOf,
  Table,
} from 'annotable';

describe('@Repository', () => {
  test('binds a repository and its children to a model, unless a child has its own', () => {
    @Table('people')
    @PartitionKey('id')
    class Person {
      @Attribute(Number) id!: number;
    }
    @Table('employees')
    class Employee extends Person {
      @Attribute(Number) salary!: number;
    }
    @Repository(Person)
    class People<T extends Person> extends BaseRepository<T, 'id'> {}
    class Inherited extends People<Person> {}
    @Repository(Employee)
    class Employees extends People<Employee> {}

    expect(new People().schema).toBe(schemaOf(Person));
    expect(new Inherited().schema).toBe(schemaOf(Person));
    expect(new Employees().schema).toBe(schemaOf(Employee));
    expect(new People().schema.table.name).toBe('people');
  });

  test('accepts the result of defineSchema', () => {
    interface Plain {
      id: string;
    }
    const schema = defineSchema<Plain>({
      name: 'Plain',
      table: { name: 'plain' },
      partitionKey: 'id',
      attributes: { id: { type: String } },
    });
    @Repository(schema)
    class Plains extends BaseRepository<Plain, 'id'> {}
    expect(new Plains().schema).toBe(schema);
  });

  test('rejects an invalid model when the repository is created, not when it is declared', () => {
    class NoTable {
      @Attribute(Number) id!: number;
    }
    @Repository(NoTable)
    class Nowhere extends BaseRepository<NoTable, 'id'> {}
    expect(() => new Nowhere()).toThrow(ModelDefinitionError);
  });

  test('is named in the message if it is missing', () => {
    class Unbound extends BaseRepository<{ id: string }, 'id'> {}
    expect(() => new Unbound()).toThrow(ConfigurationError);
    expect(() => new Unbound()).toThrow('Unbound is bound to no model; add @Repository(Model) to it');
  });
});

describe('two copies of the package', () => {
  test('read each other’s classes', () => {
    const copy = (): typeof import('annotable') => {
      let loaded: unknown;
      jest.isolateModules(() => {
        loaded = require('annotable');
      });
      return loaded as typeof import('annotable');
    };
    const one = copy();
    const other = copy();
    expect(one.schemaOf).not.toBe(other.schemaOf);

    @one.Table('shared')
    @other.PartitionKey('id')
    class Parent {
      @one.Attribute(String) id!: string;
      @other.Attribute(one.listOf(Number)) scores!: number[];
    }
    class Child extends Parent {
      @other.Attribute(other.setOf(String)) tags!: Set<string>;
    }
    @one.Repository(Child)
    class Children extends other.BaseRepository<Child, 'id'> {}

    for (const { schemaOf: read } of [one, other]) {
      expect(Object.keys(read(Child).attributes).sort()).toEqual(['id', 'scores', 'tags']);
      expect(read(Parent).table.name).toBe('shared');
    }
    expect(new Children().schema.name).toBe('Child');
  });
});
