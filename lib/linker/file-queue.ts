import { processWide } from '../process-wide.ts';

/** The last operation of this process on each file. */
const queues: Map<string, Promise<unknown>> = processWide('fileQueues', () => new Map());

/**
 * Runs an operation on a file after all earlier operations on it, of any linker in this process.
 *
 * @param file - the path; operations on the same file must pass the same text
 */
export function inFileQueue<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const previous = queues.get(file) ?? Promise.resolve();
  const running = previous.then(work, work);
  const settled = running
    .catch(() => undefined)
    .then(() => {
      if (queues.get(file) === settled) queues.delete(file);
    });
  queues.set(file, settled);
  return running;
}
