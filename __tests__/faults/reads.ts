import { ReadInterruptedError } from '../../lib/index.ts';
import type { Results } from '../../lib/repository/results.ts';
import { keyOf, Loss } from './ledger.ts';
import { type Item, modelNames, toData } from './records.ts';
import { baseNames } from './single-writes.ts';
import { attempt, codeOf, type Outcome, placeOf, readNow, type Worker } from './worker.ts';

/** Codes of our errors that a read may throw. Errors of the SDK and the network are allowed, too. */
const ownFailures: ReadonlySet<string> = new Set([
  'call.timeout',
  'service.throttled',
  'read.interrupted',
  'batch.unprocessed',
  'transaction.failed',
]);

/** Returns the result of a read. Undefined after an allowed error. @throws Loss after any other error */
function read<Result>(worker: Worker, outcome: Outcome<Result>): { readonly result: Result } | undefined {
  if ('result' in outcome) return outcome;
  const { error, isAborted } = outcome;
  const { $metadata, code } = (error ?? {}) as { readonly $metadata?: unknown; readonly code?: unknown };
  const isOurs = typeof code === 'string' && code.includes('.');
  const isExpected = isOurs ? ownFailures.has(code) : $metadata !== undefined || /^E[A-Z]+$/.test(String(code));
  if (!isAborted && !isExpected) throw new Loss(`a read must not fail with ${codeOf(error)}`, { cause: error });
  worker.tally.failed++;
  return undefined;
}

/** Reads one item. */
export async function readOne(worker: Worker): Promise<void> {
  const place = placeOf(worker, worker.random.pick(modelNames), worker.random.pick(baseNames));
  if (worker.random.chance(0.5)) {
    const success = read(worker, await attempt(worker, () => readNow(worker, place)));
    if (success) worker.ledger.settle(place, success.result, 'a get');
    return;
  }
  const success = read(worker, await attempt(worker, (call) => worker.records[place.model].get(keyOf(place), call)));
  if (success) worker.ledger.checkPast(place, success.result && toData(success.result), 'a get without consistent');
}

/** Reads several items by their keys. */
export async function readMany(worker: Worker): Promise<void> {
  const { random, ledger } = worker;
  const model = random.pick(modelNames);
  const places = random.some(baseNames, 1 + random.below(6)).map((base) => placeOf(worker, model, base));
  const consistent = random.chance(0.5);
  const keys = places.map(keyOf);
  const outcome = await attempt(worker, (call) => worker.records[model].getMany(keys, { ...call, consistent }));
  const success = read(worker, outcome);
  for (const [index, place] of success ? places.entries() : []) {
    const item = success?.result[index];
    if (consistent) ledger.settle(place, item && toData(item), 'getMany');
    else ledger.checkPast(place, item && toData(item), 'getMany without consistent');
  }
}

/** Reads all of the worker's items of a model by a random kind of query or scan. */
export async function readPages(worker: Worker): Promise<void> {
  const { random, ledger, id } = worker;
  const model = random.pick(modelNames);
  const isScan = random.chance(0.2);
  // If the start item of a page is deleted, dynoxide loses the rest of the segment. So each segment is one page.
  const isCut = worker.plan.rules.some(({ fault }) => fault === 'smallPage' || fault === 'emptyPage');
  const segments = isScan && !isCut && random.chance(0.5) ? 3 : 1;
  const pageSize = segments === 1 && random.chance(0.5) ? { pageSize: (isScan ? 20 : 2) + random.below(20) } : {};
  worker.tally.requests += segments - 1;
  const outcome = await attempt(worker, (call) => {
    const settings = { ...call, ...pageSize, consistent: true };
    const records = worker.records[model];
    if (segments > 1) return records.scan({ ...settings, segments }).all();
    return collect(worker, isScan ? records.scan(settings) : records.query({ owner: id }, settings));
  });
  const success = read(worker, outcome);
  const own = success?.result.map(toData).filter(({ owner }) => owner === id);
  if (own) ledger.settleAll(model, id, own, isScan ? 'a scan' : 'a query');
}

/** Collects all items: at once, by pages, or one by one. After a failed page, it continues from the cursor. */
async function collect({ random }: Worker, results: Results<Item>): Promise<Item[]> {
  const way = random.below(3);
  if (way === 0) return results.all();
  const items: Item[] = [];
  let cursor: string | undefined;
  if (way === 1) {
    try {
      for await (const item of results) items.push(item);
      return items;
    } catch (error) {
      if (!(error instanceof ReadInterruptedError)) throw error;
      cursor = error.cursor;
    }
  }
  for (let page = 0; ; page++) {
    const next = await results.page({ ...(cursor !== undefined && { cursor }), limit: 1 + random.below(20) });
    items.push(...next.items);
    cursor = next.cursor;
    if (cursor === undefined) return items;
    if (page > 1_000) throw new Loss('pages without an end');
  }
}
