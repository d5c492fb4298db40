import type { ItemRow, OneItem, QueryPage, StudioInfo } from '../../lib/studio/api-types.ts';
import * as odd from './modules/odd.ts';
import { type EngineStudio, openOnEngine } from './support.ts';

let calls: EngineStudio;

beforeAll(async () => {
  calls = await openOnEngine(odd, { write: true });
});
afterAll(() => calls?.stop());

const link = 'https://example.com/a?b=1';
const values = {
  id: 'a',
  link,
  texts: ['1', 'a'],
  numbers: [1.5, 2],
  bigints: ['9007199254740993'],
  decimals: ['12345678901234567890.5'],
  bytes: ['3q2+7w=='],
  scores: [3, 4],
  total: 1250,
  prices: [{ country: 'IT', amount: 5 }],
  power: '1',
};

const create = async (item: object): Promise<ItemRow> => {
  const { status, body } = await calls.post<OneItem>('/models/Oddity/create', { values: item });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.item as ItemRow;
};

describe('a query', () => {
  beforeAll(async () => {
    await create(values);
    await create({ id: 'b', link: 'https://example.com/other' });
  });

  test.each([
    ['texts', '1'],
    ['texts', 'a'],
    ['numbers', 1.5],
    ['bigints', '9007199254740993'],
    ['decimals', '12345678901234567890.5'],
    ['bytes', '3q2+7w=='],
    ['scores', 4],
  ])('finds an element of %s: %s', async (property, element) => {
    const filter = { [property]: { contains: element } };
    const { status, body } = await calls.post<QueryPage>('/models/Oddity/query', { filter });
    expect({ status, body }).toMatchObject({ status: 200, body: { items: [{ key: { id: 'a' } }] } });
  });

  test.each([
    ['bigints', 1],
    ['decimals', 1],
    ['bytes', 'not base64'],
    ['numbers', '1'],
    ['scores', '4'],
  ])('refuses an element of another type at its field: %s', async (property, element) => {
    const filter = { [property]: { contains: element } };
    const response = await calls.post<QueryPage>('/models/Oddity/query', { filter });
    expect(response).toMatchObject({
      status: 400,
      body: { fields: { [property]: expect.stringMatching(/^must be /) } },
    });
  });

  test('finds the beginning and a part of a text that has a conversion, as it is stored', async () => {
    for (const test of [{ beginsWith: 'https://example.com/a' }, { contains: 'b=1' }]) {
      const { status, body } = await calls.post<QueryPage>('/models/Oddity/query', { filter: { link: test } });
      expect({ status, keys: body.items?.map(({ key }) => key) }).toEqual({ status: 200, keys: [{ id: 'a' }] });
    }
  });
});

test('the description of a class has the types of elements, and enums in the form of JSON', async () => {
  const { body } = await calls.get<StudioInfo>('/studio');
  const attributes = body.models[0]?.attributes ?? [];
  const elements = attributes.filter(({ element }) => element !== undefined);
  expect(elements.map(({ property, element }) => [property, element])).toEqual([
    ['texts', 'string'],
    ['numbers', 'number'],
    ['bigints', 'bigint'],
    ['decimals', 'decimal'],
    ['bytes', 'bytes'],
    ['scores', 'number'],
    ['prices', 'document'],
  ]);
  // The property is 'on' or 'off', and JSON has what is stored.
  expect(attributes.find(({ property }) => property === 'power')).toMatchObject({ type: 'string', enum: ['1', '0'] });
});
