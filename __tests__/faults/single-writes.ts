import type { CallOptions } from '../../lib/execution/executor.ts';
import { increment } from '../../lib/index.ts';
import { keyOf, Loss, type Place, type State } from './ledger.ts';
import { type Item, isVersioned, type ModelName, modelNames, toData } from './records.ts';
import { attempt, type Change, noteFailure, placeOf, settled, type Worker } from './worker.ts';

/** Names of a worker in each model for its single writes. */
export const baseNames: readonly string[] = ['k0', 'k1', 'k2', 'k3', 'k4', 'k5'];

type Write = (call: CallOptions) => Promise<object | undefined>;

/** A write and its expected outcome. */
interface Planned extends Change {
  readonly write: Write;
  /** Allowed results. Default: `next`. */
  readonly gives?: readonly State[];
}

/** Runs one random write of one item. */
export async function writeOne(worker: Worker): Promise<void> {
  const model = worker.random.pick(modelNames);
  const place = placeOf(worker, model, worker.random.pick(baseNames));
  if (!(await settled(worker, place))) return;
  if (model === 'unique' && !(await othersSettled(worker, place))) return;
  const planned = plan(worker, place);
  const outcome = await attempt(worker, planned.write);
  if ('error' in outcome) return void noteFailure(worker, [planned], outcome);
  if (planned.refusals.length > 0) throw new Loss(`${place.model}: done, and should be refused: ${planned.refusals}`);
  const stored = outcome.result && toData(outcome.result);
  if (planned.gives === undefined) {
    worker.ledger.set(place, ...planned.next);
    worker.ledger.settle(place, stored, 'a write returned');
    return;
  }
  worker.ledger.set(place, ...planned.gives);
  worker.ledger.settle(place, stored, 'a delete returned');
  worker.ledger.set(place, undefined);
}

/** Settles all other items of the worker, because each may use an e-mail address. */
async function othersSettled(worker: Worker, place: Place): Promise<boolean> {
  const current = new Set(baseNames.map((base) => placeOf(worker, place.model, base).name));
  for (const other of worker.ledger.places('unique', worker.id)) {
    if (current.has(other.name) && !(await settled(worker, other))) return false;
  }
  return true;
}

function plan(worker: Worker, place: Place): Planned {
  const kinds = [create, put, put, change, change, raise, raise, upsert, remove];
  return worker.random.pick(kinds)(worker, place);
}

/** Returns the data of a new item. */
function freshItem(worker: Worker, place: Place): Item {
  const { owner, name, model } = place;
  const item = { owner, name, text: textOf(worker), count: worker.random.below(10) };
  return model === 'unique' ? { ...item, email: emailOf(worker) } : item;
}

const textOf = ({ random }: Worker): string =>
  random
    .below(1e9)
    .toString(36)
    .repeat(1 + random.below(4));

/** Returns one of a few addresses. They are new after a write that timed out, because it may still take one. */
function emailOf(worker: Worker): string {
  const generation = [...worker.generations].reduce(
    (sum, [name, count]) => sum + (name.startsWith('unique/') ? count : 0),
    0,
  );
  return `${worker.id}-${worker.random.below(8)}-${generation}@example.com`;
}

function refusalsOfEmail(worker: Worker, place: Place, email: string | undefined): string[] {
  if (email === undefined) return [];
  const taken = worker.ledger
    .places('unique', worker.id)
    .some((other) => other.name !== place.name && worker.ledger.possible(other).some((item) => item?.email === email));
  return taken ? ['condition.notUnique'] : [];
}

const withVersion = (model: ModelName, item: Item, version: number): Item =>
  isVersioned(model) ? { ...item, version } : item;

/** Returns the states after a change. Each repetition of an unprotected change may increment the version. */
function changed(worker: Worker, place: Place, item: Item, isProtected: boolean): Item[] {
  const version = (item.version ?? 0) + 1;
  const most = isProtected || !worker.plan.loses || place.model === 'both' ? 1 : (worker.plan.attempts ?? 4);
  return Array.from({ length: most }, (_, more) => withVersion(place.model, item, version + more));
}

function create(worker: Worker, place: Place): Planned {
  const before = worker.ledger.known(place);
  const item = freshItem(worker, place);
  const refusals = refusalsOfEmail(worker, place, item.email);
  if (before !== undefined) refusals.push('condition.alreadyExists');
  if (before?.email !== undefined && before.email === item.email) refusals.push('condition.notUnique');
  const write: Write = (call) => worker.records[place.model].create(item, call);
  return { place, before, next: [withVersion(place.model, item, 1)], refusals, write };
}

function put(worker: Worker, place: Place): Planned {
  const { model } = place;
  const before = worker.ledger.known(place);
  const item = freshItem(worker, place);
  const refusals = refusalsOfEmail(worker, place, item.email);
  const naming = isVersioned(model) ? versionOf(worker, before) : undefined;
  if (isVersioned(model) && naming !== before?.version) refusals.push('condition.versionConflict');
  const input = naming === undefined ? item : { ...item, version: naming };
  const write: Write = (call) => worker.records[model].put(input, call);
  return { place, before, next: [withVersion(model, item, (naming ?? 0) + 1)], refusals, write };
}

/** Returns the version for a write, mostly the correct one. */
function versionOf({ random }: Worker, before: State): number | undefined {
  const version = before?.version;
  if (random.chance(0.8)) return version;
  return random.chance(0.5) ? undefined : (version ?? 1) + 5;
}

/** Returns the version for an update, if any, and the expected errors. */
function naming(worker: Worker, place: Place, before: State): { version?: number; refusals: string[] } {
  const version = isVersioned(place.model) && worker.random.chance(0.5) ? versionOf(worker, before) : undefined;
  if (before === undefined) return { ...(version !== undefined && { version }), refusals: ['condition.notFound'] };
  if (version === undefined) return { refusals: [] };
  return { version, refusals: version === before.version ? [] : ['condition.versionConflict'] };
}

/** Plans an update that sets values, also a unique value. */
function change(worker: Worker, place: Place): Planned {
  const before = worker.ledger.known(place);
  const { refusals, ...options } = naming(worker, place, before);
  const changes: { text: string; email?: string } = { text: textOf(worker) };
  if (place.model === 'unique' && worker.random.chance(0.5)) changes.email = emailOf(worker);
  if (changes.email !== before?.email) refusals.push(...refusalsOfEmail(worker, place, changes.email));
  const write: Write = (call) => worker.records[place.model].update(keyOf(place), changes, { ...options, ...call });
  const next = before ? changed(worker, place, { ...before, ...changes }, options.version !== undefined) : [];
  return { place, before, next, refusals, write };
}

/** Plans an update that increments. */
function raise(worker: Worker, place: Place): Planned {
  const before = worker.ledger.known(place);
  const { refusals, ...options } = naming(worker, place, before);
  const by = 1 + worker.random.below(5);
  const write: Write = (call) =>
    worker.records[place.model].update(keyOf(place), { count: increment(by) }, { ...options, ...call });
  const next = before ? changed(worker, place, { ...before, count: before.count + by }, true) : [];
  return { place, before, next, refusals, write };
}

function upsert(worker: Worker, place: Place): Planned {
  const before = worker.ledger.known(place);
  if (place.model === 'unique') return change(worker, place);
  const changes = { text: textOf(worker), count: worker.random.below(10) };
  const write: Write = (call) => worker.records[place.model].upsert(keyOf(place), changes, call);
  const { owner, name } = place;
  const next = changed(worker, place, { ...(before ?? { owner, name }), ...changes }, false);
  return { place, before, next, refusals: [], write };
}

function remove(worker: Worker, place: Place): Planned {
  const before = worker.ledger.known(place);
  const { refusals, ...options } = naming(worker, place, before);
  const isMild = worker.random.chance(0.4);
  const records = worker.records[place.model];
  const write: Write = (call) =>
    isMild
      ? records.deleteIfExists(keyOf(place), { ...options, ...call })
      : records.delete(keyOf(place), { ...options, ...call });
  const mildRefusals = before === undefined ? [] : refusals;
  // If the first attempt deleted the item, the next one can't return it.
  const gives = isMild && worker.plan.loses ? [before, undefined] : [before];
  return { place, before, next: [undefined], refusals: isMild ? mildRefusals : refusals, write, gives };
}
