import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns the version in the package.json of this package. `unknown` if there is none above this file. */
export function packageVersion(): string {
  let folder = import.meta.dirname;
  while (dirname(folder) !== folder) {
    const { name, version } = manifestIn(folder);
    if (name === 'annotable' && version !== undefined) return version;
    folder = dirname(folder);
  }
  return 'unknown';
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
}

function manifestIn(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return {};
  }
}
