import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  addTo,
  append,
  type Changes,
  ConditionFailedError,
  decrement,
  deleteFrom,
  entry,
  eq,
  gte,
  ItemNotFoundError,
  ifNotExists,
  increment,
  lt,
  oneOf,
  prepend,
  ref,
  remove,
  set,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModel, Limits } from './order-models.ts';

onEveryEngine('changes', (engine) => {
  const { Account, accounts } = accountModel(engine.uniqueTable('accounts'));
  const repository = () => accounts(engine.client);
  const make = (id: string, more: object = {}) => repository().create({ id, name: 'Ann', tags: new Set(), ...more });

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());

  engine.test('start at 0 for an absent number, add and subtract exactly, and accept other attributes', async () => {
    await make('count', { balance: '0.1', serial: 2n ** 70n, limit: 10 });
    const changed = await repository().update('count', {
      visits: increment(3),
      votes: { ann: 1 },
      balance: increment('0.2'),
      serial: increment(1n),
    });
    expect(changed).toMatchObject({ visits: 3, balance: '0.3', serial: 2n ** 70n + 1n });
    expect((await repository().update('count', { visits: decrement(5), limit: increment(ref('visits')) })).visits).toBe(
      -2,
    );
    expect(await repository().get('count')).toMatchObject({ visits: -2, limit: 13 });
    expect((await repository().update('count', { 'votes.bob': increment(2), 'votes.ann': increment() })).votes).toEqual(
      {
        ann: 2,
        bob: 2,
      },
    );
    expect((await repository().update('count', { limit: set(ref('visits')) })).limit).toBe(-2);
  });

  engine.test('increment a map entry whose key is any text known only at run time', async () => {
    await make('voted', { votes: { ann: 1 } });
    for (const voter of ['ann', 'a.b', 'a"]["b', ' ']) {
      const changes: Changes<InstanceType<typeof Account>, 'id'> = { name: 'Anna' };
      changes[entry('votes', voter)] = increment(1);
      await repository().update('voted', changes, { if: { name: oneOf(['Ann', 'Anna']) } });
    }
    const votes = { ann: 2, 'a.b': 1, 'a"]["b': 1, ' ': 1 };
    expect(await repository().get('voted')).toMatchObject({ name: 'Anna', votes });
    await repository().update('voted', { 'votes["a.b"]': 3, 'votes. ': 2 }, { if: { 'votes["a.b"]': lt(2) } });
    expect((await repository().get('voted'))?.votes).toEqual({ ...votes, 'a.b': 3, ' ': 2 });
  });

  engine.test('append and prepend to a list that can be absent, and remove its elements', async () => {
    await make('list');
    expect((await repository().update('list', { log: append(['b', 'c']) })).log).toEqual(['b', 'c']);
    expect((await repository().update('list', { log: prepend(['a']) })).log).toEqual(['a', 'b', 'c']);
    expect((await repository().update('list', { 'log[1]': remove() })).log).toEqual(['a', 'c']);
    expect((await repository().update('list', { 'log[1]': 'z' })).log).toEqual(['a', 'z']);
    expect((await repository().update('list', { log: remove() })).log).toBeUndefined();
  });

  engine.test('add to sets and delete from them, and remove the attribute with the last element', async () => {
    await make('set');
    expect((await repository().update('set', { tags: addTo(['a', 'b']) })).tags).toEqual(new Set(['a', 'b']));
    expect((await repository().update('set', { tags: deleteFrom(new Set(['a', 'x'])) })).tags).toEqual(new Set(['b']));
    expect((await repository().update('set', { tags: deleteFrom(['b']) })).tags).toEqual(new Set());
  });

  engine.test('set absent attributes with ifNotExists(), and keep existing ones', async () => {
    await make('once');
    expect((await repository().update('once', { limit: ifNotExists(5) })).limit).toBe(5);
    expect((await repository().update('once', { limit: ifNotExists(6) })).limit).toBe(5);
  });

  engine.test('create an absent document on a path as a whole, in three requests', async () => {
    await make('parent');
    const changed = await repository().update('parent', {
      'limits.daily': 5,
      'limits.byCountry.FR': increment(2),
      'votes.ann': 1,
      name: 'Anna',
    });
    expect(changed).toMatchObject({ name: 'Anna', votes: { ann: 1 } });
    expect(changed.limits).toBeInstanceOf(Limits);
    expect(changed.limits).toEqual({ daily: 5, byCountry: { FR: 2 } });
    expect((await repository().update('parent', { 'limits.monthly': 9 })).limits).toEqual({
      daily: 5,
      monthly: 9,
      byCountry: { FR: 2 },
    });
  });

  engine.test('increment a number of each type in an absent document', async () => {
    await make('counted');
    const changed = await repository().update('counted', {
      'limits.daily': decrement(2),
      'limits.spent': increment(2n ** 70n),
      'limits.rest': decrement('0.10'),
      'limits.byCountry.FR': decrement(-1),
    });
    expect(changed.limits).toEqual({ daily: -2, spent: 2n ** 70n, rest: '-0.1', byCountry: { FR: 1 } });
    await make('plain');
    const plain = await repository().update('plain', {
      'limits.daily': decrement(0),
      'limits.spent': increment(),
      'limits.rest': increment('1'),
    });
    expect(plain.limits).toEqual({ daily: 0, spent: 1n, rest: '1' });
    await make('fraction');
    await expect(
      repository().update('fraction', { 'limits.daily': 1, 'limits.spent': increment('0.5') as never }),
    ).rejects.toThrow(/limits\.spent is a number with a fraction/);
  });

  engine.test('never create a document that lacks required members', async () => {
    await make('half');
    await expect(repository().update('half', { 'limits.monthly': 5 })).rejects.toThrow(/limits\.daily is required/);
    await expect(repository().update('half', { 'history[0].daily': 5 })).rejects.toThrow(/lies in a list/);
    expect(await repository().get('half')).not.toHaveProperty('limits');
  });

  engine.test('lose no changes of a writer that creates the same document at the same time', async () => {
    await make('race');
    const names = Array.from({ length: 12 }, (_, index) => `voter${index}`);
    await Promise.all(
      names.map((name) => repository().update('race', { [`votes.${name}` as 'votes.x']: increment(1) })),
    );
    const { votes } = await repository().getOrThrow('race', { consistent: true });
    expect(votes).toEqual(Object.fromEntries(names.map((name) => [name, 1])));
  });

  engine.test('write nothing for a removal below an absent document', async () => {
    await make('nothing');
    expect((await repository().update('nothing', { 'limits.monthly': remove() })).limits).toBeUndefined();
  });

  engine.test('treat data that looks like an operator as data', async () => {
    await make('data');
    const look = { kind: 'increment', operands: [1] } as never;
    await expect(repository().update('data', { visits: look })).rejects.toThrow(ValidationError);
    expect((await repository().update('data', { votes: { kind: 1, operands: 2 } })).votes).toEqual({
      kind: 1,
      operands: 2,
    });
    await expect(repository().update('data', { visits: JSON.parse(JSON.stringify(increment(1))) })).rejects.toThrow(
      /visits must be a number/,
    );
  });

  engine.test('are written only if the condition holds', async () => {
    await make('if', { limit: 2 });
    await repository().update('if', { visits: increment(1) }, { if: { visits: lt(ref('limit')) } });
    await repository().update('if', { visits: increment(1) }, { if: { visits: lt(ref('limit')), name: 'Ann' } });
    await expect(
      repository().update('if', { visits: increment(1) }, { if: { visits: lt(ref('limit')) } }),
    ).rejects.toThrow(engine.name === 'dynalite' ? ItemNotFoundError : ConditionFailedError);
    expect((await repository().getOrThrow('if')).visits).toBe(2);
  });

  engine.testWith('itemOnConditionFailure', 'distinguish a missing item from a failed condition', async () => {
    await make('differs', { visits: 7 });
    const failed = await repository()
      .update('differs', { name: 'x' }, { if: { visits: eq(8) } })
      .catch((error) => error);
    expect(failed).toBeInstanceOf(ConditionFailedError);
    expect(failed).not.toBeInstanceOf(ItemNotFoundError);
    expect(failed.item).toMatchObject({ id: 'differs', visits: 7 });
    await expect(repository().update('none', { name: 'x' }, { if: { visits: 8 } })).rejects.toThrow(ItemNotFoundError);
    await expect(repository().delete('differs', { if: { visits: gte(8) } })).rejects.toThrow(ConditionFailedError);
    await expect(repository().deleteIfExists('differs', { if: { visits: gte(8) } })).rejects.toThrow(
      ConditionFailedError,
    );
    expect(await repository().deleteIfExists('none', { if: { visits: gte(8) } })).toBeUndefined();
    await expect(repository().put({ ...(await make('put')), visits: 1 }, { if: { visits: 8 } })).rejects.toThrow(
      ConditionFailedError,
    );
    expect(await repository().delete('differs', { if: { visits: gte(7) } })).toMatchObject({ visits: 7 });
  });

  engine.test('create an item with its defaults by upsert, and keep write-once attributes', async () => {
    const made = await repository().upsert('up', { name: 'Ann', visits: increment(1), origin: 'app' });
    expect(made).toMatchObject({ id: 'up', name: 'Ann', visits: 1, origin: 'app' });
    const changed = await repository().upsert('up', { name: 'Anna', visits: increment(1), origin: 'mail' });
    expect(changed).toMatchObject({ name: 'Anna', visits: 2, origin: 'app' });
    expect(await repository().upsert('up2', { name: 'Bob' })).toMatchObject({ visits: 0, origin: 'web' });
    expect(await repository().upsert('up', { limit: 3 })).toMatchObject({ name: 'Anna', limit: 3 });
    expect(await repository().upsert('up3', { name: 'Cy', 'limits.daily': 4 })).toMatchObject({ limits: { daily: 4 } });
  });

  engine.test('create no item by upsert if a required attribute is missing', async () => {
    await expect(repository().upsert('lacking', { visits: 1 })).rejects.toThrow(/name is required: there is no item/);
    expect(await repository().exists('lacking')).toBe(false);
  });

  engine.test('work for every reserved or unusual stored name', async () => {
    await make('odd', { active: true, photo: new Uint8Array([1]), seen: new Date(0) });
    const changed = await repository().update(
      'odd',
      { active: false, photo: remove(), seen: new Date(5), name: 'x' },
      { if: { active: true, photo: new Uint8Array([1]), seen: new Date(0), name: 'Ann' } },
    );
    expect(changed).toMatchObject({ active: false, seen: new Date(5), name: 'x' });
    expect(changed.photo).toBeUndefined();
  });

  engine.test('handle values that other programs stored', async () => {
    await make('foreign');
    await engine.client.send(
      new UpdateItemCommand({
        TableName: repository().table.name,
        Key: { id: { S: 'foreign' } },
        UpdateExpression: 'SET limits = :l',
        ExpressionAttributeValues: { ':l': { M: { daily: { N: '1' } } } },
      }),
    );
    expect((await repository().update('foreign', { 'limits.monthly': 2 })).limits).toEqual({ daily: 1, monthly: 2 });
  });

  engine.test('name the changes that the type of the stored value does not support', async () => {
    await engine.client.send(
      new PutItemCommand({
        TableName: repository().table.name,
        Item: { id: { S: 'nulls' }, 'full-name': { S: 'Ann' }, visits: { NULL: true }, log: { NULL: true } },
      }),
    );
    const refused = (changes: object) =>
      repository()
        .update('nulls', changes)
        .catch((error: Error) => `${error.name}: ${error.message}`);
    const place = `ValidationError: ${repository().table.name} (id="nulls"):`;
    const cure = "can't be changed if another type is stored, such as NULL; set it to a value first";
    expect(await refused({ visits: increment(1) })).toBe(`${place} visits ${cure}`);
    expect(await refused({ log: append(['a']) })).toBe(`${place} log ${cure}`);
    expect(await refused({ name: 'Anna', visits: decrement(1), log: append(['a']) })).toBe(
      `${place}\n  - visits ${cure}\n  - log ${cure}`,
    );
  });

  engine.testWith('transactions', 'name such changes of a transaction', async () => {
    await engine.client.send(
      new PutItemCommand({
        TableName: repository().table.name,
        Item: { id: { S: 'nulls-tx' }, 'full-name': { S: 'Ann' }, visits: { NULL: true } },
      }),
    );
    const error = await writeTransaction(engine.client)
      .update(repository(), 'nulls-tx', { visits: increment(1) })
      .commit()
      .catch((reason) => reason);
    expect([error.code, error.reasons?.[0]?.code, error.reasons?.[0]?.error?.code, error.message]).toEqual([
      'transaction.failed',
      'ValidationError',
      'item.invalid',
      expect.stringContaining("visits can't be changed if another type is stored"),
    ]);
  });

  engine.testWith('transactions', 'create documents in transactions too, and lose no changes', async () => {
    await make('tx');
    const names = Array.from({ length: 6 }, (_, index) => `voter${index}`);
    await Promise.all(
      names.map((name) =>
        writeTransaction(engine.client)
          .update(repository(), 'tx', { [`votes.${name}` as 'votes.x']: increment(1), visits: increment(1) })
          .commit(),
      ),
    );
    const { votes, visits } = await repository().getOrThrow('tx', { consistent: true });
    await writeTransaction(engine.client).update(repository(), 'tx', { 'limits.monthly': remove() }).commit();
    expect({ votes, visits }).toEqual({ votes: Object.fromEntries(names.map((name) => [name, 1])), visits: 6 });
  });
});
