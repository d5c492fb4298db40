import { decimal, epochSeconds, json, listOf, ModelDefinitionError, mapOf, setOf } from 'annotable';
import { maxTags } from '../../lib/limits.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { documentOf, type SchemaDefinition } from '../../lib/schema/definition.ts';
import { attributeProblems, caught, definition, problemsOf, schemaWith } from './support.ts';

const problems = (changed: Partial<Record<keyof SchemaDefinition, unknown>>): readonly string[] =>
  problemsOf(() => defineSchema(definition(changed as Partial<SchemaDefinition>)));

const id = { type: String };
const numbered = <T>(count: number, value: T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`item${index}`, value]));

describe('defineSchema with a table and its key', () => {
  test('reports all problems of a model at once', () => {
    const error = caught(() =>
      defineSchema({
        name: 'User',
        table: undefined,
        partitionKey: undefined,
        sortKey: 'at',
        attributes: { id: { type: 'text' as never } },
      }),
    );
    expect(error).toBeInstanceOf(ModelDefinitionError);
    expect(error).toMatchObject({ code: 'model.invalid', model: 'User' });
    expect((error as ModelDefinitionError).problems).toEqual([
      'User.id: a string is no attribute type; use String, Number, Date, setOf(…), a model class, …',
      "it has no table; add @Table('name')",
      "'at' is the sort key, and is no attribute; add @Attribute to it",
      "it has no partition key; add @PartitionKey('property')",
    ]);
    expect((error as ModelDefinitionError).message.split('\n')).toHaveLength(5);
    expect(Object.isFrozen((error as ModelDefinitionError).problems)).toBe(true);
  });

  test.each(['us', 'a'.repeat(256), 'my table', 'usérs', '', 'a/b', `arn:${'a'.repeat(1_021)}`])(
    'rejects the table name %p',
    (name) => {
      expect(problems({ table: { name } })).toEqual([
        `table '${name}': a name has 3 to 255 characters of A-Z, a-z, 0-9, '_', '.' and '-', or is an ARN`,
      ]);
    },
  );

  test.each(['abc', 'a'.repeat(255), 'A-z_0.9', 'arn:aws:dynamodb:eu-west-3:123456789012:table/users'])(
    'accepts the table name %p',
    (name) => {
      expect(defineSchema(definition({ table: { name } })).table.name).toBe(name);
    },
  );

  test.each([{ read: 0, write: 1 }, { read: 1.5, write: 1 }, { read: 1 }, 'provisioned', null])(
    'rejects the billing %p',
    (billing) => {
      expect(problems({ table: { name: 'users', billing } })).toEqual([
        expect.stringContaining("billing must be 'onDemand', { read, write } in capacity units of 1 or more, or "),
      ]);
    },
  );

  test('rejects an unknown stream and too many tags', () => {
    const tags = numbered(maxTags + 1, 'x');
    expect(problems({ table: { name: 'users', stream: 'ALL', tags } })).toEqual([
      'stream must be one of KEYS_ONLY, NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES',
      '51 tags; a table has at most 50',
    ]);
  });

  test.each([Boolean, setOf(String), listOf(String), mapOf(String), json()])(
    'rejects a key that is not a string, number or binary (%#)',
    (type) => {
      expect(problems({ attributes: { id: { type } } })).toEqual([
        expect.stringMatching(/^'id' is the partition key, so it must be a string, number or binary, not /),
      ]);
    },
  );

  test.each([String, Number, BigInt, Date, Uint8Array, decimal(), epochSeconds()])(
    'accepts a key of type string, number or binary (%#)',
    (type) => {
      expect(defineSchema(definition({ attributes: { id: { type } } })).partitionKey.kind).toMatch(/^[SNB]$/);
    },
  );

  test('rejects a key that may be absent, null or is both keys', () => {
    expect(problems({ attributes: { id: { type: String, optional: true, nullable: true } }, sortKey: 'id' })).toEqual([
      "'id' is the partition key, so it can't be null",
      "'id' is the partition key, so it can't be optional",
      "'id' is the sort key, so it can't be null",
      "'id' is the sort key, so it can't be optional",
      "'id' can't be both keys",
    ]);
  });

  test('limits the stored name of a key, in bytes of UTF-8', () => {
    expect(problems({ attributes: { id: { type: String, name: 'é'.repeat(128) } } })).toEqual([
      "'id' is the partition key, so its stored name has at most 255 bytes, not 256",
    ]);
    expect(
      defineSchema(definition({ attributes: { id: { type: String, name: 'a'.repeat(255) } } })).partitionKey.name,
    ).toHaveLength(255);
  });
});

describe('defineSchema with attributes', () => {
  test.each([
    ['undefined', undefined, 'undefined'],
    ['a bare array', Array, 'Array'],
    ['a bare set', Set, 'Set'],
    ['a symbol', Symbol('s'), 'a symbol'],
    ['an object without a prototype', Object.create(null), 'an object'],
    ['an arrow function', [() => String][0], 'a function'],
    ['a set of booleans', setOf(Boolean as never), 'a set of Boolean'],
    ['a list of sets of dates', listOf(setOf(Date as never)), 'a list of a set of Date'],
  ])('rejects %s as a type, never printing the source of a class', (_name, type, text) => {
    expect(attributeProblems({ tags: { type } })).toEqual([
      `User.tags: ${text} is no attribute type; use String, Number, Date, setOf(…), a model class, …`,
    ]);
  });

  test.each<(element: never) => unknown>([setOf, listOf, mapOf])(
    'says how to repair an element type that is undefined because of an import circle (%#)',
    (of) => {
      expect(attributeProblems({ tags: { type: of(undefined as never) } })).toEqual([
        expect.stringMatching(
          /^User\.tags: a (?:set|list|map) of nothing; modules that import each other in a circle write /,
        ),
      ]);
    },
  );

  test('rejects two attributes of one stored name', () => {
    expect(
      attributeProblems({
        a: { type: String, name: 'x' },
        b: { type: String, name: 'x' },
        c: { type: String, name: 'id' },
      }),
    ).toEqual(["User: a and b have one stored name, 'x'", "User: id and c have one stored name, 'id'"]);
  });

  test('rejects a stored name that is empty or longer than DynamoDB accepts', () => {
    expect(attributeProblems({ a: { type: String, name: '' }, b: { type: String, name: 'é'.repeat(32_768) } })).toEqual(
      [
        'User.a: its stored name is empty; leave `name` out or give one',
        'User.b: its stored name has 65536 bytes of at most 65535',
      ],
    );
  });

  test.each([
    [{ type: String, enum: [] }, 'its enum is empty; list the values it may have'],
    [{ type: String, enum: ['A', 'A'] }, 'its enum names a value twice'],
    [{ type: String, enum: ['A', 1] }, 'its enum must hold strings only, as its type says'],
    [{ type: Number, enum: ['A'] }, 'its enum must hold numbers only, as its type says'],
    [{ type: Boolean, enum: ['A'] }, 'only a String or Number attribute can have an enum'],
    [{ type: Date, enum: ['2023-11-14'] }, 'only a String or Number attribute can have an enum'],
    [{ type: BigInt, enum: [1] }, 'only a String or Number attribute can have an enum'],
    [{ type: decimal(), enum: [1] }, 'only a String or Number attribute can have an enum'],
    [{ type: epochSeconds(), enum: [1] }, 'only a String or Number attribute can have an enum'],
  ])('rejects the enum of %p', (settings, problem) => {
    expect(attributeProblems({ kind: settings })).toEqual([`User.kind: ${problem}`]);
  });

  test.each([
    [{ type: String, default: 1 }, 'its default must be a string, not a number'],
    [{ type: Number, default: Number.NaN }, 'its default must be a number, not NaN'],
    [{ type: String, enum: ['A'], default: 'B' }, "its default must be one of 'A'"],
    [{ type: listOf(String), default: ['a', 1] }, 'its default at [1] must be a string, not a number'],
    [{ type: String, validate: () => false, default: 'a' }, 'its default does not pass its validation'],
  ])('rejects the default of %p', (settings, problem) => {
    expect(attributeProblems({ kind: settings })).toEqual([`User.kind: ${problem}`]);
  });

  test('accepts exact only for a Number', () => {
    const only = (name: string) => `User.${name}: only a Number attribute can be { exact: true }; leave it out`;
    const attributes = { a: { type: String, exact: true }, b: { type: BigInt, exact: true } };
    expect(attributeProblems({ ...attributes, n: { type: Number, exact: true } })).toEqual([only('a'), only('b')]);
  });

  test('rejects null as a default if the attribute is not nullable', () => {
    expect(attributeProblems({ kind: { type: String, default: null } })).toContain(
      'User.kind: its default is null; declare it { nullable: true }',
    );
    expect(schemaWith({ kind: { type: String, default: null, nullable: true } }).mapper.toItem({ id: '1' })).toEqual({
      id: { S: '1' },
      kind: { NULL: true },
    });
  });

  test('reports each problem of a document once', () => {
    const line = documentOf({ name: 'Line', attributes: { sku: { type: String, enum: [] } } });
    expect(attributeProblems({ a: { type: line }, b: { type: listOf(line) } })).toEqual([
      'Line.sku: its enum is empty; list the values it may have',
    ]);
  });
});

describe('defineSchema', () => {
  test('freezes everything that it returns', () => {
    const schema = defineSchema(
      definition({
        table: { name: 'users', billing: { read: 1, write: 1 }, tags: { a: 'b' } },
        attributes: { id, kind: { type: String, enum: ['A'] } },
        indexes: { byKind: { partitionKey: 'kind', projection: ['kind'] } },
      }),
    );
    const index = schema.indexes['byKind'];
    const parts = [
      schema,
      schema.table,
      schema.table.billing,
      schema.table.tags,
      schema.attributes,
      schema.attributes['kind'],
    ];
    const more = [
      schema.attributes['kind']?.enum,
      schema.indexes,
      index,
      index?.partitionKey,
      index?.sortKey,
      index?.projection,
    ];
    expect([...parts, ...more].map((part) => part !== undefined && Object.isFrozen(part))).toEqual(
      Array(12).fill(true),
    );
    expect(Object.getPrototypeOf(schema.attributes)).toBeNull();
  });

  test('copies its definition', () => {
    const given = { tags: { a: 'b' }, enum: ['A'] };
    const schema = defineSchema(
      definition({
        table: { name: 'users', tags: given.tags },
        attributes: { id: { type: String, enum: given.enum } },
      }),
    );
    given.tags.a = 'changed';
    given.enum.push('B');
    expect([schema.table.tags, schema.partitionKey.enum]).toEqual([{ a: 'b' }, ['A']]);
    expect(() => schema.mapper.toItem({ id: 'B' })).toThrow("id must be one of 'A'");
  });

  test('fills in the defaults of a table', () => {
    expect(defineSchema(definition()).table).toEqual({
      name: 'users',
      billing: 'onDemand',
      stream: undefined,
      deletionProtection: false,
      pointInTimeRecovery: false,
      contributorInsights: false,
      tags: {},
      replicas: [],
    });
  });
});
