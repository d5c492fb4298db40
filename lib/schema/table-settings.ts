/** The billing of a table: on demand, or by capacity units per second. */
export type Billing = 'onDemand' | { readonly read: number; readonly write: number };

/** The content of stream records, in the terms of DynamoDB. */
export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** The settings of a table, with defaults. */
export interface TableSettings {
  readonly name: string;
  /** The billing of a new table. */
  readonly billing: Billing;
  /** Undefined if the class has no billing option. `billing` is the default then. */
  readonly declaredBilling: Billing | undefined;
  readonly stream: StreamView | undefined;
  readonly deletionProtection: boolean;
  readonly pointInTimeRecovery: boolean;
  readonly tags: Readonly<Record<string, string>>;
}
