import { Attribute, Index, LocalIndex, PartitionKey, SortKey, schemaOf, Table } from 'annotable';
import { batchGetRequest } from '../../lib/operations/batch-get-item.ts';
import { batchWriteRequest } from '../../lib/operations/batch-write-item.ts';
import { createTableRequest } from '../../lib/operations/create-table.ts';
import { deleteIfExistsRequest, deleteRequest } from '../../lib/operations/delete-item.ts';
import { getRequest } from '../../lib/operations/get-item.ts';
import { createRequest, putRequest } from '../../lib/operations/put-item.ts';
import { compileQuery } from '../../lib/operations/query.ts';
import { pageRequest } from '../../lib/operations/read-request.ts';
import { updateRequest } from '../../lib/operations/update-item.ts';
import { createIndexRequest } from '../../lib/operations/update-table.ts';
import { type TableIndex, tableSchemaOf } from '../../lib/schema/table-schema.ts';

class Size {
  @Attribute(Number, { name: 'w' }) width!: number;
}

@Table('things', { billing: { read: 1, write: 2 }, stream: 'NEW_IMAGE', deletionProtection: true, tags: { a: 'b' } })
@Index('byName', { partitionKey: ['name', 'year'], sortKey: ['kind'], projection: ['size'] })
@LocalIndex('byKind', { sortKey: 'kind', projection: 'KEYS_ONLY' })
class Thing {
  @PartitionKey() @Attribute(String, { name: 'the-id' }) id!: string;
  @SortKey() @Attribute(Number) year!: number;
  @Attribute(String) name!: string;
  @Attribute(String, { optional: true }) kind?: string;
  @Attribute(Size, { optional: true }) size?: Size;
}

const schema = schemaOf(Thing);
const key = schema.mapper.toKey({ id: 'x', year: 7 });
const storedKey = { 'the-id': { S: 'x' }, year: { N: '7' } };

describe('requests of items', () => {
  test('put uses the stored names', () => {
    const item = schema.mapper.toItem({ id: 'x', year: 7, name: 'n', size: { width: 2 } });
    const Item = { ...storedKey, name: { S: 'n' }, size: { M: { w: { N: '2' } } } };
    expect(putRequest(schema, item)).toEqual({ TableName: 'things', Item });
    expect(createRequest(schema, item)).toEqual({
      TableName: 'things',
      Item,
      ConditionExpression: 'attribute_not_exists(#0)',
      ExpressionAttributeNames: { '#0': 'the-id' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('get reads all attributes, or a projection of placeholders', () => {
    expect(getRequest(schema, key)).toEqual({ TableName: 'things', Key: storedKey });
    expect(getRequest(schema, key, { consistent: true, select: ['name', 'id'] })).toEqual({
      TableName: 'things',
      Key: storedKey,
      ConsistentRead: true,
      ProjectionExpression: '#0, #1',
      ExpressionAttributeNames: { '#0': 'name', '#1': 'the-id' },
    });
  });

  test('update requires that the item exists, and requests the conflicting item', () => {
    expect(updateRequest(schema, key, { name: 'm', 'size.width': 3 })).toEqual({
      TableName: 'things',
      Key: storedKey,
      UpdateExpression: 'SET #0 = :1, #2.#3 = :4',
      ConditionExpression: 'attribute_exists(#5)',
      ExpressionAttributeNames: { '#0': 'name', '#2': 'size', '#3': 'w', '#5': 'the-id' },
      ExpressionAttributeValues: { ':1': { S: 'm' }, ':4': { N: '3' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('delete requires an item, or has no condition', () => {
    expect(deleteIfExistsRequest(schema, key)).toEqual({
      TableName: 'things',
      Key: storedKey,
    });
    expect(deleteRequest(schema, key)).toEqual({
      TableName: 'things',
      Key: storedKey,
      ConditionExpression: 'attribute_exists(#0)',
      ExpressionAttributeNames: { '#0': 'the-id' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('batches name the table, and include the key in every projection', () => {
    expect(batchGetRequest(schema, [key], { consistent: true, select: ['name'] })).toEqual({
      RequestItems: {
        things: {
          Keys: [storedKey],
          ConsistentRead: true,
          ProjectionExpression: '#0, #1, #2',
          ExpressionAttributeNames: { '#0': 'name', '#1': 'the-id', '#2': 'year' },
        },
      },
    });
    expect(batchWriteRequest(schema, [{ put: key }, { delete: key }])).toEqual({
      RequestItems: { things: [{ PutRequest: { Item: storedKey } }, { DeleteRequest: { Key: storedKey } }] },
    });
  });

  test('query reads by the key of the table or of an index, from left to right', () => {
    expect(
      pageRequest(compileQuery(schema, { id: 'x' }, { consistent: true, descending: true }).request, {
        limit: 5,
        start: key,
      }),
    ).toEqual({
      TableName: 'things',
      KeyConditionExpression: '#0 = :1',
      ExpressionAttributeNames: { '#0': 'the-id' },
      ExpressionAttributeValues: { ':1': { S: 'x' } },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 5,
      ExclusiveStartKey: storedKey,
    });
    expect(compileQuery(schema, { name: 'n', year: 7 }, { index: 'byName', select: ['name'] }).request).toEqual({
      TableName: 'things',
      IndexName: 'byName',
      KeyConditionExpression: '#0 = :1 AND #2 = :3',
      ProjectionExpression: '#0, #4, #2, #5',
      ExpressionAttributeNames: { '#0': 'name', '#2': 'year', '#4': 'the-id', '#5': 'kind' },
      ExpressionAttributeValues: { ':1': { S: 'n' }, ':3': { N: '7' } },
    });
  });

  test.each([
    [{}, {}, /id/],
    [{ id: 'x', kind: 'k' }, {}, /kind can't be queried by/],
    [{ name: 'n' }, { index: 'byName' }, /year/],
    [{ name: 'n', year: 7 }, { index: 'byName', consistent: true }, /global index can't be read consistently/],
    [{ name: 'n' }, { index: 'byNone' }, /declares no index 'byNone'; its indexes are byName, byKind/],
  ])('query rejects the key %j with %j', (by, settings, message) => {
    expect(() => compileQuery(schema, by, settings)).toThrow(message);
  });
});

describe('requests of tables', () => {
  test('create defines each key attribute once, and sets indexes, capacity, stream, protection and tags', () => {
    const throughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 2 };
    expect(createTableRequest(tableSchemaOf(schema))).toEqual({
      TableName: 'things',
      AttributeDefinitions: [
        { AttributeName: 'the-id', AttributeType: 'S' },
        { AttributeName: 'year', AttributeType: 'N' },
        { AttributeName: 'name', AttributeType: 'S' },
        { AttributeName: 'kind', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'the-id', KeyType: 'HASH' },
        { AttributeName: 'year', KeyType: 'RANGE' },
      ],
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: throughput,
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byName',
          KeySchema: [
            { AttributeName: 'name', KeyType: 'HASH' },
            { AttributeName: 'year', KeyType: 'HASH' },
            { AttributeName: 'kind', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['size'] },
          ProvisionedThroughput: throughput,
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'byKind',
          KeySchema: [
            { AttributeName: 'the-id', KeyType: 'HASH' },
            { AttributeName: 'kind', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      DeletionProtectionEnabled: true,
      Tags: [{ Key: 'a', Value: 'b' }],
    });
  });

  test('create of a plain table sets only on-demand billing', () => {
    @Table('plain')
    class Plain {
      @PartitionKey() @Attribute(Number) id!: number;
    }
    expect(createTableRequest(tableSchemaOf(schemaOf(Plain)))).toEqual({
      TableName: 'plain',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  test('adding an index defines all keys, and sets the capacity if the table has one', () => {
    const index = tableSchemaOf(schema).indexes['byName'] as TableIndex;
    const request = createIndexRequest(tableSchemaOf(schema), index, {
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
    expect(request.AttributeDefinitions).toHaveLength(4);
    expect(request.GlobalSecondaryIndexUpdates?.[0]?.Create).not.toHaveProperty('ProvisionedThroughput');
    expect(createIndexRequest(tableSchemaOf(schema), index, {}).GlobalSecondaryIndexUpdates?.[0]?.Create).toMatchObject(
      {
        IndexName: 'byName',
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
      },
    );
  });
});
