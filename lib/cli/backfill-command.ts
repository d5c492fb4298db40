import type { Command } from 'commander';
import { moduleArgument, rateOption, wholeOption, withCommon } from './json-arguments.ts';
import type { BackfillFlags } from './run-backfill.ts';
import type { Terminal } from './terminal.ts';

/** Adds `annotable backfill`. */
export function addBackfillCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('backfill')
    .summary('upgrade older items to the version of their class')
    .description(
      'Reads all items of the classes that have a version, and upgrades the older ones. Other writers can go on.',
    )
    .argument(...moduleArgument)
    .option('--class <name>', 'the only class to upgrade (default: all classes with a version)')
    .option('--segments <number>', 'parts of the table that are read at the same time', wholeOption, 1)
    .option('--rate <units>', 'capacity units per second, reads and writes together (default: no limit)', rateOption)
    .option('--checkpoint <file>', 'keeps the position; the same command continues there after an interruption')
    .option('--skip-invalid', 'print items that can not be upgraded, and go on (default: end at the first one)')
    .option('--dry-run', 'count the items that would be upgraded, and write nothing')
    .option('--json', 'print one JSON object for each class');
  withCommon(command, [
    'annotable backfill models.ts --dry-run',
    'annotable backfill models.ts --class Order --rate 200 --checkpoint orders.checkpoint',
  ]).action(async (path: string, flags: BackfillFlags) => {
    const { runBackfill } = await import('./run-backfill.ts');
    await runBackfill(terminal, path, flags);
  });
}
