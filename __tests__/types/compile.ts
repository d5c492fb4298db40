import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder of the project, in which tests and scripts start. */
export const root = process.cwd();
/** The file that the command of the compiler's package starts. */
const tsc = join(dirname(createRequire(join(root, 'package.json')).resolve('typescript/package.json')), 'bin/tsc');

/** One error of the compiler. */
export interface Complaint {
  /** From the project's root. */
  readonly file: string;
  readonly line: number;
  /** The whole text, with the indented lines below it. */
  readonly text: string;
}

/** Compiler options that differ from those of the project. */
export type CompilerOptions = Readonly<Record<string, unknown>>;

export const legacyBare: CompilerOptions = { experimentalDecorators: true };
export const legacy: CompilerOptions = { experimentalDecorators: true, emitDecoratorMetadata: true };

/** A folder below the project root, and its compiler options. */
export interface Project {
  readonly folder: string;
  /** Pattern of its files. Default: `*.ts` */
  readonly files?: string;
  readonly options: CompilerOptions;
}

/**
 * Returns the complaints of the compiler about the files of each project, from one process.
 *
 * The SDK and the types of Node are left out, because reading them takes longer than the rest. Complaints about
 * other folders don't count.
 */
export async function complaintsAbout(projects: Readonly<Record<string, Project>>): Promise<Map<string, Complaint[]>> {
  const temporary = mkdtempSync(join(tmpdir(), 'annotable-types-'));
  try {
    const files = Object.values(projects).map((project, index) => writeProject(join(temporary, `${index}`), project));
    // `--verbose` prints the project before its errors.
    const output = await run(['--build', '--verbose', '--pretty', 'false', ...files]);
    const [, ...parts] = output.split(/^.*Building project '.*'\.\.\.$/m);
    const names = Object.keys(projects);
    if (parts.length !== names.length)
      throw new Error(`${parts.length} of ${names.length} projects were built:\n${output}`);
    return new Map(names.map((name, index) => [name, ofProject(projects[name], parts[index])]));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function ofProject(project: Project | undefined, output = ''): Complaint[] {
  return parse(output).filter(({ file }) => file === '' || file.startsWith(`${project?.folder}/`));
}

function writeProject(directory: string, { folder, files = '*.ts', options }: Project): string {
  const stub = join(root, '__tests__/types/errors/sdk-stub.ts');
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noErrorTruncation: true,
      typeRoots: [join(root, 'node_modules/@types')],
      types: [],
      paths: { annotable: [join(root, 'lib/index.ts')], '@aws-sdk/*': [stub] },
      ...options,
    },
    include: [join(root, folder, files)],
    exclude: [],
  };
  mkdirSync(directory);
  const file = join(directory, 'tsconfig.json');
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** Runs the compiler and returns its output. */
export function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [tsc, ...args], { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (stderr === '' && (error === null || typeof error.code === 'number')) resolve(stdout);
      else reject(error ?? new Error(stderr));
    });
  });
}

/** The first line of an error. An error of the compiler settings has no file. */
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
