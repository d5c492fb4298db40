import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationError, JsonLinker, type LinkerOptions, MemoryLinker } from 'annotable';

const root = mkdtempSync(path.join(tmpdir(), 'annotable-'));
let folder: string;
let file: string;
let folders = 0;
beforeEach(() => {
  folder = path.join(root, `f${folders++}`);
  file = path.join(folder, 'links.json');
  mkdirSync(folder);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const make = (at = file, options: LinkerOptions = {}) =>
  new JsonLinker(at, { ...options, allowMultipleInstances: true });
const upTo = (count: number) => Array.from({ length: count }, (_, index) => `id${index}`);

describe('the temporary file of a dead writer', () => {
  const uuid = '123e4567-e89b-42d3-a456-426614174000';
  const leave = (name: string, ageSeconds: number): void => {
    writeFileSync(path.join(folder, name), '{"form');
    const at = Date.now() / 1_000 - ageSeconds;
    utimesSync(path.join(folder, name), at, at);
  };

  test('is deleted by sweep, which counts it, and by the next linker that opens the file', async () => {
    const linker = make();
    await linker.putJson('a', 1);
    leave(`links.json.${uuid}.tmp`, 7_200);
    leave(`links.json.${uuid.replace('1', '2')}.tmp`, 60);
    for (const other of ['links.json.tmp', `other.json.${uuid}.tmp`, `links.json.${uuid}.bak`]) leave(other, 7_200);
    expect(await linker.sweep()).toBe(1);
    expect(await linker.sweep()).toBe(0);
    expect(await linker.sweep({ olderThanSeconds: 30 })).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(
      ['links.json', `links.json.${uuid}.bak`, 'links.json.tmp', `other.json.${uuid}.tmp`].sort(),
    );
    leave(`links.json.${uuid}.tmp`, 7_200);
    leave(`links.json.${uuid.replace('1', '2')}.tmp`, 60);
    expect(await make().getJson('a')).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('links.json.') && name.endsWith('.tmp'))).toEqual([
      `links.json.${uuid.replace('1', '2')}.tmp`,
      'links.json.tmp',
    ]);
    await linker.dropTable();
    expect(readdirSync(folder).sort()).toEqual(
      [`links.json.${uuid}.bak`, 'links.json.tmp', `other.json.${uuid}.tmp`].sort(),
    );
  });
});

describe('a symbolic link to the file of a JsonLinker', () => {
  test('stays a link, to an existing file and to a missing one', async () => {
    const link = path.join(folder, 'link.json');
    symlinkSync('links.json', link);
    const linker = make(link);
    await linker.putJson('a', 1);
    await make().putJson('b', 2);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(lstatSync(file).isFile()).toBe(true);
    expect(await linker.getJson(['a', 'b'])).toEqual([1, 2]);
    await linker.dropTable();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(existsSync(file)).toBe(false);
    await linker.putJson('c', 3);
    expect(await make().getJson('c')).toBe(3);
  });

  test('or to its folder leads to the same file for all linkers of the process', async () => {
    symlinkSync(folder, path.join(root, `link${folders}`));
    const linkers = [make(), make(path.join(root, `link${folders}`, 'links.json'))];
    await Promise.all(upTo(20).map((id, index) => linkers[index % 2]?.putJson(id, index)));
    expect(await make().has(upTo(20))).toEqual(upTo(20).map(() => true));
  });

  test('keeps the permissions of the file', async () => {
    await make().putJson('a', 1);
    for (const mode of [0o600, 0o640, 0o666]) {
      chmodSync(file, mode);
      await make().putJson('a', mode);
      expect(statSync(file).mode & 0o7777).toBe(mode);
    }
  });
});

describe('a file of a JsonLinker with a damaged entry', () => {
  const good = ['', 'a', { revision: 'r' }, 1];
  test.each<[string, unknown, RegExp]>([
    ['no document', ['', 'b', { revision: 'r' }], /documents\[1\] is not an array of 4/],
    ['no array', { id: 'b' }, /documents\[1\] is not an array of 4/],
    ['null', null, /documents\[1\] is not an array of 4/],
    ['an extra member', ['', 'b', { revision: 'r' }, 1, 2], /documents\[1\] is not an array of 4/],
    ['no namespace', [null, 'b', { revision: 'r' }, 1], /the namespace of documents\[1\]/],
    ['no id', ['', '', { revision: 'r' }, 1], /the id of documents\[1\]/],
    ['a repeated id', ['', 'a', { revision: 's' }, 1], /documents\[1\] has the same id as another entry, "a"/],
    ['no revision', ['', 'b', {}, 1], /documents\[1\] has no revision/],
    ['no revision and expiry', ['', 'b', null, 1], /documents\[1\] has no revision/],
    [
      'an invalid expiry',
      ['', 'b', { revision: 'r', expiresAt: 'soon' }, 1],
      /expiresAt of documents\[1\] is not a date/,
    ],
    ['a null expiry', ['', 'b', { revision: 'r', expiresAt: null }, 1], /expiresAt of documents\[1\] is not a date/],
  ])('(%s) is rejected and stays unchanged', async (_, entry, message) => {
    const content = JSON.stringify({ format: 'annotable-links/1', documents: [good, entry] });
    writeFileSync(file, content);
    const linker = make();
    for (const call of [linker.getJson('a'), linker.putJson('c', 1), linker.sweep(), linker.flushDb()]) {
      const error = await call.catch((caught) => caught);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.message).toContain(file);
      expect(error.message).toMatch(message);
    }
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  test.each(['null', '[]', '{"format":"annotable-links/1"}', '{"format":"annotable-links/1","documents":{}}'])(
    'or with other content, such as %s, is rejected',
    async (content) => {
      writeFileSync(file, content);
      await expect(make().getJson('a')).rejects.toThrow(ConfigurationError);
      expect(readFileSync(file, 'utf8')).toBe(content);
    },
  );
});

describe('the writes of the file of a JsonLinker', () => {
  const fileNow = () => statSync(file, { bigint: true }).ino;

  test('are skipped if nothing changes', async () => {
    const linker = make();
    await linker.putJson('a', 1);
    const before = fileNow();
    expect(await linker.putIfAbsent('a', 2)).toBe(false);
    expect(await linker.replaceIf('a', 2, 'another')).toBe(false);
    await linker.deleteJson('missing');
    expect(await linker.sweep()).toBe(0);
    expect(await linker.namespace('other').flushDb()).toBe(0);
    expect(fileNow()).toBe(before);
    await linker.deleteJson('a');
    expect(fileNow()).not.toBe(before);
  });

  test('contain all waiting changes, and finish before the calls resolve', async () => {
    const linker = make();
    await linker.putJson('first', 0);
    const renames = jest.spyOn(promises, 'rename');
    const inFile = (id: string): boolean => readFileSync(file, 'utf8').includes(`"${id}"`);
    const done = await Promise.all(
      upTo(1_000).map(async (id) => {
        await linker.putJson(id, { id });
        return id === 'id0' || id === 'id999' ? inFile(id) : true;
      }),
    );
    expect(done).not.toContain(false);
    expect(renames.mock.calls.length).toBeLessThanOrEqual(2);
    renames.mockRestore();
    expect(await linker.has(upTo(1_000))).not.toContain(false);
    const raced = await Promise.all(upTo(50).map((id) => linker.putIfAbsent('race', id)));
    expect(raced.filter(Boolean)).toHaveLength(1);
  });

  test('that fail reject all their calls, and the next write succeeds', async () => {
    const linker = make();
    await linker.putJson('a', 1);
    const content = readFileSync(file, 'utf8');
    writeFileSync(file, 'damaged');
    const results = await Promise.allSettled([linker.putJson('b', 1), linker.putIfAbsent('a', 2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    writeFileSync(file, content);
    expect(await linker.putIfAbsent('a', 2)).toBe(false);
    await linker.putJson('b', 2);
    expect(await make().getJson(['a', 'b'])).toEqual([1, 2]);
  });

  test('omit calls that are aborted before their turn', async () => {
    const linker = make();
    await linker.putJson('a', 1);
    const controller = new AbortController();
    const puts = [linker.putJson('b', 2), linker.putJson('c', 3, { signal: controller.signal })];
    await Promise.resolve();
    controller.abort(new Error('stop'));
    const results = await Promise.allSettled(puts);
    expect(results).toEqual([
      { status: 'fulfilled', value: undefined },
      { status: 'rejected', reason: new Error('stop') },
    ]);
    expect(await linker.has(['b', 'c'])).toEqual([true, false]);
  });
});

describe('a linker in memory or in a file', () => {
  test.each(['memory', 'file'])('rejects aborted calls, and does not count expired documents (%s)', async (kind) => {
    let now = 0;
    const options = { allowMultipleInstances: true, clock: () => now };
    const linker = kind === 'memory' ? new MemoryLinker(options) : make(file, options);
    await linker.putJson(upTo(5_000), upTo(5_000), { ttlSeconds: 60 });
    await linker.putJson(['a', 'b'], [1, 2]);
    const controller = new AbortController();
    const listing = async (): Promise<void> => {
      for await (const _ of linker.keys({ signal: controller.signal })) controller.abort(new Error('stop'));
    };
    await expect(listing()).rejects.toThrow('stop');
    await expect(linker.flushDb({ signal: controller.signal })).rejects.toThrow('stop');
    await expect(linker.dropTable({ signal: controller.signal })).rejects.toThrow('stop');
    now = 61_000;
    await linker.deleteJson('a');
    expect(await linker.flushDb()).toBe(1);
    expect(await linker.sweep()).toBe(0);
  });
});
