import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { besides, levels, packages } from './layers.ts';

const lib = join(__dirname, '../../lib');
/** Imports and re-exports, of types too, and `import()` of a constant. */
const importPattern = /(?:^(?:import|export)\b[^;'`]*?from |^import |\bimport\()'([^']+)'/gm;

interface Import {
  /** Path of the file, from `lib/`. */
  readonly file: string;
  /** Path in the import, as written. */
  readonly target: string;
}

function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(importPattern)].map(([, target = '']) => ({ file, target }));
}

const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const all = files.flatMap((file) => importsOf(file, readFileSync(join(lib, file), 'utf8')));
const parts = [...levels.flat(), ...Object.keys(besides)];

/** Returns the folder or file of the table to which a path belongs. */
function partOf(path: string): string | undefined {
  const longest = parts.filter((part) => path === part || path.startsWith(`${part}/`));
  return longest.sort((a, b) => b.length - a.length)[0];
}

/** Returns the reason why an import is forbidden. Undefined if it is allowed. */
function refusal({ file, target }: Import): string | undefined {
  const from = partOf(file);
  if (from === undefined) return `${file} belongs to no level of layers.ts`;
  if (target.startsWith('node:')) return undefined;
  if (!target.startsWith('.')) {
    const isAllowed = packages[from]?.some((name) => target === name || target.startsWith(`${name}/`)) === true;
    return isAllowed ? undefined : `${file} imports ${target}`;
  }
  const path = normalize(join(dirname(file), target));
  const to = partOf(path);
  const isOwn = to === from && !/(^|\/)index\.ts$/.test(path);
  return isOwn || (to !== undefined && allowedFrom(from).includes(to)) ? undefined : `${file} imports ${path}`;
}

function allowedFrom(part: string): readonly string[] {
  const level = levels.findIndex((names) => names.includes(part));
  return besides[part] ?? levels.slice(0, level).flat();
}

test('each file of lib imports only from its own folder and from lower levels', () => {
  expect(all.map(refusal).filter((reason) => reason !== undefined)).toEqual([]);
});

test('a forbidden import is found', () => {
  const text = [
    "import type { Results } from '../repository/results.ts';",
    "export { a } from './lanes/lanes.ts';",
    "import {\n  b,\n} from '../index.ts';",
    "const sdk = await import('keyv');",
    "import { c } from '../values/issues.ts';",
  ].join('\n');
  expect(importsOf('execution/executor.ts', text).map(refusal)).toEqual([
    'execution/executor.ts imports repository/results.ts',
    undefined,
    'execution/executor.ts imports index.ts',
    'execution/executor.ts imports keyv',
    undefined,
  ]);
  expect(refusal({ file: 'execution/lanes/lanes.ts', target: '../executor.ts' })).toBe(
    'execution/lanes/lanes.ts imports execution/executor.ts',
  );
  expect(refusal({ file: 'helpers/text.ts', target: '../limits.ts' })).toBe(
    'helpers/text.ts belongs to no level of layers.ts',
  );
});
