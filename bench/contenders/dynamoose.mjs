import dynamoose from 'dynamoose';
import { TABLE } from '../model/users.mjs';
export const level = 'raw';
export async function create({ client }) {
  dynamoose.aws.ddb.set(client);
  const schema = new dynamoose.Schema({
    pk: { type: String, hashKey: true },
    sk: { type: String, rangeKey: true },
    name: String,
    email: String,
    age: Number,
    score: Number,
    active: Boolean,
    createdAt: { type: { value: Date, settings: { storage: 'iso' } } },
    status: { type: String, enum: ['ACTIVE', 'SUSPENDED'] },
    address: {
      type: Object,
      schema: {
        street: String,
        city: String,
        zip: String,
        geo: { type: Object, schema: { lat: Number, lng: Number } },
      },
    },
    tags: { type: Array, schema: [String] },
    roles: { type: Set, schema: [String] },
  });
  const User = dynamoose.model('User', schema);
  new dynamoose.Table(TABLE, [User], { create: false, waitForActive: false, update: false });
  const key = (u) => ({ pk: u.pk, sk: u.sk });
  return {
    put: (u) => User.create(u, { overwrite: true }),
    get: (u) => User.get(key(u)),
    update: (u, p) => User.update(key(u), p),
    query: (pk) => User.query('pk').eq(pk).exec(),
    batchGet: (us) => User.batchGet(us.map(key)),
    batchWrite: (us) => User.batchPut(us),
    transactWrite: (us) => dynamoose.transaction(us.map((u) => User.transaction.create(u, { overwrite: true }))),
  };
}
