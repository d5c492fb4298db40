import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { maxBatchWriteRequests } from '../limits.ts';
import { BatchEntries } from '../repository/batch-entries.ts';
import { runWithin, throwCause } from '../repository/batch-run.ts';
import { writeChunk } from '../repository/batches.ts';
import { inTime, type RepositoryContext } from '../repository/context.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { LineForm } from './formats.ts';
import type { Line } from './lines.ts';
import { loadSaved } from './saved.ts';

/** An import. */
export interface ImportSettings {
  readonly context: RepositoryContext;
  readonly form: LineForm;
  readonly lines: AsyncIterable<Line>;
  readonly checkpoint: Checkpoint | undefined;
  /** True to check all lines, and to write nothing. */
  readonly isDryRun: boolean;
  /** Receives the number of items so far after each group of lines. */
  readonly onProgress: (items: number) => void;
}

/** Lines that are checked and written together. The position is saved after them. */
const group = 500;
const concurrency = 8;
/** Milliseconds in which a group must be written. */
const groupTimeoutMs = 600_000;

/**
 * Writes the items of lines, and returns their number. An item with the same key is replaced.
 *
 * The lines of a group are checked before any is written. With a checkpoint, a run that was killed continues after the
 * last saved group, and writes the items of one group again.
 *
 * @throws ConfigurationError if the checkpoint is of something else, or the class has `@Unique`
 * @throws LineError if a line is no item
 */
export async function importItems(settings: ImportSettings): Promise<number> {
  const { context, lines, checkpoint, isDryRun, onProgress } = settings;
  const { schema } = context;
  if (schema.uniques.length > 0)
    throw new ConfigurationError(
      `${schema.name}: an import can't keep unique values, so items with @Unique are written by put() or writeTransaction()`,
    );
  const identity = { import: schema.table.name, class: schema.name };
  const saved = isDryRun ? undefined : await loadSaved(checkpoint, identity, lineOf);
  const from = saved ?? 0;
  let items = 0;
  const finish = async (all: readonly Line[]): Promise<void> => {
    const stored = all.map((line) => readLine(settings, line));
    if (!isDryRun) await writeGroup(context, all, stored);
    items += all.length;
    if (!isDryRun) await checkpoint?.save({ ...identity, line: all.at(-1)?.number ?? 0 });
    onProgress(items);
  };
  let waiting: Line[] = [];
  for await (const line of lines) {
    if (line.number <= from) continue;
    waiting.push(line);
    if (waiting.length < group) continue;
    await finish(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await finish(waiting);
  return items;
}

const lineOf = ({ line }: Readonly<Record<string, unknown>>): number | undefined =>
  typeof line === 'number' ? line : undefined;

function readLine({ form }: ImportSettings, { text, number }: Line): StoredItem {
  try {
    return form.read(JSON.parse(text));
  } catch (cause) {
    throw new LineError(number, cause);
  }
}

/** A line that is no item of the class. */
export class LineError extends Error {
  readonly line: number;

  constructor(line: number, cause: unknown) {
    const reason = cause instanceof SyntaxError ? 'is not JSON' : `is no item: ${(cause as Error).message}`;
    super(`line ${line} ${reason}`, { cause });
    this.line = line;
  }
}

async function writeGroup(
  context: RepositoryContext,
  lines: readonly Line[],
  stored: readonly StoredItem[],
): Promise<void> {
  const entries = new BatchEntries(context.schema, lines, stored);
  const outcome = await inTime(context, { timeoutMs: groupTimeoutMs }, (call) =>
    runWithin(
      context,
      entries,
      { concurrency },
      maxBatchWriteRequests,
      (chunk) => writeChunk(context, chunk, 'written', call),
      call,
    ),
  );
  throwCause(context.schema, outcome, groupTimeoutMs);
}
