import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { Ledger, Loss, type State } from './ledger.ts';
import { checkWhole, writeMany, writeTogether } from './many-writes.ts';
import type { Plan } from './plans.ts';
import { Random } from './random.ts';
import { readMany, readOne, readPages } from './reads.ts';
import { type Item, type ModelName, modelNames, openRecords, type Records, toData } from './records.ts';
import { checkShared, createShared, raiseShared, sharedOwner } from './shared-writes.ts';
import { writeOne } from './single-writes.ts';
import { type OpenGroup, type SharedCounter, type Tally, usualTimeoutMs, type Worker } from './worker.ts';
import { openClient, openSockets, type World } from './world.ts';

/** Number of concurrent workers. */
const workerCount = 8;

/** Results of one seed of a plan. */
export interface SeedResult extends Tally {
  readonly faults: number;
  readonly kills: number;
}

type AllRecords = Readonly<Record<ModelName, Records>>;

/** Runs random operations under a plan, and compares all tables with the acknowledged writes. @throws Loss */
export async function runSeed(world: World, plan: Plan, seed: number, operations: number): Promise<SeedResult> {
  const suffix = `${plan.name}-${seed}-${Date.now().toString(36)}`;
  const steady = await openClient(world.direct, { attempts: 12, delayMs: 50 });
  const faulty = await openClient(world.endpoint, { attempts: plan.attempts ?? 4, delayMs: plan.delayMs ?? 2 });
  if (plan.kills) repeatNoTransactions(faulty);
  const direct = openRecords(steady, suffix, {});
  const random = new Random(`${plan.name}/${seed}/backoff`);
  const backoff = { baseMs: 2, maxMs: 20, random: () => random.next() };
  const records = openRecords(faulty, suffix, { backoff, timeoutMs: plan.timeoutMs ?? usualTimeoutMs });
  const tally: Tally = { operations: 0, refused: 0, unknown: 0, failed: 0, latestMs: 0, requests: 0 };
  try {
    await world.setPlan(seed, []);
    for (const name of modelNames) await direct[name].table.create();
    const run = { plan, ledger: new Ledger(), records, tally, counters: await createShared(direct), groups: [] };
    await world.setPlan(seed, plan.rules);
    await work(run, seed, operations);
    const { requests, byFault, kills } = await world.counters();
    await world.setPlan(seed, []);
    if (plan.isHopeless && requests > tally.requests)
      throw new Loss(`a storm: ${requests} requests, where ${tally.requests} are enough`);
    await compare(steady, direct, run);
    const faults = Object.values(byFault).reduce((sum, count) => sum + count, 0);
    checkTried(plan, faults, kills);
    for (const name of modelNames) await direct[name].table.drop();
    return { ...tally, faults, kills };
  } finally {
    faulty.destroy();
    steady.destroy();
    await socketsFreed(plan);
  }
}

/** Checks that the faults of a plan have occurred. @throws Loss */
function checkTried({ name, rules, kills: isToKill = false }: Plan, faults: number, kills: number): void {
  if (rules.length > 0 && faults === 0) throw new Loss(`${name}: no fault was met`);
  if (isToKill && kills === 0) throw new Loss(`${name}: the engine was not killed`);
}

/**
 * Prevents the SDK from repeating a transaction whose response is lost. An engine that is killed loses the tokens of
 * its transactions, which DynamoDB never does.
 */
function repeatNoTransactions(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const hasResponse = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 400;
        if (context.commandName !== 'TransactWriteItemsCommand' || hasResponse) throw error;
        // Without a cause, because the retries of the SDK would recognize it.
        throw new Error(`not sent again after ${error}`);
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'repeatNoTransactions' },
  );
}

interface Run {
  readonly plan: Plan;
  readonly ledger: Ledger;
  readonly records: AllRecords;
  readonly tally: Tally;
  readonly counters: Map<string, SharedCounter>;
  readonly groups: OpenGroup[];
}

/** The operations, with their frequency in percent. */
const operationsByWeight: readonly (readonly [number, (worker: Worker) => Promise<void>])[] = [
  [46, writeOne],
  [12, raiseShared],
  [10, writeTogether],
  [7, writeMany],
  [13, readOne],
  [5, readMany],
  [7, readPages],
];
const operationsByChance = operationsByWeight.flatMap(([weight, operation]) => Array(weight).fill(operation));

/** Runs workers with random operations on their own keys and on shared counters. */
async function work(run: Run, seed: number, operations: number): Promise<void> {
  const each = Math.ceil(operations / workerCount);
  const isOver = { value: false };
  const one = async (_: unknown, index: number): Promise<void> => {
    const random = new Random(`${run.plan.name}/${seed}/${index}`);
    const worker: Worker = { ...run, id: `w${index}`, random, generations: new Map() };
    try {
      for (let count = 0; count < each && !isOver.value; count++) {
        run.tally.operations++;
        await random.pick(operationsByChance as ((worker: Worker) => Promise<void>)[])(worker);
      }
    } catch (error) {
      isOver.value = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: workerCount }, one));
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Compares every table with the acknowledged writes. */
async function compare(steady: DynamoDBClient, direct: AllRecords, run: Run): Promise<void> {
  const counts = new Map<string, number>();
  const found = new Map<string, State>();
  const textOf = ({ model, owner, name }: { model: ModelName; owner: string; name: string }): string =>
    `${model}/${owner}/${name}`;
  if (run.plan.timeoutMs !== undefined || run.plan.aborts !== undefined)
    await new Promise((done) => setTimeout(done, 120));
  for (const model of modelNames) {
    const all = (await direct[model].scan({ consistent: true }).all()).map(toData);
    const own = all.filter(({ owner }) => owner !== sharedOwner);
    for (const item of all) found.set(textOf({ model, ...item }), item);
    for (const item of all) if (item.owner === sharedOwner) counts.set(`${model}/${item.name}`, item.count);
    run.ledger.settleAll(model, undefined, own, 'the table at the end');
    if (model === 'unique') await compareGuards(steady, direct[model].table.name, own);
  }
  for (const group of run.groups)
    checkWhole(
      group,
      group.writes.map(({ place }) => found.get(textOf(place))),
    );
  checkShared(counts, run.counters);
}

/** Checks that each unique value has its guard, and that no other guard is left. */
async function compareGuards(steady: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  const { Items = [] } = await steady.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  const guards = Items.filter((item) => 'annotable#owner' in item).length;
  const emails = new Set(items.map(({ email }) => email)).size;
  if (emails < items.length) throw new Loss('two items have one unique value');
  if (guards !== emails) throw new Loss(`${guards} guards of ${emails} unique values`);
}

/** Waits until all sockets of the closed clients are closed, also those of hanging calls. @throws Loss after 2 s */
async function socketsFreed({ name }: Plan): Promise<void> {
  const end = Date.now() + 2_000;
  while (openSockets() > 0) {
    if (Date.now() > end) throw new Loss(`${name}: ${openSockets()} sockets stay open`);
    await new Promise((done) => setTimeout(done, 5));
  }
}
