import { createRequire } from 'node:module';
import { decorate } from '../model/decorate.mjs';
import { TABLE } from '../model/users.mjs';
export const level = 'raw';
export async function create({ client }) {
  const require = createRequire(import.meta.url);
  const { default: Dynamode, Dynamode: D2, attribute, Entity, TableManager, transactionWrite } = require('dynamode');
  (D2 ?? Dynamode).ddb.set(client);
  class User extends Entity {
    constructor(p) {
      super(p);
      this.pk = p.pk;
      this.sk = p.sk;
      this.name = p.name;
      this.email = p.email;
      this.age = p.age;
      this.score = p.score;
      this.active = p.active;
      this.createdAt = p.createdAt;
      this.status = p.status;
      this.address = p.address;
      this.tags = p.tags;
      this.roles = p.roles;
    }
  }
  decorate(User, [], {
    pk: [String, attribute.partitionKey.string()],
    sk: [String, attribute.sortKey.string()],
    name: [String, attribute.string()],
    email: [String, attribute.string()],
    age: [Number, attribute.number()],
    score: [Number, attribute.number()],
    active: [Boolean, attribute.boolean()],
    createdAt: [Date, attribute.date.string()],
    status: [String, attribute.string()],
    address: [Object, attribute.object()],
    tags: [Array, attribute.array()],
    roles: [Set, attribute.set()],
  });
  const tm = new TableManager(User, { tableName: TABLE, partitionKey: 'pk', sortKey: 'sk' });
  const M = tm.entityManager();
  const key = (u) => ({ pk: u.pk, sk: u.sk });
  const inst = (u) => new User(u);
  return {
    put: (u) => M.put(inst(u)),
    get: (u) => M.get(key(u)),
    update: (u, p) => M.update(key(u), { set: p }, { returnValues: 'allNew' }),
    query: async (pk) => (await M.query().partitionKey('pk').eq(pk).run()).items,
    batchGet: async (us) => (await M.batchGet(us.map(key))).items,
    batchWrite: (us) => M.batchPut(us.map(inst)),
    transactWrite: (us) => transactionWrite(us.map((u) => M.transaction.put(inst(u)))),
  };
}
