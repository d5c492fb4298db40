import { setTimeout as sleep } from 'node:timers/promises';
import { increment, readTransaction, writeTransaction } from '../../lib/index.ts';
import type { WriteTransaction } from '../../lib/repository/write-transaction.ts';
import { keyOf, Loss, type Place, type State } from './ledger.ts';
import { type Item, isVersioned, takesBatches, toData } from './records.ts';
import { baseNames } from './single-writes.ts';
import {
  attempt,
  type Change,
  codeOf,
  isGivenUp,
  leaveOpen,
  noteFailure,
  type OpenGroup,
  placeOf,
  type Worker,
} from './worker.ts';

/** Names that only batches use, enough for more than one request. */
const batchNames: readonly string[] = Array.from({ length: 34 }, (_, index) => `b${index}`);

const batchModels = ['plain', 'marked'] as const;

/** Puts or deletes many items at once. */
export async function writeMany(worker: Worker): Promise<void> {
  const { random, tally, ledger } = worker;
  const model = random.pick(batchModels);
  const isPut = random.chance(0.7);
  const count = random.chance(0.2) ? 26 + random.below(8) : 1 + random.below(10);
  const places = random.some([...batchNames, ...baseNames], count).map((base) => placeOf(worker, model, base));
  const writes = places.map((place): Change => {
    const item: Item = { ...keyOf(place), text: random.below(1e9).toString(36), count: random.below(10) };
    return { place, before: undefined, next: [isPut ? item : undefined], refusals: [] };
  });
  tally.requests += Math.ceil(count / 25) - 1;
  const records = worker.records[model];
  const inputs = writes.map(({ place, next }) => next[0] ?? keyOf(place));
  const outcome = await attempt(worker, (call) =>
    isPut ? records.putMany(inputs as Item[], call) : records.deleteMany(inputs, call),
  );
  const left = 'error' in outcome ? leftOf(worker, writes, inputs, outcome) : new Set<unknown>();
  for (const [index, { place, next }] of writes.entries()) if (!left.has(inputs[index])) ledger.set(place, ...next);
}

/** Records the unprocessed items of a batch. Each of them may be done nevertheless. */
function leftOf(
  worker: Worker,
  writes: readonly Change[],
  inputs: readonly object[],
  outcome: { readonly error: unknown; readonly isAborted: boolean },
): ReadonlySet<unknown> {
  const { error, isAborted } = outcome;
  if (codeOf(error) !== 'batch.unprocessed') {
    const open = writes.flatMap((write) =>
      worker.ledger.possible(write.place).map((before): Change => ({ ...write, before })),
    );
    if (noteFailure(worker, open.slice(0, isAborted ? 0 : 1), outcome) !== 'kept' || isAborted)
      for (const write of writes) leaveAllOpen(worker, write, true);
    return new Set(inputs);
  }
  worker.tally.unknown++;
  const left = new Set<unknown>((error as { readonly unprocessed?: readonly unknown[] }).unprocessed);
  if ([...left].some((each) => !inputs.includes(each as object)))
    throw new Loss('a batch reports an item that is not its own');
  for (const [index, write] of writes.entries())
    if (left.has(inputs[index])) leaveAllOpen(worker, write, isAborted || isGivenUp(error));
  return left;
}

/** Records an open write of a place whose earlier state is not known, like `leaveOpen`. */
function leaveAllOpen(worker: Worker, write: Change, givenUp: boolean): void {
  const before = worker.ledger.possible(write.place);
  leaveOpen(worker, { ...write, before: before[0], next: [...before.slice(1), ...write.next] }, givenUp);
}

/** Writes several items in one transaction. */
export async function writeTogether(worker: Worker): Promise<void> {
  const { random, ledger } = worker;
  const models = ['plain', 'marked', 'versioned', 'both'] as const;
  const places = random
    .some(
      models.flatMap((model) => baseNames.map((base) => placeOf(worker, model, base))),
      2 + random.below(3),
    )
    .filter((place) => ledger.isKnown(place));
  if (places.length === 0) return;
  const transaction = writeTransaction();
  const writes = places.map((place) => enlist(worker, transaction, place));
  const isRefused = writes.some(({ refusals }) => refusals.length > 0);
  const all = isRefused ? writes.map((write) => ({ ...write, refusals: ['transaction.failed'] })) : writes;
  let outcome = await attempt(worker, (call) => transaction.commit(call));
  let noted = 'error' in outcome ? noteFailure(worker, all, outcome) : 'done';
  // A second commit does nothing twice, except on an engine that was killed and has lost its tokens.
  for (let again = 0; noted === 'unknown' && !worker.plan.kills && again < 3 && random.chance(0.5); again++) {
    outcome = await attempt(worker, (call) => transaction.commit(call));
    if (!('error' in outcome)) noted = 'done';
    else if (noteFailure(worker, all, outcome) === 'given up') noted = 'given up';
  }
  if (noted === 'done') {
    if (isRefused) throw new Loss('a transaction was done, and should be refused');
    for (const { place, next } of writes) ledger.set(place, ...next);
  }
  if (isRefused) return;
  if (noted === 'given up') worker.groups.push({ writes });
  if (noted === 'unknown') await settleTogether(worker, { writes });
}

/** Adds one write to a transaction. */
function enlist(worker: Worker, transaction: WriteTransaction, place: Place): Change {
  const { random } = worker;
  const records = worker.records[place.model];
  const before = worker.ledger.known(place);
  const text = random.below(1e9).toString(36);
  const version = (item: Item): Item =>
    isVersioned(place.model) ? { ...item, version: (before?.version ?? 0) + 1 } : item;
  if (before === undefined || random.chance(0.05)) {
    const item: Item = { ...keyOf(place), text, count: 0 };
    transaction.create(records, item);
    return { place, before, next: [version(item)], refusals: before === undefined ? [] : ['condition.alreadyExists'] };
  }
  if (random.chance(0.2)) {
    transaction.delete(records, keyOf(place));
    return { place, before, next: [undefined], refusals: [] };
  }
  if (takesBatches(place.model) && random.chance(0.3)) {
    const item: Item = { ...keyOf(place), text, count: 1 };
    transaction.put(records, item);
    return { place, before, next: [item], refusals: [] };
  }
  transaction.update(records, keyOf(place), { text, count: increment(1) });
  return { place, before, next: [version({ ...before, text, count: before.count + 1 })], refusals: [] };
}

/** Finds the outcome of a transaction by reading all of its items in one transaction. */
async function settleTogether(worker: Worker, group: OpenGroup): Promise<void> {
  await sleep(1);
  let reads = readTransaction() as unknown as {
    get(records: object, key: object): typeof reads;
    run(call: object): Promise<(object | undefined)[]>;
  };
  for (const { place } of group.writes) reads = reads.get(worker.records[place.model], keyOf(place));
  const outcome = await attempt(worker, (call) => reads.run(call));
  if (!('result' in outcome)) return;
  const states = outcome.result.map((item) => item && toData(item));
  for (const [index, { place }] of group.writes.entries())
    worker.ledger.settle(place, states[index], 'a read after a transaction');
  checkWhole(group, states);
}

/** Checks that a transaction was done completely or not at all. @throws Loss */
export function checkWhole({ writes }: OpenGroup, states: readonly State[]): void {
  const text = (state: State): string => JSON.stringify(state && Object.entries(state).sort()) ?? '';
  const sides = new Set(
    writes.flatMap(({ before, next }, index) =>
      text(before) === text(next[0]) ? [] : [text(states[index]) === text(before)],
    ),
  );
  if (sides.size > 1) throw new Loss('a half of a transaction was done');
}
