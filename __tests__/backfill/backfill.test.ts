import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  ConfigurationError,
  InvalidItemError,
  NotUniqueError,
  PartitionKey,
  Repository,
  Table,
  Unique,
} from 'annotable';
import { type BackfillResult, backfill } from 'annotable/backfill';
import { entityModels, orderModels } from '../integration/version-models.ts';
import { onEveryEngine } from '../support/engines.ts';
import { Memory } from './models.ts';

onEveryEngine('a backfill', (engine) => {
  const prepared = async (count: number) => {
    const table = engine.uniqueTable('backfill');
    const { orders, oldOrders } = orderModels(table);
    await orders(engine.client).table.create();
    const items = Array.from({ length: count }, (_, index) => ({ orderId: `o${index}`, sum: `${index}` }));
    await oldOrders(engine.client).putMany(items);
    const stored = async () =>
      (await engine.client.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [];
    return { table, orders: (client = engine.client) => orders(client), old: () => oldOrders(engine.client), stored };
  };
  const isCurrent = ({ schemaVersion, total, sum }: Record<string, unknown>) =>
    schemaVersion !== undefined && total !== undefined && sum === undefined;

  engine.test('upgrades older items, and leaves current and newer ones', async () => {
    const { table, orders, stored } = await prepared(30);
    await orders().create({ orderId: 'current', total: 1, region: 'US' });
    const newer = { orderId: { S: 'newer' }, schemaVersion: { N: '4' } };
    await engine.client.send(new PutItemCommand({ TableName: table, Item: newer }));
    const result = await backfill(orders(), { pageSize: 7 });
    expect(result).toMatchObject({ scanned: 32, changed: 30, skipped: 2, conflicts: 0 });
    const items = await stored();
    expect(items.filter(isCurrent)).toHaveLength(31);
    expect(items).toContainEqual(newer);
    expect(await backfill(orders())).toMatchObject({ scanned: 32, changed: 0, skipped: 32 });
  });

  engine.test('reads several segments together', async () => {
    const { orders, stored } = await prepared(60);
    expect(await backfill(orders(), { segments: 4, pageSize: 5 })).toMatchObject({ scanned: 60, changed: 60 });
    expect((await stored()).every(isCurrent)).toBe(true);
  });

  engine.test('writes nothing with dryRun, and estimates the write units', async () => {
    const { orders, stored } = await prepared(10);
    const before = await stored();
    const checkpoint = new Memory();
    const result = await backfill(orders(), { dryRun: true, checkpoint });
    expect(result).toMatchObject({ scanned: 10, changed: 10, skipped: 0, writeUnits: 10 });
    expect(await stored()).toEqual(before);
    expect(checkpoint.states).toEqual([]);
  });

  engine.test('continues at its checkpoint', async () => {
    const { orders, stored } = await prepared(50);
    const checkpoint = new Memory();
    const abort = new AbortController();
    const stopped = backfill(orders(), {
      checkpoint,
      pageSize: 10,
      segments: 2,
      signal: abort.signal,
      onProgress: ({ scanned }) => scanned >= 20 && abort.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    const first = checkpoint.states.at(-1) as { done: BackfillResult };
    const result = await backfill(orders(), { checkpoint, pageSize: 10, segments: 2 });
    expect((await stored()).every(isCurrent)).toBe(true);
    expect(result.scanned).toBeGreaterThanOrEqual(50);
    expect(result.scanned - first.done.scanned).toBeLessThan(50);
    expect(await backfill(orders(), { checkpoint, pageSize: 10, segments: 2 })).toEqual(result);
  });

  engine.test('rejects the checkpoint of another backfill', async () => {
    const { orders } = await prepared(1);
    const checkpoint = new Memory();
    await backfill(orders(), { checkpoint });
    await expect(backfill(orders(), { checkpoint, segments: 2 })).rejects.toThrow(
      /the checkpoint of backfill\(\) differs in segments; give each backfill a checkpoint of its own/,
    );
    checkpoint.states.push({ other: 1 });
    await expect(backfill(orders(), { checkpoint })).rejects.toThrow(/is not of a backfill/);
  });

  engine.test('reads an index', async () => {
    const { orders, old } = await prepared(5);
    for (const index of [1, 2]) await old().update(`o${index}`, { note: 'listed' });
    expect(await backfill(orders(), { index: 'byNoteKeys' })).toMatchObject({ scanned: 2, changed: 2 });
    expect(await backfill(orders(), { index: 'byNote' })).toMatchObject({ scanned: 2, changed: 0 });
  });

  engine.test('keeps what other programs change meanwhile, and counts the conflicts', async () => {
    const { orders, old } = await prepared(3);
    const { endpoint, region, credentials } = engine.client.config;
    const client = new DynamoDBClient({ endpoint, region, credentials } as never);
    let isFirst = true;
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'UpdateItemCommand' && isFirst) {
            isFirst = false;
            for (const index of [0, 1, 2]) await old().update(`o${index}`, { sum: '50' });
          }
          return next(args);
        },
      { step: 'initialize', name: 'meanwhile' },
    );
    const result = await backfill(orders(client), { concurrency: 1 });
    expect(result).toMatchObject({ scanned: 3, changed: 3 });
    expect(result.conflicts).toBe(3);
    expect((await orders().scan().all()).map(({ total }) => total)).toEqual([5000, 5000, 5000]);
  });

  engine.test('passes items that it can not upgrade to onInvalid, or stops', async () => {
    const { table, orders } = await prepared(3);
    const broken = { orderId: { S: 'broken' }, sum: { S: 'none' } };
    await engine.client.send(new PutItemCommand({ TableName: table, Item: broken }));
    const errors: Error[] = [];
    const result = await backfill(orders(), { onInvalid: (error) => errors.push(error) });
    expect(result).toMatchObject({ scanned: 4, changed: 3, skipped: 1 });
    expect(errors).toMatchObject([{ key: 'orderId="broken"' }]);
    await expect(backfill(orders())).rejects.toThrow(InvalidItemError);
  });

  engine.test('passes items that are too large after their upgrade to onInvalid, with dryRun too', async () => {
    const { table, orders } = await prepared(1);
    // The upgrade adds the attribute region, and the version.
    const large = { orderId: { S: 'large' }, sum: { N: '1' }, extra: { S: 'x'.repeat(409_570) } };
    await engine.client.send(new PutItemCommand({ TableName: table, Item: large }));
    for (const dryRun of [true, false]) {
      const errors: Error[] = [];
      const result = await backfill(orders(), { dryRun, onInvalid: (error) => errors.push(error) });
      expect(result).toMatchObject({ scanned: 2, changed: 1, skipped: 1 });
      expect(errors).toMatchObject([{ name: 'InvalidItemError', key: 'orderId="large"' }]);
      expect(errors[0]?.message).toMatch(
        /because the stored item would have 409\d{3} bytes of at most 409600; the largest attributes: extra/,
      );
    }
  });

  engine.test('changes items by a function, after their upgrade', async () => {
    const { orders } = await prepared(10);
    const change = async ({ total }: { total: number }) => (total < 500 ? { region: 'US' } : undefined);
    expect(await backfill(orders(), { change, dryRun: true })).toMatchObject({ changed: 5 });
    expect(await backfill(orders(), { change })).toMatchObject({ scanned: 10, changed: 5, skipped: 5 });
    expect((await orders().scan().all()).filter(({ region }) => region === 'US')).toHaveLength(5);
  });

  engine.test('calls the function again for an item that another program changes meanwhile', async () => {
    const { orders } = await prepared(1);
    const seen: number[] = [];
    const change = async ({ total }: { total: number }) => {
      seen.push(total);
      if (seen.length === 1) await orders().update('o0', { total: 7 });
      return { total: total + 1 };
    };
    expect(await backfill(orders(), { change })).toMatchObject({ changed: 1, conflicts: 1 });
    expect(seen).toEqual([0, 7]);
    expect(await orders().get('o0')).toMatchObject({ total: 8 });
  });

  engine.test('estimates the cost before it starts, and reads nothing if that is refused', async () => {
    const { orders, stored } = await prepared(4);
    const before = await stored();
    const refused = backfill(orders(), {
      onEstimate: ({ items, bytes, readUnits, writeUnits }) => {
        expect([items, bytes, readUnits, writeUnits].every((figure) => figure >= 0)).toBe(true);
        throw new RangeError('too much');
      },
    });
    await expect(refused).rejects.toThrow('too much');
    expect(await stored()).toEqual(before);
  });

  engine.test('rejects invalid options, and a class without a version', async () => {
    @Table('plain')
    class Plain {
      @PartitionKey() @Attribute(String) id!: string;
    }
    @Repository(Plain)
    class Plains extends BaseRepository<Plain, 'id'> {}
    await expect(backfill(new Plains(engine.client))).rejects.toThrow(
      'plain: backfill() upgrades items, and Plain has no version; give its class a version, or pass { change: (item) => … }',
    );
    const unknown = { pace: 1 } as never;
    await expect(backfill(new Plains(engine.client), unknown)).rejects.toThrow(ConfigurationError);
    await expect(backfill({} as never)).rejects.toThrow(/backfill\(\) takes repositories/);
  });

  engine.testWith('transactions', 'leaves other entities and guards alone, and guards what it makes', async () => {
    const table = engine.uniqueTable('backfill-entities');
    const { users, oldUsers, pets } = entityModels(table);
    await users(engine.client).table.create();
    await pets(engine.client).create({ userId: 'ann', name: 'Rex' });
    for (const userId of ['ann', 'bob']) await oldUsers(engine.client).create({ userId, mail: `${userId}@a.org` });
    expect(await backfill(users(engine.client))).toMatchObject({ scanned: 2, changed: 2 });
    const taken = users(engine.client).create({ userId: 'eve', email: 'ann@a.org', domain: 'a.org' });
    await expect(taken).rejects.toThrow(NotUniqueError);
    expect(await backfill(users(engine.client))).toMatchObject({ scanned: 2, changed: 0 });
    const change = ({ email }: { email: string }) => ({ email: email.replace('a.org', 'b.org') });
    expect(await backfill(users(engine.client), { change })).toMatchObject({ changed: 2 });
    await users(engine.client).create({ userId: 'eve', email: 'ann@a.org', domain: 'a.org' });
  });

  engine.testWith('transactions', 'changes an item whose unique value has the guard of another item', async () => {
    const table = engine.uniqueTable('backfill-shared');

    @Table(table)
    @PartitionKey('id')
    class Member {
      @Attribute(String) id!: string;
      @Unique() @Attribute(String) email!: string;
    }

    @Repository(Member)
    class Members extends BaseRepository<Member, 'id'> {}
    const members = new Members(engine.client);
    await members.table.create();
    // An item from before @Unique has no guard.
    const Item = { id: { S: 'old' }, email: { S: 'ann@a.org' } };
    await engine.client.send(new PutItemCommand({ TableName: table, Item }));
    await members.create({ id: 'new', email: 'ann@a.org' });
    const change = ({ id }: Member) => (id === 'old' ? { email: 'bob@a.org' } : undefined);
    expect(await backfill(members, { change })).toMatchObject({ changed: 1, conflicts: 0 });
    await expect(members.create({ id: 'eve', email: 'ann@a.org' })).rejects.toThrow(NotUniqueError);
    await expect(members.create({ id: 'eve', email: 'bob@a.org' })).rejects.toThrow(NotUniqueError);
  });

  engine.testWith('transactions', 'passes items whose new unique value another item has to onInvalid', async () => {
    const table = engine.uniqueTable('backfill-taken');

    @Table(table, {
      version: 2,
      upgrade: { 1: ({ mail, ...member }: { mail: string }) => ({ ...member, email: mail }) },
    })
    class Member {
      @PartitionKey() @Attribute(String) id!: string;
      @Unique() @Attribute(String) email!: string;
    }

    @Repository(Member)
    class Members extends BaseRepository<Member, 'id'> {}
    const members = new Members(engine.client);
    await members.table.create();
    for (const id of ['one', 'two', 'three']) {
      const Item = { id: { S: id }, mail: { S: id === 'three' ? 'bob@a.org' : 'ann@a.org' } };
      await engine.client.send(new PutItemCommand({ TableName: table, Item }));
    }
    const errors: Error[] = [];
    const result = await backfill(members, { onInvalid: (error) => errors.push(error) });
    expect(result).toMatchObject({ scanned: 3, changed: 2, skipped: 1 });
    expect(errors).toEqual([expect.any(NotUniqueError)]);
    await expect(backfill(members)).rejects.toThrow(NotUniqueError);
  });
});
