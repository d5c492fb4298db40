import {
  BatchGetCommand,
  BatchWriteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { dateIn, dateOut } from '../model/mapping.mjs';
import { TABLE } from '../model/users.mjs';
export const level = 'doc';
export async function create({ doc }) {
  const key = (u) => ({ pk: u.pk, sk: u.sk });
  return {
    put: (u) => doc.send(new PutCommand({ TableName: TABLE, Item: dateOut(u) })),
    get: async (u) => dateIn((await doc.send(new GetCommand({ TableName: TABLE, Key: key(u) }))).Item),
    update: async (u, p) =>
      dateIn(
        (
          await doc.send(
            new UpdateCommand({
              TableName: TABLE,
              Key: key(u),
              UpdateExpression: 'SET #n = :n, #a = :a, #c = :c',
              ExpressionAttributeNames: { '#n': 'name', '#a': 'age', '#c': 'active' },
              ExpressionAttributeValues: { ':n': p.name, ':a': p.age, ':c': p.active },
              ReturnValues: 'ALL_NEW',
            }),
          )
        ).Attributes,
      ),
    query: async (pk) =>
      (
        await doc.send(
          new QueryCommand({
            TableName: TABLE,
            KeyConditionExpression: '#p = :p',
            ExpressionAttributeNames: { '#p': 'pk' },
            ExpressionAttributeValues: { ':p': pk },
          }),
        )
      ).Items.map(dateIn),
    batchGet: async (us) =>
      (await doc.send(new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: us.map(key) } } }))).Responses[TABLE].map(
        dateIn,
      ),
    batchWrite: (us) =>
      doc.send(
        new BatchWriteCommand({ RequestItems: { [TABLE]: us.map((u) => ({ PutRequest: { Item: dateOut(u) } })) } }),
      ),
    transactWrite: (us) =>
      doc.send(
        new TransactWriteCommand({ TransactItems: us.map((u) => ({ Put: { TableName: TABLE, Item: dateOut(u) } })) }),
      ),
  };
}
