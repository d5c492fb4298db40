import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = join(__dirname, '../..');

/** A separate Node process that runs TypeScript. */
export interface ChildScript {
  readonly child: ChildProcessWithoutNullStreams;
  /** Returns the first match in stdout. @throws Error with its output if the script ends without a match */
  printed(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Waits for the end. Returns all output and the exit status. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
}

/**
 * Runs a file of the project.
 *
 * @param path - from the root of the project
 * @param env - variables in addition to those of this process
 */
export function runFile(path: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): ChildScript {
  return run({ entryPoints: [join(ROOT, path)] }, { args, env });
}

/**
 * Runs source text as an ES module. It imports files by their path from the root of the project, such as
 * `./lib/index.ts`.
 *
 * @param flags - flags of Node
 */
export function runSource(source: string, flags: readonly string[] = []): ChildScript {
  return run({ stdin: { contents: source, resolveDir: ROOT, loader: 'ts' } }, { flags });
}

/** Ends the child scripts of a failed test. Call it in `afterEach`. */
export function endChildScripts(): void {
  for (const child of running) child.kill('SIGKILL');
}

const running = new Set<ChildProcessWithoutNullStreams>();

interface Start {
  readonly args?: readonly string[];
  /** Flags of Node. */
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Bundles the files of the project, because a loader that compiles each file starts more slowly. */
function run(entry: BuildOptions, { args = [], flags = [], env = {} }: Start): ChildScript {
  // Inside the project, because Node looks up packages from there.
  const outfile = join(ROOT, 'node_modules/.cache/annotable', `${randomUUID()}.mjs`);
  buildSync({
    ...entry,
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'es2022',
    format: 'esm',
    logLevel: 'error',
  });
  const child = spawn(process.execPath, ['--no-warnings', ...flags, outfile, ...args], {
    cwd: ROOT,
    stdio: 'pipe',
    env: { ...process.env, ...env },
  });
  running.add(child);
  child.once('close', () => {
    running.delete(child);
    rmSync(outfile, { force: true });
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  return {
    child,
    async printed(pattern) {
      for (;;) {
        const match = stdout.match(pattern);
        if (match !== null) return match;
        const ended = await Promise.race([once(child.stdout, 'data').then(() => false), closed.then(() => true)]);
        if (ended && !pattern.test(stdout)) throw new Error(`the script ended without ${pattern}: ${stdout}${stderr}`);
      }
    },
    async ended() {
      const [code, signal] = await closed;
      return { code, signal, stdout, stderr };
    },
  };
}
