import type { TableDifference } from '../errors/table-errors.ts';
import { loadModels, type ModelRepository, oneOfEachTable, repositoryOf } from '../models/models.ts';
import type { TablePlan, TableStep, TableSurplus } from '../table/plan.ts';
import { CommandEnd, confirm, print, printJson, styled, type Terminal } from './terminal.ts';

/** Returns one repository of each table. */
const tablesOf = async (path: string): Promise<readonly ModelRepository[]> =>
  oneOfEachTable(await loadModels(path)).map((model) => repositoryOf(model));

/** Options of `annotable table plan`. */
export interface PlanFlags {
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Runs `annotable table plan`. */
export async function planTables(terminal: Terminal, path: string, { check, json }: PlanFlags): Promise<void> {
  let differs = false;
  for (const repository of await tablesOf(path)) {
    const found = await repository.table.plan();
    differs ||= found.steps.length > 0 || found.differences.length > 0;
    await printPlan(terminal, repository.table.name, found, json);
  }
  if (differs && check === true) throw new CommandEnd(2);
}

function printPlan(terminal: Terminal, table: string, plan: TablePlan, json = false): Promise<void> {
  return json ? printJson(terminal, { table, ...plan }) : print(terminal, planText(table, plan, terminal));
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

/** Options of `annotable table ensure`. */
export interface EnsureFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Runs `annotable table ensure`. */
export async function ensureTables(terminal: Terminal, path: string, { dryRun, json }: EnsureFlags): Promise<void> {
  for (const { table: handle } of await tablesOf(path)) {
    const found = await handle.plan();
    await printPlan(terminal, handle.name, found, json);
    if (dryRun !== true) await handle.ensure();
  }
}

/** Runs `annotable table describe`. */
export async function describeTables(terminal: Terminal, path: string): Promise<void> {
  const missing: string[] = [];
  for (const { table: handle } of await tablesOf(path)) {
    const description = await handle.describe();
    if (description === undefined) missing.push(handle.name);
    else await printJson(terminal, description);
  }
  if (missing.length > 0) throw new CommandEnd(1, `these tables do not exist: ${missing.join(', ')}`);
}

/** Options of `annotable table drop`. */
export interface DropFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Runs `annotable table drop`. */
export async function dropTables(terminal: Terminal, path: string, { yes, dryRun, json }: DropFlags): Promise<void> {
  const handles = (await tablesOf(path)).map(({ table: handle }) => handle);
  const names = handles.map(({ name }) => name).join(', ');
  if (dryRun !== true) await confirm(terminal, `Delete ${names} with all of their items?`, yes);
  for (const handle of handles) {
    if (dryRun !== true) await handle.drop();
    const text = `${dryRun === true ? 'Would delete' : 'Deleted'} ${handle.name}`;
    await (json === true
      ? printJson(terminal, { table: handle.name, deleted: dryRun !== true })
      : print(terminal, text));
  }
}
