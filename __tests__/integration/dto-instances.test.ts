import { gte, increment, or, ref, ValidationError, writeTransaction } from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModel } from './order-models.ts';

/** The input of a controller. */
class AccountPatch {
  name = 'Anna';
  visits = increment(2);
  limit?: number;

  get secret(): string {
    return 'on the prototype';
  }
}

class AccountTest {
  name?: string;
  visits = gte(0);

  constructor(name: string) {
    this.name = name;
  }
}

onEveryEngine('an instance of a class', (engine) => {
  const { accounts } = accountModel(engine.uniqueTable('dto'));
  const repository = () => accounts(engine.client);

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());
  beforeEach(() => repository().put({ id: 'a', name: 'Ann', tags: new Set() }));

  const asked = (name: string) => new AccountTest(name);

  engine.test('is accepted as changes, with its own enumerable properties', async () => {
    const changes = new AccountPatch();
    expect(await repository().update('a', changes)).toMatchObject({ name: 'Anna', visits: 2 });
    const both = Object.assign(new AccountPatch(), { tags: new Set<string>() });
    expect(await repository().upsert('b', both)).toMatchObject({ name: 'Anna', visits: 2 });
  });

  engine.test('is accepted as a condition and as a filter, also in groups', async () => {
    await expect(repository().update('a', { name: 'x' }, { if: asked('Bob') })).rejects.toThrow();
    expect(
      await repository()
        .scan({ filter: or(asked('Ann'), asked('Bob')) })
        .count(),
    ).toBe(1);
    expect(await repository().delete('a', { if: asked('Ann') })).toMatchObject({ id: 'a' });
  });

  engine.testWith('transactions', 'is accepted in a transaction', async () => {
    await writeTransaction(engine.client)
      .update(repository(), 'a', new AccountPatch(), { if: asked('Ann') })
      .commit();
    expect(await repository().get('a')).toMatchObject({ name: 'Anna' });
  });

  engine.test('is rejected for every property that is not an attribute', async () => {
    const changes = Object.assign(new AccountPatch(), { role: 'admin' });
    await expect(repository().update('a', changes)).rejects.toThrow(/role is no attribute of Account/);
  });

  engine.test('is rejected if it is not an object of properties', async () => {
    const others = [new Date(), new Map(), new Set(), [1], Buffer.from('a'), increment(1), ref('name'), 'x', null, 1];
    for (const other of others) {
      await expect(repository().update('a', other as never)).rejects.toThrow(ValidationError);
      await expect(repository().delete('a', { if: other as never })).rejects.toThrow(ValidationError);
    }
    await expect(repository().update('a', or({ name: 'x' }) as never)).rejects.toThrow(ValidationError);
    expect(await repository().get('a')).toMatchObject({ name: 'Ann' });
  });
});
