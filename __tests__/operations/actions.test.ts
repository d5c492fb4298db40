import {
  Attribute,
  addTo,
  append,
  between,
  CreatedAt,
  decrement,
  gte,
  Index,
  increment,
  listOf,
  lt,
  notExists,
  or,
  PartitionKey,
  remove,
  SortKey,
  schemaOf,
  setOf,
  Table,
  TimeToLive,
  UpdatedAt,
  Version,
} from 'annotable';
import { type ActionInput, prepareAction, type WriteAction } from '../../lib/operations/action.ts';
import { compileQuery } from '../../lib/operations/query.ts';
import { pageRequest } from '../../lib/operations/read-request.ts';
import { scanRequest } from '../../lib/operations/scan.ts';
import { transactGetRequest } from '../../lib/operations/transact-get.ts';
import { transactionRequest } from '../../lib/operations/transact-write.ts';
import { defineSchema } from '../../lib/schema/define-schema.ts';

@Table('orders')
@Index('byState', { partitionKey: 'state', sortKey: ['placedAt', 'total'] })
class Order {
  @PartitionKey() @Attribute(String) id!: string;
  @SortKey() @Attribute(Number, { name: 'n' }) number!: number;
  @Attribute(String) state!: string;
  @Attribute(Date) placedAt!: Date;
  @Attribute(Number) total!: number;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(listOf(String), { optional: true }) log?: string[];
  @Attribute(String, { readOnly: true, default: 'web' }) origin!: string;
  @Version() version!: number;
  @CreatedAt() createdAt!: Date;
  @UpdatedAt() updatedAt!: Date;
  @TimeToLive() endsAt?: Date;
}

const schema = schemaOf(Order);
const nowMs = Date.parse('2026-01-31T09:30:00.000Z');
const iso = '2026-01-31T09:30:00.000Z';
const seconds = '1769851800';
const key = { id: 'x', number: 7 };
const Key = { id: { S: 'x' }, n: { N: '7' } };
const item = { ...key, state: 'NEW', placedAt: new Date(0), total: 3, tags: new Set(['a']) };
const Item = {
  ...Key,
  state: { S: 'NEW' },
  placedAt: { S: '1970-01-01T00:00:00.000Z' },
  total: { N: '3' },
  tags: { SS: ['a'] },
  origin: { S: 'web' },
  version: { N: '1' },
  createdAt: { S: iso },
  updatedAt: { S: iso },
};
const request = (name: ActionInput['name'], given: Partial<ActionInput>): unknown =>
  (prepareAction({ name, schema, options: {}, nowMs, ...given }) as WriteAction).request;
const base = { TableName: 'orders', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };

describe('requests of writes', () => {
  test('create fills managed attributes, and requires that no item exists or that it is expired', () => {
    expect(request('create', { item })).toEqual({
      Put: {
        ...base,
        Item,
        ConditionExpression: 'attribute_not_exists(#0) OR #2 <= :1',
        ExpressionAttributeNames: { '#0': 'id', '#2': 'endsAt' },
        ExpressionAttributeValues: { ':1': { N: seconds } },
      },
    });
  });

  test('put checks the version of the entity and the condition of the caller', () => {
    const read = { ...item, version: 4, createdAt: new Date(0), updatedAt: new Date(0) };
    expect(request('put', { item: read, options: { if: { total: lt(9) } } })).toEqual({
      Put: {
        ...base,
        Item: { ...Item, version: { N: '5' }, createdAt: { S: '1970-01-01T00:00:00.000Z' } },
        ConditionExpression: '(attribute_not_exists(#4) OR #4 > :5) AND #0 = :1 AND #2 < :3',
        ExpressionAttributeNames: { '#0': 'version', '#2': 'total', '#4': 'endsAt' },
        ExpressionAttributeValues: { ':1': { N: '4' }, ':3': { N: '9' }, ':5': { N: seconds } },
      },
    });
  });

  test('update writes each clause once, with the changes of extensions', () => {
    const changes = { total: increment(2), log: append(['x']), tags: addTo(['b']), endsAt: remove(), state: 'PAID' };
    expect(request('update', { key, changes, options: { version: 4, if: or({ total: 1 }, { total: 2 }) } })).toEqual({
      Update: {
        ...base,
        Key,
        UpdateExpression:
          'SET #0 = if_not_exists(#0, :1) + :2, #3 = list_append(if_not_exists(#3, :4), :5), #9 = :10, #11 = if_not_exists(#11, :1) + :12, #13 = :14 REMOVE #8 ADD #6 :7',
        ConditionExpression:
          'attribute_exists(#15) AND (attribute_not_exists(#8) OR #8 > :16) AND #11 = :17 AND (#0 = :12 OR #0 = :2)',
        ExpressionAttributeNames: {
          '#0': 'total',
          '#3': 'log',
          '#6': 'tags',
          '#8': 'endsAt',
          '#9': 'state',
          '#11': 'version',
          '#13': 'updatedAt',
          '#15': 'id',
        },
        ExpressionAttributeValues: {
          ':1': { N: '0' },
          ':2': { N: '2' },
          ':4': { L: [] },
          ':5': { L: [{ S: 'x' }] },
          ':7': { SS: ['b'] },
          ':10': { S: 'PAID' },
          ':12': { N: '1' },
          ':14': { S: iso },
          ':16': { N: seconds },
          ':17': { N: '4' },
        },
      },
    });
  });

  test('upsert sets absent defaults and write-once attributes, and requires an item if the changes are incomplete', () => {
    expect(request('upsert', { key, changes: { total: decrement(1), origin: 'app' } })).toEqual({
      Update: {
        ...base,
        Key,
        UpdateExpression:
          'SET #0 = if_not_exists(#0, :1) - :2, #3 = if_not_exists(#3, :4), #5 = if_not_exists(#5, :1) + :2, #6 = if_not_exists(#6, :7), #8 = :7',
        ConditionExpression: 'attribute_exists(#9) AND (attribute_not_exists(#10) OR #10 > :11)',
        ExpressionAttributeNames: {
          '#0': 'total',
          '#3': 'origin',
          '#5': 'version',
          '#6': 'createdAt',
          '#8': 'updatedAt',
          '#9': 'id',
          '#10': 'endsAt',
        },
        ExpressionAttributeValues: {
          ':1': { N: '0' },
          ':2': { N: '1' },
          ':4': { S: 'app' },
          ':7': { S: iso },
          ':11': { N: seconds },
        },
      },
    });
    const whole = request('upsert', { key, changes: { total: 1, state: 'NEW', placedAt: new Date(0) } });
    expect(whole).toMatchObject({ Update: { ConditionExpression: 'attribute_not_exists(#13) OR #13 > :14' } });
  });

  test('delete and check send their conditions', () => {
    expect(request('delete', { key, options: { version: 2 } })).toEqual({
      Delete: {
        ...base,
        Key,
        ConditionExpression: 'attribute_exists(#0) AND (attribute_not_exists(#1) OR #1 > :2) AND #3 = :4',
        ExpressionAttributeNames: { '#0': 'id', '#1': 'endsAt', '#3': 'version' },
        ExpressionAttributeValues: { ':2': { N: seconds }, ':4': { N: '2' } },
      },
    });
    expect(request('deleteIfExists', { key, options: { if: { total: 2 } } })).toMatchObject({
      Delete: { ConditionExpression: 'attribute_not_exists(#2) OR #4 <= :3 OR #0 = :1' },
    });
    expect(request('deleteIfExists', { key })).toEqual({ Delete: { TableName: 'orders', Key } });
    expect(request('check', { key, options: { if: { log: notExists() } } })).toMatchObject({
      ConditionCheck: {
        Key,
        ConditionExpression: '(attribute_not_exists(#1) OR #1 > :2) AND attribute_not_exists(#0)',
      },
    });
  });

  test('a transaction is one request with one token', () => {
    const action = prepareAction({ name: 'deleteIfExists', schema, key, options: {}, nowMs }) as WriteAction;
    expect(transactionRequest([{ action, guards: [] }], 'token')).toEqual({
      TransactItems: [{ Delete: { TableName: 'orders', Key } }],
      ClientRequestToken: 'token',
    });
    expect(transactGetRequest([{ schema, key: Key, select: ['total'] }])).toEqual({
      TransactItems: [
        {
          Get: {
            TableName: 'orders',
            Key,
            ProjectionExpression: '#0, #1',
            ExpressionAttributeNames: { '#0': 'total', '#1': 'endsAt' },
          },
        },
      ],
    });
    expect(() =>
      transactGetRequest(
        Array.from({ length: 101 }, (_, n) => ({ schema, key: { ...Key, n: { N: `${n}` } }, select: undefined })),
      ),
    ).toThrow(/has 101 reads of at most 100/);
  });
});

describe('a transaction', () => {
  const bare = defineSchema({
    name: 'Bare',
    table: { name: 'bare' },
    partitionKey: 'id',
    attributes: { id: { type: String } },
  });

  test('rejects an upsert without changes', () => {
    const action = prepareAction({
      name: 'upsert',
      schema: bare,
      key: 'x',
      changes: {},
      options: {},
      nowMs,
    }) as WriteAction;
    expect(action.request).toEqual({ Update: { TableName: 'bare', Key: { id: { S: 'x' } } } });
    expect(() => transactionRequest([{ action, guards: [] }], 't')).toThrow(/\[0\] \(id="x"\) changes nothing/);
  });
});

describe('requests of reads', () => {
  test('query puts the key in the key condition and the rest in the filter', () => {
    const by = { state: 'NEW', placedAt: between(new Date(0), new Date(1)) };
    const settings = { index: 'byState', filter: { log: notExists() }, nowMs, descending: true, select: ['total'] };
    expect(pageRequest(compileQuery(schema, by, settings).request, { limit: 5, start: Key })).toEqual({
      TableName: 'orders',
      IndexName: 'byState',
      KeyConditionExpression: '#0 = :1 AND #2 BETWEEN :3 AND :4',
      FilterExpression: '(attribute_not_exists(#6) OR #6 > :7) AND attribute_not_exists(#5)',
      ProjectionExpression: '#8, #9, #10, #0, #2',
      ExpressionAttributeNames: {
        '#0': 'state',
        '#2': 'placedAt',
        '#5': 'log',
        '#6': 'endsAt',
        '#8': 'total',
        '#9': 'id',
        '#10': 'n',
      },
      ExpressionAttributeValues: {
        ':1': { S: 'NEW' },
        ':3': { S: '1970-01-01T00:00:00.000Z' },
        ':4': { S: '1970-01-01T00:00:00.001Z' },
        ':7': { N: seconds },
      },
      ScanIndexForward: false,
      Limit: 5,
      ExclusiveStartKey: Key,
    });
    const ranged = { state: 'NEW', placedAt: new Date(0), total: gte(3) };
    expect(compileQuery(schema, ranged, { index: 'byState' }).request.KeyConditionExpression).toBe(
      '#0 = :1 AND #2 = :3 AND #4 >= :5',
    );
    const open = { state: 'NEW', placedAt: gte(new Date(0)), total: 3 };
    expect(() => compileQuery(schema, open, { index: 'byState' })).toThrow(
      /total can't be queried by: .*after a test comes none/,
    );
  });

  test('scan reads a segment or counts', () => {
    expect(
      pageRequest(scanRequest(schema, { consistent: true, countOnly: true }), {
        limit: 3,
        segment: { segment: 1, segments: 4 },
      }),
    ).toEqual({
      TableName: 'orders',
      Select: 'COUNT',
      ConsistentRead: true,
      Limit: 3,
      Segment: 1,
      TotalSegments: 4,
    });
    expect(scanRequest(schema)).toEqual({ TableName: 'orders' });
  });
});
