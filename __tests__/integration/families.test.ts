import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  ConditionFailedError,
  ConfigurationError,
  ItemNotFoundError,
  NotUniqueError,
  OtherEntityError,
  readTransaction,
  ValidationError,
  VersionConflictError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModels, eventModels } from './event-models.ts';

onEveryEngine('a family of entities', (engine) => {
  const models = eventModels(engine.uniqueTable('events'));
  const events = () => new models.Events(engine.client);
  const clicks = () => new models.Clicks(engine.client);
  const views = () => new models.Views(engine.client);
  const orders = () => new models.Orders(engine.client);
  const clicked = (values: object) => Object.assign(new models.Clicked(), { button: 'buy' }, values);
  const viewed = (values: object) => Object.assign(new models.Viewed(), { seconds: 3 }, values);
  const storedOf = async (id: string): Promise<Record<string, AttributeValue> | undefined> => {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: events().table.name }));
    return Items.find((item) => item['id']?.S === id);
  };

  beforeAll(async () => {
    await events().table.ensure();
  });

  describe('read by the repository of the parent', () => {
    const key = (id: string) => ({ userId: 'reader', id });
    beforeAll(async () => {
      await clicks().create({ ...key('1'), page: 'home', button: 'buy' });
      await views().create({ ...key('2'), page: 'home', seconds: 9 });
      await orders().create(key('3'));
    });

    engine.test('returns each item as its own class', async () => {
      const found = await events().query({ userId: 'reader' }).all();
      expect(found).toEqual([
        { ...key('1'), page: 'home', button: 'buy', version: 1 },
        { ...key('2'), page: 'home', seconds: 9 },
      ]);
      expect(found.map((item) => item.constructor)).toEqual([models.Clicked, models.Viewed]);
      expect(await events().get(key('2'))).toBeInstanceOf(models.Viewed);
      expect(await events().getMany([key('1'), key('2'), key('3')])).toEqual([...found, undefined]);
      expect((await events().scan().all()).map((item) => item.constructor)).toEqual(
        expect.arrayContaining([models.Clicked, models.Viewed]),
      );
      expect(
        await events()
          .query({ page: 'home' } as never, { index: 'byPage' })
          .count(),
      ).toBe(2);
      const selected = await events()
        .query({ page: 'home' } as never, { index: 'byPage', select: ['id'] })
        .all();
      expect(selected).toEqual([{ id: '1' }, { id: '2' }]);
    });

    engine.testWith('transactions', 'returns each item as its own class in a transaction', async () => {
      const items = await readTransaction(engine.client)
        .get(events(), key('1'))
        .get(events(), key('2'))
        .get(events(), key('3'))
        .run();
      expect(items.map((item) => item?.constructor)).toEqual([models.Clicked, models.Viewed, undefined]);
    });

    engine.test('finds no item of another class by the repository of one class', async () => {
      expect(await clicks().get(key('2'))).toBeUndefined();
      expect(await clicks().query({ userId: 'reader' }).all()).toHaveLength(1);
      expect(await orders().query({ userId: 'reader' }).all()).toEqual([key('3')]);
      await expect(events().get(key('3'), { diagnose: true })).rejects.toThrow(OtherEntityError);
    });

    engine.test('refuses an index whose key has the name of the entity', async () => {
      await expect(
        events()
          .query({ page: 'home' } as never, { index: 'byKind' })
          .all(),
      ).rejects.toThrow(
        "index 'byKind' has the name of the entity in its key, and Event has several; query it by the repository of each class",
      );
      const found = await views()
        .query({ page: 'home' } as never, { index: 'byKind' })
        .all();
      expect(found).toEqual([{ ...key('2'), page: 'home', seconds: 9 }]);
    });
  });

  describe('written by the repository of the parent', () => {
    const key = (id: string) => ({ userId: 'writer', id });

    engine.test('writes an instance as its own class', async () => {
      const created = await events().create(clicked({ ...key('4'), page: 'a' }));
      expect(created).toBeInstanceOf(models.Clicked);
      expect(created).toEqual({ ...key('4'), page: 'a', button: 'buy', version: 1 });
      expect(await storedOf('4')).toMatchObject({
        entity: { S: 'Clicked' },
        gsi1pk: { S: 'PAGE#a' },
        version: { N: '1' },
      });
      await events().put(Object.assign(created, { page: 'b' }));
      expect(await storedOf('4')).toMatchObject({ gsi1pk: { S: 'PAGE#b' }, version: { N: '2' } });
    });

    engine.test('refuses a plain object, whose class is not known', async () => {
      const plain = { ...key('5'), page: 'a' };
      await expect(events().create(plain)).rejects.toThrow(ValidationError);
      await expect(events().putMany([plain])).rejects.toThrow(
        'Event is abstract, so an item is an instance of Clicked or Viewed, or is written by the repository of that class',
      );
    });

    engine.test('writes a batch of instances as their own classes', async () => {
      await events().putMany([viewed({ ...key('6'), page: 'a' }), viewed({ ...key('7') })]);
      expect(await storedOf('6')).toMatchObject({ entity: { S: 'Viewed' }, gsi1pk: { S: 'PAGE#a' } });
      await expect(events().putMany([clicked(key('8'))])).rejects.toThrow(ConfigurationError);
      await expect(events().deleteMany([key('6')])).rejects.toThrow(ConfigurationError);
    });

    engine.test('updates and deletes an item as its own class', async () => {
      await clicks().create({ ...key('9'), page: 'a', button: 'buy' });
      const updated = await events().update(key('9'), { page: 'b' });
      expect(updated).toEqual({ ...key('9'), page: 'b', button: 'buy', version: 2 });
      expect(updated).toBeInstanceOf(models.Clicked);
      expect(await storedOf('9')).toMatchObject({ gsi1pk: { S: 'PAGE#b' } });
      await expect(events().update(key('9'), { page: 'c' }, { version: 1 })).rejects.toThrow(ValidationError);
      await events().upsert(key('9'), { page: 'd' });
      expect(await clicks().get(key('9'))).toMatchObject({ page: 'd', version: 3 });
      expect(await events().delete(key('9'))).toBeInstanceOf(models.Clicked);
      expect(await events().deleteIfExists(key('9'))).toBeUndefined();
      await expect(events().delete(key('9'))).rejects.toThrow(ItemNotFoundError);
      await expect(events().update(key('9'), { page: 'e' })).rejects.toThrow(ItemNotFoundError);
      await expect(events().upsert(key('9'), { page: 'e' })).rejects.toThrow(
        'there is no item with this key, and Event is abstract; create an instance of Clicked or Viewed',
      );
      expect(await storedOf('9')).toBeUndefined();
    });

    engine.test('refuses to write over an item of another class', async () => {
      await views().create({ ...key('10'), seconds: 1 });
      await orders().create(key('11'));
      await expect(events().put(clicked(key('10')))).rejects.toThrow(ConditionFailedError);
      for (const write of [
        () => events().update(key('11'), { page: 'a' }),
        () => events().delete(key('11')),
        () => events().deleteIfExists(key('11')),
      ])
        await expect(write()).rejects.toThrow(OtherEntityError);
      expect(await views().get(key('10'))).toBeInstanceOf(models.Viewed);
    });

    engine.testWith('transactions', 'does transactions as the classes of the items', async () => {
      await clicks().create({ ...key('12'), page: 'a', button: 'buy' });
      await views().create({ ...key('13'), seconds: 1 });
      const [created] = await writeTransaction(engine.client)
        .create(events(), viewed({ ...key('14'), page: 'z' }))
        .update(events(), key('12'), { page: 'b' })
        .delete(events(), key('13'))
        .deleteIfExists(events(), key('15'))
        .commit();
      expect(created).toBeInstanceOf(models.Viewed);
      expect(await storedOf('12')).toMatchObject({ gsi1pk: { S: 'PAGE#b' }, version: { N: '2' } });
      expect(await storedOf('13')).toBeUndefined();
      expect(await storedOf('14')).toMatchObject({ entity: { S: 'Viewed' }, gsi1pk: { S: 'PAGE#z' } });
      await writeTransaction(engine.client)
        .check(events(), key('14'), { page: 'z' })
        .delete(events(), key('12'))
        .commit();
      expect(await storedOf('12')).toBeUndefined();
    });

    engine.test('checks the version of an instance that was read', async () => {
      await clicks().create({ ...key('16'), button: 'buy' });
      const read = await events().getOrThrow(key('16'));
      await events().update(key('16'), { page: 'a' });
      await expect(events().put(read)).rejects.toThrow(VersionConflictError);
    });
  });

  engine.test('reads and writes a table of another name', async () => {
    const tableName = engine.uniqueTable('stage');
    const staged = new models.Events(engine.client, { tableName });
    await staged.table.ensure();
    await staged.create(clicked({ userId: 'u', id: '1', page: 'a' }));
    const updated = await staged.update({ userId: 'u', id: '1' }, { page: 'b' });
    expect(updated).toMatchObject({ page: 'b', version: 2 });
    expect(await events().get({ userId: 'u', id: '1' })).toBeUndefined();
  });
});

onEveryEngine('a family whose parent has items', (engine) => {
  const models = accountModels(engine.uniqueTable('accounts'));
  const accounts = () => new models.AccountRepository(engine.client);
  const admins = () => new models.AdminRepository(engine.client);

  beforeAll(async () => {
    await accounts().table.ensure();
  });

  engine.testWith('transactions', 'keeps the unique values of each class', async () => {
    await accounts().create({ id: '1', email: 'a@a.io' });
    await admins().create({ id: '2', email: 'b@a.io', badge: 'x' });
    expect((await accounts().get('2'))?.constructor).toBe(models.Admin);
    expect((await accounts().get('1'))?.constructor).toBe(models.Account);
    await expect(accounts().update('2', { email: 'a@a.io' })).rejects.toThrow(NotUniqueError);
    await accounts().delete('2');
    await admins().create({ id: '3', email: 'b@a.io', badge: 'x' });
    await expect(accounts().deletePartition({ id: '3' })).rejects.toThrow(ConfigurationError);
    await accounts().upsert('4', { email: 'c@a.io' });
    expect((await accounts().get('4'))?.constructor).toBe(models.Account);
  });

  engine.testWith('transactions', 'never replaces an item of a subclass by a plain object', async () => {
    await admins().create({ id: '5' });
    await expect(accounts().put({ id: '5' })).rejects.toThrow();
    expect(await accounts().get('5')).toBeInstanceOf(models.Admin);
  });
});
