/**
 * Runs `smoke.ts` with the built package on one runtime, in each form in which the runtime can load it.
 *
 * `node __tests__/runtimes/run.mjs <program> [folder]`: the program is a path of node, bun, or deno; the folder has the
 * built files, `dist` by default.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const [program = process.execPath, dist = 'dist'] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const smoke = readFileSync(join(here, 'smoke.ts'), 'utf8');
const compiled = (format) => transformSync(smoke, { loader: 'ts', target: 'es2022', format }).code;

/** Arguments and program text of each form. Bun and Deno run TypeScript with decorators. */
const forms = {
  node: [
    [['smoke.mjs'], () => compiled('esm')],
    [['smoke.cjs'], () => compiled('cjs')],
  ],
  bun: [[['run', 'smoke.ts'], () => smoke]],
  deno: [[['run', '--allow-all', '--node-modules-dir=manual', 'smoke.ts'], () => smoke]],
}[basename(program)];
if (forms === undefined) throw new Error(`${program} is not node, bun, or deno`);

mkdirSync(join(root, '.local'), { recursive: true });
/** The package of a user. Inside the project, because the SDK and the engine are looked up from there. */
const folder = mkdtempSync(join(root, '.local/smoke-'));
try {
  const installed = join(folder, 'node_modules/annotable');
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  cpSync(resolve(root, dist), join(installed, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), '{}'); // without the paths of the project
  for (const [args, text] of forms) {
    writeFileSync(join(folder, args.at(-1)), text());
    const { status, error } = spawnSync(program, args, { cwd: folder, stdio: 'inherit', timeout: 120_000 });
    if (status !== 0) throw error ?? new Error(`${program} ${args.join(' ')} has ended with ${status}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
