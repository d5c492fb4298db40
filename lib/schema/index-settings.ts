/** One property, or up to four in order. */
export type KeyNames =
  | string
  | readonly [string]
  | readonly [string, string]
  | readonly [string, string, string]
  | readonly [string, string, string, string];

/** The attributes of an index besides its keys and those of the table: all, none, or these properties. */
export type ProjectionSettings = 'ALL' | 'KEYS_ONLY' | readonly string[];

/** The settings of a global secondary index. */
export interface IndexSettings {
  readonly partitionKey: KeyNames;
  readonly sortKey?: KeyNames | undefined;
  /** Default `'ALL'`. */
  readonly projection?: ProjectionSettings | undefined;
}

/** The settings of a local secondary index. */
export interface LocalIndexSettings {
  readonly sortKey: string;
  /** Default `'ALL'`. */
  readonly projection?: ProjectionSettings | undefined;
}
