/** Measures everything and writes docs/operate/performance.md. `--quick` only checks that it runs. */
import { measureColdStart } from './harness/cold-start.mjs';
import { CONTENDERS } from './harness/contenders.mjs';
import { measureEngine } from './harness/engine.mjs';
import { measureFirstAnswer } from './harness/first-answer.mjs';
import { interleave } from './harness/interleave.mjs';
import { summarise } from './harness/statistics.mjs';
import { writeReport } from './report/write-report.mjs';

const quick = process.argv.includes('--quick');
const plan = quick ? { sets: 1, rounds: 2, warmMs: 30, ms: 15 } : { sets: 5, rounds: 6, warmMs: 1_200, ms: 80 };
const once = quick ? plan : { sets: 1, rounds: 5, warmMs: 300, ms: 60 };

writeReport({ plan, cpu: summarise(await interleave(CONTENDERS, plan), 'cpu') });
const heap = { ...once, rounds: 1, task: 'allocated', start: { allocations: true } };
writeReport({ bytes: summarise(await interleave(CONTENDERS, heap), 'bytes') });
const stubbed = { ...once, task: 'micro', start: { mode: { stubbed: true } } };
writeReport({ own: summarise(await interleave(CONTENDERS, stubbed), 'micro') });
writeReport({ coldStart: measureColdStart({ rounds: quick ? 1 : 15 }) });
writeReport({ firstAnswer: await measureFirstAnswer({ pairs: quick ? 2 : 60 }) });
writeReport({ engine: await measureEngine({ ...once, ms: quick ? 50 : 500 }) });
process.exit(0);
