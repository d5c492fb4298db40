import type { Command } from 'commander';
import { filledProperties } from '../json/filled.ts';
import { readItem } from '../json/from-json.ts';
import { toJson } from '../json/to-json.ts';
import { loadModel, repositoryOf } from '../models/models.ts';
import { testsFromJson } from '../models/query-arguments.ts';
import type { Explanation } from '../repository/explanation.ts';
import { Issues } from '../values/issues.ts';
import { classArgument, moduleArgument, readJson, wholeOption, withCommon } from './json-arguments.ts';
import { CommandEnd, confirm, print, printJson, styled, type Terminal } from './terminal.ts';

const keyArgument = ['<KEY>', "key as JSON, or '-' for standard input"] as const;

const explainOption = ['--explain', 'print the request and its estimated cost, and send nothing'] as const;

/** Adds `annotable get`, `query`, `put`, and `delete`. */
export function addItemCommands(program: Command, terminal: Terminal): void {
  addGet(program, terminal);
  addQuery(program, terminal);
  addPut(program, terminal);
  addDelete(program, terminal);
}

interface GetFlags {
  readonly consistent?: boolean;
  readonly explain?: boolean;
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
    .option(...explainOption);
  withCommon(get, [
    `annotable get models.ts Phone 1`,
    `annotable get models.ts Order '{"customerId": "ann", "orderId": "o1"}'`,
  ]).action(async (path: string, name: string, key: string, { consistent, explain }: GetFlags) => {
    const model = await loadModel(path, name);
    const given = testsFromJson(model.schema, await readJson(terminal, key, 'KEY')) as never;
    const repository = repositoryOf(model);
    if (explain === true) return printExplanation(terminal, await repository.explain('get', given, { consistent }));
    const item = await repository.get(given, { consistent });
    if (item === undefined) throw new CommandEnd(1, `${model.schema.table.name} has no ${name} with this key`);
    await printJson(terminal, toJson(item));
  });
}

interface QueryFlags {
  readonly index?: string;
  readonly filter?: string;
  readonly limit?: number;
  readonly descending?: boolean;
  readonly consistent?: boolean;
  readonly explain?: boolean;
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
    .option(...explainOption);
  withCommon(query, [
    `annotable query models.ts Order '{"customerId": "ann"}' --limit 10 --descending`,
    `annotable query models.ts Order '{"state": "OPEN", "placedAt": {"gte": "2026-01-01T00:00:00Z"}}' --index byState`,
    `annotable query models.ts Order '{"customerId": "ann"}' --filter '{"total": {"gt": "100"}}'`,
  ]).action(async (path: string, name: string, key: string, { filter, ...flags }: QueryFlags) => {
    const model = await loadModel(path, name);
    const { schema } = model;
    const given = testsFromJson(schema, await readJson(terminal, key, 'KEY'));
    const tests =
      filter === undefined ? undefined : testsFromJson(schema, await readJson(terminal, filter, '--filter'));
    const { index, limit, descending, consistent } = flags;
    const options = { index, limit, descending, consistent, filter: tests };
    const items = repositoryOf(model).query(given as never, options as never);
    if (flags.explain === true) return printExplanation(terminal, await items.explain());
    for await (const item of items) await print(terminal, JSON.stringify(toJson(item as object)));
  });
}

interface PutFlags {
  readonly create?: boolean;
  readonly dryRun?: boolean;
  readonly explain?: boolean;
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
    .option(...explainOption);
  withCommon(put, [
    `annotable put models.ts Phone '{"personId": 1, "name": "Ann", "relationship": "FRIEND"}'`,
    `annotable get models.ts Phone 1 | annotable put models.ts Phone - --dry-run`,
  ]).action(async (path: string, name: string, json: string, flags: PutFlags) => {
    const model = await loadModel(path, name);
    const { schema } = model;
    const issues = new Issues();
    const item = readItem(schema, await readJson(terminal, json, 'ITEM'), filledProperties(schema), issues);
    if (issues.list.length > 0) throw schema.mapper.refusal(issues);
    if (flags.dryRun === true) return print(terminal, `The item fits ${name}. Nothing was written.`);
    const repository = repositoryOf(model);
    if (flags.explain === true) {
      const method = flags.create === true ? 'create' : 'put';
      return printExplanation(terminal, await repository.explain(method, item as never));
    }
    const written = await (flags.create === true ? repository.create(item as never) : repository.put(item as never));
    await printJson(terminal, toJson(written));
  });
}

interface DeleteFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly explain?: boolean;
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
    .option(...explainOption);
  withCommon(remove, [
    `annotable delete models.ts Phone 1 --dry-run`,
    `annotable delete models.ts Order '{"customerId": "ann", "orderId": "o1"}' --yes`,
  ]).action(async (path: string, name: string, json: string, flags: DeleteFlags) => {
    const model = await loadModel(path, name);
    const { table } = model.schema;
    const repository = repositoryOf(model);
    const key = testsFromJson(model.schema, await readJson(terminal, json, 'KEY')) as never;
    if (flags.explain === true) return printExplanation(terminal, await repository.explain('deleteIfExists', key));
    if (flags.dryRun !== true)
      await confirm(
        terminal,
        `Delete the ${name} with the key ${json === '-' ? 'of standard input' : json} from ${table.name}?`,
        flags.yes,
      );
    const item = await (flags.dryRun === true ? repository.get(key) : repository.deleteIfExists(key));
    if (item === undefined) throw new CommandEnd(1, `${table.name} has no ${name} with this key`);
    await printJson(terminal, toJson(item));
  });
}

/** Prints the requests of a call, their estimated units, and warnings. */
async function printExplanation(terminal: Terminal, explanation: Explanation): Promise<void> {
  const { text, readUnits, writeUnits, warnings } = explanation;
  await print(terminal, text);
  await print(terminal, `about ${readUnits} read units and ${writeUnits} write units`);
  for (const warning of warnings) await print(terminal, `${styled(terminal, 'yellow', 'warning')}  ${warning}`);
}
