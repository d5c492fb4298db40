import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The package as it is published, in a separate folder. */
export interface BuiltPackage {
  /** The folder of package.json. */
  readonly root: string;
  /** The folder of the built files. */
  readonly dist: string;
  remove(): void;
}

/**
 * Builds the package without touching `dist/`. Call `remove()` afterwards. If `ANNOTABLE_TEST_BUILD` is the folder of built
 * files, copies them.
 *
 * @param form - `whole`, or only the bundles that Node loads, which take a second instead of ten
 */
export function buildPackage(form: 'whole' | 'bundles' = 'whole'): BuiltPackage {
  // Inside the project, because Node looks up packages from there.
  const root = join(ROOT, 'node_modules/.cache/annotable', randomUUID());
  const dist = join(root, 'dist');
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: ROOT, stdio: 'pipe' });
  mkdirSync(root, { recursive: true });
  for (const name of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  const remove = () => rmSync(root, { recursive: true, force: true });
  const given = process.env['ANNOTABLE_TEST_BUILD'];
  if (given !== undefined) {
    cpSync(given, dist, { recursive: true });
    return { root, dist, remove };
  }
  if (form === 'whole') {
    run('node_modules/.bin/tsc', '-p', 'tsconfig.build.json', '--outDir', join(dist, 'esm'));
    run('node_modules/.bin/tsc', '-p', 'tsconfig.build.cjs.json', '--outDir', join(dist, 'cjs'));
  }
  run(process.execPath, 'packaging/bundle.mjs', dist);
  if (form === 'whole') run(process.execPath, 'packaging/prune.mjs', dist);
  return { root, dist, remove };
}
