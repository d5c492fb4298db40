/**
 * Makes what Node loads out of `lib/`: files for each entry and those that they share, since Node takes longer to find
 * and read two hundred modules than to run them. `dist/node` is ESM; `dist/cjs` is CommonJS, whose root loads the tracker
 * and the linker when they are asked for. Bundlers take the modules of `dist/esm`, which they can leave parts of out.
 *
 * `node bundle.mjs [folder]`, `dist` by default.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build, transform } from 'esbuild';

const [folder = 'dist'] = process.argv.slice(2);

const entry = (out) => ({ in: `lib/${out}.ts`, out });
const otherEntries = ['keyv/index', 'langchain/index', 'local/index'].map(entry);

/** As ESM, Node looks through a CommonJS package for the names of its exports; this one has none, and is large. */
const requireReflectMetadata = {
  name: 'require-reflect-metadata',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^reflect-metadata\/lite$/ }, ({ path }) => ({ path, namespace: 'required' }));
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `import { createRequire } from 'node:module'; createRequire(import.meta.url)('${path}');`,
    }));
  },
};

/** Parts of Node that take long to load, and that a program which only declares its models never calls. */
const heavy = /^node:(?:crypto|fs\/promises|timers\/promises|zlib)$/;

/** Their functions, each of which loads its part when it is called. */
const loadWhenCalled = {
  name: 'load-when-called',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: heavy }, ({ path }) => ({ path, namespace: 'when-called', sideEffects: false }));
    onLoad({ filter: /.*/, namespace: 'when-called' }, async ({ path }) => {
      const functions = Object.entries(await import(path)).filter(([, value]) => typeof value === 'function');
      const lines = functions.map(
        ([name]) => `const lazy_${name} = (...args) => load().${name}(...args); export { lazy_${name} as ${name} };`,
      );
      const load = `let part; const load = () => (part ??= process.getBuiltinModule('${path}'));`;
      return { contents: [load, ...lines].join('\n') };
    });
  },
};

const form = { target: 'node20', platform: 'node' };

const options = {
  ...form,
  bundle: true,
  splitting: true,
  format: 'esm',
  packages: 'external',
  chunkNames: 'shared/[hash]',
};

/** A start reads it all. Names stay as they are, and lines are short enough for a stack trace to tell a place. */
const compact = { minifySyntax: true, minifyWhitespace: true, lineLimit: 120 };

await build({
  ...options,
  ...compact,
  entryPoints: [entry('index'), ...otherEntries],
  outdir: `${folder}/node`,
  plugins: [requireReflectMetadata, loadWhenCalled],
});

/** Areas of the public API that a program may not use: files of `lib/index/`, loaded when one of their names is asked for. */
const apart = ['linker', 'tracker'];
const core = (await readdir('lib/index'))
  .filter((file) => !apart.includes(basename(file, '.ts')))
  .map((file) => `export * from './index/${file}';`);

/** All other areas as one entry. */
const coreOfIndex = {
  name: 'core-of-index',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^core$/ }, () => ({ path: 'core', namespace: 'core' }));
    onLoad({ filter: /.*/, namespace: 'core' }, () => ({ contents: core.join('\n'), loader: 'ts', resolveDir: 'lib' }));
  },
};

/** What a class needs of its compiler before its decorators run, so that it can't wait. */
const first = 'decorators/dialect';

const { outputFiles, metafile } = await build({
  ...options,
  entryPoints: [
    entry(first),
    ...otherEntries,
    ...apart.map((area) => ({ in: `lib/index/${area}.ts`, out: `parts/${area}` })),
    { in: 'core', out: 'parts/core' },
  ],
  outdir: `${folder}/cjs`,
  write: false,
  metafile: true,
  plugins: [coreOfIndex, loadWhenCalled],
});

/**
 * ESM as CommonJS, where files of the package name each other and what they export by plain objects. The getters that
 * esbuild writes take Node long to make; they are for names that are assigned to again, which no module exports.
 */
const plainNames = (text) =>
  text
    .replace(
      /^import \{([^}]*)\} from ("\.[^"]+");$/gm,
      (_, names, file) => `const {${names.replaceAll(' as ', ': ')}} = require(${file});`,
    )
    .replace(/^import ("\.[^"]+");$/gm, 'require($1);')
    .replace(/^export \{([^}]*)\};$/m, (_, names) => `module.exports = {${swapped(names)}};${mark}`);
const swapped = (names) => names.replace(/(\S+) as ([^\s,]+)/g, '$2: $1');
const mark = "Object.defineProperty(module.exports, '__esModule', { value: true });";

for (const { path, text } of outputFiles) {
  const commonJs = { format: 'cjs', supported: { 'dynamic-import': false } };
  const { code } = await transform(`'use strict';\n${plainNames(text)}`, { ...form, ...compact, ...commonJs });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, code);
}

const namesOf = (part) =>
  Object.entries(metafile.outputs).find(([path]) => path.endsWith(`/parts/${part}.js`))[1].exports;
const lazily = ['core', ...apart].map(
  (part) => `lazily(${JSON.stringify(namesOf(part))}, () => require('./parts/${part}.js'));`,
);
await writeFile(
  join(folder, 'cjs/index.js'),
  `'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
require('./${first}.js');
const lazily = (names, load) => {
  for (const name of names) Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });
};
${lazily.join('\n')}
`,
);
await writeFile(join(folder, 'cjs/package.json'), '{"type":"commonjs"}\n');
