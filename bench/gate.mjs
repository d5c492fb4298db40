/** What must hold on every machine: annotable's requests and reads are right, and it allocates no more than this share of raw. */
import { differences } from './harness/check-contender.mjs';
import { ContenderProcess } from './harness/contender-process.mjs';

const LIMITS = {
  'annotable-standard': { put: 0.44, query: 0.15 },
  'annotable-express': { put: 0.13, query: 0.08 },
};

/** The shares that are aimed at, where they are not reached yet. */
const AIMS = { 'annotable-express': { put: 0.1 } };

/** Bytes that one call of each operation allocates, in a fresh process. */
async function bytesOf(name) {
  const one = await ContenderProcess.start(name, { allocations: true });
  const bytes = {};
  for (const operation of ['put', 'query']) {
    await one.ask('run', { operation, ms: 1_500 });
    bytes[operation] = (await one.ask('allocated', { operation, budget: 100e6 })).bytes;
  }
  one.stop();
  return bytes;
}

process.removeAllListeners('warning');
process.on('warning', () => {});
let failed = false;
const raw = await bytesOf('raw');
for (const [name, limits] of Object.entries(LIMITS)) {
  const wrong = (await differences(name)).filter(({ reason }) => !reason);
  for (const { operation, difference } of wrong) console.log(`${name} ${operation}: ${difference}`);
  const bytes = await bytesOf(name);
  for (const [operation, limit] of Object.entries(limits)) {
    const ratio = bytes[operation] / raw[operation];
    const aim = AIMS[name]?.[operation];
    const aimed = aim === undefined ? '' : ` (aim ${aim})`;
    const holds = ratio <= limit;
    failed ||= !holds;
    console.log(
      `${name} ${operation}: ${Math.round(bytes[operation])} bytes, ${ratio.toFixed(3)} of raw, at most ${limit}${aimed}: ${holds ? 'holds' : 'FAILS'}`,
    );
  }
  failed ||= wrong.length > 0;
}
process.exit(failed ? 1 : 0);
