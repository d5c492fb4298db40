/** Known mistakes of other libraries, §4.4: versions, updates and nested data. Each test names the correct behavior. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { append, ItemNotFoundError, increment, remove } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { trapModel } from './models.ts';

onEveryEngine('updates', (engine) => {
  const { things } = trapModel(engine.uniqueTable('things'));
  const repository = () => things(engine.client);
  const key = (sk: string) => ({ pk: 'u', sk });
  const stored = async (sk: string) => {
    const Key = { pk: { S: 'u' }, sk: { S: sk } };
    return (await engine.client.send(new GetItemCommand({ TableName: repository().table.name, Key }))).Item;
  };

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());

  engine.test('26: an omitted attribute is unchanged, and removed only by an explicit change', async () => {
    await repository().put({ ...key('26'), text: 't', count: 1 });
    expect(await repository().update(key('26'), { count: 2, text: undefined })).toMatchObject({ text: 't', count: 2 });
    expect(await repository().update(key('26'), { text: remove() })).toEqual({ ...key('26'), count: 2 });
  });

  engine.test('27: a document is replaced by its name, and changed by its paths', async () => {
    await repository().put({ ...key('27'), part: { a: 'a', list: ['x'] } });
    expect((await repository().update(key('27'), { 'part.a': 'b' })).part).toEqual({ a: 'b', list: ['x'] });
    expect((await repository().update(key('27'), { part: { a: 'c' } })).part).toEqual({ a: 'c' });
  });

  engine.test('28: a path whose parent is missing makes the parent', async () => {
    await repository().put(key('28'));
    expect((await repository().update(key('28'), { 'part.a': 'x', 'map.k': 1 })).part).toEqual({ a: 'x' });
  });

  engine.testWith(
    'refusesPathsThroughScalars',
    '28: a path through a scalar is rejected, and overwrites nothing',
    async () => {
      for (const meta of [5, null, 'x', ['y']]) {
        await repository().put({ ...key('28b'), meta });
        await expect(repository().update(key('28b'), { 'meta.a': 1 } as never)).rejects.toThrow(
          /meta\.a leads through what is stored as/,
        );
        expect((await repository().getOrThrow(key('28b'))).meta).toEqual(meta);
      }
    },
  );

  engine.test('29: a dot leads into a document, and a stored name with a dot is one name', async () => {
    await repository().put({ ...key('29'), dotted: 'x', map: { 'a.b': 1 } });
    await repository().update(key('29'), { dotted: 'y', 'map["a.b"]': increment(1) } as never);
    expect(await stored('29')).toMatchObject({ 'cfg.a': { S: 'y' }, map: { M: { 'a.b': { N: '2' } } } });
  });

  engine.test('30: elements are appended to a list that is absent', async () => {
    await repository().put(key('30'));
    expect((await repository().update(key('30'), { list: append(['a']) })).list).toEqual(['a']);
    expect((await repository().update(key('30'), { 'part.list': append(['b']) })).part).toEqual({ list: ['b'] });
  });

  engine.test('31: overlapping paths are rejected before they are sent', async () => {
    await expect(repository().update(key('x'), { part: { a: 'x' }, 'part.a': 'y' })).rejects.toThrow(/overlaps part/);
  });

  engine.test('32: an update makes no item', async () => {
    await expect(repository().update(key('32'), { count: 1 })).rejects.toThrow(ItemNotFoundError);
    expect(await stored('32')).toBeUndefined();
  });

  engine.test('33: data that looks like an operator is data', async () => {
    const look = { ADD: 5, kind: 'increment', operands: [1], $add: 1, '': undefined };
    await repository().put({ ...key('33'), meta: look });
    expect((await repository().update(key('33'), { meta: { ...look, more: [look] } })).meta).toEqual({
      ADD: 5,
      kind: 'increment',
      operands: [1],
      $add: 1,
      more: [{ ADD: 5, kind: 'increment', operands: [1], $add: 1 }],
    });
  });

  engine.test('34: only undefined is absent: falsy converted values are stored', async () => {
    await repository().put({ ...key('34'), converted: 'nothing' });
    expect(await stored('34')).toMatchObject({ converted: { S: '' } });
    expect((await repository().getOrThrow(key('34'))).converted).toBe('nothing');
    await repository().update(key('34'), { converted: 'x' });
    await repository().update(key('34'), { converted: 'nothing' });
    expect(await stored('34')).toMatchObject({ converted: { S: '' } });
  });

  engine.test('35: one object in two attributes is stored and read in both', async () => {
    const now = new Date(7);
    const written = await repository().put({ ...key('35'), at: now, until: now, dates: [now, now] });
    expect(written).toMatchObject({ at: now, until: now, dates: [now, now] });
    expect(written.at).not.toBe(written.until);
  });

  engine.test('36: an item moves in its indexes with every part of their keys', async () => {
    await repository().put({ ...key('36'), kind: 'before', order: 1 });
    await repository().update(key('36'), { kind: 'after' });
    await repository().update(key('36'), { order: increment(1) });
    expect(await repository().query({ kind: 'before' }, { index: 'byKind' }).count()).toBe(0);
    expect(await repository().query({ kind: 'after', order: 2 }, { index: 'byKind' }).count()).toBe(1);
    await repository().update(key('36'), { order: remove() });
    expect(await repository().query({ kind: 'after' }, { index: 'byKind' }).count()).toBe(0);
  });
});
