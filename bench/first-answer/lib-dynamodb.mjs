// The same put with the document client of the SDK, which doesn't support Date.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dateOut } from '../model/mapping.mjs';
import { makeUser, TABLE } from '../model/users.mjs';
import { client } from './client.mjs';

const documents = DynamoDBDocumentClient.from(client(DynamoDBClient));
void documents.send(new PutCommand({ TableName: TABLE, Item: dateOut(makeUser(0)) })).then(() => process.exit(0));
