import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompilerOptions, legacy, run } from './compile.ts';
import { documentFile, modelFile } from './cost-program.ts';

const root = join(__dirname, '../..');
const classes = 200;
/** What a class costs today, and a little more: the aim is 1,000, and no change may lead away from it. */
const most = 2900;

/** The instantiations that the compiler makes for a program, whose files are given by name. */
async function instantiations(files: Readonly<Record<string, string>>, options: CompilerOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'annotable-cost-'));
  try {
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        types: [],
        paths: {
          annotable: [join(root, 'lib/index.ts')],
          '@aws-sdk/*': [join(root, '__tests__/types/errors/sdk-stub.ts')],
        },
        typeRoots: [join(root, 'node_modules/@types')],
        ...options,
      },
      include: ['*.ts'],
      exclude: [],
    };
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const output = await run(['-p', folder, '--pretty', 'false', '--extendedDiagnostics']);
    expect(
      output.split('\n').filter((line) => line.includes('error TS') && /\b(address|model\d+)\.ts/.test(line)),
    ).toEqual([]);
    return Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const decorated = Object.fromEntries([
  ['address.ts', documentFile(true)],
  ...Array.from({ length: classes }, (_, index) => [`model${index}.ts`, modelFile(index, true)]),
]);

test.each([
  ['standard', {}],
  ['legacy', legacy],
])(
  'a model of 12 attributes with its calls is not dearer to check, in %s decorators',
  async (_dialect, options) => {
    const empty = await instantiations({ 'empty.ts': "import 'annotable';\n" }, options);
    const all = await instantiations(decorated, options);
    expect((all - empty) / classes).toBeGreaterThan(100);
    expect((all - empty) / classes).toBeLessThanOrEqual(most);
  },
  600_000,
);
