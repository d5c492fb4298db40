import { setTimeout as delay } from 'node:timers/promises';
import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import { TransactionFailedError } from '../errors/transaction-failed-error.ts';
import { ValidationError } from '../errors/validation-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Condition } from '../expressions/condition-types.ts';
import { contains, notExists } from '../expressions/test-operators.ts';
import type { Link } from './link.ts';
import type { Expected } from './link-store.ts';
import { isDamaged, type LinkHead, type LinkTable } from './link-table.ts';
import { type BegunWrite, beginWrite, type FormedDocument } from './staged-write.ts';

/** How often a write begins again because others wrote the same document meanwhile. */
const maxAttempts = 20;
const minPauseMs = 20;
const maxPauseMs = 2_000;

/** The last step of a write: one item, in the place of what must be there. */
export interface LastStep {
  readonly link: Link;
  readonly condition: Condition<Link> | undefined;
}

/** What is written, and what must be there; anything where that is left out. */
export interface RacingWrite extends FormedDocument {
  readonly expected?: Expected | undefined;
}

/** Takes the last step of all writes at once. */
export type Finish = (steps: readonly LastStep[]) => Promise<void>;

type Heads = ReadonlyMap<string, LinkHead>;

/** True where all is written, false where something else is there than what is expected. */
type Outcome = boolean | { readonly overtaken: unknown };

/**
 * Writes documents that others may write at the same time: begins, and takes the last step where nobody was faster. A
 * write takes the place of all that has begun before it.
 *
 * @returns false where something else is there than what is expected
 */
export async function raceToWrite(
  table: LinkTable,
  writes: readonly RacingWrite[],
  finish: Finish,
  options: CallOptions,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await runOnce(table, writes, finish, options);
    if (typeof outcome === 'boolean') return outcome;
    if (attempt === maxAttempts) throw outcome.overtaken;
    const pauseMs = Math.random() * Math.min(maxPauseMs, minPauseMs * 2 ** attempt);
    await delay(pauseMs, undefined, options.signal && { signal: AbortSignal.any([options.signal]) });
  }
}

async function runOnce(
  table: LinkTable,
  writes: readonly RacingWrite[],
  finish: Finish,
  options: CallOptions,
): Promise<Outcome> {
  const keys = writes.map(({ key }) => key);
  const before = await table.heads(keys, options);
  if (!areExpected(writes, before)) return false;
  // What can't be read can't be announced in, either.
  const damaged = keys.filter((key) => isDamaged(before.get(key) ?? { pending: new Set(), id: key }));
  if (damaged.length > 0) await table.links.deleteMany(damaged, options);
  const begun = await beginAll(table, writes, options);
  try {
    await finish(begun.map((write, index) => lastStep(write, writes[index]?.expected)));
  } catch (error) {
    return afterFailure(table, { writes, begun, before }, error, options);
  }
  await table.discard(begun.map((write) => replaced(write, before)));
  return true;
}

/** Begins all writes, or none: where one can't, the parts of the others are deleted again. */
async function beginAll(
  table: LinkTable,
  writes: readonly RacingWrite[],
  options: CallOptions,
): Promise<readonly BegunWrite[]> {
  const all = await Promise.allSettled(writes.map((write) => beginWrite(table, write, options)));
  const failed = all.find((each) => each.status === 'rejected');
  const begun = all.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  if (failed === undefined) return begun;
  await giveUp(table, begun);
  throw failed.reason;
}

const giveUp = (table: LinkTable, begun: readonly BegunWrite[]): Promise<void> =>
  table.discard(begun.map(({ link }) => link));

/** Writes that have begun, and what was there before. */
interface Begun {
  readonly writes: readonly RacingWrite[];
  readonly begun: readonly BegunWrite[];
  readonly before: Heads;
}

/** Looks at what is there after a last step that failed. */
async function afterFailure(
  table: LinkTable,
  { writes, begun, before }: Begun,
  error: unknown,
  options: CallOptions,
): Promise<Outcome> {
  if (error instanceof ValidationError) await giveUp(table, begun);
  // After any other error the step may have been taken: its parts stay, for the document or for `sweep()`.
  if (!isOvertaken(error)) throw error;
  const now = await table.heads(
    writes.map(({ key }) => key),
    options,
  );
  if (begun.every(({ link }) => now.get(link.id)?.revision === link.revision)) {
    await table.discard(begun.map((write) => replaced(write, before)));
    return true;
  }
  const [write, ...others] = writes;
  const isReplaced = write?.expected === undefined && others.length === 0 && isAnother(begun[0], before, now);
  // Another document was put after this one was begun: as if this one had been there for a moment before it.
  if (isReplaced || !(error instanceof OutcomeUnknownError)) await giveUp(table, begun);
  if (isReplaced) return true;
  if (error instanceof OutcomeUnknownError) throw error;
  return { overtaken: error };
}

const areExpected = (writes: readonly RacingWrite[], heads: Heads): boolean =>
  writes.every(({ key, expected }) => expected === undefined || heads.get(key)?.revision === expected.revision);

/** True where another document is there than when the write was begun. */
function isAnother(begun: BegunWrite | undefined, before: Heads, now: Heads): boolean {
  const id = begun?.link.id ?? '';
  const earlier = begun?.announced?.before ?? before.get(id);
  const revision = now.get(id)?.revision;
  return revision !== undefined && revision !== earlier?.revision;
}

function lastStep({ link, announced }: BegunWrite, expected: Expected | undefined): LastStep {
  const condition: Condition<Link> = {
    ...(expected && { revision: expected.revision ?? notExists() }),
    ...(announced && { pending: contains(announced.pending) }),
  };
  return { link, condition };
}

/** What is no more once a write is done: the document before it, and the other writes that had begun. */
function replaced({ link, announced }: BegunWrite, heads: Heads): LinkHead | undefined {
  const before = announced?.before ?? heads.get(link.id);
  return before && { ...before, pending: new Set([...before.pending].filter((other) => other !== announced?.pending)) };
}

const raceCodes: ReadonlySet<string> = new Set(['None', 'ConditionalCheckFailed', 'TransactionConflict']);

/** True where others were faster: then what is there says what became of the step. */
function isOvertaken(error: unknown): boolean {
  if (error instanceof TransactionFailedError) return error.reasons.every(({ code }) => raceCodes.has(code));
  return error instanceof ConditionFailedError || isOwnRepetition(error);
}

/** True where a repetition of the step met what may be its own work. */
const isOwnRepetition = (error: unknown): boolean =>
  error instanceof OutcomeUnknownError &&
  (error.cause as { readonly name?: unknown }).name === 'ConditionalCheckFailedException';
