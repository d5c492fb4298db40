import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Attribute, BaseRepository, PartitionKey, Repository, Table } from 'annotable';
import { fileCheckpoint } from '../../lib/checkpoints/file-checkpoint.ts';
import { contextOf } from '../../lib/repository/context.ts';
import { exportItems } from '../../lib/transfer/export-items.ts';
import { lineForm } from '../../lib/transfer/formats.ts';
import { importItems } from '../../lib/transfer/import-items.ts';
import { linesOfFile } from '../../lib/transfer/lines.ts';
import { outputFile } from '../../lib/transfer/output.ts';
import { onEveryEngine } from '../support/engines.ts';

onEveryEngine('a transfer', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'transfer-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  const fileOf = (content: string | Uint8Array, end = '.jsonl'): string => {
    const path = join(folder, `f${++files}${end}`);
    writeFileSync(path, content);
    return path;
  };

  function model() {
    const table = engine.uniqueTable('transfer');

    @Table(table)
    @PartitionKey('id')
    class Note {
      @Attribute(String) id!: string;
      @Attribute(Number, { optional: true }) n?: number;
      @Attribute(String, { optional: true }) text?: string;
    }

    @Repository(Note)
    class Notes extends BaseRepository<Note, 'id'> {}
    return new Notes(engine.client);
  }

  const imported = (notes: ReturnType<typeof model>, file: string, checkpoint?: string) =>
    importItems({
      context: contextOf(notes),
      form: lineForm(notes.schema as never, 'json', false),
      lines: linesOfFile(file),
      checkpoint: checkpoint === undefined ? undefined : fileCheckpoint(checkpoint),
      isDryRun: false,
      onProgress: () => {},
    });
  const exported = (notes: ReturnType<typeof model>, file: string) =>
    exportItems({
      context: contextOf(notes),
      form: lineForm(notes.schema as never, 'json', false),
      format: 'json',
      segments: 1,
      checkpoint: undefined,
      open: (from) => outputFile(file, from),
      onProgress: () => {},
    });
  const linesFor = (count: number, prefix = 'a') =>
    Array.from({ length: count }, (_, n) => `${JSON.stringify({ id: `${prefix}${n}`, n })}\n`).join('');

  test('reads a byte order mark, Windows line ends, empty lines, and a last line without an end', async () => {
    const notes = model();
    await notes.table.create();
    expect(await imported(notes, fileOf('\uFEFF{"id":"a"}\r\n\r\n   \n{"id":"b"}\r\n{"id":"c"}'))).toBe(3);
    expect((await notes.scan().all()).map(({ id }) => id).sort()).toEqual(['a', 'b', 'c']);
  });

  test('reads lines of 400 KB', async () => {
    const notes = model();
    await notes.table.create();
    const text = 'é'.repeat(180_000);
    const lines = [1, 2, 3].map((id) => JSON.stringify({ id: `${id}`, text }));
    expect(await imported(notes, fileOf(lines.join('\n')))).toBe(3);
    expect((await notes.get('3'))?.text).toBe(text);
  });

  test('names the line of a number that JSON would round', async () => {
    const notes = model();
    await notes.table.create();
    await expect(imported(notes, fileOf('{"id":"a","n":9007199254740993}'))).rejects.toThrow(/line 1 .*n/);
  });

  test('reports a compressed file that is cut', async () => {
    const notes = model();
    await notes.table.create();
    const whole = gzipSync(linesFor(2_000));
    const cut = fileOf(whole.subarray(0, whole.length - 100), '.jsonl.gz');
    await expect(imported(notes, cut)).rejects.toThrow(/is cut or damaged \(unexpected end of file\)/);
  });

  test('reports lines that are not UTF-8', async () => {
    const notes = model();
    await notes.table.create();
    await expect(imported(notes, fileOf(new Uint8Array([0x7b, 0xff, 0x7d])))).rejects.toThrow(/UTF-8/);
  });

  test('refuses the checkpoint of another file', async () => {
    const notes = model();
    await notes.table.create();
    const checkpoint = join(folder, `c${++files}`);
    expect(await imported(notes, fileOf(linesFor(3)), checkpoint)).toBe(3);
    await expect(imported(notes, fileOf(linesFor(5, 'b')), checkpoint)).rejects.toThrow(/checkpoint/);
    await expect(imported(notes, fileOf(linesFor(2)), checkpoint)).rejects.toThrow(/checkpoint/);
    expect(await imported(notes, fileOf(linesFor(5)), checkpoint)).toBe(2);
  });

  test('keeps the last export if the table can not be read', async () => {
    const notes = model();
    const file = fileOf('the last export');
    await expect(exported(notes, file)).rejects.toThrow();
    expect(readFileSync(file, 'utf8')).toBe('the last export');
    await notes.table.create();
    expect(await exported(notes, file)).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('reports a table that is deleted in the middle', async () => {
    const notes = model();
    await notes.table.create();
    const lines = linesFor(1_200);
    let count = 0;
    const call = importItems({
      context: contextOf(notes),
      form: lineForm(notes.schema as never, 'json', false),
      lines: linesOfFile(fileOf(lines)),
      checkpoint: {
        load: async () => undefined,
        save: async () => {
          if (++count === 1) await notes.table.drop();
        },
      },
      isDryRun: false,
      onProgress: () => {},
    });
    await expect(call).rejects.toThrow(/there is no such table/);
  });
});
