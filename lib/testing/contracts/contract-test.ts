/** A feature that some stores lack. */
export type ContractNeed = 'transactions' | 'itemOnConditionFailure';

/** One test of a contract, for any test runner. */
export interface ContractTest {
  /** A sentence in the present tense. */
  readonly name: string;
  /** Features of the store that the test needs. dynalite has none of them. */
  readonly needs: readonly ContractNeed[];
  /** Rejects with the error of `node:assert` if the subject breaks the contract. */
  readonly run: () => Promise<void>;
}

/** Returns a clock that a test moves. */
export function movedClock(): { now: number; clock: () => number } {
  const time = { now: Date.parse('2026-05-01T12:00:00.000Z'), clock: () => time.now };
  return time;
}
