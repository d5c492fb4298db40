import type { Command } from 'commander';
import { moduleArgument, withCommon } from './json-arguments.ts';
import type { DropFlags, EnsureFlags, PlanFlags } from './run-tables.ts';
import type { Terminal } from './terminal.ts';

/** Loads the code of the commands when one of them runs. */
const work = () => import('./run-tables.ts');

/** Adds `annotable table plan`, `ensure`, `describe`, and `drop`. */
export function addTableCommands(program: Command, terminal: Terminal): void {
  const table = program
    .command('table')
    .summary('plan, create, describe, and drop tables')
    .description('Works on the tables of the classes that a module exports.')
    .showHelpAfterError("Run 'annotable table --help' for commands.");
  addPlan(table, terminal);
  addEnsure(table, terminal);
  addDescribe(table, terminal);
  addDrop(table, terminal);
}

function addPlan(table: Command, terminal: Terminal): void {
  const plan = table
    .command('plan')
    .summary('print what ensure would do')
    .description(
      "Prints the steps that 'table ensure' would take (+), the differences that it can't resolve (!), and indexes and tags " +
        'that no class declares (?). Changes nothing.',
    )
    .argument(...moduleArgument)
    .option('--check', 'exit with 2 if anything differs')
    .option('--json', 'print one JSON object for each table');
  withCommon(plan, ['annotable table plan models.ts', 'annotable table plan dist/models.js --check --json']).action(
    async (path: string, flags: PlanFlags) => (await work()).planTables(terminal, path, flags),
  );
}

function addEnsure(table: Command, terminal: Terminal): void {
  const ensure = table
    .command('ensure')
    .summary('create what is missing')
    .description('Creates tables and everything that they lack, and waits until it is ready. Never deletes anything.')
    .argument(...moduleArgument)
    .option('--dry-run', "print the plan, as 'table plan' does")
    .option('--json', 'print one JSON object for each table: its plan');
  withCommon(ensure, ['annotable table ensure models.ts', 'annotable table ensure models.ts --dry-run']).action(
    async (path: string, flags: EnsureFlags) => (await work()).ensureTables(terminal, path, flags),
  );
}

function addDescribe(table: Command, terminal: Terminal): void {
  const describe = table
    .command('describe')
    .summary('print tables as DynamoDB describes them')
    .description('Prints the description of each table as JSON. Exits with 1 if one does not exist.')
    .argument(...moduleArgument);
  withCommon(describe, ['annotable table describe models.ts']).action(async (path: string) =>
    (await work()).describeTables(terminal, path),
  );
}

function addDrop(table: Command, terminal: Terminal): void {
  const drop = table
    .command('drop')
    .summary('delete tables with all of their items')
    .description('Deletes the tables of the classes with all of their items. A table with deletion protection stays.')
    .argument(...moduleArgument)
    .option('--yes', 'do not ask')
    .option('--dry-run', 'print the names of the tables, and delete nothing')
    .option('--json', 'print one JSON object for each table');
  withCommon(drop, ['annotable table drop models.ts --dry-run', 'annotable table drop models.ts --yes']).action(
    async (path: string, flags: DropFlags) => (await work()).dropTables(terminal, path, flags),
  );
}
