import type { Executor } from '../execution/executor.ts';
import type { IndexSchema, Schema } from '../schema/schema.ts';

/** A query or scan, as its explanation needs it. */
export interface ExplainedRead {
  readonly executor: Executor;
  readonly kind: 'query' | 'scan';
  readonly schema: Schema;
  readonly index: IndexSchema | undefined;
  /** The key of a query. Undefined for a scan. */
  readonly key: unknown;
  /** True if the caller filters items. */
  readonly isFiltered: boolean;
  readonly isSelected: boolean;
  readonly isConsistent: boolean;
  /** True if whole items are read after the entries of an index. */
  readonly isFollowed: boolean;
}
