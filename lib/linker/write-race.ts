import { setTimeout as delay } from 'node:timers/promises';
import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { TransactionFailedError } from '../errors/transaction-failed-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import type { Condition } from '../expressions/condition-types.ts';
import { contains, notExists } from '../expressions/test-operators.ts';
import { type BegunWrite, beginWrite } from './begun-write.ts';
import type { Link } from './link.ts';
import type { Expected, NewDocument } from './link-store.ts';
import type { LinkHead, LinkTable } from './link-table.ts';

/** How often a write begins again because others wrote the same document meanwhile. */
const maxAttempts = 20;
/** Milliseconds, times a random number, that a write waits before it begins again. */
const pauseMs = 100;

/** The last step of a write: one item, in the place of what must be there. */
export interface LastStep {
  readonly link: Link;
  readonly condition: Condition<Link> | undefined;
}

/** What is written under one key, and what must be there; anything where that is left out. */
export interface RacingWrite {
  readonly key: string;
  readonly document: NewDocument;
  readonly expected?: Expected | undefined;
}

/** Takes the last step of all writes at once. */
export type Finish = (steps: readonly LastStep[]) => Promise<void>;

/**
 * Writes documents that others may write at the same time: begins, reads what is there, and takes the last step where
 * nobody was faster. A write takes the place of all that has begun before it; what was overtaken begins again.
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
    await delay(Math.random() * pauseMs, undefined, options.signal && { signal: options.signal });
  }
}

/** True where all is written, false where something else is there than what is expected. */
type Outcome = boolean | { readonly overtaken: unknown };

async function runOnce(
  table: LinkTable,
  writes: readonly RacingWrite[],
  finish: Finish,
  options: CallOptions,
): Promise<Outcome> {
  const keys = writes.map(({ key }) => key);
  let before = await table.heads(keys, options);
  if (!areExpected(writes, before)) return false;
  const begun = await Promise.all(writes.map(({ key, document }) => beginWrite(table, key, document, options)));
  if (begun.some(({ pending }) => pending !== undefined)) before = await table.heads(keys, options);
  try {
    await finish(begun.map((write, index) => lastStep(write, writes[index]?.expected)));
  } catch (error) {
    // After any other error the step may have been taken: its parts stay, for the document or for `sweep()`.
    if (!isOvertaken(error)) throw error;
    const now = await table.heads(keys, options);
    // The SDK repeats a request whose answer was lost, and then meets what it has written itself.
    if (!begun.every(({ link }) => now.get(link.id)?.revision === link.revision)) {
      await table.discard(
        begun.map(({ link }) => link),
        options,
      );
      return { overtaken: error };
    }
  }
  await table.discard(
    begun.map((write) => replaced(write, before.get(write.link.id))),
    options,
  );
  return true;
}

const areExpected = (writes: readonly RacingWrite[], heads: ReadonlyMap<string, LinkHead>): boolean =>
  writes.every(({ key, expected }) => expected === undefined || heads.get(key)?.revision === expected.revision);

function lastStep({ link, pending }: BegunWrite, expected: Expected | undefined): LastStep {
  const condition: Condition<Link> = {
    ...(expected && { revision: expected.revision ?? notExists() }),
    ...(pending !== undefined && { pending: contains(pending) }),
  };
  return { link, condition };
}

/** What is no more once a write is done: the document before it, and the other writes that had begun. */
function replaced({ pending }: BegunWrite, before: LinkHead | undefined): LinkHead | undefined {
  return before && { ...before, pending: new Set([...before.pending].filter((other) => other !== pending)) };
}

const raceCodes: ReadonlySet<string> = new Set(['None', 'ConditionalCheckFailed', 'TransactionConflict']);

/** True where others were faster, and nothing was done. */
function isOvertaken(error: unknown): boolean {
  if (error instanceof TransactionFailedError) return error.reasons.every(({ code }) => raceCodes.has(code));
  return error instanceof ConditionFailedError;
}
