/** Known mistakes of other libraries, §4.6: expressions and naming. Each test names the correct behavior. */
import { and, eq, gte, oneOf, or } from 'annotable';
import fc from 'fast-check';
import { compileQuery } from '../../lib/operations/query.ts';
import { scanRequest } from '../../lib/operations/scan.ts';
import { onEveryEngine } from '../support/engines.ts';
import { trapModel } from './models.ts';

onEveryEngine('expressions', (engine) => {
  const { things } = trapModel(engine.uniqueTable('things'));
  const repository = () => things(engine.client);
  const key = (sk: string) => ({ pk: 'e', sk });

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());

  engine.test('53: more than ten and more than a hundred terms have placeholders of their own', async () => {
    await repository().put({ ...key('53'), count: 77 });
    for (const length of [12, 100]) {
      const filter = and(or(...Array.from({ length }, (_, index) => ({ count: 70 + index }))), {
        count: oneOf([77, 1, 2]),
      });
      expect(
        await repository()
          .query({ pk: 'e' }, { filter: filter as never })
          .count(),
      ).toBe(1);
      const { ExpressionAttributeValues = {} } = scanRequest(repository().schema, { filter });
      expect(Object.keys(ExpressionAttributeValues)).toHaveLength(length === 12 ? 14 : 102);
    }
  });

  engine.test('54: names that are equal once cleaned are two names', async () => {
    await repository().put({ ...key('54'), dashed: 'a', underscored: 'b' });
    const updated = await repository().update(
      key('54'),
      { dashed: 'c', underscored: 'd' },
      { if: { dashed: 'a', underscored: 'b' } },
    );
    expect(updated).toMatchObject({ dashed: 'c', underscored: 'd' });
  });

  engine.test('55: every name is a placeholder', async () => {
    await repository().put({ ...key('55'), dashed: 'x', dotted: 'y' });
    expect(
      await repository()
        .query({ pk: 'e' }, { filter: { dashed: 'x', dotted: 'y' }, select: ['dashed', 'dotted'] })
        .all(),
    ).toEqual([{ dashed: 'x', dotted: 'y' }]);
  });

  engine.test("56: the text 'true' is not a boolean", async () => {
    await repository().put(key('56'));
    const updated = await repository().update(key('56'), { text: 'true', flag: true, count: 1, dotted: '1' });
    expect(updated).toMatchObject({ text: 'true', flag: true, count: 1, dotted: '1' });
  });

  engine.test('57: names that every object inherits are values like others', async () => {
    const odd = fc.constantFrom('constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf');
    await repository().put(key('57'));
    await fc.assert(
      fc.asyncProperty(odd, odd, async (text, dotted) => {
        const updated = await repository().update(key('57'), { text, dotted });
        expect(updated).toMatchObject({ text, dotted });
        expect(
          await repository()
            .query(key('57'), { filter: { text: eq(text), dotted } })
            .count(),
        ).toBe(1);
      }),
      { numRuns: 10 },
    );
  });

  engine.test('58: a value is never read as a part of an expression', async () => {
    const dollar = '$';
    const text = `zzz} or ${dollar}{flag} <> {q`;
    await repository().put({ ...key('58'), text, flag: true });
    expect(await repository().query(key('58'), { filter: { text } }).count()).toBe(1);
    expect(
      await repository()
        .query(key('58'), { filter: { text: text.replace('zzz', 'x') } })
        .count(),
    ).toBe(0);
  });

  engine.test('59: attributes that share their beginning are told apart in a projection', async () => {
    await repository().put({ ...key('59'), list: ['l'], text: 't', part: { a: 'a' } });
    expect(await repository().get(key('59'), { select: ['list', 'part'] })).toEqual({ list: ['l'], part: { a: 'a' } });
  });

  engine.test('60: bigints and bytes are values of conditions', async () => {
    await repository().put({ ...key('60'), big: 2n ** 80n, bytes: new Uint8Array([1, 2]) });
    const filter = { big: gte(2n ** 80n), bytes: new Uint8Array([1, 2]) };
    expect(await repository().query(key('60'), { filter }).count()).toBe(1);
  });

  engine.test('61: a projection of reserved words alone, or without the sort key, works', async () => {
    await repository().put({ ...key('61'), order: 3, count: 4 });
    expect(await repository().get(key('61'), { select: ['order', 'count'] })).toEqual({ order: 3, count: 4 });
    expect(
      await repository()
        .query(key('61'), { select: ['pk'] })
        .all(),
    ).toEqual([{ pk: 'e' }]);
    expect(compileQuery(repository().schema, key('61'), { select: ['order'] }).request.ProjectionExpression).toBe(
      '#4, #0, #2',
    );
  });
});
