import { Table } from 'dynamodb-onetable';
import { Dynamo } from 'dynamodb-onetable/Dynamo';
import { TABLE } from '../model/users.mjs';
export const level = 'raw';
export async function create({ client }) {
  const table = new Table({
    client: new Dynamo({ client }),
    name: TABLE,
    partial: false,
    logger: false,
    isoDates: true,
    schema: {
      format: 'onetable:1.1.0',
      version: '0.0.1',
      indexes: { primary: { hash: 'pk', sort: 'sk' } },
      models: {
        User: {
          pk: { type: String, required: true },
          sk: { type: String, required: true },
          name: { type: String },
          email: { type: String },
          age: { type: Number },
          score: { type: Number },
          active: { type: Boolean },
          createdAt: { type: Date },
          status: { type: String, enum: ['ACTIVE', 'SUSPENDED'] },
          address: {
            type: Object,
            schema: {
              street: { type: String },
              city: { type: String },
              zip: { type: String },
              geo: { type: Object, schema: { lat: { type: Number }, lng: { type: Number } } },
            },
          },
          tags: { type: Array, items: { type: String } },
          roles: { type: Set },
        },
      },
      params: { isoDates: true, timestamps: false },
    },
  });
  const User = table.getModel('User');
  const key = (u) => ({ pk: u.pk, sk: u.sk });
  const O = { hidden: true }; // reading pk/sk back, as every other contender does
  return {
    put: (u) => User.create(u, { exists: null, hidden: true }),
    get: (u) => User.get(key(u), O),
    update: (u, p) => User.update({ ...key(u), ...p }, { exists: null, hidden: true }),
    query: (pk) => User.find({ pk }, O),
    batchGet: async (us) => {
      const batch = {};
      for (const u of us) await User.get(key(u), { batch });
      return table.batchGet(batch, { parse: true, hidden: true });
    },
    batchWrite: async (us) => {
      const batch = {};
      for (const u of us) await User.create(u, { batch, exists: null });
      return table.batchWrite(batch);
    },
    transactWrite: async (us) => {
      const transaction = {};
      for (const u of us) await User.create(u, { transaction, exists: null });
      return table.transact('write', transaction);
    },
  };
}
