import type { Command } from 'commander';
import { wholeOption, withCommon } from './json-arguments.ts';
import type { TypesFlags } from './run-types.ts';
import type { Terminal } from './terminal.ts';

/** Adds `annotable types`. */
export function addTypesCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('types')
    .summary('write classes for the items of a table')
    .description(
      'Reads a table and a sample of its items, and prints decorated classes and repositories for them: keys, indexes, ' +
        'types, enums, documents, and entities that share the table. Check them before you use them: an attribute that no ' +
        'item of the sample has is not declared.',
    )
    .argument('<TABLE>', 'name of the table')
    .option('--class <name>', 'name of the class, if the table has one kind of items')
    .option('--sample <number>', 'most items to read', wholeOption, 10_000)
    .option('--out <file>', 'file to write (default: standard output)')
    .option('--yes', 'replace the file if it exists');
  withCommon(command, [
    'annotable types orders > orders.ts',
    'annotable types shop --sample 100000 --out shop.ts',
  ]).action(async (tableName: string, flags: TypesFlags) => {
    const { runTypes } = await import('./run-types.ts');
    await runTypes(terminal, tableName, flags);
  });
}
