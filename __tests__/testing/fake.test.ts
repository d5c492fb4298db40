import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  CreatedAt,
  DeletedAt,
  decimal,
  defineSchema,
  Enum,
  epochMillis,
  epochSeconds,
  GeneratedId,
  json,
  listOf,
  mapOf,
  oneOfClasses,
  PartitionKey,
  Repository,
  RequestStatus,
  SortKey,
  schemaOf,
  setOf,
  Table,
  TimeToLive,
  tupleOf,
  Unique,
  UpdatedAt,
  Validate,
  Version,
  vector,
} from 'annotable';
import { fake, fakeMany, testEngine } from 'annotable/testing';
import fc from 'fast-check';
import { z } from 'zod';
import { eventModels } from '../integration/event-models.ts';
import { shopModels } from '../integration/shop-models.ts';
import { attributeLists, own } from '../schema/model-cases.ts';

class Geo {
  @Attribute(Number) lat!: number;
  @Attribute(Number) lng!: number;
}

class Address {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true }) zip?: string;
  @Attribute(Geo) geo!: Geo;
  label(): string {
    return this.city;
  }
}

@Enum({ kind: ['card'] })
class Card {
  @Attribute(String) kind!: 'card';
  @Attribute(String) brand!: string;
}
@Enum({ kind: ['transfer'] })
class Transfer {
  @Attribute(String) kind!: 'transfer';
  @Attribute(String) iban!: string;
}

class Note {
  @Attribute(String) text!: string;
  @Attribute(listOf(() => Note)) replies!: Note[];
  @Attribute(() => Note, { optional: true }) first?: Note;
}

@Table('everything')
@PartitionKey('id')
@Enum({ status: ['open', 'paid'] })
class Everything {
  @GeneratedId('ulid') id!: string;
  @Attribute(String) status!: 'open' | 'paid';
  @Attribute(String, { validate: z.email() }) contact!: string;
  @Unique() @Attribute(String) code!: string;
  @Attribute(Number, { validate: (value: number) => value > 0 && value < 1 }) share!: number;
  @Attribute(Boolean) active!: boolean;
  @Attribute(BigInt) big!: bigint;
  @Attribute(decimal()) price!: string;
  @Attribute(Date) at!: Date;
  @Attribute(epochSeconds()) seconds!: Date;
  @Attribute(epochMillis(), { hidden: true }) secret!: Date;
  @Attribute(Uint8Array) bytes!: Uint8Array;
  @Attribute(json(), { nullable: true }) data!: unknown;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(setOf(BigInt)) numbers!: Set<bigint>;
  @Attribute(listOf(Address)) addresses!: Address[];
  @Attribute(mapOf(Number)) counts!: Record<string, number>;
  @Attribute(tupleOf(String, Number)) pair!: [string, number];
  @Attribute(vector(3)) embedding!: Float32Array;
  @Attribute(oneOfClasses([Card, Transfer], 'kind')) payment!: Card | Transfer;
  @Attribute(Note, { optional: true }) note?: Note;
  @Attribute(String, { convert: { to: (value: URL) => value.href, from: (text: string) => new URL(`x:${text}`) } })
  link!: URL;
  @Attribute(String, { default: 'usual' }) word!: string;
  @Version() version!: number;
  @CreatedAt() createdAt!: Date;
  @UpdatedAt() updatedAt!: Date;
  @DeletedAt() deletedAt?: Date;
  @TimeToLive() expiresAt?: Date;
}

@Repository(Everything)
class Everythings extends BaseRepository<Everything, 'id', 'id' | 'version' | 'createdAt' | 'updatedAt' | 'word'> {}

describe('fake', () => {
  test('returns an instance with all attributes that create needs, and no others', () => {
    const made = fake(Everything);
    expect(made).toBeInstanceOf(Everything);
    const filled = ['id', 'version', 'createdAt', 'updatedAt', 'deletedAt'];
    for (const property of Object.keys(schemaOf(Everything).attributes))
      expect([property, Reflect.get(made, property) === undefined]).toEqual([property, filled.includes(property)]);
    expect(made.addresses[0]).toBeInstanceOf(Address);
    expect(made.addresses[0]?.label()).toBe(made.addresses[0]?.city);
    expect(made.payment.constructor).toBe(made.payment.kind === 'card' ? Card : Transfer);
    expect(made.contact).toMatch(/@example\.com$/);
    expect(made.tags.size).toBe(2);
    expect(made.expiresAt?.getTime()).toBeGreaterThan(Date.parse('2090-01-01'));
    expect(Object.keys(made)).not.toContain('secret');
  });

  test('is created as it is, by a repository, on a real engine', async () => {
    await using engine = await testEngine({ engine: 'dynoxide' });
    const repository = await engine.open(Everythings);
    const created = await repository.create(fake(Everything));
    expect(await repository.get(created.id)).toEqual(created);
    for (const each of fakeMany(Everything, 5, { seed: 'more' })) await repository.create(each);
    expect(await repository.scan().count()).toBe(6);
  });

  test('returns the same for the same seed, and other keys for another seed', () => {
    expect(fake(Everything, { seed: 7 })).toEqual(fake(Everything, { seed: 7 }));
    expect(fake(Everything, { seed: 7 }).code).not.toBe(fake(Everything, { seed: 8 }).code);
    expect(fakeMany(Everything, 3)[0]).toEqual(fake(Everything));
  });

  test('accepts overrides, also for values that the framework fills, and does not check them', () => {
    const made = fake(Everything, { overrides: { id: 'a', contact: 'nobody', note: undefined } });
    expect(made).toMatchObject({ id: 'a', contact: 'nobody' });
    expect(made.note).toBeUndefined();
    const several = fakeMany(Everything, 2, { overrides: (index) => ({ code: `c${index}` }) });
    expect(several.map(({ code }) => code)).toEqual(['c0', 'c1']);
  });

  test('ends the documents of a class that contains itself', () => {
    const depth = (note: Note | undefined): number => (note === undefined ? 0 : 1 + depth(note.first));
    expect(depth(fake(Everything).note)).toBeLessThan(6);
  });

  test('names the attribute whose validator refuses all values, and the cure', () => {
    @Table('strict')
    @PartitionKey('id')
    class Strict {
      @Attribute(Number) id!: number;
      @Attribute(String, { validate: (text: string) => text === 'open sesame' || 'is not the word' }) word!: string;
    }
    expect(() => fake(Strict)).toThrow(ConfigurationError);
    expect(() => fake(Strict)).toThrow(
      'Strict.word: 200 made-up values were refused (is not the word); pass valid ones by overrides: { word: … }',
    );
    expect(fake(Strict, { overrides: { word: 'open sesame' } })).toMatchObject({ word: 'open sesame' });
  });

  test('finds values that pass the rules of the class', () => {
    @Table('ranges')
    @PartitionKey('id')
    @Validate(({ from, to }: Range) => from < to || 'from must be below to')
    class Range {
      @Attribute(String) id!: string;
      @Attribute(Number) from!: number;
      @Attribute(Number) to!: number;
    }
    for (const { from, to } of fakeMany(Range, 50)) expect(from).toBeLessThan(to);
  });

  test('accepts the result of defineSchema, and returns plain objects for it', () => {
    const schema = defineSchema({
      name: 'Plain',
      table: { name: 'plain' },
      partitionKey: 'id',
      attributes: { id: { type: Number }, name: { type: String } },
    });
    const made = fake(schema);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(schema.mapper.toItem(made)).toEqual({ id: { N: expect.any(String) }, name: { S: expect.any(String) } });
  });

  test('makes records of a tracker', () => {
    expect(fake(RequestStatus)).toMatchObject({ status: 'STARTED', requestId: expect.any(String) });
  });

  test('refuses wrong options in words', () => {
    const refused = (options: object, message: string): void => {
      expect(() => fake(Everything, options)).toThrow(ConfigurationError);
      expect(() => fake(Everything, options)).toThrow(message);
    };
    refused({ sed: 1 }, "annotable/testing: fake() has no option 'sed'");
    refused({ seed: {} }, 'seed of fake() must be a number or a string');
    refused({ overrides: { nmae: 'x' } }, "Everything: overrides has 'nmae', which is no attribute of Everything");
    refused({ overrides: () => 5 }, 'Everything: overrides must be an object, or a function that returns one');
    expect(() => fakeMany(Everything, -1)).toThrow('count must be a whole number of 0 or more');
  });
});

describe('fakeMany', () => {
  test('makes items with different keys and unique values', () => {
    const made = fakeMany(Everything, 2_000);
    expect(new Set(made.map(({ code }) => code)).size).toBe(2_000);
  });

  test('uses all keys of enums, and names the attribute if there are too few', () => {
    @Table('small')
    @PartitionKey('color')
    @SortKey('size')
    @Enum({ color: ['red', 'blue'], size: [1, 2, 3, 4] })
    class Small {
      @Attribute(String) color!: 'red' | 'blue';
      @Attribute(Number) size!: 1 | 2 | 3 | 4;
    }
    const keys = fakeMany(Small, 8).map(({ color, size }) => `${color}${size}`);
    expect(new Set(keys).size).toBe(8);
    expect(() => fakeMany(Small, 9)).toThrow(/Small\.(color|size): .*too few values for so many items/);
  });

  test('makes entities whose keys are templates', async () => {
    const { Orders, Order, Customer, Customers } = shopModels('shop');
    await using engine = await testEngine({ engine: 'dynoxide' });
    const orders = await engine.open(Orders);
    const customers = await engine.open(Customers);
    const made = fakeMany(Order, 60, { overrides: { customerId: 'ann' } });
    await orders.putMany(made);
    await customers.create(fake(Customer, { overrides: { customerId: 'ann' } }));
    expect(await orders.query({ customerId: 'ann' }).all()).toHaveLength(60);
    expect(orders.table.name).toBe(customers.table.name);
  });

  test('makes items of a concrete subclass, and refuses an abstract class', () => {
    const { Event, Viewed } = eventModels('events');
    expect(() => fake(Event)).toThrow('is abstract and has no items; fake one of its subclasses');
    expect(schemaOf(Viewed).mapper.toItem(fake(Viewed))).toBeDefined();
  });

  test('makes items of random models that the models accept', () => {
    const keyTypes = fc.constantFrom<unknown>(String, Number, BigInt, Date, Uint8Array, decimal(), epochMillis());
    fc.assert(
      fc.property(attributeLists, keyTypes, fc.nat(), (attributes, type, seed) => {
        const named = attributes.filter(([name]) => name !== 'key');
        const schema = defineSchema({
          name: 'Random',
          table: { name: 'random' },
          partitionKey: 'key',
          attributes: own([
            ...named.map(([name, { settings }]) => [name, settings] as const),
            ['key', { type }],
          ]) as never,
        });
        const keys = new Set<string>();
        for (const item of fakeMany(schema, 4, { seed }))
          keys.add(JSON.stringify(schema.mapper.keyOf(schema.mapper.toItem(item))));
        expect(keys.size).toBe(4);
      }),
      { numRuns: 300 },
    );
  });
});
