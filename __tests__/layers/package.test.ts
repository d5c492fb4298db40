import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as lib from 'annotable';
import { type BuiltPackage, buildPackage } from '../support/built-package.ts';

jest.setTimeout(240_000);

let built: BuiltPackage;
let folder: string;

beforeAll(() => {
  built = buildPackage();
  folder = built.dist;
});
afterAll(() => built?.remove());

/** Returns the JSON that a program prints. The program loads the built package with Node. */
function seen(name: string, program: string): unknown {
  const file = join(folder, name);
  writeFileSync(file, program);
  return JSON.parse(execFileSync('node', [file], { cwd: folder, encoding: 'utf8' }));
}

const report = `
  const packages = Object.keys(require('node:module')._cache).flatMap((file) => file.split('/node_modules/').slice(1));
  const parts = process.moduleLoadList.filter((name) => /^NativeModule (crypto|zlib|timers\\/promises)$/.test(name));
  console.log(JSON.stringify({ names: Object.keys(annotable), packages, parts }));`;

const ownFiles = /^\.cache\//;

/** Title, file, folder, and first lines of a program in each module format. */
const forms = [
  [
    'ESM',
    'esm.mjs',
    './node',
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  ],
  ['CommonJS', 'cjs.cjs', './cjs', ''],
] as const;

const load = (form: string, name: string, file: string): string =>
  form === 'ESM' ? `import * as ${name} from '${file}';` : `const ${name} = require('${file}');`;

test('the package as CommonJS loads the tracker and the linker at their first use, and defines the metadata of classes', () => {
  const program = `
    const annotable = require('./cjs/index.js');
    const filesOf = () => Object.keys(require.cache).map((file) => file.split('/cjs/')[1]);
    const seen = [filesOf()];
    const has = [typeof Symbol.metadata, typeof Reflect.getMetadata];
    for (const name of ['BaseRepository', 'StatusTracker', 'MemoryLinker']) {
      has.push(typeof annotable[name]);
      seen.push(filesOf());
    }
    const own = seen.map((files) => files.filter((file) => /^(?:parts|decorators)\\//.test(file)));
    console.log(JSON.stringify({ has, own }));`;
  expect(seen('parts.cjs', program)).toEqual({
    has: ['symbol', 'function', 'function', 'function', 'function'],
    own: [
      ['decorators/dialect.js'],
      ['decorators/dialect.js', 'parts/core.js'],
      ['decorators/dialect.js', 'parts/core.js', 'parts/tracker.js'],
      ['decorators/dialect.js', 'parts/core.js', 'parts/tracker.js', 'parts/linker.js'],
    ],
  });
});

test('the package as CommonJS loads what a first put does not need at the first use of it', () => {
  const program = `
    const { Attribute, BaseRepository, PartitionKey, Repository, Table, increment, writeTransaction } = require('./cjs/index.js');
    class Note {}
    PartitionKey('id')(Note);
    Attribute(String)(Note.prototype, 'id');
    Attribute(Number, { optional: true })(Note.prototype, 'n');
    Table('notes')(Note);
    class Notes extends BaseRepository {}
    Repository(Note)(Notes);
    const sent = [];
    const client = { send: async ({ constructor, input }) => (sent.push([constructor.name, input]), { Attributes: { id: { S: 'a' } } }) };
    const isLoaded = () => Object.keys(require.cache).some((file) => file.endsWith('/cjs/parts/late.js'));
    const run = async () => {
      const notes = new Notes(client);
      await notes.put({ id: 'a' });
      const seen = [isLoaded()];
      await notes.update({ id: 'a' }, { n: increment(1) });
      seen.push(isLoaded());
      await writeTransaction().put(notes, { id: 'b' }).commit();
      console.log(JSON.stringify({ seen, sent: sent.map(([name]) => name), update: sent[1][1].UpdateExpression }));
    };
    run();`;
  expect(seen('late.cjs', program)).toEqual({
    seen: [false, true],
    sent: ['PutItemCommand', 'UpdateItemCommand', 'TransactWriteItemsCommand'],
    update: expect.stringContaining('SET'),
  });
});

test('the package as CommonJS waits for a new vector index with the placeholders of the code', () => {
  const program = `
    const { Attribute, BaseRepository, PartitionKey, Repository, Table, VectorIndex, vector } = require('./cjs/index.js');
    const { startLocal } = require('./cjs/local/index.js');
    class Passage {}
    for (const name of ['id', 'tenant']) Attribute(String)(Passage.prototype, name);
    Attribute(vector(2))(Passage.prototype, 'embedding');
    PartitionKey('id')(Passage);
    VectorIndex('byMeaning', { vector: 'embedding', partitionKey: 'tenant', distance: 'cosine' })(Passage);
    Table('passages')(Passage);
    class Passages extends BaseRepository {}
    Repository(Passage)(Passages);
    const run = async () => {
      const engine = await startLocal({ engine: 'dynoxide' });
      const passages = new Passages(engine.client);
      await passages.table.ensure();
      console.log(JSON.stringify(await passages.table.plan()));
      await engine.stop();
    };
    run();`;
  expect(seen('vectors.cjs', program)).toEqual({ steps: [], differences: [], surplus: [] });
});

describe.each(forms)('the package as %s', (form, script, place, begin) => {
  test('exports all names, and loads only reflect-metadata before its first use', () => {
    const program = `${begin} ${load(form, 'annotable', `${place}/index.js`)} ${report}`;
    const { names, packages, parts } = seen(script, program) as Record<'names' | 'packages' | 'parts', string[]>;
    expect([...names].sort()).toEqual(Object.keys(lib).sort());
    expect(packages.filter((file) => !ownFiles.test(file))).toEqual(['reflect-metadata/ReflectLite.js']);
    expect(parts).toEqual([]);
  });

  test('shares its errors between all entries, and creates ids, hashes, and calls', () => {
    const program = `${begin}
      ${load(form, 'annotable', `${place}/index.js`)} ${load(form, 'local', `${place}/local/index.js`)}
      ${load(form, 'keyv', `${place}/keyv/index.js`)} ${load(form, 'langchain', `${place}/langchain/index.js`)}
      ${load(form, 'streams', `${place}/streams/index.js`)} ${load(form, 'testing', `${place}/testing/index.js`)}
      class Note {}
      annotable.PartitionKey('id')(annotable.Table('notes')(Note) ?? Note);
      annotable.Attribute(String)(Note.prototype, 'id');
      annotable.GeneratedId('ulid')(Note.prototype, 'id');
      class Notes extends annotable.BaseRepository {}
      annotable.Repository(Note)(Notes);
      const sent = [];
      const client = { send: async (command) => void sent.push([command.constructor.name, command.input]) };
      const run = async () => {
        const refused = await local.startLocal({ engine: 'none' }).catch((error) => error);
        const unopened = await testing.testEngine({ engine: 'none' }).catch((error) => error);
        const note = await new Notes(client).put({});
        console.log(JSON.stringify([refused instanceof annotable.ConfigurationError,
          unopened instanceof annotable.ConfigurationError, note.id.length, sent[0][0],
          sent[0][1].Item.id.S === note.id, typeof keyv.KeyvLinker, typeof langchain.LinkerByteStore,
          typeof streams.streamHandler().on(Note, 'insert', () => 1).lambda()]));
      };
      run();`;
    expect(seen(script, program)).toEqual([true, true, 26, 'PutItemCommand', true, 'function', 'function', 'function']);
  });
});

test('ESM and CommonJS have one copy of each class and function in a process', () => {
  const program = `
    import * as esm from './node/index.js';
    import { startLocal } from './node/local/index.js';
    import { createRequire } from 'node:module';
    const cjs = createRequire(import.meta.url)('./cjs/index.js');
    const differing = Object.keys(cjs).filter((name) => cjs[name] !== esm[name]);
    const refused = await startLocal({ engine: 'none' }).catch((error) => error);
    console.log(JSON.stringify({ differing, isShared: refused.constructor === cjs.ConfigurationError }));`;
  expect(seen('one-copy.mjs', program)).toEqual({ differing: [], isShared: true });
});

// Declarations for both module systems are a third of it.
test('the package has at most 4 MB unpacked, and no source maps', () => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: built.root,
    encoding: 'utf8',
  });
  const [packed] = JSON.parse(output) as [{ files: { path: string; size: number }[] }];
  expect(packed.files.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(4_000_000);
  expect(packed.files.map(({ path }) => path).filter((path) => path.endsWith('.map'))).toEqual([]);
});

test('annotable studio serves its page from the package', async () => {
  const program = `
    import * as annotable from './node/index.js';
    class Note {}
    annotable.PartitionKey('id')(annotable.Table('notes')(Note) ?? Note);
    annotable.Attribute(String)(Note.prototype, 'id');
    class Notes extends annotable.BaseRepository {}
    annotable.Repository(Note)(Notes);
    export const notes = new Notes();`;
  writeFileSync(join(folder, 'notes.mjs'), program);
  const args = ['node/cli/annotable.js', 'studio', 'notes.mjs', '--endpoint', 'http://127.0.0.1:9'];
  const { child, link } = await started(args);
  try {
    const page = await fetch(link);
    const html = await page.text();
    expect({ status: page.status, html }).toEqual({ status: 200, html: expect.stringContaining('<!doctype html>') });
    const files = [...html.matchAll(/(?:src|href)="([\w-]+\.(?:js|css))"/g)].map(([, name]) => `${name}`);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files)
      expect({ file, status: (await fetch(new URL(file, link))).status }).toEqual({ file, status: 200 });
    const headers = { authorization: `Bearer ${link.hash.slice(1)}` };
    const { models } = (await (await fetch(new URL('/api/studio', link), { headers })).json()) as { models: object[] };
    expect(models).toMatchObject([{ name: 'Note', table: 'notes' }]);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

/** Starts a program that prints a link. */
async function started(args: readonly string[]) {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(text);
    const [link] = /http:\S+#\S+/.exec(output) ?? [];
    if (link !== undefined) return { child, link: new URL(link) };
  }
  throw new Error(`the program ended without a link: ${output}`);
}

test('startLocal names the engines to install if it finds none', () => {
  const empty = mkdtempSync(join(tmpdir(), 'annotable-no-engine-'));
  for (const name of ['node', 'cjs']) cpSync(join(folder, name), join(empty, name), { recursive: true });
  writeFileSync(join(empty, 'package.json'), '{"type":"module"}');
  for (const name of ['commander', 'reflect-metadata'])
    cpSync(join(__dirname, '../../node_modules', name), join(empty, 'node_modules', name), { recursive: true });
  writeFileSync(
    join(empty, 'start.js'),
    "import { startLocal } from './node/local/index.js'; await startLocal().catch(({ message }) => console.error(message));",
  );
  const install = 'no local engine is installed; run: npm install --save-dev ';
  for (const [args, code] of [
    [['start.js'], 0],
    [['node/cli/annotable.js', 'local'], 1],
  ] as const) {
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: empty, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: code, stderr: expect.stringContaining(install) });
    expect(stderr).toContain('dynalite');
    expect(stderr.includes('@dynoxide/linux-x64')).toBe(process.platform === 'linux' && process.arch === 'x64');
  }
  rmSync(empty, { recursive: true, force: true });
});
