/** Milliseconds until each kind of operation ends, if neither the call nor its repository sets `timeoutMs`. */
export const defaultTimes = {
  /** One call of a repository or transaction, with its retries. */
  callMs: 30_000,
  /** One batch of a repository, with all its requests. */
  batchMs: 60_000,
  /** An operation that waits until a table is ACTIVE. Building an index takes minutes. */
  tableMs: 600_000,
  /** An operation that only reads the state of a table. */
  tableReadMs: 30_000,
  /** One request of an operation on a table. */
  tableRequestMs: 30_000,
  /** A read of a linker's document that is repeated while other writers replace it. */
  documentReadMs: 30_000,
  /** An update of a linker's document that is repeated while other writers are faster. */
  documentUpdateMs: 30_000,
  /** Waiting for a tracked request. */
  statusWaitMs: 60_000,
} as const;
