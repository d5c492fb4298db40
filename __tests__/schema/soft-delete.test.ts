import { Attribute, DeletedAt, Index, PartitionKey, schemaOf, Table, TimeToLive } from 'annotable';
import { defineSchema } from '../../lib/schema/define-schema.ts';

const base = { name: 'Bare', table: { name: 'bare' }, partitionKey: 'id' };
const id = { type: String };
const time = { type: Date, optional: true };

describe('@DeletedAt', () => {
  test('implies an optional Date attribute, and its days become milliseconds', () => {
    @Table('kept')
    class Kept {
      @PartitionKey() @Attribute(String) id!: string;
      @DeletedAt({ purgeAfterDays: 0.5 }) deletedAt?: Date;
      @TimeToLive() endsAt?: Date;
    }
    const { softDelete } = schemaOf(Kept);
    expect(softDelete).toMatchObject({ attribute: { name: 'deletedAt', kind: 'S', optional: true } });
    expect(softDelete?.purgeAfterMs).toBe(43_200_000);
  });

  test('of a child replaces that of its parent', () => {
    @Table('parents')
    class Parent {
      @PartitionKey() @Attribute(String) id!: string;
      @TimeToLive() endsAt?: Date;
      @DeletedAt() deletedAt?: Date;
    }
    class Child extends Parent {
      @DeletedAt({ purgeAfterDays: 1 }) override deletedAt?: Date = new Date(0);
    }
    expect(schemaOf(Parent).softDelete?.purgeAfterMs).toBeUndefined();
    expect(schemaOf(Child).softDelete?.purgeAfterMs).toBe(86_400_000);
  });

  test('is refused without a time to live to purge by, or in an index without it', () => {
    @Table('wrong')
    @Index('byName', { partitionKey: 'name', projection: 'KEYS_ONLY' })
    class Wrong {
      @PartitionKey() @Attribute(String) id!: string;
      @Attribute(String) name!: string;
      @DeletedAt({ purgeAfterDays: 30 }) deletedAt?: Date;
    }
    expect(() => schemaOf(Wrong)).toThrow(
      expect.objectContaining({
        problems: [
          "'deletedAt': purgeAfterDays needs a time to live; add @TimeToLive() to another property",
          "index 'byName': add 'deletedAt' to its projection; without it, deleted items would be read",
        ],
      }),
    );
  });

  test('is checked by defineSchema, too', () => {
    const attributes = { id, at: { ...time, default: () => new Date() }, ends: { type: Number, optional: true } };
    const problemsWith = (deletedAt: object) => () =>
      defineSchema({ ...base, attributes, timeToLive: 'ends', deletedAt: deletedAt as { property: string } });
    expect(problemsWith({ property: 'at' })).toThrow(/has neither a default nor @Unique/);
    expect(problemsWith({ property: 'gone' })).toThrow(/'gone' is the time of a delete, and is no attribute/);
    expect(problemsWith({ property: 'ends' })).toThrow(/can't be the time to live too/);
    expect(problemsWith({ property: 'at', purgeAfterDays: 0 })).toThrow(/a number above 0 and up to 36500/);
    expect(problemsWith({ property: 'at', days: 1 })).toThrow(/there is no option 'days'/);
    expect(() =>
      defineSchema({ ...base, attributes: { id, at: { type: Date } }, deletedAt: { property: 'at' } }),
    ).toThrow(/make it optional, and not nullable/);
  });
});
