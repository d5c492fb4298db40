import { CreateTableCommand, paginateScan } from '@aws-sdk/client-dynamodb';

const text = (AttributeName) => ({ AttributeName, AttributeType: 'S' });
const keys = (hash, range) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** Creates the single table that every library uses: `pk`, `sk`, and the index `gsi1` of `gsi1pk`, `gsi1sk`. */
export async function createShopTable(client, TableName) {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map(text),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [
        { IndexName: 'gsi1', KeySchema: keys('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
}

/** Returns all items of the table, or of an index, as DynamoDB's JSON. */
export async function storedItems(client, TableName, IndexName) {
  const items = [];
  for await (const page of paginateScan({ client }, { TableName, IndexName })) items.push(...page.Items);
  return items;
}
