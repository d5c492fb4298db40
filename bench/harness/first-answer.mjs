import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { cannedServer } from './canned-server.mjs';
import { median } from './statistics.mjs';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../first-answer/', import.meta.url));
/** Below node_modules, so that the programs find the packages, and git does not find them. */
const built = fileURLToPath(new URL('../node_modules/.first-answer/', import.meta.url));

export const PROGRAMS = ['annotable', 'lib-dynamodb'];

/** The ways to load the packages. The SDK is never in a bundle, as in AWS Lambda. */
export const FORMS = {
  'CommonJS, one bundle': { format: 'cjs', external: ['@aws-sdk/*'] },
  CommonJS: { format: 'cjs', packages: 'external' },
  ESM: { format: 'esm', packages: 'external' },
};

/** Returns the file of a program in one form. */
async function fileOf(program, [form, options]) {
  const outfile = `${built}${program}-${form.replace(/\W+/g, '-')}.${options.format === 'cjs' ? 'cjs' : 'mjs'}`;
  // Without the paths of the project's tsconfig.json, because they lead to the sources in place of the package.
  const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', tsconfigRaw: '{}' };
  await build({ ...common, entryPoints: [`${folder}${program}.mjs`], outfile, ...options });
  return outfile;
}

/** Returns the milliseconds of a whole process. */
async function timeOf(file, env) {
  const begin = process.hrtime.bigint();
  await run(process.execPath, ['--no-warnings', file], { env });
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

/**
 * Measures whole processes that put one item and end after its response, with annotable and lib-dynamodb in turn.
 *
 * @param {{ pairs: number, forms?: string[] }} plan
 * @returns by form: the median milliseconds of each program, and the median ratio of the pairs
 */
export async function measureFirstAnswer({ pairs, forms = Object.keys(FORMS) }) {
  const { endpoint, close } = await cannedServer();
  const env = { ...process.env, BENCH_ENDPOINT: endpoint };
  const measured = {};
  for (const form of forms) {
    const files = [];
    for (const program of PROGRAMS) files.push(await fileOf(program, [form, FORMS[form]]));
    // Not counted, because files are read for the first time.
    for (const file of files) await timeOf(file, env);
    const times = [];
    for (let pair = 0; pair < pairs; pair++) times.push([await timeOf(files[0], env), await timeOf(files[1], env)]);
    measured[form] = {
      ms: PROGRAMS.map((_, n) => median(times.map((pair) => pair[n]))),
      ratio: median(times.map(([own, other]) => own / other)),
    };
  }
  close();
  return measured;
}
