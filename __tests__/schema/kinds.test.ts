import { Attribute, Entity, PartitionKey, SortKey, schemaOf, Table } from 'annotable';
import { otherKinds } from '../../lib/schema/kinds.ts';

/** A template that the compiler can check, as it demands. The real ones are of the same form. */
type OfId = 'USER#{id}';

/** Declares two entities of one table with a partition key each. */
function twoEntities(one: string, other: string) {
  @Table('network', { entities: () => [First, Second] })
  @PartitionKey('pk')
  @SortKey('sk')
  class Network {}

  @Entity('First', { table: Network, keys: { partitionKey: one as OfId, sortKey: 'USER#{other}' } })
  class First {
    @Attribute(String) id!: string;
    @Attribute(String) other!: string;
  }

  @Entity('Second', { table: Network, keys: { partitionKey: other as OfId, sortKey: 'USER#{other}' } })
  class Second {
    @Attribute(String) id!: string;
    @Attribute(String) other!: string;
  }
  return [schemaOf(First), schemaOf(Second)] as const;
}

const meetsOther = (one: string, other: string): boolean[] =>
  twoEntities(one, other).map((schema) => otherKinds(schema, undefined, false).entities);

describe('a query of an entity', () => {
  test.each([
    ['USER#{id}', 'POST#{id}', 'different beginnings'],
    ['USER#{id}#followers', 'USER#{id}#following', 'different ends'],
    ['USER#{id}#s', 'USER#{id}#posts', 'an equal last letter, and different ends before it'],
  ])('never meets another entity if the keys %s and %s have %s', (one, other) => {
    expect(meetsOther(one, other)).toEqual([false, false]);
  });

  test.each([
    ['USER#{id}', 'USER#{other}', 'equal fixed texts'],
    ['USER#{id}#followers', 'USER#{id}', 'a fixed end in one of them only'],
    ['USER#{id}s', 'USER#{id}posts', 'a fixed end that ends the other one too'],
  ])('can meet another entity if the keys %s and %s have %s', (one, other) => {
    expect(meetsOther(one, other)).toEqual([true, true]);
  });
});

describe('the key of an entity in messages', () => {
  const [first] = twoEntities('FIRST#{other}', 'SECOND#{id}');

  test('has a value once that both keys contain', () => {
    const { mapper } = first;
    expect(mapper.keyText({ pk: { S: 'FIRST#1' }, sk: { S: 'USER#1' } })).toBe('other="1"');
  });

  test('has both values if an item of another library has different ones', () => {
    const { mapper } = first;
    expect(mapper.keyText({ pk: { S: 'FIRST#1' }, sk: { S: 'USER#2' } })).toBe('other="1", other="2"');
  });
});
