import { ValidationError } from 'annotable';
import { Placeholders } from '../../lib/expressions/placeholders.ts';
import { projectionExpression, selectedAttributes } from '../../lib/expressions/projection.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import { keyAttributes, type Schema } from '../../lib/schema/schema.ts';

const user: Schema = defineSchema({
  name: 'User',
  table: { name: 'users' },
  partitionKey: 'id',
  attributes: {
    id: { type: String, name: 'pk' },
    name: { type: String },
    nameSuffix: { type: String },
    status: { type: String, name: 'my-status' },
    constructor: { type: String, optional: true },
  },
});

const event: Schema = defineSchema({
  name: 'Event',
  table: { name: 'events' },
  partitionKey: 'user',
  sortKey: 'at',
  attributes: { user: { type: String }, at: { type: Number }, note: { type: String } },
});

function refusal(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('projectionExpression', () => {
  test('replaces every attribute with a placeholder, including reserved words and dashes', () => {
    expect(projectionExpression(user, ['name', 'status', 'constructor'])).toEqual({
      expression: '#0, #1, #2',
      names: { '#0': 'name', '#1': 'my-status', '#2': 'constructor' },
      values: {},
    });
  });

  test('distinguishes attributes with the same prefix', () => {
    expect(projectionExpression(user, ['nameSuffix', 'name'])).toEqual({
      expression: '#0, #1',
      names: { '#0': 'nameSuffix', '#1': 'name' },
      values: {},
    });
  });

  test('contains an attribute once, even if it is selected twice', () => {
    expect(projectionExpression(user, ['name', 'name'])).toEqual({
      expression: '#0',
      names: { '#0': 'name' },
      values: {},
    });
  });

  test('adds the key if items must be distinguished, with and without a sort key', () => {
    expect(projectionExpression(user, ['name'], keyAttributes(user))).toEqual({
      expression: '#0, #1',
      names: { '#0': 'name', '#1': 'pk' },
      values: {},
    });
    expect(projectionExpression(event, ['at'], keyAttributes(event))).toEqual({
      expression: '#0, #1',
      names: { '#0': 'at', '#1': 'user' },
      values: {},
    });
  });

  test('shares the placeholders of its request', () => {
    const placeholders = new Placeholders();
    placeholders.name('name');
    placeholders.value({ S: 'Ann' });
    expect(projectionExpression(user, ['id', 'name'], [], placeholders).expression).toBe('#2, #0');
  });
});

describe('the length of a selection', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `attribute${index}`);
  const wide: Schema = defineSchema({
    name: 'Wide',
    table: { name: 'wide' },
    partitionKey: 'id',
    attributes: {
      id: { type: String },
      ...Object.fromEntries(names.map((name) => [name, { type: String, optional: true as const }])),
    },
  } as never);

  test('is at most 4 KB, and more is rejected before anything is sent', () => {
    expect(projectionExpression(wide, names.slice(0, 700)).names).toHaveProperty('#699');
    expect(refusal(() => projectionExpression(wide, names))).toMatchObject({
      code: 'item.invalid',
      issues: [{ path: '', message: 'the selection has 5888 bytes of at most 4096; ask for less at once' }],
    });
  });
});

describe('selectedAttributes', () => {
  test('returns the attributes in the order of the selection', () => {
    expect(selectedAttributes(user, ['status', 'id']).map(({ property }) => property)).toEqual(['status', 'id']);
  });

  test('rejects all names that are not attributes in one error', () => {
    const error = refusal(() => selectedAttributes(user, ['name', 'toString', '__proto__', 'pk', 'address.city']));
    expect(error).toBeInstanceOf(ValidationError);
    const message = "is no attribute of User, so it can't be selected";
    expect(error).toMatchObject({
      code: 'item.invalid',
      table: 'users',
      issues: ['toString', '__proto__', 'pk', '["address.city"]'].map((path) => ({ path, message })),
    });
  });

  test('rejects an empty selection', () => {
    expect(refusal(() => selectedAttributes(user, []))).toMatchObject({
      issues: [{ path: '', message: 'select is empty; name at least one attribute, or leave it out' }],
    });
  });
});
