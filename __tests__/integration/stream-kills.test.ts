import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Attribute, BaseRepository, PartitionKey, Repository, Table } from 'annotable';
import { endChildScripts, runFile } from '../support/child-script.ts';
import { onEveryEngine } from '../support/engines.ts';

/** Full size: `ANNOTABLE_STREAM_CHANGES=100000`, with 20 kills. */
const changes = Number(process.env['ANNOTABLE_STREAM_CHANGES'] ?? 2_000);
const kills = changes >= 100_000 ? 20 : 4;
const keys = 50;
const every = 100;

@Table('counters', { stream: 'NEW_IMAGE' })
class Counter {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(Number) count!: number;
}

@Repository(Counter)
class Counters extends BaseRepository<Counter, 'id'> {}

const folder = mkdtempSync(join(tmpdir(), 'annotable-kills-'));
afterEach(endChildScripts);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the lines of the readers: key and count. */
function linesIn(file: string): [key: string, count: number][] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]);
}

onEveryEngine('a reader of a stream that is killed', (engine) => {
  engine.testWith(
    'streams',
    'loses no change, keeps the order of each key, and repeats at most checkpointEvery changes per kill',
    async () => {
      const tableName = engine.uniqueTable('counters');
      const counters = new Counters(engine.client, { tableName });
      await counters.table.ensure();
      const [position, output] = [join(folder, `${tableName}.json`), join(folder, tableName)];
      writeFileSync(output, '');
      const reader = () =>
        runFile('__tests__/streams/reader-program.ts', [engine.endpoint, tableName, position, output, String(every)]);

      let written = 0;
      const write = async () => {
        for (; written < changes; written += keys) {
          const count = written / keys;
          const batch = Array.from({ length: keys }, (_, key) => ({ id: `k${key}`, count }));
          await counters.putMany(batch);
        }
        await counters.put({ id: 'end', count: -1 });
      };
      const writing = write();

      const starts: number[] = [];
      for (let kill = 1; kill <= kills; kill++) {
        const { child, ended, printed } = reader();
        starts.push(linesIn(output).length);
        await printed(/reading/);
        // Until the reader has read its share of the changes.
        const share = (changes / (kills + 1)) * kill;
        while (linesIn(output).length < share && child.exitCode === null) await sleep(20);
        child.kill('SIGKILL');
        expect((await ended()).signal).toBe('SIGKILL');
      }
      starts.push(linesIn(output).length);
      const last = reader();
      expect(await last.ended()).toMatchObject({ code: 0 });
      await writing;

      const lines = linesIn(output);
      for (let key = 0; key < keys; key++) {
        const own = lines.filter(([id]) => id === `k${key}`).map(([, count]) => count);
        expect(new Set(own).size).toBe(changes / keys);
      }
      const runs = starts.map((start, run) => lines.slice(start, starts[run + 1]));
      const seen = new Set<string>();
      const repeats = runs.map((run) => {
        const last = new Map<string, number>();
        for (const [key, count] of run) {
          if (count !== -1) expect(count).toBeGreaterThan(last.get(key) ?? -1);
          last.set(key, count);
        }
        const repeated = run.filter(([key, count]) => seen.has(`${key} ${count}`)).length;
        for (const [key, count] of run) seen.add(`${key} ${count}`);
        return repeated;
      });
      if (changes >= 100_000) console.log(`${changes} changes, ${kills} kills, repeats per run: ${repeats.join(', ')}`);
      expect(Math.max(...repeats)).toBeLessThanOrEqual(every);
    },
    3_600_000,
  );
});
