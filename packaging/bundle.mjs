/**
 * Builds the files that Node loads from `lib/`. Node takes longer to find and read two hundred modules than to run them, so
 * each part of the package is one file. `dist/cjs` is CommonJS. The core is loaded at the first use of a name; the tracker,
 * the linker, JSON, and what a first put doesn't need follow at their first use. `dist/node` is ESM. It takes the parts from
 * `dist/cjs`, so a process has one copy of them. Bundlers use the modules of `dist/esm`, so that they can leave parts out.
 *
 * The page of `annotable studio` is copied to `dist/node/studio/page`, next to the command.
 *
 * `node packaging/bundle.mjs [folder]`, `dist` by default.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { importedFrom, parts, uniqueName } from './modules.mjs';
import { linkParts, loadWhenCalled } from './plugins.mjs';

const [folder = 'dist'] = process.argv.slice(2);

/** Entries with a subpath of their own. */
const subpaths = [
  'agents/index',
  'backfill/index',
  'encryption/index',
  'keyv/index',
  'langchain/index',
  'langgraph/index',
  'local/index',
  'nestjs/index',
  'opentelemetry/index',
  'streams/index',
  'templates/index',
  'testing/index',
];

const form = { target: 'node20', platform: 'node' };
/** Compact, because a start reads everything. Names stay, and short lines let a stack trace show a position. */
const compact = { minifySyntax: true, minifyWhitespace: true, lineLimit: 120 };
const options = {
  ...form,
  bundle: true,
  format: 'esm',
  packages: 'external',
  write: false,
  metafile: true,
  outdir: '.',
};
const entry = (out) => ({ in: `lib/${out}.ts`, out });

/** Returns the text of a part: it exports the names of its entries, and those that other parts import. */
const textOf = (part) => {
  const exportsEntries = part.startsWith('parts/') && part !== 'parts/late';
  const own = exportsEntries ? parts[part].map((module) => `export * from './${module}.ts';`) : [];
  const internal = importedFrom(part).map(
    ([module, name]) => `export { ${name} as ${uniqueName(module, name)} } from './${module}.ts';`,
  );
  return [...own, ...internal, part === 'parts/core' ? `export { late } from 'late-part';` : ''].join('\n');
};

/** Bundles one part, or entries that share files. Returns the files, and the names that each exports. */
async function bundled(part, settings, format = 'cjs') {
  const plugins = [linkParts(part, format), loadWhenCalled];
  const { outputFiles, metafile, warnings } = await build({ ...options, ...settings, plugins });
  if (warnings.length > 0) process.exit(1); // esbuild has printed them
  const files = outputFiles.map(({ path, text }) => [relative('.', path), text]);
  return { files, exports: Object.values(metafile.outputs)[0].exports };
}

/**
 * Replaces the names of parts, `#parts/core`, by the paths of their files in `dist/cjs`. Other texts stay, such as the
 * placeholder `#0`.
 */
const withPaths = (file, text) =>
  text.replace(/"#([\w/]+)"/g, (found, part) => {
    if (!(part in parts)) return found;
    const path = relative(dirname(file), join('cjs', `${part}.js`));
    return JSON.stringify(path.startsWith('.') ? path : `./${path}`);
  });

/**
 * Converts ESM to CommonJS with plain objects for imports and exports. The getters of esbuild are slow to create, and only
 * needed for names that are assigned again. No module exports such a name. A package that is loaded later is used by its
 * names only, so its exports are not copied to an object of a module.
 */
const plainNames = (text) =>
  text
    .replace(
      /^import \{([^}]*)\} from ("\.[^"]+");$/gm,
      (_, names, file) => `const {${names.replaceAll(' as ', ': ')}} = require(${file});`,
    )
    .replace(/^import ("\.[^"]+");$/gm, 'require($1);')
    .replace(/\bimport\(("[^"]+")\)/g, 'Promise.resolve().then(() => require($1))')
    .replace(/^export \{([^}]*)\};$/m, (_, names) => `module.exports = {${swapped(names)}};${mark}`);
const swapped = (names) => names.replace(/(\S+) as ([^\s,]+)/g, '$2: $1');
const mark = "Object.defineProperty(module.exports, '__esModule', { value: true });";

async function write(file, text) {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function writeCommonJs(files) {
  const commonJs = { format: 'cjs', supported: { 'dynamic-import': false } };
  for (const [name, text] of files) {
    const file = join('cjs', name);
    const plain = `'use strict';\n${plainNames(withPaths(file, text))}`;
    await write(file, (await transform(plain, { ...form, ...compact, ...commonJs })).code);
  }
}

/** The parts of the public API, with the names of it that each has. */
const ofIndex = [];
for (const part of Object.keys(parts)) {
  const stdin = { contents: textOf(part), resolveDir: 'lib', sourcefile: 'part.ts', loader: 'ts' };
  const { files, exports } = await bundled(part, { stdin });
  await writeCommonJs(files.map(([, text]) => [`${part}.js`, text]));
  if (parts[part].every((module) => module.startsWith('index/')))
    ofIndex.push([part, exports.filter((name) => !name.includes('$') && name !== 'late')]);
}

const split = { splitting: true, chunkNames: 'shared/[hash]' };
const ofSubpaths = await bundled(undefined, { ...split, entryPoints: subpaths.map(entry) });
await writeCommonJs(ofSubpaths.files);

const esm = { ...split, ...compact, entryPoints: [...subpaths, 'cli/annotable'].map(entry) };
for (const [name, text] of (await bundled(undefined, esm, 'esm')).files) {
  const file = join('node', name);
  await write(file, withPaths(file, text));
}

const getters = ofIndex.map(([part, names]) => {
  const loaded = part.slice('parts/'.length);
  const getter = (name) => `get ${name}() { return (${loaded} ??= require('./${part}.js')).${name}; }`;
  return [`let ${loaded};`, names.map(getter)];
});
await write(
  'cjs/index.js',
  `'use strict';
require('./decorators/dialect.js');
${getters.map(([variable]) => variable).join('\n')}
module.exports = {
${getters.flatMap(([, each]) => each).join(',\n')},
};
${mark}
`,
);
await write('cjs/package.json', '{"type":"commonjs"}\n');
const names = ofIndex.flatMap(([, each]) => each).sort();
await write('node/index.js', `import all from '../cjs/index.js';\nexport const {\n${names.join(',\n')},\n} = all;\n`);

/** Files of the page by their names, as browsers load them. Only scripts are made smaller. */
for (const name of await readdir('lib/studio/page')) {
  const text = await readFile(join('lib/studio/page', name), 'utf8');
  const isScript = name.endsWith('.js');
  await write(
    join('node/studio/page', name),
    isScript ? (await transform(text, { target: 'es2022', ...compact })).code : text,
  );
}
