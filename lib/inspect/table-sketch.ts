/** The key of a table or of an index: stored names. */
export interface KeySketch {
  readonly partition: readonly string[];
  readonly sort: readonly string[];
}

/** An index of a table. */
export interface IndexSketch {
  readonly name: string;
  readonly scope: 'global' | 'local';
  readonly key: KeySketch;
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
}
