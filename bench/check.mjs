/** Runs each operation once per contender. Compares requests with the raw client, and read items with put items. */
import { differences } from './harness/check-contender.mjs';
import { CONTENDERS } from './harness/contenders.mjs';

process.removeAllListeners('warning');
process.on('warning', () => {});
const names = process.argv.slice(2);
let unlisted = 0;
for (const name of names.length ? names : CONTENDERS) {
  const found = await differences(name);
  console.log(`${name}: ${found.length} differences`);
  for (const { operation, difference, reason } of found) {
    if (!reason) unlisted++;
    console.log(`  ${operation}: ${difference} (${reason ?? 'NOT LISTED'})`);
  }
}
if (unlisted) console.error(`${unlisted} differences that contenders/differences.json does not list`);
process.exit(unlisted ? 1 : 0);
