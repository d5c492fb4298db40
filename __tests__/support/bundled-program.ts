import { join } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '../..');

/** Bundles a program with the sources of the package in place of the installed one. Other packages stay outside. */
export function bundleProgram(file: string, outfile: string, format: 'esm' | 'cjs' = 'esm'): void {
  buildSync({
    entryPoints: [file],
    outfile,
    bundle: true,
    packages: 'external',
    alias: { annotable: join(ROOT, 'lib/index.ts') },
    platform: 'node',
    target: 'es2022',
    format,
  });
}
