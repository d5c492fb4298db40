import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { between, gte } from '../../lib/index.ts';
import type { Explained, OneItem } from '../../lib/studio/api-types.ts';
import { CodeWriter } from '../../lib/studio/code-literal.ts';
import { bundleProgram } from '../support/bundled-program.ts';
import * as odd from './modules/odd.ts';
import * as shop from './modules/shop.ts';
import { type EngineStudio, openOnEngine } from './support.ts';

jest.setTimeout(240_000);

const execute = promisify(execFile);

const ROOT = join(__dirname, '../..');
// Inside the project, because the compiler and Node look up packages from there.
const folder = join(ROOT, 'node_modules/.cache/annotable/studio-code');

let calls: EngineStudio;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  calls = await openOnEngine({ ...shop, ...odd }, { write: true, modulePath: 'modules/all.ts' });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await calls?.stop();
});

const placedAt = '2026-01-01T00:00:00.000Z';
const order = {
  customerId: `o'Hara "\\\n`,
  placedAt,
  state: 'OPEN',
  total: 1.5,
  points: '90071992547409931',
  tags: ['a', 'b'],
  label: 'AAEC',
  address: { city: 'Lyon' },
};
const note = { noteId: 1, text: 'a', counts: { 'b-c': 2 }, lines: ['x'] };
const customer = { customerId: 'p', name: 'Pia' };
const link = 'https://example.com/a';
const oddity = { id: 'a', link, numbers: [1], bytes: ['AAEC'], total: 1250, power: '1' };

/** The calls whose code is compiled and run, in this order, and what each returns. */
const programs: readonly [path: string, body: object, returned: unknown][] = [
  ['/models/Order/create', { values: order }, { values: { ...order, version: 1 } }],
  ['/models/Note/create', { values: note }, { values: { ...note, stars: 5 } }],
  ['/models/Customer/create', { values: customer }, { values: customer }],
  ['/models/Order/get', { key: { customerId: order.customerId, placedAt } }, { values: { ...order, version: 1 } }],
  [
    '/models/Order/query',
    { key: { customerId: order.customerId, placedAt: { gte: placedAt } }, filter: { points: { gt: '5' } } },
    1,
  ],
  ['/models/Order/query', { index: 'byState', key: { state: 'OPEN' }, descending: true, limit: 3 }, 1],
  ['/models/Note/query', { filter: { 'address.city': { exists: false }, stars: { oneOf: [5, 6] } } }, 1],
  ['/models/Note/query', {}, 1],
  ['/models/Customer/query', { key: { customerId: 'p' } }, 1],
  ['/models/Purchase/query', { key: { customerId: 'p', boughtAt: { between: [placedAt, placedAt] } } }, 0],
  [
    '/models/Order/update',
    { key: { customerId: order.customerId, placedAt }, changes: { tags: ['c'], points: null }, before: { version: 1 } },
    { values: { tags: ['c'], version: 2 } },
  ],
  ['/models/Note/update', { key: { noteId: 1 }, changes: { text: 'b' }, before: note }, { values: { text: 'b' } }],
  ['/models/Oddity/create', { values: oddity }, { values: oddity }],
  ['/models/Oddity/get', { key: { id: 'a' } }, { values: oddity }],
  ['/models/Oddity/query', { key: { id: 'a' }, filter: { total: { oneOf: [1250, 1] }, power: '1', link } }, 1],
  ['/models/Oddity/query', { filter: { total: { between: [1000, 2000] }, bytes: { contains: 'AAEC' } } }, 1],
  [
    '/models/Oddity/update',
    { key: { id: 'a' }, changes: { total: 7, power: null }, before: { id: 'a', total: 1250, power: '1' } },
    { values: { total: 7 } },
  ],
  [
    '/models/Oddity/delete',
    { key: { id: 'a' }, before: { ...oddity, total: 7, power: undefined } },
    { values: { total: 7 } },
  ],
  ['/models/Note/delete', { key: { noteId: 1 }, before: { ...note, text: 'b', stars: 5 } }, { values: { text: 'b' } }],
];

const modulePath = `./${relative(folder, join(__dirname, 'modules'))}`;

test('the code of each call compiles, and does what the studio does', async () => {
  const sources: string[] = [];
  for (const [path, body] of programs) {
    const isQuery = path.endsWith('/query');
    const explainBody = isQuery || path.endsWith('/get') ? body : { ...body, explain: true };
    const explainPath = isQuery ? path.replace('/query', '/explain') : path;
    const { status, body: response } = await calls.post<Explained & OneItem>(explainPath, explainBody);
    expect({ path, status, response }).toMatchObject({ status: 200 });
    const { code } = isQuery ? (response as Explained) : response.explained;
    const module = path.includes('Oddity') ? 'odd' : 'shop';
    sources.push(code.replace("'./all.ts'", `'${modulePath}/${module}.ts'`));
  }
  const files = sources.map((source, at) => {
    const shown = source.includes('{ items, cursor }')
      ? 'items.length + (cursor === undefined ? 0 : 100)'
      : 'toJson(item)';
    const file = join(folder, `code-${String(at).padStart(2, '0')}.ts`);
    const imports = shown.startsWith('toJson') ? "import { toJson } from 'annotable';\n" : '';
    writeFileSync(
      file,
      `${imports}${source}\nexport const shown: unknown = ${shown.replace('(item)', '(item as object)')};\n`,
    );
    return file;
  });
  await compile(files);
  const main = join(folder, 'main.ts');
  const lines = files.map((file) => `all.push((await import('${file}')).shown);`);
  writeFileSync(main, `const all: unknown[] = [];\n${lines.join('\n')}\nconsole.log(JSON.stringify(all));\n`);
  // Not synchronous, because the port of the engine is in this process. Jest's environment is another object.
  const { stdout } = await execute(process.execPath, [bundled(main)], { cwd: ROOT, env: process.env });
  const shown = JSON.parse(stdout) as unknown[];
  expect(shown).toEqual(
    programs.map(([, , expected]) =>
      typeof expected === 'number'
        ? expected
        : expect.objectContaining((expected as { readonly values: object }).values),
    ),
  );
});

/** Compiles the programs as a user would. */
async function compile(files: readonly string[]): Promise<void> {
  const config = join(folder, 'tsconfig.json');
  writeFileSync(
    config,
    JSON.stringify({
      extends: relative(folder, join(ROOT, 'tsconfig.json')),
      compilerOptions: { types: ['node'], paths: { annotable: [join(ROOT, 'lib/index.ts')] } },
      include: [],
      files,
    }),
  );
  const program = join(ROOT, 'node_modules/typescript/bin/tsc');
  await execute(process.execPath, [program, '-p', config], { cwd: ROOT }).catch(({ stdout }: { stdout: string }) => {
    throw new Error(stdout);
  });
}

/** Bundles a program with the sources of the package. */
function bundled(file: string): string {
  const outfile = file.replace('.ts', '.mjs');
  bundleProgram(file, outfile);
  return outfile;
}

describe('a literal', () => {
  const literal = (value: unknown): string => new CodeWriter().literal(value);
  const evaluated = (text: string): unknown => runInThisContext(`(${text})`);

  test('of any JSON evaluates to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(evaluated(literal(value))).toEqual(value);
      }),
    );
  });

  test('of any text and any name evaluates to the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(evaluated(literal(text))).toBe(text);
        expect(Object.keys(evaluated(literal({ [text]: 1 })) as object)).toEqual([text]);
      }),
    );
    expect(Object.keys(evaluated(literal(JSON.parse('{"__proto__": 1}'))) as object)).toEqual(['__proto__']);
  });

  test.each<[unknown, string]>([
    [new Date(0), "new Date('1970-01-01T00:00:00.000Z')"],
    [12n, '12n'],
    [new Set(['a']), "new Set(['a'])"],
    [new Uint8Array([0, 1]), "new Uint8Array(Buffer.from('AAE=', 'base64'))"],
    [Float32Array.of(0.5), 'new Float32Array([0.5])'],
    [gte(1), 'gte(1)'],
    [between('a', "b'"), "between('a', 'b\\'')"],
    [new URL('https://example.com/'), "new URL('https://example.com/')"],
    [new Map([['a', 1]]), "new Map([['a', 1]])"],
    [/a'b/gi, "new RegExp('a\\'b', 'gi')"],
    [new Date(Number.NaN), 'new Date(NaN)'],
    [-0, '-0'],
    [[new odd.Money(1)], '[undefined as never /* an instance of Money */]'],
  ])('of %p is TypeScript', (value, text) => {
    expect(literal(value)).toBe(text);
  });
});
