import { createRequire } from 'node:module';
import { decorate } from '../model/decorate.mjs';
import { TABLE } from '../model/users.mjs';
export const level = 'raw';
export async function create({ client }) {
  const require = createRequire(import.meta.url);
  const { DataMapper, embed } = require('@nova-odm/mapper');
  const { attribute, hashKey, rangeKey, table } = require('@nova-odm/annotations');
  class Geo {}
  decorate(Geo, [], { lat: [Number, attribute()], lng: [Number, attribute()] });
  class Address {}
  decorate(Address, [], {
    street: [String, attribute()],
    city: [String, attribute()],
    zip: [String, attribute()],
    geo: [Geo, attribute({ memberType: embed(Geo) })],
  });
  class User {}
  decorate(User, [table(TABLE)], {
    pk: [String, hashKey()],
    sk: [String, rangeKey()],
    name: [String, attribute()],
    email: [String, attribute()],
    age: [Number, attribute()],
    score: [Number, attribute()],
    active: [Boolean, attribute()],
    // its own Date type stores epoch seconds; an ISO string needs its Custom type
    createdAt: [
      null,
      attribute({ type: 'Custom', marshall: (d) => ({ S: d.toISOString() }), unmarshall: (v) => new Date(v.S) }),
    ],
    status: [String, attribute()],
    address: [Address, attribute({ memberType: embed(Address) })],
    tags: [Array, attribute({ memberType: { type: 'String' } })],
    roles: [Set, attribute({ memberType: 'String' })],
  });
  const mapper = new DataMapper({ client });
  const inst = (o) => Object.assign(new User(), o);
  const key = (u) => inst({ pk: u.pk, sk: u.sk });
  const all = async (it) => {
    const out = [];
    for await (const x of it) out.push(x);
    return out;
  };
  return {
    put: (u) => mapper.put(inst(u)),
    get: (u) => mapper.get(key(u)),
    update: (u, p) => mapper.update(inst({ pk: u.pk, sk: u.sk, ...p }), { onMissing: 'skip' }),
    query: (pk) => all(mapper.query(User, { pk })),
    batchGet: (us) => all(mapper.batchGet(us.map(key))),
    batchWrite: (us) => all(mapper.batchPut(us.map(inst))),
    // no transactions in this library
  };
}
