/**
 * Builds the files that Node loads from `lib/`: one per entry, and those that entries share. Node takes longer to find and
 * read two hundred modules than to run them. `dist/node` is ESM. `dist/cjs` is CommonJS, and loads the tracker, the linker,
 * and what a first put doesn't need at first use. Bundlers use the modules of `dist/esm`, so that they can leave parts out.
 *
 * `node bundle.mjs [folder]`, `dist` by default.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';

const [folder = 'dist'] = process.argv.slice(2);

const entry = (out) => ({ in: `lib/${out}.ts`, out });
const otherEntries = [
  'backfill/index',
  'encryption/index',
  'keyv/index',
  'langchain/index',
  'agents/index',
  'langgraph/index',
  'local/index',
  'nestjs/index',
  'opentelemetry/index',
  'streams/index',
  'testing/index',
].map(entry);

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
const apart = ['json', 'linker', 'tracker'];
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

/**
 * Modules that a program doesn't need to declare models and to put an item: reads, updates, batches, transactions,
 * conditions. They are a third of the core.
 */
const late = new RegExp(
  `/lib/(?:${[
    'expressions/(?:absent-parents|absent-states|changes|condition|copied-operand|encrypted-path|existence|key-condition|merged-changes)',
    'expressions/(?:new-document|operand|overlaps|path|projection|shown-value|template-condition|test-term|tests|update)',
    'expressions/(?:variant-term|variants)',
    'keys/.*',
    'execution/(?:batch|consumed-units|counted-items|observation)',
    'operations/(?:batch-.*|billing|collection-filter|create-table|delete-item|derived-changes|encryption-at-rest|foretell|get-item)',
    'operations/(?:given-changes|query|read-request|resource-policy|scan|throughput|transact-.*|update-item|update-table)',
    'repository/(?:batch.*|collection.*|commit|cursor.*|delete-partition|expand|followed-source|get-entity)',
    'repository/(?:grouped-results|load|merged-walk|outcome|paced-pages|page-walk|paged-.*|raw.*|read-transaction|reads|refusals)',
    'repository/(?:observed-pages|observe|operation-log|remedies|results|transaction-reasons|write-transaction)',
    'schema/(?:check-entity|compile-entity-indexes|entity-key-uses|table-rules|table-schema|validate-value)',
    'table/(?:differences|plan-table|run-steps|send-step|steps|surplus)',
    'values/(?:compare-stored|tuples)',
  ].join('|')})\\.ts$`,
);

/** The exported functions of a module. The build fails if the early part imports anything else from a late module. */
const exportedFunctions =
  /^export (?:(?:async )?function|const(?= \w+(?::[^=\n]+)? = (?:async )?(?:<[^>]*>)?\()) (\w+)/gm;

/** Two modules can export functions of one name, and the late part exports the functions of all its modules. */
async function functionsOf(file) {
  const prefix = basename(file, '.ts').replaceAll('-', '_');
  const found = (await readFile(file, 'utf8')).matchAll(exportedFunctions);
  return [...found].map(([, name]) => ({ name, unique: `${prefix}_${name}` }));
}

/** The late modules as one entry. */
const lateEntry = {
  name: 'late-entry',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^late$/ }, ({ path }) => ({ path, namespace: 'late-entry' }));
    onLoad({ filter: /.*/, namespace: 'late-entry' }, async () => {
      const files = (await readdir('lib', { recursive: true }))
        .map((file) => resolve('lib', file))
        .filter((file) => late.test(file));
      const lines = files.map(async (file) => {
        const names = (await functionsOf(file)).map(({ name, unique }) => `${name} as ${unique}`);
        return names.length === 0 ? '' : `export { ${names.join(', ')} } from '${file}';`;
      });
      return { contents: (await Promise.all(lines)).join('\n'), loader: 'ts', resolveDir: 'lib' };
    });
  },
};

/** Replaces the functions that the early part imports from late modules by functions that load them at the first call. */
const loadLate = {
  name: 'load-late',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, importer, resolveDir }) => {
      const file = resolve(resolveDir, path);
      return late.test(file) && !late.test(importer) && importer.includes('/lib/')
        ? { path: file, namespace: 'late', sideEffects: false }
        : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'late' }, async ({ path }) => {
      const stubs = (await functionsOf(path)).map(
        ({ name, unique }) => `export const ${name} = (...args) => late().${unique}(...args);`,
      );
      return { contents: [`import { late } from 'late-part';`, ...stubs].join('\n') };
    });
    onResolve({ filter: /^late-part$/ }, ({ path }) => ({ path, namespace: 'late-part', sideEffects: false }));
    onLoad({ filter: /.*/, namespace: 'late-part' }, () => ({
      contents: `let part; export const late = () => (part ??= require('../parts/late.js'));`,
    }));
    onResolve({ filter: /parts\/late\.js$/ }, ({ path }) => ({ path, external: true }));
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
    { in: 'late', out: 'parts/late' },
  ],
  outdir: `${folder}/cjs`,
  write: false,
  metafile: true,
  plugins: [coreOfIndex, lateEntry, loadLate, loadWhenCalled],
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
  const define = (name, descriptor) => Object.defineProperty(exports, name, { ...descriptor, configurable: true, enumerable: true });
  const loaded = () => {
    const part = load();
    for (const name of names) define(name, { value: part[name] });
    return part;
  };
  for (const name of names) define(name, { get: () => loaded()[name] });
};
${lazily.join('\n')}
`,
);
await writeFile(join(folder, 'cjs/package.json'), '{"type":"commonjs"}\n');
