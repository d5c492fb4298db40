import { processWide } from './process-wide.ts';

/** What is under way in this process with each file. */
const queues: Map<string, Promise<unknown>> = processWide('fileQueues', () => new Map());

/**
 * Runs work on a file after all other work on it, whichever linker wants it.
 *
 * @param file - a real path
 */
export function inFileQueue<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const before = queues.get(file) ?? Promise.resolve();
  const running = before.then(work, work);
  const settled = running
    .catch(() => undefined)
    .then(() => {
      if (queues.get(file) === settled) queues.delete(file);
    });
  queues.set(file, settled);
  return running;
}
