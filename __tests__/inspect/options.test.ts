import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { Executor } from '../../lib/execution/executor.ts';
import type { BaseRepository, Schema } from '../../lib/index.ts';
import { inferTable } from '../../lib/inspect/infer-table.ts';
import { readSettings } from '../../lib/inspect/live-settings.ts';
import { writeTable } from '../../lib/inspect/write-table.ts';
import { type Model, repositoryOf } from '../../lib/models/models.ts';
import type { TableDescription } from '../../lib/sdk-types.ts';
import { bundleProgram } from '../support/bundled-program.ts';
import { FakeTables } from '../table/fake-tables.ts';
import { randomTables } from '../templates/random-tables.ts';

jest.setTimeout(300_000);

const folder = join(__dirname, '../../node_modules/.cache/annotable/types-of-options');
beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the source that `annotable types` writes for a table without items. */
async function sourceOf(fake: FakeTables): Promise<string> {
  const client = fake.client();
  const settings = await readSettings(new Executor(client), fake.description as TableDescription);
  return writeTable(inferTable(fake.description as TableDescription, { items: [], settings }), 'Test.');
}

async function createdTable(schema: Schema): Promise<FakeTables> {
  const fake = new FakeTables({ reads: 0 });
  await repositoryOf({ name: schema.name, schema } as Model, fake.client()).table.ensure();
  return fake;
}

type AnyRepository = new (client: never) => BaseRepository<{ id: string }, 'id'>;

/** Compiles modules, and returns the class of repositories of each. */
function repositoriesIn(sources: readonly string[]): AnyRepository[] {
  for (const [place, source] of sources.entries()) writeFileSync(join(folder, `t${place}.ts`), source);
  const [index, outfile] = [join(folder, 'index.ts'), join(folder, 'index.cjs')];
  writeFileSync(index, sources.map((_, place) => `export * as t${place} from './t${place}.ts';`).join('\n'));
  bundleProgram(index, outfile, 'cjs');
  const modules = createRequire(__filename)(outfile) as Record<string, Record<string, AnyRepository>>;
  return sources.map((_, place) => {
    const [, found] = Object.entries(modules[`t${place}`] ?? {}).find(([name]) => name.endsWith('Repository')) ?? [];
    return found as AnyRepository;
  });
}

test('the written classes of 100 random tables leave ensure() nothing to do', async () => {
  let count = 0;
  const schemas = fc.sample(
    randomTables(() => `table-${++count}`),
    { numRuns: 100, seed: 5 },
  );
  const fakes = await Promise.all(schemas.map(createdTable));
  const repositories = repositoriesIn(await Promise.all(fakes.map(sourceOf)));
  for (const [place, Repository] of repositories.entries()) {
    const fake = fakes[place] as FakeTables;
    const { table } = new Repository(fake.client());
    expect([place, await table.plan()]).toEqual([place, { steps: [], differences: [], surplus: [] }]);
  }
});

test('a setting that an engine does not know has no comment, and one that is denied has', async () => {
  const [schema] = fc.sample(
    randomTables(() => 'table-1'),
    { numRuns: 1, seed: 5 },
  ) as [Schema];
  const fake = await createdTable(schema);
  const denied = (): never => {
    throw Object.assign(new Error('denied'), { name: 'AccessDeniedException', $fault: 'client' });
  };
  Object.assign(fake, { onListTagsOfResource: undefined, onDescribeContributorInsights: denied });
  const source = await sourceOf(fake);
  expect(source).not.toContain('The tags');
  expect(source).toContain('// The contributor insights could not be read (AccessDeniedException).');
});
