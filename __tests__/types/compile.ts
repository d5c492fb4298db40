import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');
/** The compiler as its package's own command starts it. */
const tsc = join(dirname(createRequire(__filename).resolve('typescript/package.json')), 'bin/tsc');

/** One error of the compiler. */
export interface Complaint {
  /** From the project's root. */
  readonly file: string;
  readonly line: number;
  /** The whole text, with the lines that are indented below it. */
  readonly text: string;
}

/** Compiler options that differ from the project's own. */
export type CompilerOptions = Readonly<Record<string, boolean>>;

export const legacyBare: CompilerOptions = { experimentalDecorators: true };
export const legacy: CompilerOptions = { experimentalDecorators: true, emitDecoratorMetadata: true };

/**
 * What the project's compiler says about the files of a folder.
 *
 * The SDK is left out, as an empty module, since reading its types takes longer than all the rest; so what is said about
 * other folders does not count.
 *
 * @param folder - from the project's root
 */
export async function complaintsAbout(folder: string, options: CompilerOptions): Promise<Complaint[]> {
  const temporary = mkdtempSync(join(tmpdir(), 'annotable-types-'));
  const stub = join(root, '__tests__/types/errors/sdk-stub.ts');
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noErrorTruncation: true,
      typeRoots: [join(root, 'node_modules/@types')],
      types: ['node'],
      paths: { annotable: [join(root, 'lib/index.ts')], '@aws-sdk/*': [stub] },
      ...options,
    },
    include: [join(root, folder, '*.ts')],
    exclude: [],
  };
  const file = join(temporary, 'tsconfig.json');
  writeFileSync(file, JSON.stringify(config));
  try {
    const complaints = parse(await run(['--pretty', 'false', '-p', file]));
    return complaints.filter((complaint) => complaint.file.startsWith(`${folder}/`) || complaint.file === '');
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [tsc, ...args], { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (stderr === '' && (error === null || typeof error.code === 'number')) resolve(stdout);
      else reject(error ?? new Error(stderr));
    });
  });
}

/** An error of the compiler's settings has no file. */
const headline = /^(?:(?<file>[^\s(]+)\((?<line>\d+),\d+\): )?error TS\d+: (?<text>.*)$/;

function parse(output: string): Complaint[] {
  const complaints: Complaint[] = [];
  for (const line of output.split('\n')) {
    const found = headline.exec(line)?.groups;
    const last = complaints.at(-1);
    if (found !== undefined) {
      complaints.push({ file: found['file'] ?? '', line: Number(found['line'] ?? 0), text: found['text'] ?? '' });
    } else if (last !== undefined && line.startsWith(' ')) {
      complaints[complaints.length - 1] = { ...last, text: `${last.text}\n${line}` };
    }
  }
  return complaints;
}
