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
  test('names every attribute by a placeholder, reserved words and dashes too', () => {
    expect(projectionExpression(user, ['name', 'status', 'constructor'])).toEqual({
      expression: '#0, #1, #2',
      names: { '#0': 'name', '#1': 'my-status', '#2': 'constructor' },
      values: {},
    });
  });

  test('keeps attributes that share their first part apart', () => {
    expect(projectionExpression(user, ['nameSuffix', 'name'])).toEqual({
      expression: '#0, #1',
      names: { '#0': 'nameSuffix', '#1': 'name' },
      values: {},
    });
  });

  test('names an attribute once, however often it is selected', () => {
    expect(projectionExpression(user, ['name', 'name'])).toEqual({
      expression: '#0',
      names: { '#0': 'name' },
      values: {},
    });
  });

  test('adds the key where items have to be told apart, without a sort key too', () => {
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

  test('shares the placeholders of the request that it is a part of', () => {
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

  test('is 4 KB at most, and more is refused before anything is sent', () => {
    expect(projectionExpression(wide, names.slice(0, 700)).names).toHaveProperty('#699');
    expect(refusal(() => projectionExpression(wide, names))).toMatchObject({
      code: 'item.invalid',
      issues: [{ path: '', message: 'the selection has 5888 bytes of at most 4096; ask for less at once' }],
    });
  });
});

describe('selectedAttributes', () => {
  test('gives the attributes in the order of the selection', () => {
    expect(selectedAttributes(user, ['status', 'id']).map(({ property }) => property)).toEqual(['status', 'id']);
  });

  test('refuses every name that is no attribute, at once', () => {
    const error = refusal(() => selectedAttributes(user, ['name', 'toString', '__proto__', 'pk', 'address.city']));
    expect(error).toBeInstanceOf(ValidationError);
    const message = "is no attribute of User, so it can't be selected";
    expect(error).toMatchObject({
      code: 'item.invalid',
      table: 'users',
      issues: ['toString', '__proto__', 'pk', '["address.city"]'].map((path) => ({ path, message })),
    });
  });

  test('refuses an empty selection', () => {
    expect(refusal(() => selectedAttributes(user, []))).toMatchObject({
      issues: [{ path: '', message: 'select is empty; name at least one attribute, or leave it out' }],
    });
  });
});
