import { type Import, importedPath, importsOf, importsOfLib, partOf } from './imports.ts';
import { besides, levels, packages } from './layers.ts';

const all = importsOfLib();

/** Returns the reason why an import is forbidden. Undefined if it is allowed. */
function refusal(found: Import): string | undefined {
  const { file, target } = found;
  const from = partOf(file);
  if (from === undefined) return `${file} belongs to no level of layers.ts`;
  if (target.startsWith('node:')) return undefined;
  const path = importedPath(found);
  if (path === undefined) {
    const isAllowed = packages[from]?.some((name) => target === name || target.startsWith(`${name}/`)) === true;
    return isAllowed ? undefined : `${file} imports ${target}`;
  }
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
