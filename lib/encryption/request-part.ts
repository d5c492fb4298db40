import type { AttributeValue, StoredItem } from '../sdk-types.ts';

/** The fields of a request, or of one action of a transaction, that can hold values. */
export interface RequestPart {
  readonly TableName?: string | undefined;
  readonly Item?: StoredItem | undefined;
  readonly Key?: StoredItem | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  readonly SearchConditionExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

/** The former forms of expressions. Their values are not recognized. */
const formerFields = [
  'AttributesToGet',
  'AttributeUpdates',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
] as const;

/** Returns the name of a field that has values in a former form. Undefined if there is none. */
export const formerFieldOf = (part: RequestPart): string | undefined =>
  formerFields.find((field) => (part as Readonly<Record<string, unknown>>)[field] !== undefined);

/** True if two names or ARNs are of one table. */
export const isSameTable = (one = '', other = ''): boolean =>
  one.slice(one.lastIndexOf('/') + 1) === other.slice(other.lastIndexOf('/') + 1);

/** The part of a request that belongs to one table: the keys of a batch of reads with their projection. */
export interface ReadKeys extends RequestPart {
  readonly Keys?: readonly StoredItem[] | undefined;
}

/** One write of a batch. */
export interface BatchWrite {
  readonly PutRequest?: { readonly Item: StoredItem } | undefined;
  readonly DeleteRequest?: object | undefined;
}

/** A request, reduced to the fields that can hold values. */
export interface AnyRequest extends RequestPart {
  readonly TransactItems?: readonly Readonly<Record<string, RequestPart | undefined>>[] | undefined;
  /** By table. */
  readonly RequestItems?: Readonly<Record<string, ReadKeys | readonly BatchWrite[]>> | undefined;
}

/** A response, reduced to the fields that can hold values. */
export interface AnyResponse {
  readonly Item?: StoredItem | undefined;
  readonly Items?: readonly StoredItem[] | undefined;
  readonly Attributes?: StoredItem | undefined;
  readonly SearchResults?: readonly { readonly Item?: StoredItem | undefined }[] | undefined;
  /** In order, or by table. */
  readonly Responses?: readonly AnyResponse[] | Readonly<Record<string, readonly StoredItem[]>> | undefined;
}
