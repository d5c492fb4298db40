import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** How long a child may take to end after SIGTERM before it is killed, in milliseconds. */
const GRACE_MS = 5_000;
/** How much of a child's output is kept for error messages, in characters. */
const OUTPUT_CHARS = 4_000;

/**
 * Becomes the program, after leaving a watcher behind that reads from the parent. Nothing is ever written to it: the
 * read ends when the parent does, however that happens, and then the watcher ends the program. `$$` can't have become
 * somebody else's process by then, because the watcher is in the process group of that number.
 */
const WATCHED = [
  'exec 3<&0',
  '(read -r _ <&3; kill -TERM $$; sleep 2; kill -KILL $$) >/dev/null 2>&1 &',
  'exec "$@" 3<&- </dev/null',
].join('\n');

/** A child process that lives no longer than this one and does not keep it alive. */
export interface BoundChild {
  /** The last of what it wrote, both streams. */
  output(): string;
  hasEnded(): boolean;
  /** Ends it and waits for that; harmless when it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a program that ends with this process, even if this process is killed with SIGKILL (on Windows: if it exits).
 * It has a process group of its own, so Ctrl+C in a terminal reaches the parent, which may still need it.
 *
 * @param command - absolute path of the program
 * @param args - its arguments, passed as they are
 */
export function spawnBound(command: string, args: readonly string[]): BoundChild {
  const posix = process.platform !== 'win32';
  const child = posix
    ? spawn('/bin/sh', ['-c', WATCHED, 'sh', command, ...args], { stdio: 'pipe', detached: true })
    : spawn(command, args, { stdio: 'pipe', windowsHide: true });
  let output = '';
  let ended = false;
  const keep = (text: string): void => {
    output = (output + text).slice(-OUTPUT_CHARS);
  };
  const send = (signal: NodeJS.Signals): void => signalChild(child, signal, posix);
  const atExit = (): void => send('SIGKILL');
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      ended = true;
      process.off('exit', atExit);
      resolve();
    });
  });
  child.once('error', (error) => keep(error.message));
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep);
  for (const stream of child.stdio) if (stream instanceof Socket) stream.unref();
  child.unref();
  if (!posix) process.once('exit', atExit);

  const stop = async (): Promise<void> => {
    if (ended) return;
    // This timer also keeps the event loop alive until the child has ended.
    const hard = setTimeout(() => send('SIGKILL'), GRACE_MS);
    send('SIGTERM');
    await closed;
    clearTimeout(hard);
  };
  return { output: () => output.trim(), hasEnded: () => ended, stop };
}

/** Signals the child; on POSIX its whole group, so that the watcher ends with it. */
function signalChild(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals, group: boolean): void {
  if (child.pid === undefined) return;
  try {
    process.kill(group ? -child.pid : child.pid, signal);
  } catch {
    // It has ended already.
  }
}
