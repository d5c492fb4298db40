/**
 * `npm run test:faults`: random operations under every fault plan, on an engine that stores its data on a disk, and
 * then a soak test. The tables must contain exactly the acknowledged writes.
 *
 *   --plans name,…     only these plans
 *   --seeds N          seeds of each plan, default 3
 *   --first-seed N     the first seed, default 1
 *   --operations N     operations of each seed, default 2000
 *   --soak             only the soak test
 *   --no-soak          without the soak test
 *   --report FILE      default docs/operate/reliability.md for a complete run, else none
 */
import { parseArgs } from 'node:util';
import { type Plan, plans } from './plans.ts';
import { checkReport, type PlanFigures, type SoakFigures, writeReport } from './report.ts';
import { runSeed, type SeedResult } from './run-plan.ts';
import { runSoak } from './soak.ts';
import { openWorld, type World } from './world.ts';

const { values } = parseArgs({
  options: {
    plans: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    'first-seed': { type: 'string', default: '1' },
    operations: { type: 'string', default: '2000' },
    soak: { type: 'boolean', default: false },
    'no-soak': { type: 'boolean', default: false },
    report: { type: 'string' },
  },
});

const names = values.plans?.split(',');
const unknown = names?.filter((name) => !plans.some((plan) => plan.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`no plan ${unknown.join(', ')}; there are: ${plans.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const chosen = values.soak ? [] : plans.filter(({ name }) => names?.includes(name) ?? true);
const seeds = Number(values.seeds);
const operations = Number(values.operations);
const first = Number(values['first-seed']);
let failures = 0;

/** Runs all seeds of a plan. A failed seed counts as a loss, without its operations. */
async function runPlan(world: World, plan: Plan): Promise<PlanFigures> {
  const begin = performance.now();
  const results: SeedResult[] = [];
  for (let seed = first; seed < first + seeds; seed++) {
    try {
      results.push(await runSeed(world, plan, seed, operations));
    } catch (error) {
      failures++;
      console.error(`LOSS in plan ${plan.name}, seed ${seed}: ${error instanceof Error ? error.stack : error}`);
      if (error instanceof Error && error.cause) console.error(error.cause);
      console.error(`again: npm run test:faults -- --plans ${plan.name} --first-seed ${seed} --seeds 1`);
    }
  }
  const sum = (figure: keyof SeedResult): number => results.reduce((total, result) => total + result[figure], 0);
  const figures = {
    name: plan.name,
    seeds,
    operations: sum('operations'),
    faults: sum('faults'),
    kills: sum('kills'),
    refused: sum('refused'),
    failed: sum('failed'),
    unknown: sum('unknown'),
    losses: seeds - results.length,
  };
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  console.log(
    `${plan.name.padEnd(28)} ${figures.operations} operations, ${figures.faults} faults, ${figures.refused} refused, ` +
      `${figures.failed} failed, ${figures.unknown} unknown, ${figures.kills} kills, ${figures.losses} losses, ${seconds} s`,
  );
  return figures;
}

const isAll = names === undefined && !values.soak && !values['no-soak'];
const report = values.report ?? (isAll ? 'docs/operate/reliability.md' : undefined);
if (report !== undefined) checkReport(report);
const world = await openWorld();
const figures: PlanFigures[] = [];
let soak: SoakFigures | undefined;
try {
  for (const plan of chosen) figures.push(await runPlan(world, plan));
  if (values.soak || (names === undefined && !values['no-soak'])) soak = await runSoak(world);
} catch (error) {
  failures++;
  console.error(error);
} finally {
  await world.close();
}
const total = figures.reduce((sum, { operations: each }) => sum + each, 0);
console.log(`${figures.length} of ${chosen.length} plans, ${total} operations, failed seeds: ${failures}`);
if (report !== undefined) writeReport(report, { engine: world.engine, plans: figures, soak });
process.exitCode = failures === 0 ? 0 : 1;
