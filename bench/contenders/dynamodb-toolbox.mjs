import {
  any,
  BatchGetCommand,
  BatchGetRequest,
  BatchPutRequest,
  BatchWriteCommand,
  boolean,
  Entity,
  executeBatchGet,
  executeBatchWrite,
  executeTransactWrite,
  GetItemCommand,
  item,
  list,
  map,
  number,
  PutItemCommand,
  PutTransaction,
  QueryCommand,
  set,
  string,
  Table,
  UpdateItemCommand,
} from 'dynamodb-toolbox';
import { TABLE } from '../model/users.mjs';
export const level = 'doc';
export async function create({ doc }) {
  const table = new Table({
    name: TABLE,
    documentClient: doc,
    partitionKey: { name: 'pk', type: 'string' },
    sortKey: { name: 'sk', type: 'string' },
  });
  const isoDate = { encode: (d) => d.toISOString(), decode: (s) => new Date(s) };
  const User = new Entity({
    name: 'User',
    table,
    timestamps: false,
    entityAttribute: { hidden: true },
    schema: item({
      pk: string().key(),
      sk: string().key(),
      name: string(),
      email: string(),
      age: number(),
      score: number(),
      active: boolean(),
      createdAt: any().castAs().transform(isoDate),
      status: string().enum('ACTIVE', 'SUSPENDED'),
      address: map({ street: string(), city: string(), zip: string(), geo: map({ lat: number(), lng: number() }) }),
      tags: list(string()),
      roles: set(string()),
    }),
  });
  const key = (u) => ({ pk: u.pk, sk: u.sk });
  return {
    put: (u) => User.build(PutItemCommand).item(u).send(),
    get: async (u) => (await User.build(GetItemCommand).key(key(u)).send()).Item,
    update: async (u, p) =>
      (
        await User.build(UpdateItemCommand)
          .item({ ...key(u), ...p })
          .options({ returnValues: 'ALL_NEW' })
          .send()
      ).Attributes,
    query: async (pk) => (await table.build(QueryCommand).query({ partition: pk }).entities(User).send()).Items,
    batchGet: async (us) =>
      (
        await executeBatchGet(
          table.build(BatchGetCommand).requests(...us.map((u) => User.build(BatchGetRequest).key(key(u)))),
        )
      ).Responses[0],
    batchWrite: (us) =>
      executeBatchWrite(table.build(BatchWriteCommand).requests(...us.map((u) => User.build(BatchPutRequest).item(u)))),
    transactWrite: (us) => executeTransactWrite(...us.map((u) => User.build(PutTransaction).item(u))),
  };
}
