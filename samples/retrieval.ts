/**
 * Questions about the World Factbook, answered by meaning: a vector index finds passages, and a linker has the profiles
 * that they come from.
 *
 * With `PORT`, serves a web page on that port until Ctrl-C; 0 is any free port. Without it, prints some answers.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { DynamoLinker } from 'annotable';
import { startLocal } from 'annotable/local';
import { readFactbook } from './retrieval/factbook.ts';
import { Library, Passages } from './retrieval/library.ts';
import { retrievalPage } from './retrieval/page.ts';

const { PORT } = process.env;

const engine = await startLocal();
const passages = new Passages(engine.client);
const profiles = new DynamoLinker(engine.client, {
  tableName: 'factbook',
  onWarning: ({ name, ids }) => console.log(`  ${name}: ${ids.join(', ')}`),
});
await passages.table.ensure();

const library = new Library(passages, profiles);
const book = readFactbook();
await library.fill(book.sections, book.profiles);
console.log(`indexed ${book.sections.length} passages of ${book.profiles.size} countries`);

async function ask(question: string, region?: string): Promise<void> {
  console.log(`\n${question}${region === undefined ? '' : ` (${region})`}`);
  for (const [at, hit] of (
    await library.ask(question, { limit: 3, ...(region !== undefined && { region }) })
  ).entries()) {
    const profile = await library.profileOf(hit);
    const from = profile === null ? 'profile deleted' : `profile of ${Object.keys(profile).length} parts`;
    console.log(
      `  ${at + 1}. ${hit.score.toFixed(3)} ${hit.country}, ${hit.title} (${from}): ${hit.text.slice(0, 50)}…`,
    );
  }
}

async function answer(): Promise<void> {
  await ask('abundant geothermal power, and banks that failed');
  await ask('the temple of Angkor Wat on a flag');
  await ask('nomads and their herds in the desert');
  await ask('nomads and their herds in the desert', 'africa');

  // A passage can outlive the profile that it comes from. The other hits keep their places.
  await profiles.deleteJson('Cambodia');
  await ask('the temple of Angkor Wat on a flag');

  // A linker stores documents of any size. A DynamoDB item has at most 400 KB.
  const all = Object.fromEntries(book.profiles);
  await profiles.putJson('all profiles', all);
  const read = JSON.stringify(await profiles.getJson('all profiles'));
  const megabytes = (Buffer.byteLength(read) / 1_000_000).toFixed(1);
  console.log(`\none document of ${megabytes} MB, read unchanged: ${read === JSON.stringify(all)}`);
}

async function serve(port: number): Promise<void> {
  const regions = [...new Set(book.sections.map(({ region }) => region))].sort();
  const server = createAdaptorServer({ fetch: retrievalPage(library, regions).fetch });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  console.log(`retrieval on http://127.0.0.1:${(server.address() as AddressInfo).port}/   (Ctrl-C ends it)`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
}

if (PORT === undefined) await answer();
else await serve(Number(PORT));
await profiles.close();
await engine.stop();
console.log('closed');
