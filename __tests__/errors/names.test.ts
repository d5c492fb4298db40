import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { transformFile } from '@swc/core';
import * as lib from 'annotable';
import { build, type Plugin } from 'esbuild';

const root = join(__dirname, '../..');

/** Creates one error of each class with valid arguments. */
const place = { table: 't', record: undefined };
const given = new Map<string, readonly unknown[]>([
  ['AnnotableError', ['code', 'message']],
  ['CallTimeoutError', ['t', 1]],
  ['ConfigurationError', ['message']],
  ['DeletionInterruptedError', ['t', 1, 0, 'cursor', undefined]],
  ['IllegalTransitionError', [place, 'A', 'B', []]],
  ['InvalidCursorError', ['t', 'is short']],
  ['LeaseLostError', [place, 'me']],
  ['NewerItemError', [place, { itemVersion: 2, classVersion: 1 }]],
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

/** Compiles decorators before bundling, as in the published package, so that the bundler keeps no class names. */
const compiled: Plugin = {
  name: 'compiled',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const parser = { syntax: 'typescript', decorators: true } as const;
      const { code } = await transformFile(path, {
        jsc: { target: 'es2022', parser, transform: { decoratorVersion: '2023-11' } },
      });
      return { contents: code };
    });
  },
};

/** Runs a program in a minified bundle, and reads the JSON that it prints. */
async function inBundle(program: string): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [compiled],
    write: false,
  });
  const output = execFileSync(process.execPath, ['--input-type=module'], {
    cwd: root,
    encoding: 'utf8',
    input: outputFiles[0]?.text ?? '',
  });
  return JSON.parse(output);
}

/** Reads the name of each error class from a minified bundle. */
function namesInBundle(): Promise<unknown> {
  const make = names.map((name) => `[${name}, ${JSON.stringify(given.get(name) ?? [place, []])}]`);
  return inBundle(`import { ${names} } from './lib/index.ts';
    import { inspect } from 'node:util';
    const errors = [${make}].map(([Class, given]) => new Class(...given));
    console.log(JSON.stringify(errors.map((error) =>
      [error.name, String(error).split(':')[0], inspect(error).split(':')[0].includes(error.name)])));`);
}

/** Rejected calls, each with the class that its message names. */
const refused: readonly (readonly [string, string])[] = [
  ['DynamoLinker', "new lib.DynamoLinker(client, { tableName: 'links', x: 1 })"],
  ['JsonLinker', "new lib.JsonLinker('links.json', { x: 1 })"],
  ['MemoryLinker', 'new lib.MemoryLinker({ x: 1 })'],
  ['MemoryLinker', 'lib.MemoryLinker.fromEnvironment({ strict: true })'],
  ['a MemoryLinker already, so it makes no DynamoLinker', "new lib.DynamoLinker(client, { tableName: 'links' })"],
  ['a MemoryLinker already, so it makes no JsonLinker', "new lib.JsonLinker('links.json')"],
  ['RequestStatusRepository', 'new lib.RequestStatusRepository(client, { x: 1 })'],
  ['RequestStatus', 'new lib.RequestStatusRepository(client).schema.mapper.toItem(1)'],
  ['StatusStep', 'new lib.RequestStatusRepository(client).schema.mapper.toItem({ history: [1] })'],
  ['StatusFailure', 'new lib.RequestStatusRepository(client).schema.mapper.toItem({ error: 1 })'],
  ['Link', "new lib.DynamoLinker(client, { tableName: 'links', ...many }).schema.mapper.toItem(1)"],
  ['LinkerStore', 'new LinkerStore(new lib.MemoryLinker(many), { x: 1 })'],
  ['LinkerByteStore', 'new LinkerByteStore(new lib.MemoryLinker(many), { x: 1 })'],
];

/** Reads the messages of those calls from a minified bundle. */
function refusalsInBundle(): Promise<unknown> {
  return inBundle(`import * as lib from './lib/index.ts';
    import { LinkerByteStore, LinkerStore } from './lib/langchain/index.ts';
    const client = { config: {}, middlewareStack: {}, send() {} };
    const many = { allowMultipleInstances: true };
    new lib.MemoryLinker();
    const messageOf = (call) => { try { call(); } catch (error) { return error.message; } };
    console.log(JSON.stringify([${refused.map(([, call]) => `() => ${call}`)}].map(messageOf)));`);
}

describe('the name of an error', () => {
  test('equals its class name in a minified bundle', async () => {
    expect(names.length).toBeGreaterThanOrEqual(25);
    expect(await namesInBundle()).toEqual(names.map((name) => [name, name, true]));
  });

  test('is the own name of a subclass of a user', () => {
    class QuotaError extends lib.ConditionFailedError {}
    const error = new QuotaError({ table: 't' });
    expect([error.name, inspect(error).split(':')[0]]).toEqual(['QuotaError', 'QuotaError']);
  });
});

describe('a message that names a class of the library', () => {
  test('names it in a minified bundle', async () => {
    const named = refused.map(([name]) => expect.stringMatching(new RegExp(`\\b${name}\\b`)));
    expect(await refusalsInBundle()).toEqual(named);
  });
});
