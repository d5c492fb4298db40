import type { Command } from 'commander';
import type { TableDifference } from '../errors/table-errors.ts';
import { loadModels, type ModelRepository, oneOfEachTable, repositoryOf } from '../models/models.ts';
import type { TablePlan, TableStep, TableSurplus } from '../table/plan.ts';
import { moduleArgument, withCommon } from './json-arguments.ts';
import { CommandEnd, confirm, print, printJson, styled, type Terminal } from './terminal.ts';

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

/** Returns one repository of each table. */
const tablesOf = async (path: string): Promise<readonly ModelRepository[]> =>
  oneOfEachTable(await loadModels(path)).map((model) => repositoryOf(model));

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
    async (path: string, { check, json }: { check?: boolean; json?: boolean }) => {
      let differs = false;
      for (const repository of await tablesOf(path)) {
        const found = await repository.table.plan();
        differs ||= found.steps.length > 0 || found.differences.length > 0;
        if (json === true) await printJson(terminal, { table: repository.table.name, ...found });
        else await print(terminal, planText(repository.table.name, found, terminal));
      }
      if (differs && check === true) throw new CommandEnd(2);
    },
  );
}

function planText(name: string, { steps, differences, surplus }: TablePlan, terminal: Terminal): string {
  const lines = [
    ...steps.map((step) => `  ${styled(terminal, 'green', '+')} ${stepText(step)}`),
    ...differences.map((difference) => `  ${styled(terminal, 'red', '!')} ${differenceText(difference)}`),
  ];
  const undeclared = surplus.map((part) => `  ${styled(terminal, 'yellow', '?')} ${surplusText(part)}`);
  const title = styled(terminal, 'bold', name);
  return [`${title}:${lines.length === 0 ? ' nothing to do' : ''}`, ...lines, ...undeclared].join('\n');
}

/** Returns a step in words: `createIndex byName`. */
function stepText({ action, ...details }: TableStep): string {
  const values = Object.values(details).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return [action, ...values].join(' ');
}

const differenceText = ({ what, declared, actual }: TableDifference): string =>
  `${what}: declared ${JSON.stringify(declared)}, but the table has ${JSON.stringify(actual)}`;

const surplusWords = { index: 'index', localIndex: 'local index', vectorIndex: 'vector index', tag: 'tag' } as const;

const surplusText = ({ kind, name }: TableSurplus): string => `${surplusWords[kind]} ${name}: no class declares it`;

function addEnsure(table: Command, terminal: Terminal): void {
  const ensure = table
    .command('ensure')
    .summary('create what is missing')
    .description('Creates tables and everything that they lack, and waits until it is ready. Never deletes anything.')
    .argument(...moduleArgument)
    .option('--dry-run', "print the plan, as 'table plan' does");
  withCommon(ensure, ['annotable table ensure models.ts', 'annotable table ensure models.ts --dry-run']).action(
    async (path: string, { dryRun }: { dryRun?: boolean }) => {
      for (const { table: handle } of await tablesOf(path)) {
        const found = await handle.plan();
        await print(terminal, planText(handle.name, found, terminal));
        if (dryRun !== true) await handle.ensure();
      }
    },
  );
}

function addDescribe(table: Command, terminal: Terminal): void {
  const describe = table
    .command('describe')
    .summary('print tables as DynamoDB describes them')
    .description('Prints the description of each table as JSON. Exits with 1 if one does not exist.')
    .argument(...moduleArgument);
  withCommon(describe, ['annotable table describe models.ts']).action(async (path: string) => {
    const missing: string[] = [];
    for (const { table: handle } of await tablesOf(path)) {
      const description = await handle.describe();
      if (description === undefined) missing.push(handle.name);
      else await printJson(terminal, description);
    }
    if (missing.length > 0) throw new CommandEnd(1, `these tables do not exist: ${missing.join(', ')}`);
  });
}

function addDrop(table: Command, terminal: Terminal): void {
  const drop = table
    .command('drop')
    .summary('delete tables with all of their items')
    .description('Deletes the tables of the classes with all of their items. A table with deletion protection stays.')
    .argument(...moduleArgument)
    .option('--yes', 'do not ask')
    .option('--dry-run', 'print the names of the tables, and delete nothing');
  withCommon(drop, ['annotable table drop models.ts --dry-run', 'annotable table drop models.ts --yes']).action(
    async (path: string, { yes, dryRun }: { yes?: boolean; dryRun?: boolean }) => {
      const handles = (await tablesOf(path)).map(({ table: handle }) => handle);
      const names = handles.map(({ name }) => name).join(', ');
      if (dryRun === true) return print(terminal, `Would delete ${names}`);
      await confirm(terminal, `Delete ${names} with all of their items?`, yes);
      for (const handle of handles) {
        await handle.drop();
        await print(terminal, `Deleted ${handle.name}`);
      }
    },
  );
}
