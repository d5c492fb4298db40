import type { Command } from 'commander';
import { classArgument, moduleArgument, wholeOption, withCommon } from './json-arguments.ts';
import type { DeleteFlags, GetFlags, PutFlags, QueryFlags } from './run-items.ts';
import type { Terminal } from './terminal.ts';

const keyArgument = ['<KEY>', "key as JSON, or '-' for standard input"] as const;

const explainOption = ['--explain', 'print the request and its estimated cost, and send nothing'] as const;
const jsonOption = ['--json', 'print the explanation of --explain as JSON'] as const;

/** Loads the code of the commands when one of them runs. */
const work = () => import('./run-items.ts');

/** Adds `annotable get`, `query`, `put`, and `delete`. */
export function addItemCommands(program: Command, terminal: Terminal): void {
  addGet(program, terminal);
  addQuery(program, terminal);
  addPut(program, terminal);
  addDelete(program, terminal);
}

function addGet(program: Command, terminal: Terminal): void {
  const get = program
    .command('get')
    .summary('print one item')
    .description('Prints the item with a key as JSON. Exits with 1 if there is none.')
    .argument(...moduleArgument)
    .argument(...classArgument)
    .argument(...keyArgument)
    .option('--consistent', 'read the newest state, at twice the cost')
    .option(...explainOption)
    .option(...jsonOption);
  withCommon(get, [
    `annotable get models.ts Phone 1`,
    `annotable get models.ts Order '{"customerId": "ann", "orderId": "o1"}'`,
  ]).action(async (path: string, name: string, key: string, flags: GetFlags) =>
    (await work()).getItem(terminal, path, name, key, flags),
  );
}

function addQuery(program: Command, terminal: Terminal): void {
  const query = program
    .command('query')
    .summary('print the items with a partition key')
    .description('Prints items as JSON, one in each line, in the order of the sort key.')
    .argument(...moduleArgument)
    .argument(...classArgument)
    .argument('<KEY>', "partition key, and values or tests of the sort key, as JSON, or '-' for standard input")
    .option('--index <name>', 'index to read (default: the table)')
    .option('--filter <JSON>', 'values or tests of other attributes; items that fail them are paid for too')
    .option('--limit <number>', 'most items to print (default: all)', wholeOption)
    .option('--descending', 'from the highest sort key down')
    .option('--consistent', 'read the newest state, at twice the cost')
    .option(...explainOption)
    .option(...jsonOption);
  withCommon(query, [
    `annotable query models.ts Order '{"customerId": "ann"}' --limit 10 --descending`,
    `annotable query models.ts Order '{"state": "OPEN", "placedAt": {"gte": "2026-01-01T00:00:00Z"}}' --index byState`,
    `annotable query models.ts Order '{"customerId": "ann"}' --filter '{"total": {"gt": "100"}}'`,
  ]).action(async (path: string, name: string, key: string, flags: QueryFlags) =>
    (await work()).queryItems(terminal, path, name, key, flags),
  );
}

function addPut(program: Command, terminal: Terminal): void {
  const put = program
    .command('put')
    .summary('write one item')
    .description('Checks an item, writes it, and prints it as it is stored. Replaces an item with the same key.')
    .argument(...moduleArgument)
    .argument(...classArgument)
    .argument('<ITEM>', "item as JSON, or '-' for standard input")
    .option('--create', 'fail if an item with the same key exists')
    .option('--dry-run', 'check the item, and write nothing')
    .option(...explainOption)
    .option(...jsonOption);
  withCommon(put, [
    `annotable put models.ts Phone '{"personId": 1, "name": "Ann", "relationship": "FRIEND"}'`,
    `annotable get models.ts Phone 1 | annotable put models.ts Phone - --dry-run`,
  ]).action(async (path: string, name: string, json: string, flags: PutFlags) =>
    (await work()).putItem(terminal, path, name, json, flags),
  );
}

function addDelete(program: Command, terminal: Terminal): void {
  const remove = program
    .command('delete')
    .summary('delete one item')
    .description('Deletes the item with a key, and prints it as it was. Exits with 1 if there is none.')
    .argument(...moduleArgument)
    .argument(...classArgument)
    .argument(...keyArgument)
    .option('--yes', 'do not ask')
    .option('--dry-run', 'print the item, and delete nothing')
    .option(...explainOption)
    .option(...jsonOption);
  withCommon(remove, [
    `annotable delete models.ts Phone 1 --dry-run`,
    `annotable delete models.ts Order '{"customerId": "ann", "orderId": "o1"}' --yes`,
  ]).action(async (path: string, name: string, json: string, flags: DeleteFlags) =>
    (await work()).deleteItem(terminal, path, name, json, flags),
  );
}
