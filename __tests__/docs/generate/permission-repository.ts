import { exists, readTransaction, writeTransaction } from '../../../lib/index.ts';
import { type MethodPermissions, prepared, refused, usual } from './permission-case.ts';
import type { World } from './permission-world.ts';

/** A stored item. @returns its key */
async function phone(world: World): Promise<number> {
  const id = world.next();
  await world.phones.create({ id, name: 'Ann' });
  return id;
}

async function expiredPhone(world: World): Promise<number> {
  const id = world.next();
  await world.phones.create({ id, name: 'Ann', expiresAt: new Date(1_000_000_000_000) });
  return id;
}

async function member(world: World): Promise<number> {
  const id = world.next();
  await world.members.create({ id, email: `${id}@example.com` });
  return id;
}

async function note(world: World): Promise<number> {
  const id = world.next();
  await world.notes.create({ id });
  return id;
}

async function deletedNote(world: World): Promise<number> {
  const id = await note(world);
  await world.notes.delete(id);
  return id;
}

const lost = 'the response of the write is lost';
const unique = 'it changes a `@Unique` value';
const uniqueClass = 'the class has `@Unique`';
const softClass = 'the class has `@DeletedAt`';
const noItem = 'it has `@DeletedAt`, and there is no item';
const absentDocument = 'a path leads into an absent document';
const expiredItem = 'an expired item fails its condition';

export const readMethods: readonly MethodPermissions[] = [
  { method: 'get, getOrThrow', cases: [prepared(['GetItem'], phone, (world, id) => world.phones.getOrThrow(id))] },
  usual('exists', ['GetItem'], (world) => world.phones.exists(1)),
  usual('getMany', ['BatchGetItem'], (world) => world.phones.getMany([1, 2])),
  usual('load', ['BatchGetItem'], (world) => world.phones.load(1)),
  usual('query', ['Query'], (world) => world.phones.query({ name: 'Ann' }, { index: 'byName' }).all()),
  usual('scan', ['Scan'], (world) => world.phones.scan().all()),
  usual('search', ['SearchVectors'], (world) => world.passages.search([1], { index: 'byMeaning' })),
  usual('readTransaction', ['GetItem'], (world) => readTransaction(world.client).get(world.phones, 1).run()),
];

export const writeMethods: readonly MethodPermissions[] = [
  usual('create', ['PutItem'], (world) => world.phones.create({ id: world.next(), name: 'Ann' }), {
    when: lost,
    actions: ['PutItem', 'GetItem'],
    run: (world) => refused(world.withLostResponses().create({ id: world.next(), name: 'Ann' })),
  }),
  {
    method: 'put',
    cases: [
      prepared(['PutItem'], phone, (world, id) => world.phones.put({ id, name: 'Bob' })),
      prepared(
        ['PutItem', 'GetItem'],
        phone,
        (world, id) => refused(world.withLostResponses().put({ id, name: 'Bob' })),
        lost,
      ),
      prepared(
        ['PutItem', 'DeleteItem'],
        expiredPhone,
        (world, id) => refused(world.phones.put({ id, name: 'Bob' }, { if: { name: 'Cid' } })),
        expiredItem,
      ),
      prepared(
        ['PutItem', 'GetItem', 'DeleteItem'],
        member,
        (world, id) => world.members.put({ id, email: `new-${id}@example.com` }),
        unique,
      ),
    ],
  },
  {
    method: 'update',
    cases: [
      prepared(['UpdateItem'], phone, (world, id) => world.phones.update(id, { name: 'Bob' })),
      prepared(
        ['UpdateItem', 'GetItem'],
        phone,
        (world, id) => world.phones.update(id, { 'address.city': 'Rome' }),
        absentDocument,
      ),
      prepared(
        ['UpdateItem', 'GetItem'],
        phone,
        (world, id) => refused(world.withLostResponses().update(id, { name: 'Bob' })),
        lost,
      ),
      prepared(
        ['UpdateItem', 'GetItem', 'PutItem', 'DeleteItem'],
        member,
        (world, id) => world.members.update(id, { email: `new-${id}@example.com` }),
        unique,
      ),
    ],
  },
  {
    method: 'upsert',
    cases: [
      prepared(['UpdateItem'], phone, (world, id) => world.phones.upsert(id, { name: 'Bob' })),
      prepared(
        ['UpdateItem', 'GetItem'],
        phone,
        (world, id) => world.phones.upsert(id, { name: 'Bob', 'address.city': 'Rome' }),
        absentDocument,
      ),
      prepared(
        ['UpdateItem', 'GetItem'],
        phone,
        (world, id) => refused(world.withLostResponses().upsert(id, { name: 'Bob' })),
        lost,
      ),
      prepared(
        ['UpdateItem', 'DeleteItem'],
        expiredPhone,
        (world, id) => world.phones.upsert(id, { name: 'Bob' }),
        expiredItem,
      ),
      prepared(
        ['UpdateItem', 'GetItem', 'PutItem', 'DeleteItem'],
        member,
        (world, id) => world.members.upsert(id, { email: `new-${id}@example.com` }),
        unique,
      ),
    ],
  },
  {
    method: 'delete, deleteIfExists',
    cases: [
      prepared(['DeleteItem'], phone, (world, id) => world.phones.delete(id)),
      prepared(
        ['DeleteItem', 'GetItem'],
        phone,
        (world, id) => refused(world.withLostResponses().deleteIfExists(id)),
        lost,
      ),
      prepared(['DeleteItem', 'GetItem'], member, (world, id) => world.members.delete(id), uniqueClass),
      prepared(['UpdateItem'], note, (world, id) => world.notes.delete(id), softClass),
      prepared(
        ['UpdateItem', 'GetItem'],
        async () => 0,
        (world, id) => world.notes.deleteIfExists(id),
        noItem,
      ),
    ],
  },
  { method: 'restore', cases: [prepared(['UpdateItem'], deletedNote, (world, id) => world.notes.restore(id))] },
  { method: 'purge', cases: [prepared(['DeleteItem'], deletedNote, (world, id) => world.notes.purge(id))] },
  usual('putMany', ['BatchWriteItem'], (world) => world.phones.putMany([{ id: world.next(), name: 'Ann' }])),
  usual('deleteMany', ['BatchWriteItem'], (world) => world.phones.deleteMany([world.next()])),
  {
    method: 'deletePartition',
    cases: [
      prepared(['Query', 'BatchWriteItem'], phone, (world, id) => world.phones.deletePartition({ id })),
      prepared(['Query', 'DeleteItem'], member, (world, id) => world.members.deletePartition({ id }), uniqueClass),
    ],
  },
  usual('writeTransaction: create, put', ['PutItem'], (world) =>
    writeTransaction(world.client)
      .create(world.phones, { id: world.next(), name: 'Ann' })
      .put(world.phones, { id: world.next(), name: 'Ann' })
      .commit(),
  ),
  {
    method: 'writeTransaction: update, upsert',
    cases: [
      prepared(['UpdateItem'], phone, (world, id) =>
        writeTransaction(world.client)
          .update(world.phones, id, { name: 'Bob' })
          .upsert(world.phones, world.next(), { name: 'Ann' })
          .commit(),
      ),
      prepared(
        ['UpdateItem', 'GetItem'],
        phone,
        (world, id) => writeTransaction(world.client).update(world.phones, id, { 'address.city': 'Rome' }).commit(),
        absentDocument,
      ),
      prepared(
        ['UpdateItem', 'GetItem', 'PutItem', 'DeleteItem'],
        member,
        (world, id) =>
          writeTransaction(world.client)
            .update(world.members, id, { email: `new-${id}@example.com` })
            .commit(),
        unique,
      ),
    ],
  },
  {
    method: 'writeTransaction: delete',
    cases: [
      prepared(['DeleteItem'], phone, (world, id) => writeTransaction(world.client).delete(world.phones, id).commit()),
    ],
  },
  {
    method: 'writeTransaction: check',
    cases: [
      prepared(['ConditionCheckItem', 'PutItem'], phone, (world, id) =>
        writeTransaction(world.client)
          .check(world.phones, id, { name: exists() })
          .create(world.phones, { id: world.next(), name: 'Ann' })
          .commit(),
      ),
    ],
  },
];

export const rawMethods: readonly MethodPermissions[] = [
  usual("raw('Query')", ['Query'], (world) =>
    world.phones.raw('Query', ({ name, value }) => ({ KeyConditionExpression: `${name('id')} = ${value('id', 1)}` })),
  ),
  usual("raw('ExecuteStatement'): SELECT", ['PartiQLSelect'], (world) =>
    world.phones.raw('ExecuteStatement', ({ table: name, parameter }) => ({
      Statement: `SELECT * FROM ${name} WHERE id = ?`,
      Parameters: [parameter('id', 1)],
    })),
  ),
  {
    method: "raw('ExecuteStatement'): UPDATE",
    cases: [
      prepared(['PartiQLUpdate'], phone, (world, id) =>
        world.phones.raw('ExecuteStatement', ({ table: name, parameter }) => ({
          Statement: `UPDATE ${name} SET "name" = ? WHERE id = ?`,
          Parameters: [parameter('name', 'Bob'), parameter('id', id)],
        })),
      ),
    ],
  },
  {
    method: "raw('BatchExecuteStatement'): DELETE",
    cases: [
      prepared(['PartiQLDelete'], phone, (world, id) =>
        world.phones.raw('BatchExecuteStatement', ({ table: name, parameter }) => ({
          Statements: [{ Statement: `DELETE FROM ${name} WHERE id = ?`, Parameters: [parameter('id', id)] }],
        })),
      ),
    ],
  },
  usual("raw('ExecuteTransaction'): INSERT", ['PartiQLInsert'], (world) =>
    world.phones.raw('ExecuteTransaction', ({ table: name, parameter }) => ({
      TransactStatements: [
        {
          Statement: `INSERT INTO ${name} VALUE {'id': ?, 'name': ?}`,
          Parameters: [parameter('id', world.next()), parameter('name', 'Ann')],
        },
      ],
    })),
  ),
];
