import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { write } from '../transfer/write.ts';

/** The streams of a command. Tests pass their own. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** True if a person reads stderr and can answer: the progress is shown, and questions are asked. */
  readonly isInteractive: boolean;
  /** True if text can have colors: on a terminal, without `NO_COLOR`. */
  readonly hasColors: boolean;
}

/** Returns the terminal of this process. */
export const processTerminal = (): Terminal => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  isInteractive: process.stdin.isTTY && process.stderr.isTTY,
  hasColors: process.stdout.isTTY && !process.env['NO_COLOR'],
});

/** Ends a command with an exit code. Its message goes to stderr. */
export class CommandEnd extends Error {
  readonly exitCode: number;

  /** @param message - empty to print nothing */
  constructor(exitCode: number, message = '') {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Writes a line to stdout. */
export const print = ({ stdout }: Terminal, line: string): Promise<void> => write(stdout, `${line}\n`);

/** Writes a line to stderr, where it doesn't mix with the results. */
export const note = ({ stderr }: Terminal, line: string): Promise<void> => write(stderr, `${line}\n`);

/** Writes a value as JSON, with bytes as base64 text: over several lines for a person, else in one line. */
export const printJson = (terminal: Terminal, value: unknown): Promise<void> =>
  print(terminal, JSON.stringify(value, withBase64, terminal.hasColors ? 2 : undefined));

/** Replaces bytes by base64 text. Reads the owner, because a `Buffer` becomes an object before it gets here. */
function withBase64(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const bytes = this[name];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Returns text with a style, if the terminal has colors. */
export const styled = ({ hasColors }: Terminal, style: Style, text: string): string =>
  hasColors ? styleText(style, text, { validateStream: false }) : text;

/**
 * Asks a question that is answered by yes or no.
 *
 * @throws CommandEnd 1 if the answer is not yes, or nobody can answer
 */
export async function confirm(terminal: Terminal, question: string, isConfirmed: boolean | undefined): Promise<void> {
  if (isConfirmed === true) return;
  if (!terminal.isInteractive) throw new CommandEnd(1, `${question} Nothing was done; add --yes to do it.`);
  terminal.stderr.write(`${question} [y/N] `);
  for await (const text of terminal.stdin) {
    if (/^y(es)?$/i.test(String(text).trim())) return;
    break;
  }
  throw new CommandEnd(1, 'Nothing was done.');
}
