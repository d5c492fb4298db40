/** The modules of `lib/`, what they import, and the parts of the package that contain them. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { transform } from 'esbuild';

/** Areas of the public API in `lib/index/` that are loaded when a program first uses one of their names. */
const apart = ['json', 'linker', 'tracker'];

/**
 * Modules that a program doesn't need to declare models and to put an item: reads, updates, batches, transactions,
 * conditions. Other parts import only functions from them, and load them at the first call of one.
 */
const late = new RegExp(
  `^(?:${[
    'expressions/(?:absent-parents|absent-states|changes|condition|copied-operand|encrypted-path|existence|key-condition|merged-changes)',
    'expressions/(?:new-document|operand|overlaps|path|projection|shown-value|template-condition|test-term|tests|update)',
    'expressions/(?:variant-term|variants)',
    'keys/.*',
    'decorators/listed-entities',
    'execution/(?:batch|consumed-units|counted-items|observation|translate-error)',
    'operations/(?:batch-.*|billing|collection-filter|create-table|delete-item|derived-changes|encryption-at-rest|foretell|get-item)',
    'operations/(?:given-changes|query|read-request|resource-policy|scan|throughput|transact-.*|update-item|update-table)',
    'repository/(?:batch.*|collection.*|commit|cursor.*|delete-partition|expand|followed-source|get-entity)',
    'repository/(?:grouped-results|load|merged-walk|outcome|paced-pages|page-walk|paged-.*|raw.*|read-transaction|reads|refusals)',
    'repository/(?:observed-pages|observe|operation-log|remedies|results|search|transaction-reasons|write-transaction)',
    'schema/(?:check-entity|compile-entity-indexes|derived-input|entity-key-uses|kind-rules|loop-members|table-rules|table-schema|validate-value)',
    'table/(?:differences|plan-table|run-steps|send-step|steps|surplus)',
    'values/(?:compare-stored|decimal-text|tuples|vectors)',
    'vectors/(?:compile-vector-index|search-items|search-request|table-vector-index)',
  ].join('|')})$`,
);
export const isLate = (name) => late.test(name);

/** The statements of compiled TypeScript that import or export names of other modules, and calls of `import()`. */
const importing = /^(?:import|export) (?:(?:\*|\{([^}]*)\}) from )?"(\.[^"]+)\.ts";$/gm;
const loading = /\bimport\("(\.[^"]+)\.ts"\)/g;

const importedNames = (list = '') => list.split(',').flatMap((each) => each.trim().split(' as ')[0] || []);

/** A module is named by its path without `lib/` and `.ts`: `schema/item-mapper`. */
async function readModule(file) {
  const at = (path) => relative('lib', join('lib', file, '..', path));
  const source = await readFile(join('lib', file), 'utf8');
  const { code } = await transform(source, { loader: 'ts', target: 'es2022' });
  return {
    imports: [...code.matchAll(importing)].map(([, list, path]) => ({ from: at(path), names: importedNames(list) })),
    /** Modules that it loads by `import()`. */
    loads: [...code.matchAll(loading)].map(([, path]) => at(path)),
    functions: new Set(functionsOf(source)),
  };
}

/** Returns the exported functions of a module, also those that are constants. */
const functionsOf = (source) =>
  [
    ...source.matchAll(
      /^export (?:(?:async )?function|const(?= \w+(?::[^=\n]+)? = (?:async )?(?:<[^>]*>)?\()) (\w+)/gm,
    ),
  ].map(([, name]) => name);

const files = (await readdir('lib', { recursive: true })).filter((file) => file.endsWith('.ts'));
const read = files.map(async (file) => [file.slice(0, -'.ts'.length), await readModule(file)]);

export const modules = new Map(await Promise.all(read));

const areas = [...modules.keys()]
  .filter((name) => name.startsWith('index/'))
  .map((name) => name.slice('index/'.length));
const loaded = new Set([...modules.values()].flatMap(({ loads }) => loads));
const loadedFrom = (folder) => [...loaded].filter((name) => name.startsWith(folder));

/**
 * The parts of the package, with the modules that each begins with. A module belongs to the first part that reaches it.
 * All others belong to the subpath that uses them.
 */
export const parts = {
  // The symbol that the compiler needs before decorators run.
  'decorators/dialect': ['decorators/dialect'],
  'parts/core': areas.filter((area) => !apart.includes(area)).map((area) => `index/${area}`),
  'parts/late': [...modules.keys()].filter(isLate),
  'parts/lanes': loadedFrom('execution/'),
  'parts/explain': loadedFrom('repository/'),
  ...Object.fromEntries(apart.map((area) => [`parts/${area}`, [`index/${area}`]])),
};

export const partOf = new Map();

/** Returns the modules that no earlier part has, and that can be reached from some modules. */
function reachedFrom(entries, part) {
  const reached = new Set();
  const pending = [...entries];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name) || partOf.has(name) || (isLate(name) && part !== 'parts/late')) continue;
    reached.add(name);
    pending.push(...modules.get(name).imports.map(({ from }) => from));
  }
  return reached;
}
for (const [part, entries] of Object.entries(parts)) {
  const reached = reachedFrom(entries, part);
  for (const name of reached) partOf.set(name, part);
  // What two of the following parts share belongs to the core, so that neither loads the other.
  if (part !== 'parts/explain') continue;
  const others = apart.map((area) => reachedFrom([`index/${area}`], `parts/${area}`));
  for (const name of others.flatMap((names) => [...names]))
    if (others.filter((names) => names.has(name)).length > 1) partOf.set(name, 'parts/core');
}

/** The name under which a part exports a name of one of its modules, unlike that of any other module. */
export const uniqueName = (module, name) => `${module.replaceAll(/\W/g, '_')}$${name}`;

/** Returns the names of a part's modules that modules of other parts import: pairs of module and name. */
export function importedFrom(part) {
  const found = new Map();
  for (const [importer, { imports }] of modules) {
    if (partOf.get(importer) === part) continue;
    for (const { from, names } of imports) {
      if (partOf.get(from) !== part) continue;
      for (const name of names) found.set(uniqueName(from, name), [from, name]);
    }
  }
  return [...found.values()];
}
