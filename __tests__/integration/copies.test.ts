import { inspect } from 'node:util';
import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  BaseRepository,
  CreatedAt,
  GeneratedId,
  Index,
  listOf,
  PartitionKey,
  Repository,
  schemaOf,
  Table,
  Unique,
  writeTransaction,
} from 'annotable';
import { type EngineSuite, onEveryEngine } from '../support/engines.ts';

class Address {
  @Attribute(String) city!: string;
  @Attribute(String, { hidden: true, optional: true }) code?: string;
}

function modelOf(engine: EngineSuite) {
  @Table(engine.uniqueTable('members'))
  @Index('byTeam', { partitionKey: 'team' })
  class Member {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String) team!: string;
    @Attribute(Number, { optional: true }) age?: number;
    @Attribute(String, { hidden: true, optional: true, name: 'pw' }) secret?: string;
    @Attribute(Number, { hidden: true, default: 3 }) tries!: number;
    @Attribute(String, { hidden: true }) mail!: string;
    @CreatedAt() @Attribute(Date, { hidden: true }) joined!: Date;
    @GeneratedId() @Attribute(String, { hidden: true }) token!: string;
    @Attribute(Address, { optional: true }) address?: Address;
    @Attribute(listOf(Address), { optional: true }) former?: Address[];
  }
  type Filled = 'tries' | 'joined' | 'token';
  @Repository(Member)
  class Members extends BaseRepository<Member, 'id', Filled> {}
  return { Member, Members };
}

const joined = '2020-01-01T00:00:00.000Z';
const bytes = Uint8Array.of(0, 255);
/** Attributes that another program stored, and that the class doesn't declare. */
const more: Record<string, AttributeValue> = {
  note: { S: 'stays' },
  extra: { M: { raw: { B: bytes }, sets: { BS: [bytes] }, all: { L: [{ B: bytes }, { N: '1.1' }, { NULL: true }] } } },
  __proto: { BOOL: true },
};
const itemOf = (id: string): Record<string, AttributeValue> => ({
  id: { S: id },
  team: { S: 'red' },
  pw: { S: 'hash' },
  tries: { N: '7' },
  mail: { S: 'a@x' },
  joined: { S: joined },
  token: { S: 'tok' },
  address: { M: { city: { S: 'Paris' }, code: { S: 'door' }, floor: { N: '3' } } },
  former: { L: [{ M: { city: { S: 'Lyon' }, code: { S: 'gate' }, floor: { N: '4' } } }] },
  ...more,
});

onEveryEngine('an entity that was read, and its copies', (engine) => {
  const { Member, Members } = modelOf(engine);
  const members = new Members(engine.client);
  type M = InstanceType<typeof Member>;
  const TableName = members.table.name;
  let count = 0;

  beforeAll(() => members.table.create());
  afterAll(() => members.table.drop());

  async function stored(): Promise<string> {
    count += 1;
    await engine.client.send(new PutItemCommand({ TableName, Item: itemOf(`m${count}`) }));
    return `m${count}`;
  }
  const itemAt = async (id: string) =>
    (await engine.client.send(new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }))).Item;
  const sorted = (item: object = {}) => JSON.parse(JSON.stringify(item, Object.keys(item).sort())) as object;

  const reads: readonly (readonly [string, (id: string, of: typeof members) => Promise<M | undefined>])[] = [
    ['get', (id, of) => of.get(id)],
    ['getMany', async (id, of) => (await of.getMany([id]))[0]],
    ['query', (id, of) => of.query({ id }).first()],
    [
      'query of an index',
      async (id, of) => (await of.query({ team: 'red' }, { index: 'byTeam' }).all()).find((m) => m.id === id),
    ],
    ['scan', async (id, of) => (await of.scan().all()).find((member) => member.id === id)],
    ['update', (id, of) => of.update(id, { age: 1 })],
    ['put', async (id, of) => of.put((await of.getOrThrow(id)) as M)],
  ];

  for (const lane of [undefined, 'sdk'] as const)
    for (const [name, read] of reads)
      engine.test(`keep all stored attributes, read by ${name} in the ${lane ?? 'usual'} lane`, async () => {
        const id = await stored();
        const of = new Members(engine.client, { lane });
        const member = (await read(id, of)) as M;
        expect(member).toBeInstanceOf(Member);
        await of.put({ ...member, age: 2 });
        expect(await itemAt(id)).toEqual({ ...itemOf(id), age: { N: '2' } });
        await of.put(member);
        const { age: _age, ...rest } = (await itemAt(id)) ?? {};
        expect(rest).toEqual(itemOf(id));
      });

  engine.test('keep stored attributes in every kind of copy, and in copies of copies', async () => {
    const id = await stored();
    const read = (await members.get(id)) as M;
    const copies = [
      { ...read },
      { ...{ ...read } },
      Object.assign({}, read),
      Object.assign(new Member(), read),
      Object.assign(Object.create(Member.prototype) as M, read),
    ];
    for (const copy of copies) {
      await members.put(copy);
      expect(await itemAt(id)).toEqual(itemOf(id));
    }
    await members.putMany([{ ...read, age: 5 }]);
    expect(await itemAt(id)).toEqual({ ...itemOf(id), age: { N: '5' } });
    await members.delete(id);
    await members.create({ ...read, joined: read.joined });
    expect({ ...(await itemAt(id)), joined: { S: joined } }).toEqual(itemOf(id));
  });

  engine.testWith('transactions', 'keep stored attributes in transactions', async () => {
    const id = await stored();
    const read = (await members.get(id)) as M;
    await writeTransaction(engine.client)
      .put(members, { ...read, age: 4 })
      .commit();
    expect(await itemAt(id)).toEqual({ ...itemOf(id), age: { N: '4' } });
  });

  engine.test('keep undeclared members of documents, also if an update copies, moves and sets them', async () => {
    const id = await stored();
    const read = (await members.get(id)) as M;
    const address = { ...(read.address as Address), city: 'Lille' };
    await members.put({ ...read, address, former: [...(read.former ?? []), address] });
    const lille = { M: { city: { S: 'Lille' }, code: { S: 'door' }, floor: { N: '3' } } };
    const lyon = itemOf(id)['former']?.L?.[0] as AttributeValue;
    expect(await itemAt(id)).toMatchObject({ address: lille, former: { L: [lyon, lille] } });
    await members.update(id, { address: { ...(read.former?.[0] as Address) } });
    expect(await itemAt(id)).toMatchObject({ address: lyon });
  });

  engine.test('store a new hidden value, and remove one that is set to undefined', async () => {
    const id = await stored();
    const read = (await members.get(id)) as M;
    await members.put({ ...read, secret: 'new', tries: 1 });
    expect(await itemAt(id)).toMatchObject({ pw: { S: 'new' }, tries: { N: '1' }, mail: { S: 'a@x' } });
    await members.put({ ...read, secret: undefined } as never);
    expect(Object.keys((await itemAt(id)) ?? {})).not.toContain('pw');
    read.secret = 'changed';
    await members.put({ ...read });
    expect(await itemAt(id)).toMatchObject({ pw: { S: 'changed' } });
    read.secret = undefined as never;
    await members.put(read);
    expect(Object.keys((await itemAt(id)) ?? {})).not.toContain('pw');
  });

  engine.test('show no hidden value, and equal their visible attributes', async () => {
    const id = await stored();
    const read = (await members.get(id)) as M;
    const copy = { ...read };
    for (const text of [
      JSON.stringify(read),
      JSON.stringify(copy),
      inspect(read, { depth: 9 }),
      inspect(copy, { depth: 9, showHidden: true }),
    ])
      expect(text).not.toMatch(/hash|a@x|tok|stays/);
    expect(copy).toEqual({ id, team: 'red', address: { city: 'Paris' }, former: [{ city: 'Lyon' }] });
    expect(Object.keys(copy).sort()).toEqual(['address', 'former', 'id', 'team']);
  });

  engine.test('lose stored attributes in clones and JSON, which are new items', async () => {
    const id = await stored();
    const read = (await members.get(id)) as M;
    await members.put({ ...structuredClone({ ...read }), mail: 'b@x' });
    const item = await itemAt(id);
    expect(Object.keys(item ?? {}).sort()).toEqual([
      'address',
      'former',
      'id',
      'joined',
      'mail',
      'team',
      'token',
      'tries',
    ]);
    expect(item).toMatchObject({ tries: { N: '3' }, address: { M: { city: { S: 'Paris' } } } });
    expect(sorted(item)).not.toHaveProperty('note');
  });

  engine.test('pass no stored attributes to entities of another class', async () => {
    @Table(engine.uniqueTable('others'))
    class Other {
      @PartitionKey() @Attribute(String) id!: string;
      @Attribute(String, { optional: true }) team?: string;
      @Attribute(String, { optional: true, hidden: true }) secret?: string;
    }
    const id = await stored();
    const { address: _address, former: _former, ...read } = (await members.get(id)) as M;
    expect(schemaOf(Other).mapper.toItem(read)).toEqual({ id: { S: id }, team: { S: 'red' } });
  });

  engine.test('are partial items if undeclared attributes were not read, and put rejects them', async () => {
    const id = await stored();
    const all = Object.keys(members.schema.attributes) as (keyof M)[];
    const part = await members.get(id, { select: all as never });
    await expect(members.put(part as never)).rejects.toThrow(/was read with select and holds a part of its item/);
    await expect(members.put({ ...(part as object) } as never)).rejects.toThrow(/holds a part of its item/);
    expect(await itemAt(id)).toEqual(itemOf(id));
  });
});

onEveryEngine('copies of an entity with unique values', (engine) => {
  @Table(engine.uniqueTable('accounts'))
  class Account {
    @PartitionKey() @Attribute(String) id!: string;
    @Unique() @Attribute(String, { hidden: true, optional: true }) mail?: string;
  }
  @Repository(Account)
  class Accounts extends BaseRepository<Account, 'id'> {}
  const accounts = new Accounts(engine.client);
  beforeAll(() => accounts.table.create());
  afterAll(() => accounts.table.drop());

  engine.testWith('transactions', 'keep the value and its guard', async () => {
    await accounts.create({ id: '1', mail: 'a@x' });
    const read = (await accounts.get('1')) as Account;
    await accounts.put({ ...read });
    expect((await accounts.get('1'))?.mail).toBe('a@x');
    await expect(accounts.create({ id: '2', mail: 'a@x' })).rejects.toThrow(/mail/);
    expect(await accounts.scan().all()).toHaveLength(1);
  });
});
