import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const lib = path.join(__dirname, '../../lib');
const importPattern = /import (?:type )?\{([^}]*)\} from '(\.\.\/[^']+)'/g;

/** Returns the exports of the package: each file of `lib/` with one name. */
function exportedNames(): Set<string> {
  const areas = readdirSync(path.join(lib, 'index')).map((name) => readFileSync(path.join(lib, 'index', name), 'utf8'));
  const lists = areas.flatMap((area) => [...area.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g)]);
  return new Set(
    lists.flatMap(([, names = '', file = '']) => namesOf(names).map((name) => `${file.slice(3)} ${name}`)),
  );
}

const namesOf = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.replace(/\btype\b/, '').trim())
    .filter((name) => name !== '');

/** Returns the imports of a folder from other folders that are not public, so a user could not write them. */
function privateImports(folder: string): string[] {
  const exported = exportedNames();
  const files = readdirSync(path.join(lib, folder)).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => {
    const text = readFileSync(path.join(lib, folder, name), 'utf8');
    const imports = [...text.matchAll(importPattern)].flatMap(([, names = '', file = '']) =>
      namesOf(names).map((each) => `${file.slice(3)} ${each.split(' as ')[0]}`),
    );
    return imports.filter((each) => !exported.has(each)).map((each) => `${name}: ${each}`);
  });
}

/**
 * Internal files that every part may use: limits, state of the process, time, checks of options and values, the codec of
 * cursors, and a put that returns the replaced item, which a linker cleans up after.
 */
const sharedFiles = [
  'limits',
  'process-wide',
  'time/[^/]+',
  'errors/(option-rules|whole-number)',
  'repository/(option-checks|cursor-seal|put-replacing)',
  'values/(issues|json-text|canonical-json|kinds)',
];
const shared = new RegExp(`: (${sharedFiles.join('|')})\\.ts `);

test.each(['linker', 'status', 'keyv', 'langchain'])('%s/ imports only the public API', (folder) => {
  expect(privateImports(folder).filter((each) => !shared.test(each))).toEqual([]);
});

test('a private import is found', () => {
  expect(privateImports('repository')).toContain('base-repository.ts: decorators/repository.ts boundSchema');
});
