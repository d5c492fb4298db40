import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationError, MemoryLinker } from 'annotable';
import { fileCheckpoint, linkerCheckpoint } from 'annotable/streams';
import { endChildScripts, runSource } from '../support/child-script.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'annotable-'));
let files = 0;
let file: string;
beforeEach(() => {
  file = path.join(folder, `f${files++}`, 'position.json');
});
afterEach(endChildScripts);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linker = () => new MemoryLinker({ allowMultipleInstances: true });
const state = { stream: 'arn', shards: { a: 'done', b: '12' } };

describe.each([
  ['fileCheckpoint', () => fileCheckpoint(file)],
  ['linkerCheckpoint', () => linkerCheckpoint(linker(), 'feed')],
])('%s', (_, checkpointOf) => {
  test('has no state before the first save', async () => {
    expect(await checkpointOf().load()).toBeUndefined();
  });

  test('returns the last saved state', async () => {
    const checkpoint = checkpointOf();
    await checkpoint.save({ first: 1 });
    await checkpoint.save(state);
    expect(await checkpoint.load()).toEqual(state);
  });

  test('keeps the last of several saves that run at once', async () => {
    const checkpoint = checkpointOf();
    const saves = Array.from({ length: 20 }, (_, count) => checkpoint.save(count));
    await Promise.all(saves);
    expect(await checkpoint.load()).toBe(19);
  });
});

describe('fileCheckpoint', () => {
  test('creates the folder, and leaves only the file', async () => {
    await fileCheckpoint(file).save(state);
    expect(readdirSync(path.dirname(file))).toEqual(['position.json']);
  });

  test('deletes the temporary files of killed processes', async () => {
    await fileCheckpoint(file).save(state);
    const remains = `${file}.123e4567-e89b-42d3-a456-426614174000.tmp`;
    writeFileSync(remains, '{"str');
    utimesSync(remains, 1, 1);
    expect(await fileCheckpoint(file).load()).toEqual(state);
    expect(existsSync(remains)).toBe(false);
  });

  test.each(['', '{"stream":'])('rejects a file with other content: %j', async (content) => {
    await fileCheckpoint(file).save(state);
    writeFileSync(file, content);
    const loading = fileCheckpoint(file).load();
    await expect(loading).rejects.toThrow(ConfigurationError);
    await expect(loading).rejects.toThrow(`the checkpoint ${file} isn't JSON`);
  });

  test('is complete whenever its process is killed', async () => {
    const text = 'x'.repeat(100_000);
    for (let kill = 0; kill < 3; kill++) {
      const script = runSource(`
        import { fileCheckpoint } from './lib/streams/index.ts';
        const checkpoint = fileCheckpoint(${JSON.stringify(file)});
        for (let count = 0; ; count++) {
          await checkpoint.save({ count, text: ${JSON.stringify(text)} });
          if (count === 5) console.log('saving');
        }`);
      await script.printed(/saving/);
      script.child.kill('SIGKILL');
      await script.ended();
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ count: expect.any(Number), text });
    }
  });

  test.each([undefined, '', ' ', 5])('rejects %p as a path', (wrong) => {
    expect(() => fileCheckpoint(wrong as never)).toThrow(/fileCheckpoint\(\) needs the path of its file/);
  });
});

describe('linkerCheckpoint', () => {
  test('has no state before the first save, with a strict linker too', async () => {
    const strict = new MemoryLinker({ allowMultipleInstances: true, strict: true });
    expect(await linkerCheckpoint(strict, 'feed').load()).toBeUndefined();
  });

  test.each([
    [undefined, 'a', /needs a linker/],
    [{}, 'a', /needs a linker/],
    [linker(), '', /needs the id of a document/],
    [linker(), undefined, /needs the id of a document/],
  ])('rejects %p and %p', (wrong, id, message) => {
    expect(() => linkerCheckpoint(wrong as never, id as never)).toThrow(message);
    expect(() => linkerCheckpoint(wrong as never, id as never)).toThrow(ConfigurationError);
  });
});
