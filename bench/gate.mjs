/**
 * Checks what must hold on every machine: the requests and reads of annotable are correct, it allocates at most this share of
 * `raw`, and the first response of a process takes at most this ratio of the time with lib-dynamodb.
 */
import { differences } from './harness/check-contender.mjs';
import { ContenderProcess } from './harness/contender-process.mjs';
import { FORMS, measureFirstAnswer } from './harness/first-answer.mjs';

const LIMITS = {
  'annotable-standard': { put: 0.52, query: 0.75 },
  'annotable-express': { put: 0.165, query: 0.37 },
};

/** The goals that are not reached yet. */
const AIMS = { 'annotable-express': { put: 0.12 } };

/**
 * Time to the first response, as a ratio to lib-dynamodb. The goal of 1 is not reached yet: the ratio is about 1.1. The
 * margin of 0.1 is the spread of the median of 30 pairs on a shared machine.
 */
const FIRST_ANSWER = { pairs: 30, aim: 1, limit: 1.3 };

/** Calls after which V8 has compiled an operation. A number, because a busy machine makes fewer calls in a given time. */
const WARM_CALLS = { put: 10_000, query: 1_500 };

/** Returns the bytes that one call of each operation allocates, measured in a new process. */
async function bytesOf(name) {
  const one = await ContenderProcess.start(name, { allocations: true });
  const bytes = {};
  for (const [operation, most] of Object.entries(WARM_CALLS)) {
    await one.ask('run', { operation, ms: 120_000, most });
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
for (const form of Object.keys(FORMS)) {
  const { [form]: measured } = await measureFirstAnswer({ ...FIRST_ANSWER, forms: [form] });
  const [own, other] = measured.ms.map((ms) => ms.toFixed(1));
  const holds = measured.ratio <= FIRST_ANSWER.limit;
  failed ||= !holds;
  console.log(
    `first answer, ${form}: ${own} ms, lib-dynamodb ${other} ms, ${measured.ratio.toFixed(3)} of it, at most ${FIRST_ANSWER.limit} (aim ${FIRST_ANSWER.aim}): ${holds ? 'holds' : 'FAILS'}`,
  );
}
process.exit(failed ? 1 : 0);
