/** How the bundler resolves what is outside of a part. */
import { relative, resolve } from 'node:path';
import { importedFrom, isLate, modules, partOf, uniqueName } from './modules.mjs';

/** Parts of Node that load slowly, and that a program doesn't call if it only declares models. */
const heavy = /^node:(?:crypto|fs\/promises|timers\/promises|zlib)$/;

/** Replaces their functions by functions that load the part at the first call. */
export const loadWhenCalled = {
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

const nameOf = (resolveDir, path) => relative('lib', resolve(resolveDir, path)).replace(/\.ts$/, '');
const isOutside = (part, name) => partOf.has(name) && partOf.get(name) !== part;

/** The names that other parts import from a module. */
const namesOf = (module) =>
  importedFrom(partOf.get(module))
    .filter(([from]) => from === module)
    .map(([, name]) => name);

/** Exports of another part: by names in CommonJS, and by its default export in ESM. */
const linksOf = {
  cjs: (module, names) =>
    `export { ${names.map((name) => `${uniqueName(module, name)} as ${name}`)} } from '#${partOf.get(module)}';`,
  esm: (module, names) =>
    [
      `import part from '#${partOf.get(module)}';`,
      ...names.map((name) => `export const ${name} = part.${uniqueName(module, name)};`),
    ].join('\n'),
};

/**
 * Functions in place of those of a late module, which load it at the first call. The core imports nothing else from a late
 * module: the build fails if it does.
 */
function stubsOf(module, part, form) {
  const { functions } = modules.get(module);
  const names = namesOf(module);
  const stubs = names
    .filter((name) => functions.has(name))
    .map((name) => `export const ${name} = (...args) => late().${uniqueName(module, name)}(...args);`);
  const others = part === 'parts/core' ? [] : names.filter((name) => !functions.has(name));
  const links = others.length === 0 ? '' : linksOf[form](module, others);
  return [`import { late } from 'late-part';`, ...stubs, links].join('\n');
}

/** Loads the part of late modules. Only the core has this function. */
const loadLate = `let part; export const late = () => (part ??= require('#parts/late'));`;
const lateOf = {
  core: loadLate,
  cjs: `export { late } from '#parts/core';`,
  esm: `import part from '#parts/core'; export const late = part.late;`,
};

/**
 * Links a part with the others: its modules are inside, and all that it imports from other parts stays outside.
 *
 * @param {string | undefined} part - undefined for the subpaths
 * @param {'cjs' | 'esm'} form
 */
export const linkParts = (part, form) => ({
  name: 'link-parts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, kind, resolveDir }) => {
      const name = nameOf(resolveDir, path);
      if (!isOutside(part, name)) return undefined;
      if (kind === 'dynamic-import') return { path: `#${partOf.get(name)}`, external: true };
      return { path: name, namespace: isLate(name) ? 'late' : 'linked', sideEffects: name === 'decorators/dialect' };
    });
    onResolve({ filter: /^late-part$/ }, ({ path }) => ({ path, namespace: 'late-part', sideEffects: false }));
    onResolve({ filter: /^#/ }, ({ path }) => ({ path, external: true, sideEffects: path === '#decorators/dialect' }));
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({ contents: stubsOf(path, part, form) }));
    onLoad({ filter: /.*/, namespace: 'linked' }, ({ path }) => ({ contents: linksOf[form](path, namesOf(path)) }));
    onLoad({ filter: /.*/, namespace: 'late-part' }, () => ({
      contents: lateOf[part === 'parts/core' ? 'core' : form],
    }));
  },
});
