import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Milliseconds between SIGTERM and SIGKILL for a child that does not end. */
const GRACE_MS = 5_000;
/** Most characters of a child's output that are kept for error messages. */
const OUTPUT_CHARS = 4_000;

/**
 * Shell script that starts a watcher and then becomes the program. The watcher reads from the parent, which never
 * writes. So the read ends when the parent ends, for any reason, and the watcher then ends the program. The process id
 * `$$` can't belong to another process by then, because the watcher is in the process group of that id.
 */
const WATCHED = [
  'exec 3<&0',
  '(read -r _ <&3; kill -TERM $$; sleep 2; kill -KILL $$) >/dev/null 2>&1 &',
  'exec "$@" 3<&- </dev/null',
].join('\n');

/** A child process that ends with this process and does not keep it alive. */
export interface BoundChild {
  /** Returns the end of its output, from both streams. */
  output(): string;
  hasEnded(): boolean;
  /** Ends the process and waits for its end. No effect if it has ended. */
  stop(): Promise<void>;
}

/**
 * Starts a program that ends with this process, even if this process is killed with SIGKILL. On Windows, the program
 * ends only if this process exits normally.
 *
 * The program has its own process group. So Ctrl+C in a terminal reaches only the parent, which may still need it.
 *
 * @param command - absolute path of the program
 * @param args - arguments, passed unchanged
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
    const killTimer = setTimeout(() => send('SIGKILL'), GRACE_MS);
    send('SIGTERM');
    await closed;
    clearTimeout(killTimer);
  };
  return { output: () => output.trim(), hasEnded: () => ended, stop };
}

/** Sends a signal to the child. On POSIX, sends it to the whole group, which includes the watcher. */
function signalChild(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals, group: boolean): void {
  if (child.pid === undefined) return;
  try {
    process.kill(group ? -child.pid : child.pid, signal);
  } catch {
    // The process has ended already.
  }
}
