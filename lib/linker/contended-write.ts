import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import { TransactionFailedError } from '../errors/transaction-failed-error.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Condition } from '../expressions/condition-types.ts';
import { contains, notExists, type Test } from '../expressions/test-operators.ts';
import { exponential } from '../time/backoff.ts';
import { NotDone, retry } from '../time/retry.ts';
import type { Expected } from './link-store.ts';
import { isDamaged, type LinkTable } from './link-table.ts';
import type { Row, RowHead } from './row.ts';
import { type FormedDocument, type StagedWrite, stageWrite } from './staged-write.ts';

/** Most attempts of a write that conflicts with other writers of the same document. */
const maxAttempts = 20;
/** Pauses between attempts. */
const schedule = exponential({ baseMs: 40, maxMs: 2_000 });

/** The last step of a write: one item, and the condition on the item that it replaces. */
export interface LastStep {
  readonly row: Row;
  readonly condition: Condition<Row> | undefined;
}

/** A document to write and the state that it requires. Any state if `expected` is undefined. */
export interface ContendedWrite extends FormedDocument {
  readonly expected?: Expected | undefined;
}

/** Executes the last steps of all writes in one request. */
export type Finish = (steps: readonly LastStep[]) => Promise<void>;

type Heads = ReadonlyMap<string, RowHead>;

/** True if everything is written, false if the stored state is not the expected one. `NotDone` after a conflict. */
type Outcome = boolean | NotDone;

/**
 * Writes documents that others may write at the same time. Stages all writes and executes their last steps. Starts
 * again after a conflict. A write replaces all writes that were staged before it.
 *
 * @returns false if the stored state is not the expected one
 */
export function writeContended(
  table: LinkTable,
  writes: readonly ContendedWrite[],
  finish: Finish,
  options: CallOptions,
): Promise<boolean> {
  return retry(() => runOnce(table, writes, finish, options), { schedule, maxAttempts, signal: options.signal });
}

async function runOnce(
  table: LinkTable,
  writes: readonly ContendedWrite[],
  finish: Finish,
  options: CallOptions,
): Promise<Outcome> {
  const keys = writes.map(({ key }) => key);
  const before = await table.heads(keys, options);
  if (!areExpected(writes, before)) return false;
  // An update can't announce a write in an item that can't be read.
  const damaged = keys.filter((key) => isDamaged(before.get(key) ?? { pending: new Set(), id: key }));
  if (damaged.length > 0) await table.rows.deleteMany(damaged, options);
  const staged = await stageAll(table, writes, options);
  try {
    await finish(staged.map((write, index) => lastStep(write, writes[index]?.expected)));
  } catch (error) {
    return afterFailure(table, { writes, staged, before }, error, options);
  }
  await table.discard(staged.map((write) => replaced(write, before)));
  return true;
}

/** Stages all writes or none. If one fails, deletes the parts of the others. */
async function stageAll(
  table: LinkTable,
  writes: readonly ContendedWrite[],
  options: CallOptions,
): Promise<readonly StagedWrite[]> {
  const all = await Promise.allSettled(writes.map((write) => stageWrite(table, write, options)));
  const failed = all.find((each) => each.status === 'rejected');
  const staged = all.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  if (failed === undefined) return staged;
  await discardParts(table, staged);
  throw failed.reason;
}

const discardParts = (table: LinkTable, staged: readonly StagedWrite[]): Promise<void> =>
  table.discard(staged.map(({ row }) => row));

/** Staged writes, and the heads that were stored before them. */
interface StagedWrites {
  readonly writes: readonly ContendedWrite[];
  readonly staged: readonly StagedWrite[];
  readonly before: Heads;
}

/** Reads the stored state after a failed last step, and decides the outcome from it. */
async function afterFailure(
  table: LinkTable,
  { writes, staged, before }: StagedWrites,
  error: unknown,
  options: CallOptions,
): Promise<Outcome> {
  if (error instanceof ValidationError) await discardParts(table, staged);
  // After another error the step may have been executed. Its parts stay, for the document or for `sweep()`.
  if (!isConflict(error)) throw error;
  const now = await table.heads(
    writes.map(({ key }) => key),
    options,
  );
  if (staged.every(({ row }) => now.get(row.id)?.revision === row.revision)) {
    await table.discard(staged.map((write) => replaced(write, before)));
    return true;
  }
  const [write, ...others] = writes;
  const isReplaced =
    write?.expected === undefined && others.length === 0 && isReplacedByAnother(staged[0], before, now);
  // Another document was put after this one was staged. The result is the same as if it had replaced this one.
  if (isReplaced || !(error instanceof OutcomeUnknownError)) await discardParts(table, staged);
  if (isReplaced) return true;
  if (error instanceof OutcomeUnknownError) throw error;
  return new NotDone(error);
}

const areExpected = (writes: readonly ContendedWrite[], heads: Heads): boolean =>
  writes.every(({ key, expected }) => expected === undefined || heads.get(key)?.revision === expected.revision);

/** True if the stored document is another one than when the write was staged. */
function isReplacedByAnother(staged: StagedWrite | undefined, before: Heads, now: Heads): boolean {
  const id = staged?.row.id ?? '';
  const earlier = staged?.announced?.before ?? before.get(id);
  const revision = now.get(id)?.revision;
  return revision !== undefined && revision !== earlier?.revision;
}

/** Returns the condition that the stored state is the expected one. */
export const expectedState = ({ revision }: Expected): { readonly revision: string | Test<'any'> } => ({
  revision: revision ?? notExists(),
});

function lastStep({ row, announced }: StagedWrite, expected: Expected | undefined): LastStep {
  const condition: Condition<Row> = {
    ...(expected && expectedState(expected)),
    ...(announced && { pending: contains(announced.pending) }),
  };
  return { row, condition };
}

/** Returns the head that a write replaces: the previous document and the other staged writes. */
function replaced({ row, announced }: StagedWrite, heads: Heads): RowHead | undefined {
  const before = announced?.before ?? heads.get(row.id);
  return before && { ...before, pending: new Set([...before.pending].filter((other) => other !== announced?.pending)) };
}

const conflictCodes: ReadonlySet<string> = new Set(['None', 'ConditionalCheckFailed', 'TransactionConflict']);

/** True if another write may have been faster. The stored state then shows the outcome of the step. */
function isConflict(error: unknown): boolean {
  if (error instanceof TransactionFailedError) return error.reasons.every(({ code }) => conflictCodes.has(code));
  return error instanceof ConditionFailedError || mayBeOwnWrite(error);
}

/** True if a retry of the step failed on its condition, maybe because the first attempt was executed. */
const mayBeOwnWrite = (error: unknown): boolean =>
  error instanceof OutcomeUnknownError &&
  (error.cause as { readonly name?: unknown }).name === 'ConditionalCheckFailedException';
