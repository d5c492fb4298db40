import {
  ConfigurationError,
  fromJson,
  jsonSchemaOf,
  patchFromJson,
  standardSchemaOf,
  toJson,
  ValidationError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { Address, body, Order, Orders } from './models.ts';

const issuesOf = (call: () => unknown): string[] => {
  try {
    call();
  } catch (error) {
    if (error instanceof ValidationError)
      return error.issues.map(({ path, message, code }) => `${path}: ${message} (${code})`);
    throw error;
  }
  return [];
};

describe('fromJson', () => {
  test('reads every type', () => {
    expect(fromJson(Order, body)).toEqual({
      ...body,
      points: 9007199254740993n,
      placedAt: new Date('2026-01-31T10:00:00Z'),
      due: new Date('2026-02-28T00:00:00Z'),
      signature: new Uint8Array([1, 2, 3]),
      tags: new Set(['a', 'b']),
      numbers: new Set([1n, 2n]),
      address: { city: 'Lyon', since: new Date('2020-01-01T00:00:00Z') },
      seen: { 'a.b': new Date('2026-01-01T00:00:00Z') },
      range: ['x', new Date('2026-01-01T00:00:00Z')],
      taste: Float32Array.of(0.1, -2),
      payment: { kind: 'transfer', accounts: new Set(['DE1']) },
      color: { hex: '#ff0000' },
    });
  });

  test('reports everything that is wrong at once, with paths', () => {
    const wrong = {
      ...body,
      state: 'LOST',
      count: -1,
      points: 12,
      total: 'x',
      placedAt: '2026-02-30T10:00:00Z',
      due: '2026-02-28T00:00:00.500Z',
      signature: '***',
      tags: ['a', 'a'],
      address: { street: 'Rue 1', zip: '69001' },
      former: [{ city: 5 }],
      range: ['x'],
      taste: [1, 'x'],
      payment: { kind: 'cash' },
      note: undefined,
      extra: 1,
      version: 3,
    };
    expect(issuesOf(() => fromJson(Order, JSON.parse(JSON.stringify(wrong))))).toEqual([
      "state: must be one of 'OPEN', 'PAID' (enum)",
      'count: must be above 0 (validator)',
      "points: must be a whole number as a string, like '12', not a number (type)",
      "total: must be a string with a decimal number, like '12.5' (type)",
      "placedAt: must be a date as a string, like '2026-01-31T10:00:00Z' (type)",
      'due: has milliseconds, which seconds would lose; drop them, or declare it as epochMillis() (range)',
      'signature: must be bytes as base64 text (type)',
      'tags: has the same element twice (type)',
      'address.zip: is no attribute of Address; leave it out (undeclared)',
      'address.city: is required (required)',
      'former[0].city: must be a string, not a number (type)',
      'range: must be an array of 2 elements (type)',
      'taste[1]: must be a number (type)',
      "payment.kind: must be one of 'card', 'transfer', because it tells a Card or a Transfer (enum)",
      'extra: is no attribute of Order; leave it out (undeclared)',
      'version: is filled by the framework; leave it out (readOnly)',
      'note: is required (required)',
    ]);
  });

  test('refuses generated values unless they are accepted', () => {
    expect(issuesOf(() => fromJson(Order, { ...body, id: 'o1' }))).toEqual([
      'id: is filled by the framework; leave it out (readOnly)',
    ]);
    expect(fromJson(Order, { ...body, id: 'o1' }, { accept: ['id'] })).toMatchObject({ id: 'o1' });
    expect(() => fromJson(Order, body, { accept: ['title'] })).toThrow(ConfigurationError);
  });

  test.each([[null], [[]], ['x'], [5]])('refuses %p, which is no object', (json) => {
    expect(issuesOf(() => fromJson(Order, json))).toEqual([expect.stringContaining('must be an object, not')]);
  });

  test('takes no member from the prototype', () => {
    const text = JSON.stringify(body).replace('{', '{"__proto__":{"title":"Stolen"},"constructor":1,');
    expect(issuesOf(() => fromJson(Order, JSON.parse(text)))).toEqual([
      '__proto__: is no attribute of Order; leave it out (undeclared)',
      'constructor: is no attribute of Order; leave it out (undeclared)',
    ]);
  });
});

test.each([
  ['fromJson', (model: never) => fromJson(model, {})],
  ['patchFromJson', (model: never) => patchFromJson(model, {})],
  ['jsonSchemaOf', (model: never) => jsonSchemaOf(model, 'input')],
  ['standardSchemaOf', (model: never) => standardSchemaOf(model)],
])('%s refuses what is no class', (_, call) => {
  for (const [model, kind] of [
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'an object'],
  ])
    expect(() => call(model as never)).toThrow(
      expect.objectContaining({
        code: 'configuration.invalid',
        message: expect.stringContaining(`a model is a class, not ${kind};`),
      }),
    );
});

describe('toJson', () => {
  test('refuses what is no instance of a model', () => {
    expect(() => toJson({ id: 'o1' })).toThrow(/toJson\(\) takes an instance of a model class, not an object/);
    expect(() => toJson(null as never)).toThrow(ConfigurationError);
  });

  test('reports values that do not fit, with paths', () => {
    const order = Object.assign(new Order(), fromJson(Order, body), { placedAt: new Date(Number.NaN), tags: ['a'] });
    expect(issuesOf(() => toJson(order))).toEqual([
      expect.stringMatching(/^placedAt: must be a valid Date/),
      expect.stringMatching(/^tags: must be a Set of strings, not an array/),
    ]);
  });

  test('ends at a document that contains itself', () => {
    const order = Object.assign(new Order(), fromJson(Order, body));
    const meta: Record<string, unknown> = {};
    meta['self'] = meta;
    expect(issuesOf(() => toJson(Object.assign(order, { meta })))).toEqual([
      expect.stringMatching(/^meta.*nested deeper than 32 levels/),
    ]);
  });
});

describe('patchFromJson', () => {
  test('refuses keys, filled and read-only attributes, and unknown ones', () => {
    const patch = { id: 'x', version: 1, origin: 'y', nothing: 1, title: null, address: { city: null, zip: 1 } };
    expect(issuesOf(() => patchFromJson(Order, patch))).toEqual([
      "id: is part of the key, which can't change (readOnly)",
      'version: is filled by the framework; leave it out (readOnly)',
      "origin: is read-only, and can't change (readOnly)",
      'nothing: is no attribute of Order; leave it out (undeclared)',
      "title: is required, so it can't be removed (required)",
      "address.city: is required, so it can't be removed (required)",
      'address.zip: is no attribute of Address; leave it out (undeclared)',
    ]);
  });
});

onEveryEngine('JSON of stored items', (engine) => {
  const tableName = engine.uniqueTable('orders');
  const orders = () => new Orders(engine.client, { tableName });
  beforeAll(() => orders().table.create());
  afterAll(() => orders().table.drop());

  engine.test('is the body that created them, and what the framework filled', async () => {
    const order = await orders().create(fromJson(Order, body));
    const { secret: _secret, ...shown } = body;
    const expected = {
      ...shown,
      total: '19.9',
      id: order.id,
      version: 1,
      createdAt: order.createdAt.toISOString(),
    };
    expect(toJson(order)).toEqual(expected);
    expect(toJson(await orders().getOrThrow(order.id))).toEqual(expected);
  });

  engine.test('leaves out what a partial item lacks', async () => {
    const { id } = await orders().create(fromJson(Order, body));
    expect(toJson((await orders().get(id, { select: ['title', 'tags'] })) as Order)).toEqual({
      title: 'Book',
      tags: ['a', 'b'],
    });
  });

  engine.test('changes by a patch as RFC 7396 says', async () => {
    const { id } = await orders().create(fromJson(Order, body));
    const patch = {
      title: 'Pen',
      due: null,
      note: null,
      tags: ['c'],
      address: { street: 'Rue 1', since: null },
      seen: { 'a.b': null, new: '2026-03-01T00:00:00.000Z' },
      meta: { source: null, deep: 'flat', more: { y: 1 } },
      payment: { kind: 'card', number: '1' },
      former: [],
    };
    const changed = await orders().update(id, patchFromJson(Order, patch));
    const { due: _due, secret: _secret, ...rest } = body;
    expect(toJson(changed)).toEqual({
      ...rest,
      title: 'Pen',
      total: '19.9',
      tags: ['c'],
      address: { city: 'Lyon', street: 'Rue 1' },
      seen: { new: '2026-03-01T00:00:00.000Z' },
      meta: { deep: 'flat', more: { y: 1 } },
      payment: { kind: 'card', number: '1' },
      former: [],
      id,
      version: 2,
      createdAt: expect.any(String),
    });
    expect(changed.address).toBeInstanceOf(Address);
  });
});
