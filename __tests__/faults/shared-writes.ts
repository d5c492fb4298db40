import { increment } from '../../lib/index.ts';
import { Loss } from './ledger.ts';
import { type ModelName, type Records, toData } from './records.ts';
import { attempt, noteFailure, type SharedCounter, type Worker } from './worker.ts';

/** Owner of the items that all workers write. */
export const sharedOwner = 'shared';

/** Counters of all workers. An update increments them, or a put saves them with a version. */
export const sharedCounters: readonly { readonly model: ModelName; readonly name: string; readonly saves: boolean }[] =
  [
    { model: 'plain', name: 'raised', saves: false },
    { model: 'marked', name: 'raised', saves: false },
    { model: 'versioned', name: 'raised', saves: false },
    { model: 'versioned', name: 'saved', saves: true },
    { model: 'both', name: 'saved', saves: true },
  ];

/** Creates the counters and their accounts. */
export async function createShared(records: Readonly<Record<ModelName, Records>>): Promise<Map<string, SharedCounter>> {
  const accounts = new Map<string, SharedCounter>();
  for (const { model, name } of sharedCounters) {
    await records[model].create({ owner: sharedOwner, name, text: '', count: 0 });
    accounts.set(`${model}/${name}`, { acknowledged: 0, unknown: 0 });
  }
  return accounts;
}

/** Adds 1 to a counter that other workers also increment. */
export async function raiseShared(worker: Worker): Promise<void> {
  const { model, name, saves } = worker.random.pick(sharedCounters);
  const records = worker.records[model];
  const account = worker.counters.get(`${model}/${name}`) as SharedCounter;
  const key = { owner: sharedOwner, name };
  let isWritten = false;
  const outcome = await attempt(worker, async (call) => {
    if (!saves) {
      isWritten = true;
      return records.update(key, { count: increment(1) }, call);
    }
    const { count, version } = toData(await records.getOrThrow(key, { consistent: true, ...call }));
    isWritten = true;
    return records.put({ ...key, text: '', count: count + 1, version: version as number }, call);
  });
  worker.tally.requests++;
  if ('result' in outcome) account.acknowledged++;
  else if (!isWritten) worker.tally.failed++;
  else if (noteFailure(worker, [refusable], outcome) !== 'kept') account.unknown++;
}

/** The expected rejection of a save after another save. */
const refusable = {
  place: { model: 'plain' as const, owner: sharedOwner, name: 'refused' },
  before: undefined,
  next: [],
  refusals: ['condition.versionConflict'],
};

/** Checks that each acknowledged write incremented its counter once. @throws Loss */
export function checkShared(counts: ReadonlyMap<string, number>, accounts: ReadonlyMap<string, SharedCounter>): void {
  for (const [name, { acknowledged, unknown }] of accounts) {
    const count = counts.get(name) ?? Number.NaN;
    const most = acknowledged + unknown;
    if (!(count >= acknowledged && count <= most))
      throw new Loss(`the counter ${name} is ${count}, and should be ${acknowledged} to ${most}`);
  }
}
