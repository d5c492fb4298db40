import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type ChildScript, runFile } from '../support/child-script.ts';

const ROOT = join(__dirname, '../..');

/** A module of a user, compiled with a copy of the package of its own. */
export interface UserModule {
  readonly path: string;
  remove(): void;
}

/** Compiles a module of a folder, `modules/` by default. */
export function compileModule(name: string, folder: string = join(__dirname, 'modules')): UserModule {
  // Inside the project, because Node looks up packages from there.
  const path = join(ROOT, 'node_modules/.cache/annotable', `${randomUUID()}.mjs`);
  buildSync({
    entryPoints: [join(folder, `${name}.ts`)],
    outfile: path,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'es2022',
    format: 'esm',
  });
  return { path, remove: () => rmSync(path, { force: true }) };
}

/** Runs the command as a process. */
export const annotable = (...args: string[]): ChildScript => runFile('lib/cli/annotable.ts', args);

/** Runs the command as a process, and returns what it printed. */
export async function run(args: readonly string[], input?: string) {
  const script = annotable(...args);
  script.child.stdin.end(input);
  const { code, stdout, stderr } = await script.ended();
  return { code, stdout, stderr };
}

/** Returns the JSON of each line. */
export const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
