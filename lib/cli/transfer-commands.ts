import { type Command, Option } from 'commander';
import { classArgument, moduleArgument, rateOption, wholeOption, withCommon } from './json-arguments.ts';
import type { TransferFlags } from './run-transfer.ts';
import type { Terminal } from './terminal.ts';

/** Loads the code of the commands when one of them runs. */
const work = () => import('./run-transfer.ts');

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
    .option('--checkpoint <file>', 'keeps the position; the same command continues there after an interruption')
    .option('--json', 'print the number of items as JSON');
  withCommon(command, [
    'annotable export models.ts Order orders.jsonl',
    'annotable export models.ts Order orders.jsonl.gz --segments 4 --checkpoint orders.checkpoint',
    'annotable export models.ts Order --format dynamodb | wc -l',
  ]).action(async (path: string, name: string, file: string | undefined, flags: TransferFlags) =>
    (await work()).exportClass(terminal, path, name, file, flags),
  );
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
    .option('--dry-run', 'check all lines, and write nothing')
    .option('--json', 'print the number of items as JSON');
  withCommon(command, [
    'annotable import models.ts Order orders.jsonl --dry-run',
    'annotable import models.ts Order orders.jsonl.gz --checkpoint orders.checkpoint',
  ]).action(async (path: string, name: string, file: string, flags: TransferFlags) =>
    (await work()).importClass(terminal, path, name, file, flags),
  );
}
