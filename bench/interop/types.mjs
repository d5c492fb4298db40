/**
 * Shows that `annotable types` writes classes for the tables of four libraries: `node interop/types.mjs [library …]`.
 *
 * The classes must compile, tell the three entities apart, and read every item as it is stored.
 */
import { deepStrictEqual } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { LIBRARIES, withLibraries } from './libraries.mjs';
import { shopItems } from './shop.mjs';
import { storedItems } from './table.mjs';

// The engine answers through this process, which must not wait for a child.
const run = promisify(execFile);
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
// Inside the package, because the compiler and Node look up packages from there.
const folder = at('../node_modules/.cache/types/');
const options = { items: { type: 'string', default: '300' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const config = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'esnext.decorators'],
    strict: true,
    noUnusedLocals: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [at('../../node_modules/@types')],
  },
  include: ['*.ts'],
};
writeFileSync(`${folder}tsconfig.json`, JSON.stringify(config));
writeFileSync(`${folder}package.json`, '{ "type": "module" }');

await withLibraries(positionals.length > 0 ? positionals : LIBRARIES, async ({ name, client, openTable }) => {
  const shop = (await openTable(name)).library;
  for (const { kind, item } of shopItems({ count: Number(values.items) })) await shop.put(kind, item);
  const { protocol, hostname, port } = await client.config.endpoint();
  const file = `${folder}${name}.ts`;
  const command = [at('../node_modules/annotable/dist/esm/cli/annotable.js'), 'types', name, '--out', file];
  await run(process.execPath, [...command, '--endpoint', `${protocol}//${hostname}:${port}`]);
  await run(process.execPath, [at('../../node_modules/typescript/bin/tsc'), '-p', folder]).catch(({ stdout }) => {
    throw new Error(stdout);
  });
  const entities = readFileSync(file, 'utf8').match(/@Entity\('\w+'/g) ?? [];
  if (entities.length !== 3) throw new Error(`${name}: ${entities.length} entities instead of 3`);
  const read = await itemsOf(file, client);
  const stored = await storedItems(client, name);
  deepStrictEqual(read.map(lineOf).sort(), stored.map(lineOf).sort());
  console.log(`${name}: ${read.length} items of ${entities.join(', ')}`);
});
rmSync(folder, { recursive: true, force: true });

/** Reads all items by the written classes, and returns them as these classes store them. */
async function itemsOf(file, client) {
  const outfile = file.replace(/ts$/, 'js');
  buildSync({ entryPoints: [file], outfile, bundle: true, packages: 'external', target: 'es2022', format: 'esm' });
  const items = [];
  for (const [name, Repository] of Object.entries(await import(pathToFileURL(outfile).href))) {
    if (!name.endsWith('Repository')) continue;
    const repository = new Repository(client);
    for await (const item of repository.scan()) items.push(repository.schema.mapper.toItem(item));
  }
  return items;
}

/** Some libraries store the sort key of an index also if the item has no partition key of it. It has no effect. */
function lineOf(item) {
  const entries = Object.entries(item).filter(([name]) => name !== 'gsi1sk' || 'gsi1pk' in item);
  return JSON.stringify(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
