import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as lib from 'annotable';
import { build } from 'esbuild';

const root = join(__dirname, '../..');

/** Makes one error of each class from arguments that suit the constructor. */
const place = { table: 't', record: undefined };
const given = new Map<string, readonly unknown[]>([
  ['AnnotableError', ['code', 'message']],
  ['CallTimeoutError', ['t', 1]],
  ['ConfigurationError', ['message']],
  ['IllegalTransitionError', [place, 'A', 'B', []]],
  ['InvalidCursorError', ['t', 'is short']],
  ['LeaseLostError', [place, 'me']],
  ['NotUniqueError', [place, 'email']],
  ['OutcomeUnknownError', [place, 'is unknown']],
  ['ReadInterruptedError', ['t', 'cursor', undefined]],
  ['SingletonError', ['A', 'B']],
  ['TableIncompleteError', ['t', [], []]],
  ['TableNotFoundError', ['t']],
  ['ThrottledError', ['t', [], undefined]],
  ['TransactionFailedError', [[], undefined]],
  ['UnprocessedItemsError', ['t', [], 0, undefined]],
]);

const names = Object.entries(lib)
  .filter(([name, value]) => name === 'AnnotableError' || Object.getPrototypeOf(value)?.name?.endsWith('Error'))
  .map(([name]) => name)
  .sort();

/** Reads from a minified bundle what each class calls itself. */
async function namesInBundle(): Promise<unknown> {
  const make = names.map((name) => `[${name}, ${JSON.stringify(given.get(name) ?? [place, []])}]`);
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ${names} } from './lib/index.ts';
        import { inspect } from 'node:util';
        const errors = [${make}].map(([Class, given]) => new Class(...given));
        console.log(JSON.stringify(errors.map((error) =>
          [error.name, String(error).split(':')[0], inspect(error).split(':')[0].includes(error.name)])));`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    write: false,
  });
  const output = execFileSync(process.execPath, ['--input-type=module'], {
    cwd: root,
    encoding: 'utf8',
    input: outputFiles[0]?.text ?? '',
  });
  return JSON.parse(output);
}

describe('the name of an error', () => {
  test('is that of its class in a minified bundle', async () => {
    expect(names.length).toBeGreaterThanOrEqual(25);
    expect(await namesInBundle()).toEqual(names.map((name) => [name, name, true]));
  });

  test('is the own name of a subclass of a user', () => {
    class QuotaError extends lib.ConditionFailedError {}
    const error = new QuotaError({ table: 't' });
    expect([error.name, inspect(error).split(':')[0]]).toEqual(['QuotaError', 'QuotaError']);
  });
});
