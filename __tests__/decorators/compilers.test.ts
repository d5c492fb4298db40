import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Options, transformSync as swc } from '@swc/core';
import { schemaOf } from 'annotable';
import { buildSync, transformSync as esbuild } from 'esbuild';
import { describeSchema } from './describe-schema.ts';
import { Gift, Order } from './models/shop.ts';

const root = join(__dirname, '../..');
const sources = ['shop', 'typeless'];
/** A folder inside the project, because packages are resolved from there. */
const folder = join(root, 'node_modules/.cache/annotable', `compilers-${randomUUID()}`);

/** Writes each source as CommonJS into its own folder. */
type Compiler = (outDir: string) => void;

interface Printed {
  readonly schemas: readonly unknown[];
  readonly bound: string;
  readonly typeless: unknown;
}

const eachSource =
  (compile: (source: string) => string): Compiler =>
  (outDir) => {
    for (const name of sources) {
      const source = readFileSync(join(__dirname, 'models', `${name}.ts`), 'utf8');
      writeFileSync(join(outDir, `${name}.js`), compile(source));
    }
  };

/** Compiles all projects of tsc in one process, because a start takes longer than a compilation. */
const tscProjects: string[] = [];
const tsc =
  (compilerOptions: object): Compiler =>
  (outDir) => {
    const fixed = {
      target: 'es2022',
      module: 'commonjs',
      moduleResolution: 'bundler',
      lib: ['es2023', 'esnext.decorators'],
      types: [],
      noCheck: true,
      rootDir: '../sources',
      outDir,
    };
    const project = join(outDir, 'tsconfig.json');
    writeFileSync(
      project,
      JSON.stringify({ compilerOptions: { ...fixed, ...compilerOptions }, include: ['../sources'] }),
    );
    tscProjects.push(project);
  };

function runTsc(): void {
  // Next to the called copy of the package, so that 'annotable' resolves to it.
  cpSync(join(__dirname, 'models'), join(folder, 'sources'), { recursive: true });
  const path = join(createRequire(__filename).resolve('typescript/package.json'), '../bin/tsc');
  execFileSync(process.execPath, [path, '--build', ...tscProjects]);
}

const bySwc = (transform: NonNullable<Options['jsc']>['transform'], defines: boolean): Compiler =>
  eachSource((source) => {
    const jsc: Options['jsc'] = {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { ...transform, useDefineForClassFields: defines },
    };
    return swc(source, { configFile: false, swcrc: false, module: { type: 'commonjs' }, jsc }).code;
  });

const byEsbuild = (compilerOptions: object): Compiler =>
  eachSource((source) => {
    return esbuild(source, { loader: 'ts', format: 'cjs', target: 'es2022', tsconfigRaw: { compilerOptions } }).code;
  });

const legacy = { experimentalDecorators: true };
const emitting = { ...legacy, emitDecoratorMetadata: true };
const assigning = { useDefineForClassFields: false };

const compilers: Readonly<Record<string, Compiler>> = {
  'tsc, standard': tsc({}),
  'tsc, standard, fields assigned': tsc(assigning),
  'tsc, legacy with metadata': tsc(emitting),
  'tsc, legacy with metadata, fields assigned': tsc({ ...emitting, ...assigning }),
  'tsc, legacy': tsc(legacy),
  'tsc, legacy, fields assigned': tsc({ ...legacy, ...assigning }),
  'swc, 2022-03': bySwc({ decoratorVersion: '2022-03' }, true),
  'swc, 2022-03, fields assigned': bySwc({ decoratorVersion: '2022-03' }, false),
  'swc, 2023-11': bySwc({ decoratorVersion: '2023-11' as '2022-03' }, true),
  'swc, legacy with metadata': bySwc({ legacyDecorator: true, decoratorMetadata: true }, true),
  'swc, legacy': bySwc({ legacyDecorator: true }, false),
  'esbuild, standard': byEsbuild({}),
  'esbuild, standard, fields assigned': byEsbuild(assigning),
  'esbuild, legacy with metadata': byEsbuild(emitting),
  'esbuild, legacy': byEsbuild(legacy),
};

/** True if a compiler emits types. esbuild never does. */
const tellsTypes = (name: string): boolean => name.includes('with metadata') && !name.startsWith('esbuild');

const program = `
const annotable = require('annotable');
const { describeSchema } = require('./describe.js');
const printed = {};
for (const [name, folder] of JSON.parse(process.argv[2])) {
  const { Order, Gift, Gifts } = require(folder + '/shop.js');
  const { Typeless } = require(folder + '/typeless.js');
  const describe = (model) => {
    try {
      return describeSchema(annotable.schemaOf(model));
    } catch (error) {
      return { code: error.code, problems: error.problems };
    }
  };
  printed[name] = { schemas: [describe(Order), describe(Gift)], bound: new Gifts().schema.name, typeless: describe(Typeless) };
}
console.log(JSON.stringify(printed));
`;

describe('equal models', () => {
  let printed: Readonly<Record<string, Printed>>;

  beforeAll(() => {
    mkdirSync(join(folder, 'node_modules/annotable'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    const bundle = {
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'es2022',
      format: 'cjs',
      logLevel: 'error',
    } as const;
    buildSync({
      ...bundle,
      entryPoints: [join(root, 'lib/index.ts')],
      outfile: join(folder, 'node_modules/annotable/index.js'),
    });
    buildSync({
      ...bundle,
      entryPoints: [join(__dirname, 'describe-schema.ts')],
      outfile: join(folder, 'describe.js'),
    });
    const compiled = Object.entries(compilers).map(([name, compile], index): [string, string] => {
      const outDir = join(folder, `models-${index}`);
      mkdirSync(outDir);
      compile(outDir);
      return [name, outDir];
    });
    runTsc();
    writeFileSync(join(folder, 'print.js'), program);
    const output = execFileSync(process.execPath, [join(folder, 'print.js'), JSON.stringify(compiled)], {
      encoding: 'utf8',
    });
    printed = JSON.parse(output) as typeof printed;
  }, 600_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const names = Object.keys(compilers);

  test.each(names)('have the same schema if compiled by %s', (name) => {
    const expected = JSON.parse(
      JSON.stringify([Order, Gift].map((model) => describeSchema(schemaOf(model)))),
    ) as unknown;
    expect(printed[name]?.schemas).toEqual(expected);
    expect(printed[name]?.bound).toBe('Gift');
  });

  test('have a complete description', () => {
    expect(printed['tsc, standard']?.schemas[1]).toMatchObject({
      name: 'Gift',
      table: { name: 'shop', billing: { read: 1, write: 2 }, tags: { team: 'a' } },
      keys: ['id', 'placedAt'],
      indexes: [
        { name: 'byState', scope: 'global', partitionKey: ['state', 'level'], projection: ['total', 'tags'] },
        { name: 'byTotal', scope: 'local', partitionKey: ['id'], sortKey: ['total'], projection: 'KEYS_ONLY' },
      ],
    });
  });

  test.each(names.filter(tellsTypes))('have the types that %s emits if they declare none', (name) => {
    expect(printed[name]?.typeless).toMatchObject({
      keys: ['name'],
      attributes: [
        { property: 'at', kind: 'S', optional: false },
        { property: 'name', kind: 'S', optional: false },
        { property: 'note', kind: 'S', optional: true },
      ],
    });
  });

  test.each(names.filter((name) => !tellsTypes(name)))(
    'are rejected with the cure if they declare no types and %s emits none',
    (name) => {
      const problem = 'it has no type, and the compiler emitted none; write it: @Attribute(String)';
      expect(printed[name]?.typeless).toMatchObject({
        code: 'model.invalid',
        problems: expect.arrayContaining([
          `Typeless.name: ${problem}`,
          `Typeless.at: ${problem}`,
          `Typeless.note: ${problem}`,
        ]),
      });
    },
  );
});
