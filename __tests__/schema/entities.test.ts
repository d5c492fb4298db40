import {
  Attribute,
  Entity,
  Index,
  listOf,
  ModelDefinitionError,
  PartitionKey,
  SortKey,
  schemaOf,
  Table,
} from 'annotable';
import { tableSchemaOf } from '../../lib/schema/table-schema.ts';

const fine = { partitionKey: 'A#{id}', sortKey: 'B' };

/** The settings of one definition, as code without types can write them. */
interface Mistake {
  readonly keys?: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly table?: Readonly<Record<string, unknown>>;
  readonly name?: unknown;
}

/** As code without types calls it. */
const UntypedEntity = Entity as (name: unknown, options: object) => (target: object) => void;

function define({ keys = fine, options, table, name = 'Order' }: Mistake): void {
  @Table('shop', { entities: () => [Order], ...table })
  @PartitionKey('pk')
  @SortKey('sk')
  class Shop {}
  class Address {
    @Attribute(String, { optional: true }) country?: string;
    @Attribute(String) city!: string;
  }
  @UntypedEntity(name, { table: Shop, keys, ...options })
  class Order {
    @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) region?: string;
    @Attribute(String, { nullable: true }) remark!: string | null;
    @Attribute(Boolean) flag!: boolean;
    @Attribute(listOf(String)) tags!: string[];
    @Attribute(Address) address!: Address;
    @Attribute(Address, { optional: true }) former?: Address;
    @Attribute(String, { name: 'gsi1pk', optional: true }) odd?: string;
  }
  schemaOf(Order);
}

const problemsOf = (body: () => unknown): readonly string[] => {
  try {
    body();
  } catch (error) {
    if (!(error instanceof ModelDefinitionError)) throw error;
    return error.problems;
  }
  return [];
};

const sortKey = (template: unknown) => ({ keys: { ...fine, sortKey: template } });
const index = (one: unknown, others: object = {}) => ({ keys: { ...fine, indexes: { one, ...others } } });
const made = { attribute: 'gsi2pk', template: '{id}' };
const when = (value: unknown) => index({ partitionKey: made, when: value });
class NoTable {}

describe('the definition of an entity', () => {
  test('has no problems if it is right', () => expect(problemsOf(() => define({}))).toEqual([]));

  test.each<[string, Mistake, string]>([
    ['keys', { keys: null }, 'its @Entity has no keys; give it { table, keys }'],
    ['sortKey', { keys: { partitionKey: '{id}' } }, "its sortKey is missing; the table has the key attribute 'sk'"],
    ['partitionKey', { keys: { sortKey: 'x' } }, "its partitionKey is missing; the table has the key attribute 'pk'"],
    ['table', { options: { table: undefined } }, 'its @Entity has no table; give it the class of the table'],
    ['@Table of its table', { options: { table: NoTable } }, "its table NoTable has no @Table('name'); add it"],
    ['name', { name: '' }, 'its @Entity needs a name'],
  ])('has a %s', (_, mistake, message) => {
    expect(problemsOf(() => define(mistake))).toEqual([expect.stringContaining(message)]);
  });

  test.each<[string, Mistake, string]>([
    ['option', { options: { foo: 1 } }, "@Entity: there is no option 'foo'; the options are abstract"],
    ['form', { options: { form: 'simple' } }, "the form of its keys is 'plain'"],
    ['abstract', { options: { abstract: 'yes' } }, 'abstract of its @Entity is true or false'],
    ['key', { keys: { ...fine, index: {} } }, "its keys: there is no option 'index'; the options are indexes"],
    ['entities', { table: { entities: [] } }, 'its table Shop lists entities by a function; write entities: () =>'],
    ['entityAttribute', { table: { entityAttribute: '' } }, 'the entityAttribute of Shop is the stored name'],
    ['entityAttribute of a key', { table: { entityAttribute: 'pk' } }, "'pk', is a key of the table; give it another"],
    ['entityAttribute of a property', { table: { entityAttribute: 'gsi1pk' } }, "is the stored name of 'odd'"],
  ])('refuses a wrong %s', (_, mistake, message) => {
    expect(problemsOf(() => define(mistake))).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    ['no text', 5, "is a text such as 'ORDER#{orderId}', not a number"],
    ['an open brace', '{id', 'has a { without its }'],
    ['no separator', '{id}{region}', 'has no text between {id} and {region}; put a separator there'],
    ['an unknown property', '{nope}', "'nope' is no attribute; add @Attribute to it"],
    ['an optional property', '{region}', "the property can't be optional or null"],
    ['a nullable property', '{remark}', "the property can't be optional or null"],
    ['an optional member of a document', '{address.country}', "the property can't be optional or null"],
    ['a member of an optional document', '{former.city}', "the property can't be optional or null"],
    ['an unknown member of a document', '{address.nope}', "'address.nope' leads to no attribute of a document"],
    ['a boolean', '{flag}', "'flag' must be a string, number, date, or binary"],
    ['a list', '{tags}', "'tags' must be a string, number, date, or binary"],
    ['a shard', '{id|shard:4}', 'has a shard, which only the key of an index can have'],
  ])('refuses a key of the table with %s', (_, template, message) => {
    const problems = problemsOf(() => define(sortKey(template)));
    expect(problems).toContainEqual(expect.stringMatching(/^its sortKey /));
    expect(problems.join('\n')).toContain(message);
  });

  test.each<[string, Mistake, string]>([
    ['no settings', index(null), 'its options must be an object, not null'],
    ['no key', index({}), 'without a partitionKey it is local, and needs a sortKey'],
    ['an unknown option', index({ partitionKey: 'id', foo: 1 }), "there is no option 'foo'"],
    ['an unknown attribute', index({ partitionKey: 'nope' }), "'nope' is a key of index 'one', and is no attribute"],
    ['an attribute that is no key', index({ partitionKey: 'flag' }), 'must be a string, number or binary, not BOOL'],
    ['an unknown option of a key', index({ partitionKey: { ...made, foo: 1 } }), "there is no option 'foo'"],
    ['a key without name', index({ partitionKey: { ...made, attribute: '' } }), 'is a text of 1 to 255 bytes'],
    ['a long name of a key', index({ partitionKey: { ...made, attribute: 'x'.repeat(256) } }), 'of 1 to 255 bytes'],
    ['no template', index({ partitionKey: { attribute: 'x' } }), "'x' has no template, and is no key attribute of"],
    ['an unknown part', index({ partitionKey: { ...made, template: '{nope}' } }), "'nope' is no attribute; add @Attr"],
    ['a property as its attribute', index({ partitionKey: { ...made, attribute: 'gsi1pk' } }), "stored name of 'odd'"],
    ['the key of the table', index({ partitionKey: { ...made, attribute: 'pk' } }), 'is made for the table already'],
    ['the entity attribute', index({ partitionKey: { ...made, attribute: 'entity' } }), 'made for the table already'],
    ['one attribute as both keys', index({ partitionKey: made, sortKey: made }), 'its key names an attribute twice'],
    ['a short name', { keys: { ...fine, indexes: { x: { partitionKey: 'id' } } } }, 'a name has 3 to 255 characters'],
    ['an unknown property in when', when({ nope: 1 }), "'when' names 'nope', which is no attribute"],
    ['a wrong value in when', when({ id: 1 }), "'when' of 'id' must be a string, not a number"],
    ['a document in when', when({ address: { city: 'x' } }), "'when' compares texts, numbers, booleans and bytes"],
    ['a when that is no object', when('OPEN'), "'when' is an object of properties and values"],
    [
      'a when without template',
      index({ partitionKey: 'id', when: { flag: true } }),
      "'when' needs a key attribute with",
    ],
    [
      'an attribute that another index makes',
      index({ partitionKey: made }, { two: { partitionKey: { ...made, template: 'X' } } }),
      "index 'two': 'gsi2pk' is made in another way already; give it another attribute",
    ],
    [
      'the name of another index',
      index({ partitionKey: 'id' }, { two: { name: 'one', partitionKey: 'region' } }),
      "index 'two': index 'one' has the name 'one' too",
    ],
  ])('refuses an index with %s', (_, mistake, message) => {
    const problems = problemsOf(() => define(mistake));
    expect(problems.join('\n')).toContain(message);
    expect(problems.join('\n')).toMatch(/index '(?:one|two|x)'/);
  });

  test('refuses more than 20 global indexes', () => {
    const indexes = Object.fromEntries(Array.from({ length: 21 }, (__, i) => [`index${i}`, { partitionKey: 'id' }]));
    expect(problemsOf(() => define({ keys: { ...fine, indexes } }))).toEqual([
      '21 global indexes; a table has at most 20',
    ]);
  });

  test('refuses decorators of a table of its own, and a table with properties', () => {
    @Table('shop')
    class Shop {
      @PartitionKey() @Attribute(String) pk!: string;
    }
    @Table('orders')
    @Index('byId', { partitionKey: 'id' })
    @Entity('Order', { table: Shop, keys: { partitionKey: '{id}' } })
    class Order {
      @PartitionKey() @Attribute(String) id!: string;
    }
    expect(problemsOf(() => schemaOf(Order))).toEqual([
      'its table Shop has properties; declare a class without any for the table',
      ...['@Table', '@PartitionKey', '@Index'].map(
        (decorator) => `it is an entity, so it has no ${decorator}; its keys and indexes are in @Entity`,
      ),
    ]);
  });
});

/** Declares two entities of a table, and returns the problems of the table. */
function tableProblems(
  [one, other]: readonly [object, object],
  table: object = {},
  [oneName, otherName] = ['A', 'B'],
): readonly string[] {
  @Table('shop', { entities: () => [A, B], ...table })
  @PartitionKey('pk')
  class Shop {}
  @UntypedEntity(oneName, { table: Shop, keys: { partitionKey: 'A#{id}', indexes: one } })
  class A {
    @Attribute(String) id!: string;
    @Attribute(String, { name: 'shared' }) text!: string;
  }
  @UntypedEntity(otherName, { table: Shop, keys: { partitionKey: 'B#{id}', indexes: other } })
  class B {
    @Attribute(String) id!: string;
    @Attribute(Number, { name: 'shared' }) amount!: number;
  }
  return problemsOf(() => tableSchemaOf(schemaOf(A)));
}

describe('the table of entities', () => {
  const many = (prefix: string) =>
    Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`${prefix}${i}`, { partitionKey: 'id' }]));
  const byId = { partitionKey: 'id' };

  test.each<[string, readonly string[], RegExp]>([
    [
      'index keys of two types',
      tableProblems([{ one: { partitionKey: 'text' } }, { two: { partitionKey: 'amount' } }]),
      /'shared' is a key of its indexes as S and as N/,
    ],
    [
      'two keys of one index',
      tableProblems([{ one: byId }, { one: { partitionKey: 'amount' } }]),
      /B: index 'one' has the key global shared \(N\), and another entity's global id/,
    ],
    [
      'two projections of one index',
      tableProblems([{ one: byId }, { one: { ...byId, projection: 'KEYS_ONLY' } }]),
      /B: index 'one' has another projection/,
    ],
    [
      'more than 20 indexes together',
      tableProblems([many('a-'), many('b-')]),
      /22 global indexes; a table has at most 20/,
    ],
    [
      'two entities of one name',
      tableProblems([{}, {}], {}, ['A', 'A']),
      /its entities A and B have one stored name, 'A'; rename one/,
    ],
    [
      'no list of entities',
      tableProblems([{}, {}], { entities: undefined }),
      /A shares its table, whose entities are not listed; write @Table/,
    ],
    [
      'a list without the entity',
      tableProblems([{}, {}], { entities: () => [] }),
      /A is not among its entities; add it to the list of @Table/,
    ],
    [
      'a list of no classes',
      tableProblems([{}, {}], { entities: () => [undefined] }),
      /its entities have undefined in place of a class/,
    ],
  ])('refuses %s', (_, problems, message) => {
    expect(problems).toEqual([expect.stringMatching(message)]);
  });
});
