/** One contender in its own process, idle between tasks, so that runs of several contenders can be interleaved. */
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ITEMS } from '../model/users.mjs';
import { argumentsOf, setUp } from './set-up.mjs';

process.removeAllListeners('warning');
process.on('warning', () => {});
const [name, mode] = process.argv.slice(2);
const { operations } = await setUp(name, JSON.parse(mode));

let collections = 0;
new PerformanceObserver((list) => {
  collections += list.getEntries().length;
}).observe({ entryTypes: ['gc'] });

/** Returns a function that makes the next call. Its arguments are created before the measurement. */
function caller(operation) {
  const calls = Array.from({ length: ITEMS.query }, (_, n) => argumentsOf(operation, n));
  let n = 0;
  return () => operations[operation](...calls[n++ % calls.length]);
}
const callers = Object.fromEntries(Object.keys(operations).map((operation) => [operation, caller(operation)]));

/** Runs an operation for some milliseconds, and returns the CPU time of one call and the calls per second. */
async function run({ operation, ms, most = Number.POSITIVE_INFINITY, concurrency = 1 }) {
  const call = callers[operation];
  const cpu = process.cpuUsage();
  const start = performance.now();
  let calls = 0;
  const lane = async () => {
    do {
      await call();
      calls++;
    } while (calls < most && performance.now() - start < ms);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / calls, perSecond: (calls * 1e3) / (performance.now() - start) };
}

/** Returns the median time of a call, measured by tinybench. */
async function micro({ operation, ms }) {
  const { Bench } = await import('tinybench');
  const bench = new Bench({ time: ms, iterations: 4, warmup: false, throws: true });
  bench.add(operation, callers[operation]);
  const [{ result }] = await bench.run();
  return { micro: result.latency.p50 * 1e3 };
}

/** Returns the growth of the heap per call, in bytes. Undefined if a garbage collection ran. */
async function growth(call, calls) {
  globalThis.gc();
  await sleep(5);
  const before = collections;
  const heap = process.memoryUsage().heapUsed;
  for (let n = 0; n < calls; n++) await call();
  const bytes = (process.memoryUsage().heapUsed - heap) / calls;
  await sleep(5);
  return collections === before ? bytes : undefined;
}

/** Returns the bytes that a call allocates: the median of runs that fit into the young generation. */
async function allocated({ operation, budget = 20e6 }) {
  const call = callers[operation];
  const probe = (await growth(call, 2)) ?? 1e8;
  const calls = Math.max(1, Math.min(400, Math.floor(budget / probe)));
  const all = [];
  for (let round = 0; round < 3; round++) all.push(await growth(call, calls));
  const valid = all.filter((bytes) => bytes !== undefined).sort((a, b) => a - b);
  return { bytes: valid[valid.length >> 1] };
}

const tasks = { run, micro, allocated };
process.on('message', async ({ task, ...asked }) => {
  if (task === 'exit') process.exit(0);
  try {
    process.send(await tasks[task](asked));
  } catch (error) {
    process.send({ error: String(error.stack ?? error) });
  }
});
process.send({ has: Object.keys(operations) });
