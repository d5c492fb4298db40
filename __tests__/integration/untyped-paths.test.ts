import {
  decrement,
  entry,
  gt,
  ifNotExists,
  increment,
  merge,
  oneOf,
  or,
  ref,
  set,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModel } from './order-models.ts';

/** Values from callers without types, and their names in messages. */
const strangers: readonly (readonly [stranger: unknown, word: string])[] = [
  [5, 'a number'],
  [5n, 'a bigint'],
  [undefined, 'undefined'],
  [null, 'null'],
  [{}, 'an object'],
  [['name'], 'an array'],
  [Symbol('name'), 'a symbol'],
];

onEveryEngine('a path that is not a string', (engine) => {
  const { accounts } = accountModel(engine.uniqueTable('untyped'));
  const repository = () => accounts(engine.client);

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());

  engine.test('is rejected as a reference in changes', async () => {
    for (const [stranger, word] of strangers) {
      const other = ref(stranger as 'limit');
      const all = [other as never, set(other), ifNotExists(other), increment(other), decrement(other)];
      for (const visits of all) {
        const error = await repository()
          .update('a', { visits })
          .catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ValidationError);
        expect(error).toMatchObject({
          issues: [{ path: 'visits', message: expect.stringContaining(`ref('[${word}]')`) }],
        });
        await expect(repository().upsert('a', { visits })).rejects.toThrow(ValidationError);
      }
      const within = repository().update('a', { limits: merge({ daily: set(other) }) });
      await expect(within).rejects.toThrow(`limits.daily is given ref('[${word}]'), which is no path`);
    }
  });

  engine.test('is rejected as a reference in conditions and filters', async () => {
    for (const [stranger, word] of strangers) {
      const other = ref(stranger as 'limit');
      for (const visits of [other, gt(other), oneOf([other])]) {
        const refusal = `visits is given ref('[${word}]'), which is no path`;
        await expect(repository().delete('a', { if: { visits } })).rejects.toThrow(refusal);
        await expect(
          repository()
            .scan({ filter: or({ visits }) })
            .all(),
        ).rejects.toThrow(refusal);
        expect(() => writeTransaction(engine.client).check(repository(), 'a', { visits })).toThrow(refusal);
      }
    }
  });

  engine.test('is rejected as the map or the key of an entry', async () => {
    for (const [stranger] of strangers) {
      for (const path of [
        entry(stranger as 'votes', 'ann'),
        entry('votes', stranger as string),
        entry('log', stranger as string),
      ]) {
        const error = await repository()
          .update('a', { [path]: 1 })
          .catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ValidationError);
        expect(error).toMatchObject({ issues: [{ message: expect.stringContaining('is no path') }] });
      }
    }
  });
});
