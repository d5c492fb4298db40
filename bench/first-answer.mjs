/** Measures the time of a process until the response of its first put. `npm run first-answer -- 40` runs 40 pairs. */
import { measureFirstAnswer, PROGRAMS } from './harness/first-answer.mjs';

const [pairs = '40', ...forms] = process.argv.slice(2);
const measured = await measureFirstAnswer({ pairs: Number(pairs), ...(forms.length > 0 && { forms }) });
for (const [form, { ms, ratio }] of Object.entries(measured))
  console.log(
    `${form}: ${PROGRAMS.map((name, n) => `${name} ${ms[n].toFixed(1)} ms`).join(', ')}, ratio ${ratio.toFixed(3)}`,
  );
