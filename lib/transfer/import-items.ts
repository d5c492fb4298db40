import { createHash } from 'node:crypto';
import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { RepositoryContext } from '../repository/context.ts';
import type { StoredItem } from '../sdk-types.ts';
import type { LineForm } from './formats.ts';
import { LineError } from './line-error.ts';
import type { Line } from './lines.ts';
import { parsedLine } from './parsed-line.ts';
import { loadSaved } from './saved.ts';
import { writeLines } from './write-lines.ts';

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

/** The last line that was written. */
interface ImportState {
  readonly line: number;
  /** Hash of the text of the line. It tells the file from others. */
  readonly hash: string;
}

/**
 * Writes the items of lines, and returns their number. An item with the same key is replaced. Unique values are kept
 * unique.
 *
 * The lines of a group are checked before any is written. With a checkpoint, a run that was killed continues after the
 * last saved group, and writes the items of one group again.
 *
 * @throws ConfigurationError if the checkpoint is of something else, or of another file
 * @throws LineError if a line is no item, or has a unique value of another item
 */
export async function importItems(settings: ImportSettings): Promise<number> {
  const { context, lines, checkpoint, isDryRun, onProgress } = settings;
  const { schema } = context;
  const identity = { import: schema.table.name, class: schema.name };
  const saved = isDryRun ? undefined : await loadSaved(checkpoint, identity, stateOf);
  const from = saved?.line ?? 0;
  let items = 0;
  let read = 0;
  const finish = async (all: readonly Line[]): Promise<void> => {
    const stored = all.map((line) => readLine(settings, line));
    if (!isDryRun) await writeLines(context, all, stored);
    items += all.length;
    const { number: line, text } = all.at(-1) as Line;
    if (!isDryRun) await checkpoint?.save({ ...identity, line, hash: hashOf(text) });
    onProgress(items);
  };
  let waiting: Line[] = [];
  for await (const line of lines) {
    read = line.number;
    if (line.number === from && hashOf(line.text) !== saved?.hash) throw otherLines(schema.table.name, from);
    if (line.number <= from) continue;
    waiting.push(line);
    if (waiting.length < group) continue;
    await finish(waiting);
    waiting = [];
  }
  if (read < from) throw otherLines(schema.table.name, from);
  if (waiting.length > 0) await finish(waiting);
  return items;
}

const stateOf = ({ line, hash }: Readonly<Record<string, unknown>>): ImportState | undefined =>
  typeof line === 'number' && typeof hash === 'string' ? { line, hash } : undefined;

const hashOf = (text: string): string => createHash('sha256').update(text.trim()).digest('base64');

const otherLines = (table: string, line: number): ConfigurationError =>
  new ConfigurationError(
    `${table}: the checkpoint is of another file, whose line ${line} was imported last; give each file a checkpoint of its own, or delete the checkpoint to begin anew`,
  );

function readLine({ form }: ImportSettings, { text, number }: Line): StoredItem {
  try {
    return form.read(parsedLine(text));
  } catch (cause) {
    throw new LineError(number, 'is no item', cause);
  }
}
