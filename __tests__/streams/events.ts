import type { StreamEvent, StreamRecord } from 'annotable/streams';

type Stored = Readonly<Record<string, object>>;

/** The images of a record, and the properties that differ from those of the other records. */
export interface TestRecord {
  readonly keys: Stored;
  readonly before?: Stored;
  readonly after?: Stored;
  readonly table?: string;
  /** True for a delete because of the time to live. */
  readonly expired?: boolean;
  readonly more?: object;
}

/** The time of all records. */
export const at = new Date('2026-11-29T10:00:00.000Z');

/** Returns an event in the form that AWS documents, with sequence numbers 111, 222, …, after a trip through JSON. */
export function eventOf(...records: readonly TestRecord[]): StreamEvent {
  return JSON.parse(JSON.stringify({ Records: records.map(recordOf) })) as StreamEvent;
}

function recordOf(
  { keys, before, after, table = 'shop', expired = false, more }: TestRecord,
  index: number,
): StreamRecord {
  const eventName = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
  return {
    eventID: `id${index}`,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: at.getTime() / 1_000,
      Keys: keys,
      ...(after && { NewImage: after }),
      ...(before && { OldImage: before }),
      SequenceNumber: String(111 * (index + 1)),
      SizeBytes: 26,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    ...(expired && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
    eventSourceARN: `arn:aws:dynamodb:us-east-1:123456789012:table/${table}/stream/2026-11-29T00:00:00.000`,
    ...more,
  } as StreamRecord;
}

/** Returns the stored form of an order, with bytes as base64 text. */
export const order = (orderId: string, more: Stored = {}): Stored => ({
  ...orderKey(orderId),
  entity: { S: 'Order' },
  customerId: { S: 'ann' },
  orderId: { S: orderId },
  st: { S: 'OPEN' },
  ...more,
});

export const orderKey = (orderId: string): Stored => ({ pk: { S: 'CUSTOMER#ann' }, sk: { S: `ORDER#${orderId}` } });

/** Returns the record of a change of an order. */
export const orderChange = (orderId: string, more: Partial<TestRecord> = {}): TestRecord => ({
  keys: orderKey(orderId),
  before: order(orderId),
  after: order(orderId, { st: { S: 'PAID' } }),
  ...more,
});
