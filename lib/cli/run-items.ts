import { filledProperties } from '../json/filled.ts';
import { readItem } from '../json/from-json.ts';
import { toJson } from '../json/to-json.ts';
import { loadModel, repositoryOf } from '../models/models.ts';
import { testsFromJson } from '../models/query-arguments.ts';
import type { Explanation } from '../repository/explanation.ts';
import { Issues } from '../values/issues.ts';
import { readJson } from './json-arguments.ts';
import { CommandEnd, confirm, print, printJson, styled, type Terminal } from './terminal.ts';

interface ExplainFlags {
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** Options of `annotable get`. */
export interface GetFlags extends ExplainFlags {
  readonly consistent?: boolean;
}

/** Runs `annotable get`. */
export async function getItem(
  terminal: Terminal,
  path: string,
  name: string,
  key: string,
  flags: GetFlags,
): Promise<void> {
  const model = await loadModel(path, name);
  const given = testsFromJson(model.schema, await readJson(terminal, key, 'KEY')) as never;
  const repository = repositoryOf(model);
  const { consistent, explain } = flags;
  if (explain === true)
    return printExplanation(terminal, await repository.explain('get', given, { consistent }), flags);
  const item = await repository.get(given, { consistent });
  if (item === undefined) throw new CommandEnd(1, `${model.schema.table.name} has no ${name} with this key`);
  await printJson(terminal, toJson(item));
}

/** Options of `annotable query`. */
export interface QueryFlags extends ExplainFlags {
  readonly index?: string;
  readonly filter?: string;
  readonly limit?: number;
  readonly descending?: boolean;
  readonly consistent?: boolean;
}

/** Runs `annotable query`. */
export async function queryItems(
  terminal: Terminal,
  path: string,
  name: string,
  key: string,
  { filter, ...flags }: QueryFlags,
): Promise<void> {
  const model = await loadModel(path, name);
  const { schema } = model;
  const given = testsFromJson(schema, await readJson(terminal, key, 'KEY'));
  const tests = filter === undefined ? undefined : testsFromJson(schema, await readJson(terminal, filter, '--filter'));
  const { index, limit, descending, consistent } = flags;
  const options = { index, limit, descending, consistent, filter: tests };
  const items = repositoryOf(model).query(given as never, options as never);
  if (flags.explain === true) return printExplanation(terminal, await items.explain(), flags);
  for await (const item of items) await print(terminal, JSON.stringify(toJson(item as object)));
}

/** Options of `annotable put`. */
export interface PutFlags extends ExplainFlags {
  readonly create?: boolean;
  readonly dryRun?: boolean;
}

/** Runs `annotable put`. */
export async function putItem(
  terminal: Terminal,
  path: string,
  name: string,
  json: string,
  flags: PutFlags,
): Promise<void> {
  const model = await loadModel(path, name);
  const { schema } = model;
  const issues = new Issues();
  const item = readItem(schema, await readJson(terminal, json, 'ITEM'), filledProperties(schema), issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  if (flags.dryRun === true) return print(terminal, `The item fits ${name}. Nothing was written.`);
  const repository = repositoryOf(model);
  if (flags.explain === true) {
    const method = flags.create === true ? 'create' : 'put';
    return printExplanation(terminal, await repository.explain(method, item as never), flags);
  }
  const written = await (flags.create === true ? repository.create(item as never) : repository.put(item as never));
  await printJson(terminal, toJson(written));
}

/** Options of `annotable delete`. */
export interface DeleteFlags extends ExplainFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Runs `annotable delete`. */
export async function deleteItem(
  terminal: Terminal,
  path: string,
  name: string,
  json: string,
  flags: DeleteFlags,
): Promise<void> {
  const model = await loadModel(path, name);
  const { table } = model.schema;
  const repository = repositoryOf(model);
  const key = testsFromJson(model.schema, await readJson(terminal, json, 'KEY')) as never;
  if (flags.explain === true) return printExplanation(terminal, await repository.explain('deleteIfExists', key), flags);
  if (flags.dryRun !== true)
    await confirm(
      terminal,
      `Delete the ${name} with the key ${json === '-' ? 'of standard input' : json} from ${table.name}?`,
      flags.yes,
    );
  const item = await (flags.dryRun === true ? repository.get(key) : repository.deleteIfExists(key));
  if (item === undefined) throw new CommandEnd(1, `${table.name} has no ${name} with this key`);
  await printJson(terminal, toJson(item));
}

/** Prints the requests of a call, their estimated units, and warnings. */
async function printExplanation(terminal: Terminal, explanation: Explanation, { json }: ExplainFlags): Promise<void> {
  if (json === true) return printJson(terminal, explanation);
  const { text, readUnits, writeUnits, warnings } = explanation;
  await print(terminal, text);
  await print(terminal, `about ${readUnits} read units and ${writeUnits} write units`);
  for (const warning of warnings) await print(terminal, `${styled(terminal, 'yellow', 'warning')}  ${warning}`);
}
