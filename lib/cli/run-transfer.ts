import { fileCheckpoint } from '../checkpoints/file-checkpoint.ts';
import { loadModel, repositoryOf, storedAccess } from '../models/models.ts';
import { exportItems } from '../transfer/export-items.ts';
import { type LineFormat, lineForm } from '../transfer/formats.ts';
import { importItems } from '../transfer/import-items.ts';
import { linesOf, linesOfFile } from '../transfer/lines.ts';
import { outputFile, outputStream } from '../transfer/output.ts';
import { progressOf } from './progress.ts';
import { CommandEnd, note, printJson, type Terminal } from './terminal.ts';

/** Options of `annotable export` and `annotable import`. */
export interface TransferFlags {
  readonly format: LineFormat;
  readonly checkpoint?: string;
  readonly partial?: boolean;
  readonly dryRun?: boolean;
  readonly segments: number;
  readonly rate?: number;
  readonly json?: boolean;
}

/** Runs `annotable export`. */
export async function exportClass(
  terminal: Terminal,
  path: string,
  name: string,
  file: string | undefined,
  flags: TransferFlags,
): Promise<void> {
  const { format, segments, partial = false } = flags;
  if (flags.checkpoint !== undefined && file === undefined)
    throw new CommandEnd(1, 'an export to standard output can not be continued; give a FILE with --checkpoint');
  if (flags.json === true && file === undefined)
    throw new CommandEnd(1, 'an export to standard output prints the items there; give a FILE with --json');
  const model = await loadModel(path, name);
  const progress = progressOf(terminal, 'items', await itemCount(repositoryOf(model)));
  const items = await exportItems({
    context: storedAccess(model, flags.rate),
    form: lineForm(model.schema, format, partial),
    format,
    segments,
    checkpoint: flags.checkpoint === undefined ? undefined : fileCheckpoint(flags.checkpoint),
    open: async (from) => (file === undefined ? outputStream(terminal.stdout) : outputFile(file, from)),
    onProgress: progress.show,
  }).finally(progress.end);
  const table = model.schema.table.name;
  if (flags.json === true) await printJson(terminal, { table, items });
  else await note(terminal, `Exported ${countText(items)} of ${table}.`);
}

const countText = (items: number): string => `${items} ${items === 1 ? 'item' : 'items'}`;

/** Returns the number of items of a table, which DynamoDB updates every six hours. Undefined if it is unknown. */
async function itemCount({ table }: ReturnType<typeof repositoryOf>): Promise<number | undefined> {
  return (await table.describe())?.ItemCount;
}

/** Runs `annotable import`. */
export async function importClass(
  terminal: Terminal,
  path: string,
  name: string,
  file: string,
  flags: TransferFlags,
): Promise<void> {
  const { format, dryRun = false } = flags;
  const model = await loadModel(path, name);
  const progress = progressOf(terminal, 'items', undefined);
  const items = await importItems({
    context: storedAccess(model, flags.rate),
    form: lineForm(model.schema, format, false),
    lines: file === '-' ? linesOf(terminal.stdin) : linesOfFile(file),
    checkpoint: flags.checkpoint === undefined ? undefined : fileCheckpoint(flags.checkpoint),
    isDryRun: dryRun,
    onProgress: progress.show,
  }).finally(progress.end);
  const table = model.schema.table.name;
  const done = dryRun
    ? `${countText(items)} can be imported. Nothing was written.`
    : `Imported ${countText(items)} into ${table}.`;
  if (flags.json === true) await printJson(terminal, { table, items, dryRun });
  else await note(terminal, done);
}
