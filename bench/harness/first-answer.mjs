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

/** How the programs come to their packages; the SDK is never in a bundle, as in AWS Lambda. */
export const FORMS = {
  'CommonJS, one bundle': { format: 'cjs', external: ['@aws-sdk/*'] },
  CommonJS: { format: 'cjs', packages: 'external' },
  ESM: { format: 'esm', packages: 'external' },
};

/** The file of a program in a form. */
async function fileOf(program, [form, options]) {
  const outfile = `${built}${program}-${form.replace(/\W+/g, '-')}.${options.format === 'cjs' ? 'cjs' : 'mjs'}`;
  // Without the paths of this project's tsconfig.json, by which it would take the sources for the package.
  const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', tsconfigRaw: '{}' };
  await build({ ...common, entryPoints: [`${folder}${program}.mjs`], outfile, ...options });
  return outfile;
}

/** Milliseconds of a whole process. */
async function timeOf(file, env) {
  const begin = process.hrtime.bigint();
  await run(process.execPath, ['--no-warnings', file], { env });
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

/**
 * The time of whole processes that put one item and end when it was answered, by annotable and by lib-dynamodb in turn.
 *
 * @param {{ pairs: number, forms?: string[] }} plan
 * @returns by form: the median milliseconds of each program, and the median of the ratios of the pairs
 */
export async function measureFirstAnswer({ pairs, forms = Object.keys(FORMS) }) {
  const { endpoint, close } = await cannedServer();
  const env = { ...process.env, BENCH_ENDPOINT: endpoint };
  const measured = {};
  for (const form of forms) {
    const files = [];
    for (const program of PROGRAMS) files.push(await fileOf(program, [form, FORMS[form]]));
    // Not counted: what is read for the first time.
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
