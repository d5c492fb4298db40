import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { TableNotFoundError } from '../errors/table-errors.ts';
import { Executor } from '../execution/executor.ts';
import { inferTable } from '../inspect/infer-table.ts';
import { readSettings } from '../inspect/live-settings.ts';
import { writeTable } from '../inspect/write-table.ts';
import { guardAttribute } from '../schema/kinds.ts';
import type { StoredItem } from '../sdk-types.ts';
import { write } from '../transfer/write.ts';
import { progressOf } from './progress.ts';
import { CommandEnd, note, type Terminal } from './terminal.ts';

/** Options of `annotable types`. */
export interface TypesFlags {
  readonly class?: string;
  readonly sample: number;
  readonly out?: string;
  readonly yes?: boolean;
}

/** Runs `annotable types`. */
export async function runTypes(terminal: Terminal, tableName: string, flags: TypesFlags): Promise<void> {
  if (flags.out !== undefined && flags.yes !== true && existsSync(flags.out))
    throw new CommandEnd(1, `${flags.out} exists; choose another file, or add --yes to replace it`);
  const executor = new Executor();
  const { Table: description } = await executor.send('DescribeTable', { TableName: tableName }, tableName);
  if (description === undefined) throw new TableNotFoundError(tableName);
  const progress = progressOf(terminal, 'items', Math.min(description.ItemCount ?? 0, flags.sample));
  const sample = await sampleOf(executor, tableName, flags.sample, progress.show).finally(progress.end);
  const { items, isWhole } = sample;
  const settings = await readSettings(executor, description);
  const sketch = inferTable(description, { ...sample, settings }, flags.class);
  const size = isWhole ? wholeText(items.length) : `${items.length} items; others can have more attributes`;
  const source = writeTable(sketch, `Written by 'annotable types ${tableName}' from ${size}.`);
  if (flags.out === undefined) await write(terminal.stdout, source);
  else {
    await writeFile(flags.out, source);
    await note(terminal, `Wrote ${flags.out} from ${size}.`);
  }
}

const wholeText = (items: number): string => (items === 1 ? 'the only item' : `all ${items} items`);

/** Reads items page by page, and the guards of unique values among them, which are no items of a class. */
async function sampleOf(executor: Executor, table: string, most: number, onRead: (count: number) => void) {
  const items: StoredItem[] = [];
  const guards: StoredItem[] = [];
  let start: StoredItem | undefined;
  do {
    const input = { TableName: table, ...(start && { ExclusiveStartKey: start }) };
    const { Items = [], LastEvaluatedKey } = await executor.send('Scan', input, table);
    for (const item of Items) (Object.hasOwn(item, guardAttribute) ? guards : items).push(item);
    start = LastEvaluatedKey;
    onRead(items.length);
  } while (start !== undefined && items.length < most);
  return { items: items.slice(0, most), guards, isWhole: start === undefined && items.length <= most };
}
