/** Lists the functions with the most CPU time of their own: `npm run profile -- annotable-standard put`. */
import { Session } from 'node:inspector/promises';
import { argumentsOf, setUp } from './harness/set-up.mjs';

const [name = 'annotable-standard', operation = 'put', seconds = '5'] = process.argv.slice(2);
process.removeAllListeners('warning');
process.on('warning', () => {});
const { operations } = await setUp(name);

async function spin(ms) {
  const end = Date.now() + ms;
  let calls = 0;
  while (Date.now() < end) await operations[operation](...argumentsOf(operation, calls++));
  return calls;
}

await spin(2_000);
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.start');
const calls = await spin(Number(seconds) * 1_000);
const { profile } = await session.post('Profiler.stop');
const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
const times = new Map();
profile.samples.forEach((id, n) => {
  const { functionName, url, lineNumber } = frames.get(id);
  const where = `${functionName || '(anonymous)'} ${url.replace(/.*node_modules\//, '')}:${lineNumber + 1}`;
  times.set(where, (times.get(where) ?? 0) + profile.timeDeltas[n]);
});
console.log(`${name} ${operation}: ${calls} calls`);
for (const [where, time] of [...times].sort((a, b) => b[1] - a[1]).slice(0, 40))
  console.log(`${(time / calls).toFixed(2).padStart(9)} µs  ${where}`);
process.exit(0);
