import { existsSync, readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { increment } from '../../lib/index.ts';
import { Loss } from './ledger.ts';
import { Random } from './random.ts';
import { type ModelName, openRecords, type Records } from './records.ts';
import type { SoakFigures } from './report.ts';
import { openClient, openSockets, type World } from './world.ts';

/** Number of items that are read one by one. */
const itemCount = 50_000;
/** Counts of read items at which memory is measured. */
const marks: readonly number[] = [10_000, 50_000];
/** Calls of one hour, with one each 100 ms. */
const callCount = 36_000;
/** Allowed growth of the heap, in bytes. */
const flatBytes = 4_000_000;

type Repositories = Readonly<Record<ModelName, Records>>;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Returns the used heap after a garbage collection, in bytes. */
async function heapBytes(): Promise<number> {
  await new Promise((done) => setTimeout(done, 20));
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Checks that memory and sockets stay constant while many items are read, and during many calls. @throws Loss */
export async function runSoak(world: World): Promise<SoakFigures> {
  await world.setPlan(1, []);
  const client = await openClient(world.endpoint, { attempts: 4, delayMs: 2 });
  const records = openRecords(client, `soak-${Date.now().toString(36)}`, {});
  try {
    await records.plain.table.create();
    const items = Array.from({ length: itemCount }, (_, index) => ({
      owner: 'soak',
      name: String(index).padStart(6, '0'),
      text: 'a text of some length, as items have them, so that a page holds a few thousand',
      count: index,
    }));
    await records.plain.putMany(items, { concurrency: 8, timeoutMs: 300_000 });
    items.length = 0;
    const figures = [
      ...(await readAll('scan', records.plain.scan())),
      ...(await readAll('query', records.plain.query({ owner: 'soak' }))),
      ...(await soak(records)),
    ];
    for (const [what, measured] of figures) console.log(`${what}: ${measured}`);
    return figures;
  } finally {
    await records.plain.table.drop();
    client.destroy();
    await new Promise((done) => setTimeout(done, 200));
    if (openSockets() > 0) console.error(`${openSockets()} sockets stay open after the soak`);
  }
}

/** Reads all items one by one. */
async function readAll(what: string, results: AsyncIterable<unknown>): Promise<SoakFigures> {
  const heaps: number[] = [];
  let count = 0;
  for await (const _ of results) {
    count++;
    if (marks.includes(count)) heaps.push(await heapBytes());
  }
  const [early = 0, late = 0] = heaps;
  if (count !== itemCount) throw new Loss(`${what} gave ${count} of ${itemCount} items`);
  if (late - early > flatBytes) throw new Loss(`${what}: the heap grew from ${early} to ${late} bytes`);
  const measured = `${megabytes(early)} at ${marks[0]?.toLocaleString('en-US')}, ${megabytes(late)} at the end`;
  return [[`heap while a ${what} of ${itemCount.toLocaleString('en-US')} items is read one by one`, measured]];
}

/** Sends many calls. Measures heap and sockets after a tenth of them, and at the end. */
async function soak({ plain }: Repositories): Promise<SoakFigures> {
  const random = new Random('soak');
  const measured: Resources[] = [];
  const calls: readonly ((key: { owner: string; name: string }) => Promise<unknown>)[] = [
    (key) => plain.put({ ...key, text: 'put', count: 1 }),
    (key) => plain.get(key),
    (key) => plain.upsert(key, { text: 'changed', count: increment(1) }),
    ({ owner }) => plain.query({ owner }, { limit: 5 }).all(),
  ];
  const one = (): Promise<unknown> =>
    random.pick(calls)({ owner: `o${random.below(20)}`, name: `n${random.below(20)}` });
  for (let count = 0; count < callCount; count += 4) {
    if (count === callCount / 10) measured.push(await resources());
    await Promise.all([one(), one(), one(), one()]);
  }
  measured.push(await resources());
  const [early, late] = measured;
  if (!early || !late) throw new Error('the soak was too short');
  if (late.heap - early.heap > flatBytes) throw new Loss(`the heap grew from ${early.heap} to ${late.heap} bytes`);
  if (late.descriptors > early.descriptors + 4 || late.resources > early.resources + 4)
    throw new Loss(`descriptors or handles grew: ${JSON.stringify([early, late])}`);
  const first = (callCount / 10).toLocaleString('en-US');
  const last = callCount.toLocaleString('en-US');
  return [
    [`heap after ${first} and after ${last} calls`, `${megabytes(early.heap)}, ${megabytes(late.heap)}`],
    [`open files and sockets after ${first} and after ${last} calls`, `${early.descriptors}, ${late.descriptors}`],
    [
      `handles and timers that keep the process alive after ${first} and after ${last} calls`,
      `${early.resources}, ${late.resources}`,
    ],
  ];
}

/** Resources of this process. */
interface Resources {
  readonly heap: number;
  /** Open files and sockets, also idle ones. 0 if the system doesn't report them. */
  readonly descriptors: number;
  /** Handles and timers that keep the process alive. */
  readonly resources: number;
}

/** Measures the resources of this process. */
async function resources(): Promise<Resources> {
  const heap = await heapBytes();
  const folder = '/proc/self/fd';
  const descriptors = existsSync(folder) ? readdirSync(folder).length : 0;
  return { heap, descriptors, resources: process.getActiveResourcesInfo().length };
}
