import type * as Arktype from 'arktype';
import { buildSync } from 'esbuild';

/** Loads arktype, which is only ESM, into CommonJS modules: as one bundle. */
export function loadArktype(): typeof Arktype {
  const stdin = { contents: "export * from 'arktype'", resolveDir: process.cwd() };
  const { outputFiles } = buildSync({ stdin, bundle: true, format: 'cjs', platform: 'node', write: false });
  const module = { exports: {} };
  new Function('module', 'exports', outputFiles[0]?.text ?? '')(module, module.exports);
  return module.exports as typeof Arktype;
}
