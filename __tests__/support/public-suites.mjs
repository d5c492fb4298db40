import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const tests = join(import.meta.dirname, '..');
const importPattern = /(?:^(?:import|export)\b[^;'`]*?from |^import |\bimport\(|\brequire\()'(\.[^']+)'/gm;
const publicModule = /^lib\/([a-z]+\/)?index\.ts$/;
/** Loads a second copy of the package, but not of what the package loads later. */
const isolating = /\bjest\.isolateModules\b/;

const root = join(tests, '..');
const textOf = (file) => readFileSync(join(root, file), 'utf8');

/** Returns the relative imports of a file, as paths from the project's root. */
function importsOf(file) {
  return [...textOf(file).matchAll(importPattern)].map(([, path]) => relative(root, join(root, dirname(file), path)));
}

/** True if a file of tests, and the files of tests that it imports, import nothing from `lib/` but its public names. */
function isPublic(file, seen = new Set()) {
  if (seen.has(file)) return true;
  seen.add(file);
  return importsOf(file).every((path) => {
    if (path.startsWith('lib/')) return publicModule.test(path);
    return !path.startsWith('__tests__/') || !path.endsWith('.ts') || isPublic(path, seen);
  });
}

/** Returns the suites that can test the built package in place of the sources, as paths from the project's root. */
export const publicSuites = () =>
  readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
    .map((name) => join('__tests__', name))
    .filter((file) => !isolating.test(textOf(file)) && isPublic(file));
