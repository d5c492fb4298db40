import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './statistics.mjs';

/** Packages by their name in the report. Each is only loaded, unless code follows the colon. */
export const LOADED = {
  'reflect-metadata': 'reflect-metadata',
  annotable: 'annotable',
  'annotable, its BaseRepository': 'annotable:BaseRepository',
  "the SDK's client": '@aws-sdk/client-dynamodb',
  'lib-dynamodb': '@aws-sdk/lib-dynamodb',
  electrodb: 'electrodb',
  'dynamodb-toolbox': 'dynamodb-toolbox',
  dynamoose: 'dynamoose',
  'dynamodb-onetable': 'dynamodb-onetable',
  typedorm: '@typedorm/core',
  'nova-odm': '@nova-odm/mapper',
  dynamode: 'dynamode',
};

const bench = fileURLToPath(new URL('..', import.meta.url));
const forms = {
  ESM: (name, part) => ['--input-type=module', '-e', name ? `import { ${part ?? ''} } from '${name}'` : ''],
  CommonJS: (name, part) => ['-e', name ? `require('${name}')${part ? `.${part}` : ''}` : ''],
};

/** Undefined if the program fails. */
function startMs(args) {
  const begin = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, args, { cwd: bench });
  return status === 0 ? Number(process.hrtime.bigint() - begin) / 1e6 : undefined;
}

/**
 * Returns the milliseconds that loading a package adds to an empty process: medians of the rounds, by package and form.
 * Undefined if the package can't be loaded in a form.
 */
export function measureColdStart({ rounds }) {
  const added = Object.fromEntries(Object.keys(LOADED).map((name) => [name, {}]));
  for (const [form, argumentsFor] of Object.entries(forms)) {
    const times = Object.fromEntries(Object.keys(LOADED).map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      const empty = startMs(argumentsFor());
      for (const [name, specifier] of Object.entries(LOADED)) {
        const loaded = startMs(argumentsFor(...specifier.split(':')));
        if (loaded !== undefined) times[name].push(loaded - empty);
      }
    }
    for (const name of Object.keys(LOADED)) if (times[name].length > 0) added[name][form] = median(times[name]);
  }
  return added;
}
