import {
  Attribute,
  BaseRepository,
  Enum,
  listOf,
  PartitionKey,
  Repository,
  SortKey,
  setOf,
  Table,
  writeTransaction,
} from 'annotable';
import { decorate } from './decorate.mjs';
import { TABLE } from './users.mjs';

class Geo {}
decorate(Geo, [], { lat: [Number, Attribute(Number)], lng: [Number, Attribute(Number)] });

class Address {}
decorate(Address, [], {
  street: [String, Attribute(String)],
  city: [String, Attribute(String)],
  zip: [String, Attribute(String)],
  geo: [Geo, Attribute(Geo)],
});

class User {}
decorate(User, [Table(TABLE), PartitionKey('pk'), SortKey('sk'), Enum({ status: ['ACTIVE', 'SUSPENDED'] })], {
  pk: [String, Attribute(String)],
  sk: [String, Attribute(String)],
  name: [String, Attribute(String)],
  email: [String, Attribute(String)],
  age: [Number, Attribute(Number)],
  score: [Number, Attribute(Number)],
  active: [Boolean, Attribute(Boolean)],
  createdAt: [Date, Attribute(Date)],
  status: [String, Attribute(String)],
  address: [Address, Attribute(Address)],
  tags: [Array, Attribute(listOf(String))],
  roles: [Set, Attribute(setOf(String))],
});

class Users extends BaseRepository {}
decorate(Users, [Repository(User)], {});

const keyOf = ({ pk, sk }) => ({ pk, sk });

/**
 * Returns the operations, as a user of the library would call them.
 *
 * @param {object} client - a client of the SDK
 * @param {'auto' | 'sdk'} lane
 */
export function annotableOperations(client, lane) {
  const repository = new Users(client, { lane });
  return {
    put: (user) => repository.put(user),
    get: (user) => repository.get(keyOf(user)),
    update: (user, changes) => repository.update(keyOf(user), changes),
    query: (pk) => repository.query({ pk }).all(),
    batchGet: (some) => repository.getMany(some.map(keyOf)),
    batchWrite: (some) => repository.putMany(some),
    transactWrite: (some) => {
      const transaction = writeTransaction();
      for (const user of some) transaction.put(repository, user);
      return transaction.commit();
    },
  };
}
