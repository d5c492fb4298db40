/** A line that is no item of the class, or that can't be written. */
export class LineError extends Error {
  readonly line: number;

  /** @param problem - what is wrong with the line: `is no item` */
  constructor(line: number, problem: string, cause: unknown) {
    const reason = cause instanceof SyntaxError ? 'is not JSON' : `${problem}: ${(cause as Error).message}`;
    super(`line ${line} ${reason}`, { cause });
    this.line = line;
  }
}
