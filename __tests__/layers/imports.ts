import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { besides, levels } from './layers.ts';

/** Imports and re-exports, of types too, and `import()` of a constant. */
const importPattern = /(?:^(?:import|export)\b[^;'`]*?from |^import |\bimport\()'([^']+)'/gm;

export interface Import {
  /** Path of the file, from `lib/`. */
  readonly file: string;
  /** Path in the import, as written. */
  readonly target: string;
}

/** Returns the imports in the text of a file. */
export const importsOf = (file: string, text: string): Import[] =>
  [...text.matchAll(importPattern)].map(([, target = '']) => ({ file, target }));

/** Returns all imports of `lib/`. */
export function importsOfLib(): Import[] {
  const lib = join(process.cwd(), 'lib');
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((file) => importsOf(file, readFileSync(join(lib, file), 'utf8')));
}

/** The folders and files of the table of layers, the lowest first. */
export const parts: readonly string[] = [...levels.flat(), ...Object.keys(besides)];

/** Returns the folder or file of the table to which a path belongs. */
export function partOf(path: string): string | undefined {
  const longest = parts.filter((part) => path === part || path.startsWith(`${part}/`));
  return longest.sort((a, b) => b.length - a.length)[0];
}

/** Returns the path of the imported file, from `lib/`. Undefined for a package and a module of Node. */
export const importedPath = ({ file, target }: Import): string | undefined =>
  target.startsWith('.') ? normalize(join(dirname(file), target)) : undefined;
