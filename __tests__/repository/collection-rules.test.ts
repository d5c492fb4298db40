import {
  Attribute,
  BaseRepository,
  type Client,
  ConfigurationError,
  collection,
  Entity,
  EntityRepository,
  PartitionKey,
  Repository,
  SortKey,
  Table,
} from 'annotable';
import { unsendableClient } from '../support/unsendable-client.ts';

const client: Client = unsendableClient();

@Table('plain')
class Plain {
  @PartitionKey() @Attribute(String) id!: string;
}
@Repository(Plain)
class Plains extends BaseRepository<Plain, 'id'> {}

/** `@Entity` with templates that the compiler doesn't know. */
const declared = Entity as unknown as (name: string, options: object) => (target: object, context?: unknown) => void;

/** Declares a repository of an entity in a table of its own class. */
function entity(partitionKey: string, { table = 'shop', sortKey = 'sk', name = partitionKey, type = String } = {}) {
  @Table(table)
  @PartitionKey('pk')
  @SortKey(sortKey)
  class Shop {}

  @declared(name, { table: Shop, keys: { partitionKey, sortKey: 'A' } })
  class Thing {
    @Attribute(type as typeof String) id!: string;
    @Attribute(String) other!: string;
  }
  @Repository(Thing)
  class Things extends EntityRepository<Thing, { partitionKey: 'A#{id}' }> {}
  return new Things(client);
}

/** Joins repositories, whose types don't fit together either. */
const joined = (repositories: object) => collection(repositories as never);

describe('a collection', () => {
  const one = entity('A#{id}');

  test.each([
    ['of nothing', {}, /takes repositories by names of your choice/],
    ['of a list', [one], /takes repositories by names of your choice/],
    ['of objects that are no repositories', { a: one, b: {} }, /a collection takes repositories/],
    ['of undefined', { a: undefined }, /a collection takes repositories/],
    ['of a class with a table of its own', { a: one, b: new Plains(client) }, /Plain, of 'b', has a table of its own/],
    [
      'of two tables',
      { a: one, b: entity('A#{id}', { table: 'other' }) },
      /'a' and 'b' are of the tables 'shop' and 'other'/,
    ],
    [
      'of other key attributes',
      { a: one, b: entity('A#{id}', { sortKey: 'rk' }) },
      /'a' and 'b' .*pk \(S\), sk \(S\).*pk \(S\), rk \(S\)/,
    ],
    [
      'of other literals',
      { a: one, b: entity('B#{id}') },
      /'a' and 'b' have the partition keys 'A#\{id\}' \(S\) and 'B#\{id\}' \(S\)/,
    ],
    ['of more parts', { a: one, b: entity('A#{id}#{other}') }, /'A#\{id\}' \(S\) and 'A#\{id\}#\{other\}' \(S, S\)/],
    [
      'of parts of other types',
      { a: one, b: entity('A#{id}', { name: 'B', type: Number as never }) },
      /'A#\{id\}' \(S\) and 'A#\{id\}' \(N\)/,
    ],
    ['of changed letters', { a: one, b: entity('A#{id|lower}') }, /'A#\{id\}' \(S\) and 'A#\{id\|lower\}' \(S\)/],
    ['of one entity twice', { a: one, b: entity('A#{id}') }, /'a' and 'b' both read the entity 'A#\{id\}'/],
  ])('is refused %s', (_, repositories, message) => {
    expect(() => joined(repositories)).toThrow(ConfigurationError);
    expect(() => joined(repositories)).toThrow(message);
  });

  test('is refused of two clients', () => {
    const Others = entity('A#{id}', { name: 'Other' }).constructor as new (given: Client) => object;
    const stranger = new Others(unsendableClient());
    expect(() => joined({ a: one, b: stranger })).toThrow(/'a' and 'b' have different clients/);
  });

  test('takes parts of other names', () => {
    expect(() => joined({ a: one, b: entity('A#{other}') })).not.toThrow();
  });
});
