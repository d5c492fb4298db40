import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

/**
 * Finds an optional peer dependency.
 *
 * It searches from the working directory, from the program that was started, and from the copy of `annotable` that each
 * of them sees. Strict package managers link a peer that another package of a workspace installed only to `annotable`.
 * (The place of this very file would be better, but no expression for it is valid in both ES modules and CommonJS.)
 *
 * @param name - the npm package
 * @returns the absolute path of its package.json, or `undefined` if it is not installed
 */
export function findPackage(name: string): string | undefined {
  const manifest = `${name}/package.json`;
  for (const base of [process.cwd() + sep, realPath(process.argv[1] ?? '')]) {
    if (base === undefined) continue;
    const annotable = resolveFrom(base, 'annotable/package.json');
    const found = resolveFrom(base, manifest) ?? (annotable && resolveFrom(annotable, manifest));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Follows links: an installed command is often one, far away from its package. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Resolves as `require` would in a file there; `undefined` if there is no such module or no such place. */
function resolveFrom(base: string, specifier: string): string | undefined {
  try {
    return createRequire(base).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** The npm package that holds dynoxide for this machine, such as `@dynoxide/linux-x64`. */
export function dynoxidePackage(): string {
  return `@dynoxide/${process.platform}-${process.arch}`;
}

/** Finds the dynoxide program of this machine's package: an absolute path, or `undefined` if it is not installed. */
export function findDynoxide(): string | undefined {
  const manifest = findPackage(dynoxidePackage());
  const program = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  return manifest === undefined ? undefined : join(dirname(manifest), program);
}
