import { and, between, type Condition, eq, ne, not, oneOf, or, ValidationError, writeTransaction } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModel } from './order-models.ts';

onEveryEngine('a condition whose values are undefined', (engine) => {
  const { Account, accounts } = accountModel(engine.uniqueTable('empty-conditions'));
  const repository = () => accounts(engine.client);
  type Asked = Condition<InstanceType<typeof Account>>;
  /** `owner` is not an own property, as in a class whose fields the compiler doesn't define. */
  class Wanted {
    declare name?: string;
  }
  class Computed {
    get name(): string {
      return 'Bob';
    }
  }
  const none: Asked | undefined = undefined as Asked | undefined;

  const empties: readonly (readonly [text: string, condition: Asked, named: string])[] = [
    ['{ name: undefined }', { name: undefined }, 'name is'],
    ['{ name, limit: undefined }', { name: undefined, limit: undefined }, 'name, limit are'],
    ['and(undefined)', and(undefined), 'its values are'],
    ['and({ name: undefined }, undefined)', and({ name: undefined }, undefined), 'name is'],
    ['or({ name: undefined })', or({ name: undefined }), 'name is'],
    ['or({ name: undefined }, { limit: undefined })', or({ name: undefined }, { limit: undefined }), 'name, limit are'],
    ['not({ name: undefined })', not({ name: undefined }), 'name is'],
    ['not({ ...undefined })', not({}), 'its values are'],
    ['not(undefined)', not(none), 'its values are'],
    ['an instance without values', new Wanted(), 'its values are'],
    ['an instance with getters alone', new Computed(), 'its values are'],
    ['an object whose values are inherited', Object.create({ name: 'Bob' }), 'its values are'],
    ['and(an instance without values)', and(new Wanted() as Asked), 'its values are'],
    ['and(or(not({ limits.daily: undefined })))', and(or(not({ 'limits.daily': undefined }))), 'limits.daily is'],
  ];

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());
  beforeEach(() => repository().put({ id: 'a', name: 'Ann', tags: new Set() }));

  const expectRefusal = async (call: Promise<unknown>, named: string): Promise<void> => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).issues).toHaveLength(1);
    expect((error as Error).message).toMatch(/\(id="a"\): the condition asks for nothing, because/);
    expect((error as Error).message).toContain(`${named} undefined`);
    expect(await repository().get('a')).toMatchObject({ name: 'Ann' });
  };

  for (const [text, condition, named] of empties) {
    engine.test(`such as ${text}, is rejected by every write`, async () => {
      const item = { id: 'a', name: 'Bob', tags: new Set<string>() };
      await expectRefusal(repository().delete('a', { if: condition }), named);
      await expectRefusal(repository().deleteIfExists('a', { if: condition }), named);
      await expectRefusal(repository().update('a', { name: 'Bob' }, { if: condition }), named);
      await expectRefusal(repository().upsert('a', { name: 'Bob', tags: new Set() }, { if: condition }), named);
      await expectRefusal(repository().put(item, { if: condition }), named);
    });

    engine.test(`such as ${text}, is rejected by every action of a transaction`, async () => {
      const transaction = writeTransaction(engine.client);
      const item = { id: 'a', name: 'Bob', tags: new Set<string>() };
      const options = { if: condition };
      const adding: readonly (() => unknown)[] = [
        () => transaction.check(repository(), 'a', condition),
        () => transaction.delete(repository(), 'a', options),
        () => transaction.deleteIfExists(repository(), 'a', options),
        () => transaction.update(repository(), 'a', { name: 'Bob' }, options),
        () => transaction.upsert(repository(), 'a', { name: 'Bob', tags: new Set() }, options),
        () => transaction.put(repository(), item, options),
      ];
      for (const add of adding) await expectRefusal(Promise.resolve().then(add), named);
    });

    engine.test(`such as ${text}, is left out of a filter`, async () => {
      expect(await repository().scan({ filter: condition }).count()).toBe(1);
      expect(
        await repository()
          .query({ id: 'a' }, { filter: not(condition) })
          .count(),
      ).toBe(1);
    });
  }

  engine.test('keeps the members with a value', async () => {
    await expect(repository().delete('a', { if: { name: 'Bob', limit: undefined } })).rejects.toThrow(/condition/);
    await expect(repository().delete('a', { if: and({ name: 'Bob' }, { limit: undefined }) })).rejects.toThrow();
    await repository().delete('a', { if: { name: 'Ann', limit: undefined } });
    expect(await repository().get('a')).toBeUndefined();
  });

  const blanks: readonly (Asked | undefined)[] = [undefined, {}, and(), or()];
  engine.test('differs from a condition that is empty as written', async () => {
    for (const blank of blanks) {
      await repository().put({ id: 'a', name: 'Ann', tags: new Set() }, { if: blank });
      await repository().delete('a', { if: blank });
    }
    expect(await repository().get('a')).toBeUndefined();
  });

  engine.test('is rejected if the undefined value is an operand', async () => {
    const text: string = undefined as unknown as string;
    for (const test of [eq(text), ne(text), oneOf([text]), oneOf(['Ann', text]), between(text, 'z')]) {
      await expect(repository().delete('a', { if: { name: test } })).rejects.toThrow(
        /name must be a string, not undefined/,
      );
    }
    expect(await repository().get('a')).toMatchObject({ name: 'Ann' });
  });
});
