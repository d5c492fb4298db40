import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../errors/configuration-error.ts';

const typescript = /\.[cm]?tsx?$/;

type Loaded = Readonly<Record<string, unknown>>;

/**
 * Loads a module of the user: a compiled file, or TypeScript if `tsx` is installed.
 *
 * @param path - from the working directory
 * @throws ConfigurationError `configuration.invalid` if there is no such file, `tsx` is missing, or the module can't be
 *   loaded
 */
export async function loadModule(path: string): Promise<Loaded> {
  const file = resolve(path);
  if (!existsSync(file)) throw new ConfigurationError(`MODULE ${path} does not exist; give the path of a file`);
  const url = pathToFileURL(file).href;
  const load = typescript.test(file) ? await typescriptLoader(path) : importFile;
  try {
    return exportsOf((await load(url)) as Loaded);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`MODULE ${path} can't be loaded: ${reason}`, { cause });
  }
}

const importFile = (url: string): Promise<unknown> => import(url);

/** The exports of a CommonJS module are also those of its default export. */
function exportsOf(loaded: Loaded): Loaded {
  const { default: whole } = loaded;
  return typeof whole === 'object' && whole !== null ? { ...whole, ...loaded } : loaded;
}

type TsImport = (url: string, parent: string) => Promise<unknown>;

/** Returns the function that loads TypeScript: that of `tsx`, as it is installed where the command runs. */
async function typescriptLoader(path: string): Promise<(url: string) => Promise<unknown>> {
  const base = process.cwd() + sep;
  const { tsImport } = (await import(tsxApi(base, path))) as { readonly tsImport: TsImport };
  return (url) => tsImport(url, pathToFileURL(base).href);
}

/**
 * Returns the URL of the ES module of `tsx/esm/api`. `require.resolve` would find its CommonJS file, which names a file
 * that does not exist on Node 20.
 */
function tsxApi(base: string, path: string): string {
  const { resolve: find } = createRequire(base);
  try {
    const manifest = find('tsx/package.json');
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as TsxManifest;
    return new URL(exports['./esm/api'].import.default, pathToFileURL(manifest)).href;
  } catch {
    throw new ConfigurationError(
      `MODULE ${path} is TypeScript, and 'tsx' is not installed here; run 'npm install --save-dev tsx', or give the compiled file`,
    );
  }
}

interface TsxManifest {
  readonly exports: { readonly './esm/api': { readonly import: { readonly default: string } } };
}
