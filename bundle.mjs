/**
 * Makes what Node loads out of `lib/`: a file for each entry and those that they share, since Node takes longer to find
 * and read two hundred modules than to run them. `dist/node` is ESM, `dist/cjs` the same as CommonJS; bundlers take the
 * modules of `dist/esm`, which they can leave parts of out.
 *
 * `node bundle.mjs [folder]`, `dist` by default.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { build, transform } from 'esbuild';

const [folder = 'dist'] = process.argv.slice(2);

const entryPoints = ['index', 'keyv/index', 'langchain/index', 'local/index'].map((out) => ({
  in: `lib/${out}.ts`,
  out,
}));

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

const options = {
  entryPoints,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  chunkNames: 'shared/[hash]',
};

await build({
  ...options,
  outdir: `${folder}/node`,
  sourcemap: true,
  plugins: [requireReflectMetadata, loadWhenCalled],
});

const { outputFiles } = await build({
  ...options,
  outdir: `${folder}/cjs`,
  sourcemap: 'inline',
  write: false,
  plugins: [loadWhenCalled],
});
for (const { path, text } of outputFiles) {
  const { code, map } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: 'external',
    sourcefile: path,
    supported: { 'dynamic-import': false },
  });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`);
  await writeFile(`${path}.map`, map);
}
await writeFile(`${folder}/cjs/package.json`, '{"type":"commonjs"}\n');
