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

/** Returns the stored names of attributes that indexes hold besides their keys. */
export const projectedBy = (indexes: readonly Pick<IndexSketch, 'projection'>[]): ReadonlySet<string> =>
  new Set(indexes.flatMap(({ projection }) => (typeof projection === 'string' ? [] : projection)));
