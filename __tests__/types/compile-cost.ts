import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompilerOptions, root, run } from './compile.ts';

/** Files of a program, by name. */
export type ProgramFiles = Readonly<Record<string, string>>;

/** The cost of compiling a program, as the compiler reports it. */
export interface CompileCost {
  readonly instantiations: number;
  readonly types: number;
  readonly checkSeconds: number;
  readonly totalSeconds: number;
  /** Errors in the files of the program, as the compiler prints them. */
  readonly errors: readonly string[];
}

/** Creates an ignored folder in the project, so that imports resolve as in the program of a user. */
export function temporaryFolder(): string {
  mkdirSync(join(root, '.local'), { recursive: true });
  return mkdtempSync(join(root, '.local/cost-'));
}

/** Compiler options of a program that imports the sources of the project, without the SDK. */
export const fromSources: CompilerOptions = {
  types: [],
  paths: {
    annotable: [join(root, 'lib/index.ts')],
    '@aws-sdk/*': [join(root, '__tests__/types/errors/sdk-stub.ts')],
  },
};

/** Writes the published declarations, and returns the compiler options of a program that imports them. */
export async function fromDeclarations(outDir: string): Promise<CompilerOptions> {
  const output = await run([
    ...['-p', join(root, 'tsconfig.build.json'), '--noCheck', '--emitDeclarationOnly', '--pretty', 'false'],
    ...['--outDir', outDir],
  ]);
  if (output !== '') throw new Error(output);
  return { types: ['node'], paths: { annotable: [join(outDir, 'index.d.ts')] } };
}

/** Compiles a program that consists of these files. */
export async function costOf(files: ProgramFiles, options: CompilerOptions): Promise<CompileCost> {
  const folder = temporaryFolder();
  try {
    const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')], ...options };
    const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['*.ts'], exclude: [] };
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const output = await run(['-p', folder, '--pretty', 'false', '--extendedDiagnostics']);
    const figure = (name: string) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)?.[1]);
    return {
      instantiations: figure('Instantiations'),
      types: figure('Types'),
      checkSeconds: figure('Check time'),
      totalSeconds: figure('Total time'),
      errors: output
        .split('\n')
        .filter((line) => line.includes('error TS') && Object.keys(files).some((name) => line.includes(`${name}(`))),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
