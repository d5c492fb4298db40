import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DescribeTableCommand, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { BaseRepository } from 'annotable';
import { inferTable } from '../../lib/inspect/infer-table.ts';
import { writeTable } from '../../lib/inspect/write-table.ts';
import type { StoredItem } from '../../lib/sdk-types.ts';
import { deepIdentity } from '../../lib/values/compare-stored.ts';
import { bundleProgram } from '../support/bundled-program.ts';

const ROOT = join(__dirname, '../..');

/** Returns the items of a table, and the guards of unique values. */
export async function contentOf(client: DynamoDBClient, table: string) {
  const all: StoredItem[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table })) all.push(...Items);
  const isGuard = (item: StoredItem): boolean => item['annotable#owner'] !== undefined;
  return { items: all.filter((item) => !isGuard(item)), guards: all.filter(isGuard) };
}

/** The classes that `annotable types` writes, in a folder of their own. */
export class WrittenClasses {
  readonly #folder: string;

  constructor(name: string) {
    // Inside the project, because the compiler and Node look up packages from there.
    this.#folder = join(ROOT, 'node_modules/.cache/annotable', name);
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Writes the classes of a table, and returns their source. */
  async write(client: DynamoDBClient, table: string): Promise<string> {
    const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: table }));
    const source = writeTable(inferTable(Table, await contentOf(client, table)), `Classes of ${table}.`);
    writeFileSync(join(this.#folder, `${table}.ts`), source);
    return source;
  }

  /** Returns what the compiler reports about all classes. */
  compile(): string {
    const config = {
      extends: '../../../../tsconfig.json',
      compilerOptions: {
        noEmit: true,
        noUnusedLocals: true,
        rootDir: ROOT,
        paths: { annotable: [join(ROOT, 'lib/index.ts')] },
      },
      include: [this.#folder],
      exclude: [],
    };
    writeFileSync(join(this.#folder, 'tsconfig.json'), JSON.stringify(config));
    try {
      return execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', this.#folder], { encoding: 'utf8' });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  /** Reads the tables by the written classes. Returns the lines of the items as these classes store them. */
  async read(client: DynamoDBClient, tables: readonly string[]): Promise<Record<string, string[]>> {
    const [index, outfile] = [join(this.#folder, 'index.ts'), join(this.#folder, 'index.cjs')];
    const exported = tables.map((table) => `export * as ${JSON.stringify(table)} from './${table}.ts';`);
    writeFileSync(index, exported.join('\n'));
    bundleProgram(index, outfile, 'cjs');
    const modules = createRequire(__filename)(outfile) as Record<string, Record<string, new (of: object) => Scanned>>;
    const lines: Record<string, string[]> = {};
    for (const [table, classes] of Object.entries(modules)) {
      lines[table] = [];
      for (const [name, Repository] of Object.entries(classes)) {
        if (!name.endsWith('Repository')) continue;
        const repository = new Repository(client);
        for await (const item of repository.scan({ includeExpired: true }))
          lines[table].push(lineOf(repository.schema.mapper.toItem(item)));
      }
      lines[table].sort();
    }
    return lines;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

type Scanned = BaseRepository<{ id: string }, 'id'>;

/** Returns an item as text, which is equal for equal items. */
export const lineOf = (item: StoredItem): string => deepIdentity({ M: item });
