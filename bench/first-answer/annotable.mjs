// Puts one item with annotable and ends: a process until its first response.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Attribute, BaseRepository, Enum, listOf, PartitionKey, Repository, SortKey, setOf, Table } from 'annotable';
import { makeUser, TABLE } from '../model/users.mjs';
import { client } from './client.mjs';

/** Applies decorators as the compiler does without `emitDecoratorMetadata`. */
function decorate(Class, classDecorators, properties) {
  for (const [name, decorator] of Object.entries(properties)) decorator(Class.prototype, name);
  for (const decorator of classDecorators) decorator(Class);
}

class Geo {}
decorate(Geo, [], { lat: Attribute(Number), lng: Attribute(Number) });

class Address {}
decorate(Address, [], {
  street: Attribute(String),
  city: Attribute(String),
  zip: Attribute(String),
  geo: Attribute(Geo),
});

class User {}
decorate(User, [Table(TABLE), PartitionKey('pk'), SortKey('sk'), Enum({ status: ['ACTIVE', 'SUSPENDED'] })], {
  pk: Attribute(String),
  sk: Attribute(String),
  name: Attribute(String),
  email: Attribute(String),
  age: Attribute(Number),
  score: Attribute(Number),
  active: Attribute(Boolean),
  createdAt: Attribute(Date),
  status: Attribute(String),
  address: Attribute(Address),
  tags: Attribute(listOf(String)),
  roles: Attribute(setOf(String)),
});

class Users extends BaseRepository {}
decorate(Users, [Repository(User)], {});

void new Users(client(DynamoDBClient)).put(makeUser(0)).then(() => process.exit(0));
