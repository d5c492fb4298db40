import { sValidator } from '@hono/standard-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {
  Attribute,
  ConfigurationError,
  fromJson,
  type JsonSchemaKind,
  jsonSchemaOf,
  listOf,
  PartitionKey,
  schemaOf,
  standardSchemaOf,
  Table,
  toJson,
} from 'annotable';
import fc from 'fast-check';
import { Hono } from 'hono';
import { body, Order } from './models.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true, strictTuples: false });
addFormats.default(ajv);

const validatorOf = (kind: JsonSchemaKind) => ajv.compile(jsonSchemaOf(Order, kind));
const filled = { version: 1, id: 'o1', createdAt: new Date('2026-01-31T10:00:00Z') };
const orderOf = (item: object): Order => Object.assign(Object.create(Order.prototype) as Order, item, filled);

/** The stored form of an item as DynamoDB's JSON. */
const storedJson = (order: Order): unknown => {
  const stored = schemaOf(Order).mapper.toItem(order);
  const base64 = (value: unknown): unknown =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  return JSON.parse(
    JSON.stringify(stored, (_key, value: unknown) => (value instanceof Uint8Array ? base64(value) : value)),
  );
};

/** DynamoDB has no empty keys. */
const names = fc.string({ minLength: 1 });

/** Bodies that `fromJson` accepts. */
const bodies = fc.record(
  {
    title: fc.string(),
    state: fc.constantFrom('OPEN', 'PAID'),
    count: fc.integer({ min: 1 }),
    gift: fc.boolean(),
    points: fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(String),
    total: fc.integer().map((cents) => String(cents / 100)),
    placedAt: fc
      .date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    signature: fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    tags: fc.uniqueArray(fc.string()),
    address: fc.record({ city: fc.string(), street: fc.string() }, { requiredKeys: ['city'] }),
    former: fc.array(fc.record({ city: fc.string() })),
    seen: fc.dictionary(names, fc.constant('2026-01-01T00:00:00.000Z')),
    range: fc.tuple(fc.string(), fc.constant('2026-01-01T00:00:00.000Z')),
    taste: fc
      .tuple(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(0))
      .map(([a, b]) => [a === 0 ? 0 : a, b]),
    payment: fc.oneof(
      fc.record({ kind: fc.constant('card'), number: fc.string() }),
      fc.record({ kind: fc.constant('transfer'), accounts: fc.uniqueArray(fc.string(), { minLength: 1 }) }),
    ),
    meta: fc.dictionary(
      names,
      fc.oneof(
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(fc.integer()),
        fc.dictionary(names, fc.string()),
      ),
    ),
    note: fc.option(fc.string()),
  },
  { requiredKeys: ['title', 'state', 'count', 'points', 'total', 'placedAt', 'signature', 'tags', 'address', 'note'] },
);

test('toJson is the opposite of fromJson, and both fit their schemas', () => {
  const [input, output, stored] = [validatorOf('input'), validatorOf('output'), validatorOf('stored')];
  fc.assert(
    fc.property(bodies, (json) => {
      const fits = input(json);
      expect([fits, input.errors]).toEqual([true, null]);
      const order = orderOf(fromJson(Order, json));
      const stored1 = storedJson(order);
      expect([stored(stored1), stored.errors]).toEqual([true, null]);
      const read = schemaOf(Order).mapper.fromItem(stored1 as never);
      const written = JSON.parse(JSON.stringify(toJson(read))) as Record<string, unknown>;
      expect([output(written), output.errors]).toEqual([true, null]);
      const { id: _id, version: _version, createdAt: _createdAt, ...back } = written;
      expect(fromJson(Order, back)).toEqual(fromJson(Order, { gift: false, ...json, total: back['total'] }));
    }),
    { numRuns: 300 },
  );
});

test.each<[string, object]>([
  ['an enum value', { state: 'LOST' }],
  ['a number as text', { count: '2' }],
  ['a bigint as number', { points: 12 }],
  ['a decimal that is none', { total: 'x' }],
  ['a date that is none', { placedAt: 'yesterday' }],
  ['a set with equal elements', { tags: ['a', 'a'] }],
  ['a missing member of a document', { address: {} }],
  ['an unknown member of a document', { address: { city: 'x', zip: 1 } }],
  ['a tuple that is too short', { range: ['x'] }],
  ['a tuple that is too long', { range: ['x', '2026-01-01T00:00:00.000Z', 1] }],
  ['a vector of another length', { taste: [1] }],
  ['a vector with a text', { taste: [1, 'x'] }],
  ['a document of no class', { payment: { kind: 'cash' } }],
  ['an attribute that is filled', { version: 1 }],
  ['an unknown attribute', { extra: 1 }],
])('the schema of inputs refuses %s, as fromJson does', (_what, wrong) => {
  const json = { ...body, ...wrong };
  expect(validatorOf('input')(json)).toBe(false);
  expect(() => fromJson(Order, json)).toThrow();
});

test('the schema of a patch requires nothing, allows null for what can be removed, and has no keys', () => {
  const patch = validatorOf('patch');
  expect(patch({})).toBe(true);
  expect(patch({ due: null, tags: null, address: { street: null }, seen: { a: null } })).toBe(true);
  expect(patch({ title: null })).toBe(false);
  expect(patch({ id: 'x' })).toBe(false);
  expect(patch({ origin: 'x' })).toBe(false);
});

test('a patch describes documents of different classes with one name, changed and replaced', () => {
  const cityHome = () => {
    class Home {
      @Attribute(String) city!: string;
    }
    return Home;
  };
  const codeHome = () => {
    class Home {
      @Attribute(Number) code!: number;
    }
    return Home;
  };
  const [City, Code] = [cityHome(), codeHome()];

  class HomePatch {
    @Attribute(Boolean) isNew!: boolean;
  }

  @Table('moves')
  class Move {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(City) from!: InstanceType<typeof City>;
    @Attribute(Code) to!: InstanceType<typeof Code>;
    @Attribute(listOf(City)) before!: InstanceType<typeof City>[];
    @Attribute(listOf(Code)) after!: InstanceType<typeof Code>[];
    @Attribute(listOf(HomePatch)) patches!: HomePatch[];
  }

  const check = ajv.compile(jsonSchemaOf(Move, 'patch'));
  expect(check({ from: {}, to: { code: 1 }, before: [{ city: 'a' }], after: [{ code: 1 }] })).toBe(true);
  expect(check({ patches: [{ isNew: true }] })).toBe(true);
  for (const wrong of [{ before: [{}] }, { before: [{ code: 1 }] }, { after: [{ city: 'a' }] }, { from: { code: 1 } }])
    expect(check(wrong)).toBe(false);
});

test('hidden attributes are part of inputs and not of outputs', () => {
  expect(jsonSchemaOf(Order, 'input')).toHaveProperty('properties.secret');
  expect(jsonSchemaOf(Order, 'output')).not.toHaveProperty('properties.secret');
});

test('refuses a kind that does not exist', () => {
  expect(() => jsonSchemaOf(Order, 'in' as never)).toThrow(ConfigurationError);
});

describe('standardSchemaOf', () => {
  test('returns the item, or issues with paths', () => {
    const { validate, version, vendor } = standardSchemaOf(Order)['~standard'];
    expect({ version, vendor }).toEqual({ version: 1, vendor: 'annotable' });
    expect(validate(body)).toEqual({ value: fromJson(Order, body) });
    expect(validate({ ...body, address: { city: 1 }, id: 'x' })).toEqual({
      issues: [
        { message: 'must be a string, not a number', path: ['address', 'city'] },
        { message: 'is filled by the framework; leave it out', path: ['id'] },
      ],
    });
    expect(standardSchemaOf(Order, { accept: ['id'] })['~standard'].validate({ ...body, id: 'x' })).not.toHaveProperty(
      'issues',
    );
  });

  test('describes and checks accepted properties', () => {
    const { jsonSchema } = standardSchemaOf(Order, { accept: ['id'] })['~standard'];
    const check = ajv.compile(jsonSchema.input());
    expect(check({ ...body, id: 'x' })).toBe(true);
    expect(check(body)).toBe(true);
    expect(() => standardSchemaOf(Order, { accept: ['title'] })).toThrow(ConfigurationError);
  });

  test('validates requests of Hono', async () => {
    const app = new Hono().post('/orders', sValidator('json', standardSchemaOf(Order)), (c) => {
      const order: Order = c.req.valid('json');
      return c.json({ title: order.title, tags: order.tags.size }, 201);
    });
    const post = (json: unknown) =>
      app.request('/orders', {
        method: 'POST',
        body: JSON.stringify(json),
        headers: { 'content-type': 'application/json' },
      });
    const created = await post(body);
    expect([created.status, await created.json()]).toEqual([201, { title: 'Book', tags: 2 }]);
    const refused = await post({ ...body, count: 'x' });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(await refused.json())).toContain('must be a number');
  });
});
