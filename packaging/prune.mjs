/**
 * Deletes the files of `dist/` that no entry of package.json reaches: declarations of internal modules, and empty modules
 * of types. They are a third of the package. Removes comments and white space from the modules that bundlers use. Editors
 * read the comments of the declarations, so those of modules with public names stay.
 *
 * `node packaging/prune.mjs [folder]`, `dist` by default.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

const [folder = 'dist'] = process.argv.slice(2);
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Names stay, and short lines let a stack trace show a position. */
const compact = { minifySyntax: true, minifyWhitespace: true, lineLimit: 120 };

/** The bundles that Node loads have no other files than those that they load. */
const isPruned = (file) => file.endsWith('.d.ts') || /\besm\/.*\.js$/.test(file);
const filesIn = (target) => (typeof target === 'string' ? [target] : Object.values(target).flatMap(filesIn));
const relative = /['"](\.{1,2}\/[^'"]+\.[jt]s)['"]/g;

/** Returns the files that a file imports. A declaration names other declarations by their source: `./path.ts`. */
function named(file) {
  const isDeclaration = file.endsWith('.d.ts');
  return [...readFileSync(file, 'utf8').matchAll(relative)].map(([, name]) =>
    join(file, '..', isDeclaration ? name.replace(/\.[jt]s$/, '.d.ts') : name),
  );
}

const reached = new Set();
const pending = filesIn(exports)
  .filter(isPruned)
  .map((file) => join(folder, file.slice('./dist/'.length)));
for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
  if (reached.has(file)) continue;
  reached.add(file);
  pending.push(...named(file));
}
/** True for the declarations of an entry or of an area of the public API: they only export names of other modules. */
const isList = (file) => /\bindex(\/[a-z]+)?\.d\.ts$/.test(file);
const lists = [...reached].filter(isList);
const withPublicNames = new Set([...lists, ...lists.flatMap(named)]);
const comments = /[ \t]*\/\*\*[\s\S]*?\*\/\n?/g;
for (const file of reached)
  if (file.endsWith('.d.ts') && !withPublicNames.has(file))
    writeFileSync(file, readFileSync(file, 'utf8').replace(comments, ''));

for (const name of readdirSync(folder, { recursive: true })) {
  const file = join(folder, name);
  if (isPruned(file) && !reached.has(file)) rmSync(file);
  else if (/^esm\/.*\.js$/.test(name))
    writeFileSync(file, transformSync(readFileSync(file, 'utf8'), { target: 'es2022', ...compact }).code);
}
