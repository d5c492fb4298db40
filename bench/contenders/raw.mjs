import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromAV, toAV } from '../model/mapping.mjs';
import { TABLE } from '../model/users.mjs';
// The baseline: @aws-sdk/client-dynamodb, with AttributeValues converted by hand in both directions.
export const level = 'raw';
export async function create({ client }) {
  const key = (u) => ({ pk: { S: u.pk }, sk: { S: u.sk } });
  return {
    put: (u) => client.send(new PutItemCommand({ TableName: TABLE, Item: toAV(u) })),
    get: async (u) => fromAV((await client.send(new GetItemCommand({ TableName: TABLE, Key: key(u) }))).Item),
    update: async (u, p) =>
      fromAV(
        (
          await client.send(
            new UpdateItemCommand({
              TableName: TABLE,
              Key: key(u),
              UpdateExpression: 'SET #n = :n, #a = :a, #c = :c',
              ExpressionAttributeNames: { '#n': 'name', '#a': 'age', '#c': 'active' },
              ExpressionAttributeValues: { ':n': { S: p.name }, ':a': { N: String(p.age) }, ':c': { BOOL: p.active } },
              ReturnValues: 'ALL_NEW',
            }),
          )
        ).Attributes,
      ),
    query: async (pk) =>
      (
        await client.send(
          new QueryCommand({
            TableName: TABLE,
            KeyConditionExpression: '#p = :p',
            ExpressionAttributeNames: { '#p': 'pk' },
            ExpressionAttributeValues: { ':p': { S: pk } },
          }),
        )
      ).Items.map(fromAV),
    batchGet: async (us) =>
      (await client.send(new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys: us.map(key) } } }))).Responses[
        TABLE
      ].map(fromAV),
    batchWrite: (us) =>
      client.send(
        new BatchWriteItemCommand({ RequestItems: { [TABLE]: us.map((u) => ({ PutRequest: { Item: toAV(u) } })) } }),
      ),
    transactWrite: (us) =>
      client.send(
        new TransactWriteItemsCommand({ TransactItems: us.map((u) => ({ Put: { TableName: TABLE, Item: toAV(u) } })) }),
      ),
  };
}
