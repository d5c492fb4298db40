import { createRequire } from 'node:module';
import { decorate } from '../model/decorate.mjs';
import { TABLE } from '../model/users.mjs';
export const level = 'doc';
export async function create({ client, adoptDoc }) {
  const require = createRequire(import.meta.url);
  const { Attribute, Entity, Table, TransformFromDynamo, TransformToDynamo } = require('@typedorm/common');
  const { createConnection, ReadBatch, WriteBatch, WriteTransaction } = require('@typedorm/core');
  const { DocumentClientV3 } = require('@typedorm/document-client');
  const table = new Table({ name: TABLE, partitionKey: 'PK', sortKey: 'SK' });
  class UserBase {}
  const A = Attribute;
  const User = decorate(
    UserBase,
    [Entity({ name: 'user', primaryKey: { partitionKey: '{{pk}}', sortKey: '{{sk}}' } })],
    {
      pk: [String, A()],
      sk: [String, A()],
      name: [String, A()],
      email: [String, A()],
      age: [Number, A()],
      score: [Number, A()],
      active: [Boolean, A()],
      createdAt: [
        Date,
        A(),
        TransformToDynamo(({ value }) => (value instanceof Date ? value.toISOString() : value)),
        TransformFromDynamo(({ value }) => (typeof value === 'string' ? new Date(value) : value)),
      ],
      status: [String, A()],
      address: [Object, A()],
      tags: [Array, A()],
      roles: [Set, A()],
    },
  );
  const dcv3 = new DocumentClientV3(client);
  adoptDoc(dcv3.documentClient);
  const c = createConnection({ name: 'default', table, entities: [User], documentClient: dcv3 });
  const em = c.entityManager;
  const bm = c.batchManager;
  const tm = c.transactionManger ?? c.transactionManager;
  const inst = (u) => Object.assign(new User(), u);
  const key = (u) => ({ pk: u.pk, sk: u.sk });
  return {
    put: (u) => em.create(inst(u), { overwriteIfExists: true }),
    get: (u) => em.findOne(User, key(u)),
    update: (u, p) => em.update(User, key(u), p),
    query: async (pk) => (await em.find(User, { pk })).items,
    batchGet: async (us) =>
      (await bm.read(new ReadBatch().add(us.map((u) => ({ item: User, primaryKey: key(u) }))))).items,
    batchWrite: (us) => bm.write(new WriteBatch().add(us.map((u) => ({ create: { item: inst(u) } })))),
    transactWrite: (us) =>
      tm.write(
        new WriteTransaction().add(
          us.map((u) => ({ create: { item: inst(u), options: { overwriteIfExists: true } } })),
        ),
      ),
  };
}
