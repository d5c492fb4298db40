import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const lib = path.join(__dirname, '../../lib');
const importPattern = /import (?:type )?\{([^}]*)\} from '(\.\.\/[^']+)'/g;

/** Files of `lib/` that the package exports from, each with the names. */
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

/** What is imported from other folders, and is not public: a user could not write it so. */
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

/** Internal files that every part may use: limits, time, checks of options and values, and the codec of cursors. */
const sharedFiles = [
  'limits',
  'time/[^/]+',
  'errors/(option-rules|whole-number)',
  'repository/(option-checks|cursor-seal)',
  'values/(issues|json-text|kinds)',
];
const shared = new RegExp(`: (${sharedFiles.join('|')})\\.ts `);

test.each(['linker', 'status', 'keyv', 'langchain'])('%s/ is written against the public API alone', (folder) => {
  expect(privateImports(folder).filter((each) => !shared.test(each))).toEqual([]);
});

test('and what is not is found', () => {
  expect(privateImports('repository')).toContain('base-repository.ts: decorators/repository.ts boundSchema');
});
