/** Known mistakes of other libraries, §4.5: values. Each test names the correct behavior. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PrecisionError, ValidationError } from 'annotable';
import fc from 'fast-check';
import { sessionModel } from '../integration/order-models.ts';
import { onEveryEngine } from '../support/engines.ts';
import { trapModel } from './models.ts';

onEveryEngine('values', (engine) => {
  const { Thing, things } = trapModel(engine.uniqueTable('things'));
  const repository = () => things(engine.client);
  const key = (sk: string) => ({ pk: 'v', sk });
  const putRaw = (sk: string, item: object) =>
    engine.client.send(
      new PutItemCommand({ TableName: repository().table.name, Item: { pk: { S: 'v' }, sk: { S: sk }, ...item } }),
    );

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());

  engine.test('37: integers over 2^53 are an error as numbers, and exact as bigints', async () => {
    await putRaw('37', { count: { N: '9007199254740993' }, big: { N: '9007199254740993' } });
    await expect(repository().get(key('37'))).rejects.toThrow(PrecisionError);
    expect(await repository().get(key('37'), { select: ['big'] })).toEqual({ big: 9007199254740993n });
  });

  engine.test(
    '38: long fractions are the nearest double, long integers an error, and both exact as decimals',
    async () => {
      await putRaw('38', { count: { N: '0.1234567890123456789012' }, exact: { N: '0.1234567890123456789012' } });
      expect(await repository().get(key('38'), { select: ['count'] })).toEqual({ count: 0.12345678901234568 });
      await putRaw('38', { count: { N: '12345678901234567890' }, exact: { N: '0.1234567890123456789012' } });
      await expect(repository().get(key('38'))).rejects.toThrow(PrecisionError);
      expect(await repository().get(key('38'), { select: ['exact'] })).toEqual({ exact: '0.1234567890123456789012' });
    },
  );

  engine.test('39: NaN and the infinities are rejected by name', async () => {
    for (const count of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      await expect(repository().put({ ...key('39'), count })).rejects.toThrow(/count must be/);
    }
  });

  engine.test('40: an empty set is stored as absent', async () => {
    expect(await repository().put({ ...key('40'), set: new Set() })).toEqual(key('40'));
    await repository().put({ ...key('40'), set: new Set(['a']) });
    expect(await repository().update(key('40'), { set: new Set() })).toEqual(key('40'));
  });

  engine.test('41: the empty string is kept, and rejected only in keys', async () => {
    expect(await repository().put({ ...key('41'), text: '' })).toEqual({ ...key('41'), text: '' });
    await expect(repository().put({ pk: '', sk: 'x' })).rejects.toThrow(/pk .*can't be empty/);
  });

  engine.test('42: null, undefined and empty are three things', async () => {
    expect(await repository().put({ ...key('42'), text: null })).toEqual({ ...key('42'), text: null });
    expect(await repository().put({ ...key('42'), text: undefined })).toEqual(key('42'));
    expect(await repository().put({ ...key('42'), text: '' })).toEqual({ ...key('42'), text: '' });
    await expect(repository().put({ ...key('42'), flag: null as never })).rejects.toThrow(/flag can't be null/);
  });

  engine.test('43: undefined is ignored at any depth', async () => {
    const part = { a: undefined, list: ['x'] };
    expect((await repository().put({ ...key('43'), part, meta: { a: undefined, b: [1] } })).part).toEqual({
      list: ['x'],
    });
  });

  engine.test('44 and 45: dates keep their milliseconds, and the first moment of 1970 is one', async () => {
    expect((await repository().put({ ...key('44'), at: new Date(123) })).at).toEqual(new Date(123));
    await repository().put({ ...key('45'), at: new Date(0) });
    expect((await repository().getOrThrow(key('45'))).at).toEqual(new Date(0));
  });

  engine.test('46: dates are converted at any depth, and invalid ones rejected', async () => {
    const written = await repository().put({ ...key('46'), dates: [new Date(5)], part: { at: new Date(6) } });
    expect(written).toMatchObject({ dates: [new Date(5)], part: { at: new Date(6) } });
    await expect(repository().put({ ...key('46'), dates: [new Date(Number.NaN)] })).rejects.toThrow(
      /dates\[0\] must be a valid Date/,
    );
  });

  engine.test('47: a time to live is whole seconds', () => {
    const { schema } = sessionModel('sessions').sessions(engine.client);
    const item = schema.mapper.toItem({ user: 'a', number: 1, expiresAt: new Date(1_700_000_000_001) });
    expect(item['expiresAt']).toEqual({ N: '1700000001' });
  });

  engine.test('48: sets and bytes are read as they were written', async () => {
    const given = { ...key('48'), set: new Set(['b', 'a']), bytes: new Uint8Array([0, 255]) };
    await repository().put(given);
    expect(await repository().get(key('48'))).toEqual(given);
  });

  engine.test('49: any string is read as it was written', async () => {
    const texts = fc.sample(fc.string({ unit: 'grapheme' }), 60);
    await repository().putMany(
      [...texts, '#hashtag#', '{a}', ' x ', '\u0000'].map((text, index) => ({ ...key(`49-${index}`), text })),
    );
    const read = await repository().getMany([...texts, '', '', '', ''].map((_, index) => key(`49-${index}`)));
    expect(read.map((item) => item?.text)).toEqual([...texts, '#hashtag#', '{a}', ' x ', '\u0000']);
  });

  engine.test('50: a list with a hole is rejected, so no element shifts', async () => {
    // biome-ignore lint/suspicious/noSparseArray: the test needs a hole
    await expect(repository().put({ ...key('50'), list: ['a', , 'c'] as string[] })).rejects.toThrow(
      /list\[1\] must be a string/,
    );
    await expect(repository().put({ ...key('50'), meta: ['a', undefined, 'c'] })).rejects.toThrow(/meta\[1\]/);
  });

  engine.test('51: what has no converter is rejected with its path', async () => {
    for (const meta of [new Map(), new Float64Array(2), new (class Foo {})(), () => 1, Symbol('x'), 1n]) {
      await expect(repository().put({ ...key('51'), meta: { deep: [meta] } })).rejects.toThrow(ValidationError);
    }
    await expect(repository().put({ ...key('51'), map: new Map() as never })).rejects.toThrow(
      /map must be a plain object, not a Map/,
    );
  });

  engine.test('52: what comes back is an instance, made without its constructor', async () => {
    await repository().put({ ...key('52'), part: { a: 'x' } });
    const read = await repository().getOrThrow(key('52'));
    expect(read).toBeInstanceOf(Thing);
    expect(read.part?.constructor.name).toBe('Part');
  });
});
