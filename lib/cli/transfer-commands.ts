import { type Command, Option } from 'commander';
import { fileCheckpoint } from '../checkpoints/file-checkpoint.ts';
import { loadModel, repositoryOf, storedAccess } from '../models/models.ts';
import { exportItems } from '../transfer/export-items.ts';
import { type LineFormat, lineForm } from '../transfer/formats.ts';
import { importItems } from '../transfer/import-items.ts';
import { linesOf, linesOfFile } from '../transfer/lines.ts';
import { outputFile, outputStream } from '../transfer/output.ts';
import { classArgument, moduleArgument, rateOption, wholeOption, withCommon } from './json-arguments.ts';
import { progressOf } from './progress.ts';
import { CommandEnd, note, type Terminal } from './terminal.ts';

interface TransferFlags {
  readonly format: LineFormat;
  readonly checkpoint?: string;
  readonly partial?: boolean;
  readonly dryRun?: boolean;
  readonly segments: number;
  readonly rate?: number;
}

const formatOption = (): Option =>
  new Option('--format <name>', "'json' has properties, 'dynamodb' has whole items as DynamoDB stores them")
    .choices(['json', 'dynamodb'])
    .default('json');

/** Adds `annotable export` and `annotable import`. */
export function addTransferCommands(program: Command, terminal: Terminal): void {
  addExport(program, terminal);
  addImport(program, terminal);
}

function addExport(program: Command, terminal: Terminal): void {
  const command = program
    .command('export')
    .summary('write all items of a class as lines')
    .description(
      'Writes all items of a class as JSON, one in each line. A FILE that ends with .gz is compressed. ' +
        'Fails before it loses a part of an item.',
    )
    .argument(...moduleArgument)
    .argument(...classArgument)
    .argument('[FILE]', 'file to write (default: standard output)')
    .addOption(formatOption())
    .option('--partial', 'leave out what the class hides or does not declare')
    .option('--segments <number>', 'parts of the table that are read at the same time', wholeOption, 1)
    .option('--rate <units>', 'capacity units per second (default: no limit)', rateOption)
    .option('--checkpoint <file>', 'keeps the position; the same command continues there after an interruption');
  withCommon(command, [
    'annotable export models.ts Order orders.jsonl',
    'annotable export models.ts Order orders.jsonl.gz --segments 4 --checkpoint orders.checkpoint',
    'annotable export models.ts Order --format dynamodb | wc -l',
  ]).action(async (path: string, name: string, file: string | undefined, flags: TransferFlags) => {
    const { format, segments, partial = false } = flags;
    if (flags.checkpoint !== undefined && file === undefined)
      throw new CommandEnd(1, 'an export to standard output can not be continued; give a FILE with --checkpoint');
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
    await note(terminal, `Exported ${items} ${items === 1 ? 'item' : 'items'} of ${model.schema.table.name}.`);
  });
}

/** Returns the number of items of a table, which DynamoDB updates every six hours. Undefined if it is unknown. */
async function itemCount({ table }: ReturnType<typeof repositoryOf>): Promise<number | undefined> {
  return (await table.describe())?.ItemCount;
}

function addImport(program: Command, terminal: Terminal): void {
  const command = program
    .command('import')
    .summary('write items from lines')
    .description(
      'Writes the items of a file, one in each line, in the form of export. Replaces items with the same key, and ' +
        'checks each line before it is written.',
    )
    .argument(...moduleArgument)
    .argument(...classArgument)
    .argument('<FILE>', "file to read, or '-' for standard input")
    .addOption(formatOption())
    .option('--rate <units>', 'capacity units per second (default: no limit)', rateOption)
    .option('--checkpoint <file>', 'keeps the position; the same command continues there after an interruption')
    .option('--dry-run', 'check all lines, and write nothing');
  withCommon(command, [
    'annotable import models.ts Order orders.jsonl --dry-run',
    'annotable import models.ts Order orders.jsonl.gz --checkpoint orders.checkpoint',
  ]).action(async (path: string, name: string, file: string, flags: TransferFlags) => {
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
    const count = `${items} ${items === 1 ? 'item' : 'items'}`;
    await note(
      terminal,
      dryRun ? `${count} can be imported. Nothing was written.` : `Imported ${count} into ${model.schema.table.name}.`,
    );
  });
}
