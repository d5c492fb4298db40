/** Capacity units, or units that a table can serve, per second. Each is 1 or more. */
export interface Capacity {
  readonly read: number;
  readonly write: number;
}

/** The most request units per second of a table that is billed on demand, and of each of its global indexes. */
export interface OnDemandMaximum {
  /** Whole number of 1 or more. Default: the maximum that the table has. A new table has none. */
  readonly maxRead?: number | undefined;
  /** Whole number of 1 or more. Default: the maximum that the table has. A new table has none. */
  readonly maxWrite?: number | undefined;
}

/** The billing of a table: on demand, on demand up to a maximum, or by capacity units per second. */
export type Billing = 'onDemand' | Capacity | { readonly onDemand: OnDemandMaximum };

/** The billing of a table without a maximum. */
export type BillingMode = 'onDemand' | Capacity;

/** The content of stream records, in the terms of DynamoDB. */
export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** The recovery to a point in time: days that can be restored, from 1 to 35. */
export interface RecoveryWindow {
  readonly days: number;
}

/** The storage class of a table. */
export type TableClass = 'standard' | 'infrequentAccess';

/**
 * The key of the encryption at rest. `'owned'`: a key of AWS, free. `'aws'`: the key `aws/dynamodb` of your account.
 * `kmsKey`: the ARN of your own key. It can also be the id or the alias. An alias is not compared.
 */
export type TableEncryption = 'owned' | 'aws' | { readonly kmsKey: string };

/** A policy document of IAM: `{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', … }] }`. At most 20 KB as JSON. */
export interface ResourcePolicy {
  readonly Version?: string | undefined;
  readonly Id?: string | undefined;
  readonly Statement: object;
}

/** A copy of the table in another region. */
export interface TableReplica {
  /** For example `'eu-west-3'`. */
  readonly region: string;
  /** ARN of the key of the region. Needed if `encryption` has a `kmsKey`. */
  readonly kmsKey?: string | undefined;
}

/** A data stream of Kinesis that receives the changes of the table. */
export interface KinesisDestination {
  /** For example `'arn:aws:kinesis:eu-west-3:123456789012:stream/orders'`. */
  readonly streamArn: string;
}

/** The settings of a table, with defaults. */
export interface TableSettings {
  readonly name: string;
  /** The billing of a new table. */
  readonly billing: BillingMode;
  /** Undefined if the class has no billing option. `billing` is the default then. */
  readonly declaredBilling: BillingMode | undefined;
  /** Undefined if the class declares no maximum, or capacity units. */
  readonly onDemandMaximum: OnDemandMaximum | undefined;
  readonly warmThroughput: Capacity | undefined;
  readonly stream: StreamView | undefined;
  readonly deletionProtection: boolean;
  readonly pointInTimeRecovery: boolean;
  /** Undefined if any number of days is right. */
  readonly recoveryDays: number | undefined;
  /** Undefined if any class is right. */
  readonly tableClass: TableClass | undefined;
  /** Undefined if any key is right. */
  readonly encryption: TableEncryption | undefined;
  readonly resourcePolicy: ResourcePolicy | undefined;
  readonly contributorInsights: boolean | 'throttledKeys';
  readonly tags: Readonly<Record<string, string>>;
  /** Used by templates only. */
  readonly replicas: readonly TableReplica[];
  /** Used by templates only. */
  readonly kinesis: KinesisDestination | undefined;
}
