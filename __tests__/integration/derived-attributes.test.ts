import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ItemNotFoundError,
  increment,
  NotUniqueError,
  ref,
  remove,
  ValidationError,
  writeTransaction,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { accountModel, memberModels, personModel } from './derived-models.ts';

const consistent = { consistent: true } as const;

onEveryEngine('derived attributes of a class with its own table', (engine) => {
  const tableName = engine.uniqueTable('derived');
  const { Person, people: peopleOf } = personModel(tableName);
  const people = peopleOf(engine.client);
  beforeAll(() => people.table.ensure());
  afterAll(() => people.table.drop());

  const storedOf = async (id: string) => {
    const command = new GetItemCommand({ TableName: tableName, Key: { id: { S: id } }, ConsistentRead: true });
    return (await engine.client.send(command)).Item ?? {};
  };

  engine.test('are stored by create, put, and putMany, and read back', async () => {
    expect(await people.create({ id: 'a1', first: 'Ann', last: 'Lee' })).toMatchObject({ name: 'Ann Lee' });
    await people.put({ id: 'a2', first: 'Bob', address: { country: 'FR' } });
    await people.putMany([{ id: 'a3', first: 'Cid', last: 'Cox' }]);
    expect(await people.get('a1', consistent)).toEqual(
      Object.assign(new Person(), { id: 'a1', first: 'Ann', last: 'Lee', visits: 0, name: 'Ann Lee' }),
    );
    expect(await people.get('a2', consistent)).toMatchObject({ name: 'Bob', place: 'FR:0' });
    expect(await people.query({ name: 'Cid Cox' }, { index: 'byName' }).all()).toMatchObject([{ id: 'a3' }]);
  });

  engine.test('are computed again in a put of an entity that was read, and of its copy', async () => {
    await people.create({ id: 'b', first: 'Ann', last: 'Lee' });
    const read = await people.getOrThrow('b', consistent);
    await people.put(Object.assign(read, { first: 'Bea' }));
    expect(await people.get('b', consistent)).toMatchObject({ name: 'Bea Lee' });
    await people.put({ ...(await people.getOrThrow('b', consistent)), last: 'Cox' });
    expect(await people.get('b', consistent)).toMatchObject({ name: 'Bea Cox' });
  });

  engine.test('are refused as input and as changes, before anything is sent', async () => {
    await people.create({ id: 'c', first: 'Ann' });
    const refused = /name is derived from 'first', 'last', so it can't be set; leave it out/;
    await expect(people.put({ id: 'c', first: 'Ann', name: 'Bob' })).rejects.toThrow(refused);
    for (const write of ['update', 'upsert'] as const)
      await expect(people[write]('c', { first: 'Ann', name: 'Bob' })).rejects.toThrow(refused);
    await expect(people.update('c', { name: remove() })).rejects.toThrow(ValidationError);
  });

  engine.test('follow an update of all parts without a read, and of one part', async () => {
    await people.create({ id: 'd', first: 'Ann', last: 'Lee' });
    expect(await people.update('d', { first: 'Bea', last: 'Cox' })).toMatchObject({ name: 'Bea Cox' });
    expect(await people.update('d', { first: 'Cleo' })).toMatchObject({ name: 'Cleo Cox' });
    expect(await people.update('d', { last: remove() })).toMatchObject({ name: 'Cleo' });
    expect(await people.query({ name: 'Cleo' }, { index: 'byName' }).all()).toMatchObject([{ id: 'd' }]);
  });

  engine.testWith(
    'equalNumbersInDocuments',
    'follow counters and members of documents, and are absent while a value is undefined',
    async () => {
      await people.create({ id: 'e', first: 'Ann' });
      expect(await storedOf('e')).not.toHaveProperty('place');
      await people.update('e', { 'address.country': 'FR', visits: increment(2) });
      expect(await storedOf('e')).toMatchObject({ place: { S: 'FR:2' } });
      await people.update('e', { visits: increment(1) });
      expect(await storedOf('e')).toMatchObject({ place: { S: 'FR:3' } });
      await people.update('e', { address: remove() });
      expect(await storedOf('e')).not.toHaveProperty('place');
    },
  );

  engine.test('follow an upsert that creates, and one that changes', async () => {
    expect(await people.upsert('f', { first: 'Ann' })).toMatchObject({ name: 'Ann' });
    expect(await people.upsert('f', { last: 'Lee' })).toMatchObject({ name: 'Ann Lee' });
  });

  engine.test('of an item that is older than they are read as undefined, and appear with the next change', async () => {
    const Item = { id: { S: 'g' }, first: { S: 'Ann' }, visits: { N: '0' } };
    await engine.client.send(new PutItemCommand({ TableName: tableName, Item }));
    expect((await people.getOrThrow('g', consistent)).name).toBeUndefined();
    await people.update('g', { visits: increment(1) });
    expect((await people.getOrThrow('g', consistent)).name).toBeUndefined();
    expect(await people.update('g', { first: 'Bea' })).toMatchObject({ name: 'Bea' });
  });

  engine.test('leave an absent item absent', async () => {
    await expect(people.update('nobody', { first: 'Ann' })).rejects.toThrow(ItemNotFoundError);
    await expect(people.update('nobody', { last: 'Lee' })).rejects.toThrow(ItemNotFoundError);
  });

  engine.test('refuse a change of a part whose result is unknown', async () => {
    await people.create({ id: 'h', first: 'Ann', last: 'Lee' });
    await expect(people.update('h', { last: ref('first') as never })).rejects.toThrow(
      /last makes a unique value, a key, or a derived attribute: set it to a value/,
    );
  });

  engine.testWith('transactions', 'follow updates in a transaction', async () => {
    await people.create({ id: 'i1', first: 'Ann', last: 'Lee' });
    await people.create({ id: 'i2', first: 'Bob', last: 'Cox' });
    await writeTransaction(engine.client)
      .update(people, 'i1', { first: 'Bea' })
      .update(people, 'i2', { last: remove() })
      .create(people, { id: 'i3', first: 'Cid' })
      .commit();
    const read = await people.getMany(['i1', 'i2', 'i3'], consistent);
    expect(read.map((person) => person?.name)).toEqual(['Bea Lee', 'Bob', 'Cid']);
  });

  engine.test('agree with their parts after writers that change different parts at once', async () => {
    await people.create({ id: 'j', first: 'F', last: 'L' });
    const writes = [1, 2, 3].flatMap((round) => [
      people.update('j', { first: `F${round}` }),
      people.update('j', { last: `L${round}` }),
    ]);
    const done = (await Promise.allSettled(writes)).filter(({ status }) => status === 'fulfilled');
    expect(done.length).toBeGreaterThan(0);
    const { first, last, name } = await people.getOrThrow('j', consistent);
    expect(name).toBe(`${first} ${last}`);
  });

  engine.test('read the item again if another writer changes a part in between', async () => {
    await people.create({ id: 'k', first: 'F', last: 'L' });
    let isFirst = true;
    const send = async (command: { readonly input: object }) => {
      const isUpdate = command instanceof UpdateItemCommand;
      if (isUpdate && isFirst) {
        isFirst = false;
        await people.update('k', { last: 'X' });
      }
      return engine.client.send(command as never);
    };
    const client = new Proxy(engine.client, { get: (of, name) => (name === 'send' ? send : Reflect.get(of, name)) });
    expect(await peopleOf(client).update('k', { first: 'G' })).toMatchObject({ name: 'G X' });
    expect(isFirst).toBe(false);
  });
});

onEveryEngine('a derived attribute that is unique', (engine) => {
  const accounts = accountModel(engine.uniqueTable('derived-unique'))(engine.client);
  beforeAll(() => accounts.table.ensure());
  afterAll(() => accounts.table.drop());

  engine.testWith('transactions', 'is claimed and freed by changes of what it is derived from', async () => {
    await accounts.create({ id: 'a', email: 'Ann@x' });
    await expect(accounts.create({ id: 'b', email: 'ann@X' })).rejects.toThrow(NotUniqueError);
    await accounts.create({ id: 'b', email: 'bob@x' });
    await expect(accounts.update('b', { email: 'ANN@X' })).rejects.toThrow(NotUniqueError);
    await accounts.update('a', { email: 'Cid@x' });
    expect(await accounts.update('b', { email: 'ANN@X' })).toMatchObject({ email: 'ANN@X', identity: 'ann@x' });
    expect(await accounts.update('b', { logins: increment(1) })).toMatchObject({ logins: 1, identity: 'ann@x' });
  });
});

onEveryEngine('derived attributes of a family of entities', (engine) => {
  const models = memberModels(engine.uniqueTable('derived-family'));
  const [members, guests] = [models.members(engine.client), models.guests(engine.client)];
  beforeAll(() => members.table.ensure());
  afterAll(() => members.table.drop());
  const namedAs = (name: string) => members.query({ name }, { index: 'byName' }).all();

  engine.test('make index keys that follow every change of their parts', async () => {
    const key = { club: 'c', number: 1 };
    await guests.create({ ...key, first: 'Ann', last: 'Lee' });
    await members.update(key, { first: 'Bea' });
    expect(await namedAs('Ann Lee')).toEqual([]);
    expect(await namedAs('Bea Lee')).toMatchObject([{ number: 1, level: 1 }]);
    await members.update(key, { level: 3 });
    expect(await namedAs('Bea Lee')).toMatchObject([{ level: 3, name: 'Bea Lee' }]);
    await guests.update(key, { last: remove() });
    expect(await namedAs('Bea')).toMatchObject([{ number: 1 }]);
  });

  engine.test('decide whether an item is in an index', async () => {
    const key = { club: 'd', number: 2 };
    const inLong = () => members.query({ club: 'd' }, { index: 'long' }).all();
    await guests.create({ ...key, first: 'Ann' });
    expect(await inLong()).toEqual([]);
    await guests.update(key, { first: 'Annabel' });
    expect(await inLong()).toMatchObject([{ number: 2, isLong: true }]);
    await guests.update(key, { first: 'Bea' });
    expect(await inLong()).toEqual([]);
  });

  engine.test('survive a soft delete and a restore', async () => {
    const key = { club: 'e', number: 3 };
    await guests.create({ ...key, first: 'Dan', last: 'Day' });
    await guests.delete(key);
    expect(await namedAs('Dan Day')).toEqual([]);
    await guests.restore(key);
    expect(await namedAs('Dan Day')).toMatchObject([{ number: 3 }]);
  });
});
