import { maxTimerMs } from '../time/deadline.ts';

/** Resolves on SIGINT or SIGTERM, and keeps the process alive until then. A second signal ends the process at once. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, maxTimerMs);
    const end = (): void => {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      clearInterval(alive);
      resolve();
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
}
