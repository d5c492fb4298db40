import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

/**
 * Returns the absolute path of the package.json of an optional peer dependency. Undefined if it is not installed.
 *
 * Searches from the working directory, from the started program, and from the copy of `annotable` that each of them
 * resolves. The last one is required for strict package managers, which link a peer dependency only to `annotable`.
 * The path of this file would be a better start, but no expression for it is valid in both ES modules and CommonJS.
 *
 * @param name - the npm package
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

/** Follows symbolic links, because an installed command is often a link outside its package. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Resolves a module as `require` does in a file at `base`. Undefined if the module or the base doesn't exist. */
function resolveFrom(base: string, specifier: string): string | undefined {
  try {
    return createRequire(base).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Returns the npm package of dynoxide for this machine, such as `@dynoxide/linux-x64`. */
export function dynoxidePackage(): string {
  return `@dynoxide/${process.platform}-${process.arch}`;
}

/** Returns the absolute path of dynoxide's executable for this machine. Undefined if it is not installed. */
export function findDynoxide(): string | undefined {
  const manifest = findPackage(dynoxidePackage());
  const program = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  return manifest === undefined ? undefined : join(dirname(manifest), program);
}
