import {
  ConfigurationError,
  exists,
  ItemAlreadyExistsError,
  ItemNotFoundError,
  NotUniqueError,
  ValidationError,
  VersionConflictError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { sessionModel } from './order-models.ts';
import { noteModel, userModel } from './soft-delete-models.ts';

onEveryEngine('soft deletes', (engine) => {
  const notes = noteModel(engine.uniqueTable('notes'));
  let now = Date.parse('2026-03-01T08:00:00.000Z');
  const repository = () => notes(engine.client, { clock: () => now });
  const key = (owner: string, number = 1) => ({ owner, number });
  const deletedNote = async (owner: string, number = 1): Promise<void> => {
    await repository().create({ ...key(owner, number), text: 'a' });
    await repository().delete(key(owner, number));
  };

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());

  engine.test('return the item as it was, and store the time, a version, and the time of the write', async () => {
    await repository().create({ ...key('ann'), text: 'a' });
    now += 1_000;
    const before = await repository().delete(key('ann'));
    expect(before).toMatchObject({ text: 'a', version: 1 });
    expect(before.deletedAt).toBeUndefined();
    expect(await repository().get(key('ann'), { includeDeleted: true })).toMatchObject({
      text: 'a',
      version: 2,
      deletedAt: new Date(now),
      updatedAt: new Date(now),
    });
  });

  engine.test('find no item that is deleted already, or absent', async () => {
    await deletedNote('again');
    await expect(repository().delete(key('again'))).rejects.toThrow(ItemNotFoundError);
    await expect(repository().delete(key('nobody'))).rejects.toThrow(ItemNotFoundError);
    expect(await repository().deleteIfExists(key('again'))).toBeUndefined();
    expect(await repository().deleteIfExists(key('nobody'))).toBeUndefined();
    expect(await repository().get(key('nobody'), { includeDeleted: true })).toBeUndefined();
  });

  engine.test('return the item from deleteIfExists, under its condition', async () => {
    await repository().create({ ...key('if'), text: 'a' });
    const refused = repository().deleteIfExists(key('if'), { if: { text: 'b' } });
    await expect(refused).rejects.toMatchObject({ code: 'condition.failed' });
    expect(await repository().deleteIfExists(key('if'), { if: { text: 'a' } })).toMatchObject({ text: 'a' });
    expect(await repository().exists(key('if'))).toBe(false);
  });

  engine.test('leave deleted items out of every read, unless includeDeleted is set', async () => {
    await deletedNote('bob', 1);
    for (const number of [2, 3]) await repository().create({ ...key('bob', number), text: 'b' });
    const shown = { includeDeleted: true };
    const keys = [1, 2].map((number) => key('bob', number));
    const numbers = (items: readonly { number: number }[]): number[] => items.map(({ number }) => number);
    const query = { owner: 'bob' };
    expect(await repository().get(key('bob'))).toBeUndefined();
    expect(await repository().get(key('bob'), { select: ['text'] })).toBeUndefined();
    expect(await repository().exists(key('bob'))).toBe(false);
    expect(await repository().exists(key('bob'), shown)).toBe(true);
    expect((await repository().getMany(keys)).map((item) => item?.number)).toEqual([undefined, 2]);
    expect((await repository().getMany(keys, { select: ['owner'] })).map((item) => item?.owner)).toEqual([
      undefined,
      'bob',
    ]);
    expect((await repository().getMany(keys, shown)).map((item) => item?.number)).toEqual([1, 2]);
    expect(numbers(await repository().query(query).all())).toEqual([2, 3]);
    expect(numbers(await repository().query(query, { limit: 1 }).all())).toEqual([2]);
    expect(numbers(await repository().query(query, shown).all())).toEqual([1, 2, 3]);
    expect(await repository().query(query).count()).toBe(2);
    expect(await repository().query(query, shown).count()).toBe(3);
    const filter = { owner: 'bob' };
    expect(numbers(await repository().scan({ filter }).all()).sort()).toEqual([2, 3]);
    expect(
      numbers(
        await repository()
          .scan({ filter, ...shown })
          .all(),
      ).sort(),
    ).toEqual([1, 2, 3]);
  });

  engine.test('leave deleted items out of an index whose key is the time of the delete', async () => {
    await deletedNote('index');
    const byDeletion = { index: 'byDeletion' } as const;
    expect(await repository().query({ owner: 'index' }, byDeletion).all()).toEqual([]);
    expect(await repository().query({ owner: 'index' }, byDeletion).count()).toBe(0);
    const deleted = await repository()
      .query({ owner: 'index' }, { ...byDeletion, includeDeleted: true })
      .all();
    expect(deleted).toMatchObject([{ number: 1, deletedAt: new Date(now) }]);
  });

  engine.test('make the item absent for updates', async () => {
    await deletedNote('update');
    await expect(repository().update(key('update'), { text: 'b' })).rejects.toThrow(ItemNotFoundError);
  });

  engine.testWith('itemOnConditionFailure', 'keep the key taken for create, put, and upsert', async () => {
    await deletedNote('taken');
    const item = { ...key('taken'), text: 'b' };
    const refused: readonly (() => Promise<object>)[] = [
      () => repository().create(item),
      () => repository().put(item),
      () => repository().upsert(key('taken'), { text: 'b' }),
      () => repository().upsert(key('taken'), {}, { if: { text: 'a' } }),
    ];
    for (const write of refused) {
      const error = await write().catch((reason) => reason);
      expect(error).toBeInstanceOf(ItemAlreadyExistsError);
      expect(error).toMatchObject({ deleted: true });
      expect(error.message).toContain('restore()');
    }
    await repository().create({ ...key('live'), text: 'a' });
    await expect(repository().create({ ...key('live'), text: 'b' })).rejects.toMatchObject({ deleted: false });
  });

  engine.test('are undone by restore, which counts the version', async () => {
    await deletedNote('back');
    now += 1_000;
    const restored = await repository().restore(key('back'), { version: 2 });
    expect(restored).toMatchObject({ text: 'a', version: 3, updatedAt: new Date(now) });
    expect(restored.deletedAt).toBeUndefined();
    expect(await repository().get(key('back'))).toEqual(restored);
    expect(await repository().put({ ...restored, text: 'b' })).toMatchObject({ text: 'b', version: 4 });
    await expect(repository().restore(key('back'))).rejects.toThrow(/there is no deleted item with this key/);
  });

  engine.test('are made final by purge, which takes only deleted items', async () => {
    await repository().create({ ...key('gone'), text: 'a' });
    await expect(repository().purge(key('gone'))).rejects.toThrow(ItemNotFoundError);
    await repository().delete(key('gone'));
    expect(await repository().purge(key('gone'))).toMatchObject({ text: 'a', deletedAt: new Date(now) });
    expect(await repository().get(key('gone'), { includeDeleted: true })).toBeUndefined();
    expect(await repository().create({ ...key('gone'), text: 'b' })).toMatchObject({ version: 1 });
  });

  engine.testWith('itemOnConditionFailure', 'report the deleted item if its version differs', async () => {
    await deletedNote('stale');
    for (const name of ['restore', 'purge'] as const) {
      const error = await repository()
        [name](key('stale'), { version: 1 })
        .catch((reason) => reason);
      expect(error).toBeInstanceOf(VersionConflictError);
      expect(error.item).toMatchObject({ version: 2, deletedAt: new Date(now) });
    }
  });

  engine.test('refuse to write the time of the delete', async () => {
    const item = { ...key('mark'), text: 'a', deletedAt: new Date() };
    await expect(repository().create(item)).rejects.toThrow(ValidationError);
    await expect(repository().put(item)).rejects.toThrow(/deletedAt is set by delete\(\)/);
    await repository().create({ ...key('mark'), text: 'a' });
    const change = repository().update(key('mark'), { deletedAt: new Date() });
    await expect(change).rejects.toThrow(/is set by delete\(\) and removed by restore\(\) alone/);
  });

  engine.test('refuse batches of deletes', async () => {
    await expect(repository().deleteMany([key('ann')])).rejects.toThrow(ConfigurationError);
    await expect(repository().deletePartition({ owner: 'ann' })).rejects.toThrow(/can't mark items as deleted/);
  });

  engine.test('of a partition are final with { purge: true }, and the marked items go too', async () => {
    for (const number of [1, 2, 3]) await repository().create({ owner: 'leaver', number, text: 'a' });
    await repository().delete({ owner: 'leaver', number: 2 });
    expect(await repository().deletePartition({ owner: 'leaver' }, { purge: true })).toBe(3);
    const options = { includeDeleted: true, consistent: true };
    expect(await repository().query({ owner: 'leaver' }, options).all()).toEqual([]);
    await repository().create({ owner: 'leaver', number: 2, text: 'b' });
  });

  engine.testWith('transactions', 'of a partition free unique values with { purge: true }', async () => {
    const users = userModel(engine.uniqueTable('purged-users'))(engine.client);
    await users.table.ensure();
    await users.create({ id: 'a', email: 'a@x' });
    await users.delete('a');
    await expect(users.create({ id: 'b', email: 'a@x' })).rejects.toThrow(NotUniqueError);
    expect(await users.deletePartition({ id: 'a' }, { purge: true })).toBe(1);
    await users.create({ id: 'b', email: 'a@x' });
    expect(await users.deletePartition({ id: 'b' }, { purge: true })).toBe(1);
    await users.create({ id: 'c', email: 'a@x' });
    await users.table.drop();
  });

  engine.test('are needed for restore and purge', async () => {
    const { sessions } = sessionModel('plain');
    await expect(sessions(engine.client).restore({ user: 'a', number: 1 })).rejects.toThrow(/add @DeletedAt\(\)/);
    await expect(sessions(engine.client).purge({ user: 'a', number: 1 })).rejects.toThrow(ConfigurationError);
  });

  engine.testWith('transactions', 'take part in transactions, and ignore absent items if they may', async () => {
    await repository().create({ ...key('tx', 1), text: 'a' });
    await deletedNote('tx', 2);
    await writeTransaction(engine.client)
      .delete(repository(), key('tx', 1))
      .deleteIfExists(repository(), key('tx', 3))
      .restore(repository(), key('tx', 2))
      .commit();
    expect((await repository().query({ owner: 'tx' }).all()).map(({ number }) => number)).toEqual([2]);
    await writeTransaction(engine.client)
      .purge(repository(), key('tx', 1))
      .deleteIfExists(repository(), key('tx', 2))
      .commit();
    const left = await repository().query({ owner: 'tx' }, { includeDeleted: true }).all();
    expect(left.map(({ number }) => number)).toEqual([2]);
  });

  engine.testWith('transactions', 'make the item absent for checks and updates in transactions', async () => {
    await deletedNote('check');
    const check = writeTransaction(engine.client).check(repository(), key('check'), { text: exists() });
    await expect(check.commit()).rejects.toMatchObject({ reasons: [{ error: { code: 'condition.failed' } }] });
    const update = writeTransaction(engine.client).update(repository(), key('check'), { text: 'b' });
    await expect(update.commit()).rejects.toMatchObject({ reasons: [{ error: { code: 'condition.notFound' } }] });
    const create = writeTransaction(engine.client).create(repository(), { ...key('check'), text: 'b' });
    await expect(create.commit()).rejects.toMatchObject({ reasons: [{ error: { deleted: true } }] });
  });
});
