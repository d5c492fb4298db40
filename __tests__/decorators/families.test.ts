import { Attribute, DeletedAt, Entity, PartitionKey, SortKey, schemaOf, Table } from 'annotable';

const keys = { partitionKey: 'A#{id}', sortKey: 'A' } as const;

/** Declares a table that lists some classes. */
function tableOf(entities: () => readonly unknown[]) {
  @Table('shop', { entities: entities as never })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shop {}
  return Shop;
}

const listOf = (model: new () => object): unknown => schemaOf(model).entity?.ofTable();

describe('the entities of a table', () => {
  test('are refused if two have one name', () => {
    const Shop = tableOf(() => [One, Two]);
    @Entity('Same', { table: Shop, keys })
    class One {
      @Attribute(String) id!: string;
    }
    @Entity('Same', { table: Shop, keys })
    class Two {
      @Attribute(String) id!: string;
    }
    expect(() => listOf(One)).toThrow("its entities One and Two have one stored name, 'Same'; rename one");
  });

  test('are refused if one is no entity of the table', () => {
    class Plain {}
    const Other = tableOf(() => []);
    @Entity('Foreign', { table: Other, keys })
    class Foreign {
      @Attribute(String) id!: string;
    }
    const Shop = tableOf(() => [One, Plain, Foreign, undefined]);
    @Entity('One', { table: Shop, keys })
    class One {
      @Attribute(String) id!: string;
    }
    expect(() => listOf(One)).toThrow(
      /it lists Plain, which is no entity; add @Entity\('name', \{ table: Shop, keys \}\)/,
    );
    expect(() => listOf(One)).toThrow(/it lists Foreign, an entity of Shop; leave it out/);
    expect(() => listOf(One)).toThrow(/its entities have undefined in place of a class/);
  });

  test('can have the names of the entities of another table class', () => {
    const [Before, After] = [tableOf(() => [Old]), tableOf(() => [New])];
    @Entity('Item', { table: Before, keys })
    class Old {
      @Attribute(String) id!: string;
    }
    @Entity('Item', { table: After, keys })
    class New {
      @Attribute(String) id!: string;
      @Attribute(String, { optional: true }) note?: string;
    }
    expect(listOf(Old)).toEqual([schemaOf(Old)]);
    expect(listOf(New)).toEqual([schemaOf(New)]);
  });
});

describe('a subclass of an entity', () => {
  test('is refused with a table, keys, or marks of its own', () => {
    const Shop = tableOf(() => [Child]);
    @Entity('Parent', { table: Shop, keys, abstract: true })
    abstract class Parent {
      @Attribute(String) id!: string;
    }
    @Entity('Child', { table: Shop, keys })
    class Child extends Parent {
      @DeletedAt() @Attribute(Date, { optional: true }) deletedAt?: Date;
    }
    expect(() => schemaOf(Child)).toThrow(
      /its parent entity 'Parent' has the table and keys of all its subclasses; leave them out[\s\S]*'Parent' has no @DeletedAt, so its reads would return deleted items/,
    );
  });

  test('is missed by an abstract parent that lists none', () => {
    const Shop = tableOf(() => []);
    @Entity('Parent', { table: Shop, keys, abstract: true })
    abstract class Parent {
      @Attribute(String) id!: string;
    }
    expect(() => schemaOf(Parent as never).entity?.concrete).toThrow(
      'Parent is abstract, and the table lists none of its subclasses; add them to entities',
    );
  });
});
