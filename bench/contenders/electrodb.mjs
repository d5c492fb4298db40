import { Entity, Service } from 'electrodb';
import { TABLE } from '../model/users.mjs';
export const level = 'doc';
export async function create({ doc }) {
  const User = new Entity(
    {
      model: { entity: 'user', version: '1', service: 'bench' },
      attributes: {
        pk: { type: 'string', required: true },
        sk: { type: 'string', required: true },
        name: { type: 'string', required: true },
        email: { type: 'string', required: true },
        age: { type: 'number' },
        score: { type: 'number' },
        active: { type: 'boolean' },
        createdAt: { type: 'any', get: (s) => new Date(s), set: (d) => (d instanceof Date ? d.toISOString() : d) },
        status: { type: ['ACTIVE', 'SUSPENDED'] },
        address: {
          type: 'map',
          properties: {
            street: { type: 'string' },
            city: { type: 'string' },
            zip: { type: 'string' },
            geo: { type: 'map', properties: { lat: { type: 'number' }, lng: { type: 'number' } } },
          },
        },
        tags: { type: 'list', items: { type: 'string' } },
        roles: { type: 'set', items: 'string' },
      },
      indexes: {
        primary: {
          pk: { field: 'pk', composite: ['pk'], casing: 'none' },
          sk: { field: 'sk', composite: ['sk'], casing: 'none' },
        },
      },
    },
    { client: doc, table: TABLE },
  );
  const svc = new Service({ user: User });
  const key = (u) => ({ pk: u.pk, sk: u.sk });
  const plain = (u) => ({ ...u, roles: [...u.roles] }); // electrodb takes sets as arrays
  return {
    put: (u) => User.put(plain(u)).go(),
    get: async (u) => (await User.get(key(u)).go()).data,
    update: async (u, p) => (await User.update(key(u)).set(p).go({ response: 'all_new' })).data,
    query: async (pk) => (await User.query.primary({ pk }).go()).data,
    batchGet: async (us) => (await User.get(us.map(key)).go()).data,
    batchWrite: (us) => User.put(us.map(plain)).go(),
    transactWrite: (us) => svc.transaction.write(({ user }) => us.map((u) => user.put(plain(u)).commit())).go(),
  };
}
