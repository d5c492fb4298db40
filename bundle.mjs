/**
 * Builds the files that Node loads from `lib/`: one per entry, and those that entries share. Node takes longer to find and
 * read two hundred modules than to run them. `dist/node` is ESM. `dist/cjs` is CommonJS, and its root loads the tracker and
 * the linker at first use. Bundlers use the modules of `dist/esm`, so that they can leave parts out.
 *
 * `node bundle.mjs [folder]`, `dist` by default.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build, transform } from 'esbuild';

const [folder = 'dist'] = process.argv.slice(2);

const entry = (out) => ({ in: `lib/${out}.ts`, out });
const otherEntries = ['keyv/index', 'langchain/index', 'local/index', 'streams/index'].map(entry);

/** Node searches a CommonJS package for exports if ESM imports it. This package is large and has none. */
const requireReflectMetadata = {
  name: 'require-reflect-metadata',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^reflect-metadata\/lite$/ }, ({ path }) => ({ path, namespace: 'required' }));
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `import { createRequire } from 'node:module'; createRequire(import.meta.url)('${path}');`,
    }));
  },
};

/** Parts of Node that load slowly, and that a program doesn't call if it only declares models. */
const heavy = /^node:(?:crypto|fs\/promises|timers\/promises|zlib)$/;

/** Replaces their functions by functions that load the part at the first call. */
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

/** Compact, because a start reads everything. Names stay, and short lines let a stack trace show a position. */
const compact = { minifySyntax: true, minifyWhitespace: true, lineLimit: 120 };

await build({
  ...options,
  ...compact,
  entryPoints: [entry('index'), ...otherEntries],
  outdir: `${folder}/node`,
  plugins: [requireReflectMetadata, loadWhenCalled],
});

/** Areas of the public API in `lib/index/` that are loaded when a program first uses one of their names. */
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

/** The symbol that the compiler needs before decorators run, so it can't be loaded later. */
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
 * Converts ESM to CommonJS with plain objects for imports and exports. The getters of esbuild are slow to create, and only
 * needed for names that are assigned again. No module exports such a name.
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
