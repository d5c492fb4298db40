/**
 * Runs samples. `npm run sample` lists all and runs those that end by themselves. `npm run sample -- NAME` runs one.
 */
import { readdirSync } from 'node:fs';

const folder = new URL('.', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));

/** Samples that run until Ctrl-C. */
const endless = ['pizza'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no sample ${unknown.join(', ')}; there are: ${names.join(', ')}`);
  process.exit(1);
}
if (wanted.length === 0) console.log(`samples: ${names.join(', ')}   (npm run sample -- NAME runs one)`);

for (const name of wanted.length > 0 ? wanted : names.filter((name) => !endless.includes(name))) {
  if (wanted.length !== 1) console.log(`\n── ${name}`);
  await import(new URL(`${name}.ts`, folder).href);
}
