import { styled, type Terminal } from './terminal.ts';

/** Shows how much of a long task is done, in one line of a terminal. */
export interface Progress {
  show(done: number): void;
  /** Removes the line. */
  end(): void;
}

/** Milliseconds between two updates. */
const interval = 100;
const barLength = 24;

/**
 * Returns a progress bar, or nothing visible if stderr is no terminal.
 *
 * @param total - the number of items, as far as it is known
 */
export function progressOf(terminal: Terminal, what: string, total: number | undefined): Progress {
  if (!terminal.isInteractive) return { show: () => undefined, end: () => undefined };
  const began = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  return {
    show: (done) => {
      const now = performance.now();
      if (now - shown < interval) return;
      shown = now;
      terminal.stderr.write(`\r\u001b[K${lineOf(terminal, what, { done, total, ms: now - began })}`);
    },
    end: () => terminal.stderr.write('\r\u001b[K'),
  };
}

interface Work {
  readonly done: number;
  readonly total: number | undefined;
  readonly ms: number;
}

function lineOf(terminal: Terminal, what: string, { done, total, ms }: Work): string {
  const rate = `${Math.round((done / ms) * 1_000).toLocaleString('en')}/s`;
  const count = `${what} ${done.toLocaleString('en')}`;
  if (!total) return `${count} ${styled(terminal, 'dim', rate)}`;
  const part = Math.min(done / total, 1);
  const filled = Math.round(part * barLength);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barLength - filled)}`;
  const left = done === 0 ? '' : `, ${timeText(((total - done) / done) * ms)} left`;
  return `${count} ${bar} ${Math.floor(part * 100)} % ${styled(terminal, 'dim', `${rate}${left}`)}`;
}

/** Returns a duration in words: `2 min 5 s`. */
export function timeText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
