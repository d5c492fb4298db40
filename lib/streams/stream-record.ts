import { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { StoredItem } from '../sdk-types.ts';
import { isRecord } from '../values/stored-value.ts';
import type { ChangeType } from './stream-change.ts';

/** Stored attributes of a record. Bytes are base64 text in an event of Lambda. */
type StoredAttributes = Readonly<Record<string, object>>;

/** A record of a stream, as AWS Lambda or the SDK passes it. */
export interface StreamRecord {
  readonly eventName?: string | undefined;
  readonly eventSource?: string | undefined;
  readonly eventSourceARN?: string | undefined;
  readonly userIdentity?: object | undefined;
  readonly dynamodb?:
    | {
        /** Seconds since 1970, or a date. */
        readonly ApproximateCreationDateTime?: number | Date | undefined;
        readonly Keys?: StoredAttributes | undefined;
        readonly NewImage?: StoredAttributes | undefined;
        readonly OldImage?: StoredAttributes | undefined;
        readonly SequenceNumber?: string | undefined;
      }
    | undefined;
}

/** The checked parts of a record. */
export interface RecordParts {
  readonly type: ChangeType;
  readonly keys: StoredItem;
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  /** The image that tells the class of the item, or else its key. */
  readonly item: StoredItem;
  readonly expired: boolean;
  readonly at: Date;
  readonly sequenceNumber: string;
}

const types: Readonly<Record<string, ChangeType>> = { INSERT: 'insert', MODIFY: 'modify', REMOVE: 'remove' };

/**
 * Checks a record and returns its parts.
 *
 * @param table - the name in messages
 * @throws InvalidItemError `item.unreadable` if the record has an unknown form
 */
export function partsOf(record: StreamRecord, table: string): RecordParts {
  const { eventName = '', dynamodb = {} } = record;
  const { Keys, NewImage, OldImage, SequenceNumber = '' } = dynamodb;
  const type = Object.hasOwn(types, eventName) ? types[eventName] : undefined;
  if (type === undefined) throw malformed(table, SequenceNumber, `has the unknown eventName '${eventName}'`);
  if (!isRecord(Keys)) throw malformed(table, SequenceNumber, 'has no Keys');
  const wrong = [NewImage, OldImage].find((image) => image !== undefined && image !== null && !isRecord(image));
  if (wrong !== undefined) throw malformed(table, SequenceNumber, 'has an image that is no item');
  const after = type === 'remove' ? undefined : imageIn(NewImage);
  const before = type === 'insert' ? undefined : imageIn(OldImage);
  return {
    type,
    keys: Keys as StoredItem,
    before,
    after,
    item: after ?? before ?? (Keys as StoredItem),
    expired: type === 'remove' && isByTimeToLive(record),
    at: timeOf(dynamodb.ApproximateCreationDateTime),
    sequenceNumber: SequenceNumber,
  };
}

/** Returns a text that is the same for all records of one key. */
export const keyIdentityOf = ({ dynamodb }: StreamRecord): string =>
  JSON.stringify(Object.entries(dynamodb?.Keys ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Returns the table name of a record. Undefined if it has none, as events that tests make. */
export const tableOf = ({ eventSourceARN }: StreamRecord): string | undefined => tableInArn(eventSourceARN ?? '');

/** Returns the table name in the ARN of a table or stream. Undefined for other texts. */
export const tableInArn = (arn: string): string | undefined => /:table\/([^/]+)/.exec(arn)?.[1];

/** A test event can have `null` in place of an absent image. */
const imageIn = (image: StoredAttributes | undefined): StoredItem | undefined =>
  (image ?? undefined) as StoredItem | undefined;

/** Lambda and the SDK write the names of the identity differently. */
function isByTimeToLive({ userIdentity }: StreamRecord): boolean {
  const identity = (userIdentity ?? {}) as Readonly<Record<string, unknown>>;
  const type = identity['type'] ?? identity['Type'];
  const principal = identity['principalId'] ?? identity['PrincipalId'];
  return type === 'Service' && principal === 'dynamodb.amazonaws.com';
}

function timeOf(time: number | Date | undefined): Date {
  if (time instanceof Date) return time;
  return typeof time === 'number' ? new Date(time * 1_000) : new Date();
}

const malformed = (table: string, sequenceNumber: string, problem: string): InvalidItemError =>
  new InvalidItemError({ table, key: undefined }, [
    { path: '', message: `the record ${sequenceNumber} of the stream ${problem}`, code: 'type' },
  ]);
