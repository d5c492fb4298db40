import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = join(__dirname, '../..');

/** A Node process of its own, which runs TypeScript. */
export interface ChildScript {
  readonly child: ChildProcessWithoutNullStreams;
  /** The first match in what it writes to stdout. @throws Error with its stderr if it ends without one */
  printed(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Everything that it wrote, and how it ended. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
}

/** Runs a file of the project. @param path - from the project's root @param env - variables besides those of this process */
export function runFile(path: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): ChildScript {
  return run({ entryPoints: [join(ROOT, path)] }, { args, env });
}

/** Runs source text as an ES module; it imports files of the project by their path from the root, such as `./lib/index.ts`. @param flags - of Node */
export function runSource(source: string, flags: readonly string[] = []): ChildScript {
  return run({ stdin: { contents: source, resolveDir: ROOT, loader: 'ts' } }, { flags });
}

/** Ends the child scripts that a failed test left behind; for `afterEach`. */
export function endChildScripts(): void {
  for (const child of running) child.kill('SIGKILL');
}

const running = new Set<ChildProcessWithoutNullStreams>();

/** How a script is started. */
interface Start {
  readonly args?: readonly string[];
  /** Flags of Node. */
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Bundles the project's own files, which starts faster than a loader that compiles them one by one. */
function run(entry: BuildOptions, { args = [], flags = [], env = {} }: Start): ChildScript {
  // Inside the project, because packages are looked up from there.
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
