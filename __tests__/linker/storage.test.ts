import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoLinker, JsonLinker, schemaOf } from 'annotable';
import { LinkKeys } from '../../lib/linker/link-keys.ts';
import { runSource } from '../support/child-script.ts';
import { onEveryEngine } from '../support/engines.ts';

describe('the keys of the table of a linker', () => {
  test('are the ids, and differ from the keys of namespaces and parts', () => {
    const own = new LinkKeys('');
    const tenant = new LinkKeys('a#b');
    expect([
      own.document('x'),
      own.document('annotable#x'),
      tenant.document('x'),
      own.part('r', 3),
      tenant.part('r', 0),
    ]).toEqual([
      'x',
      'annotable#id#annotable#x',
      'annotable#ns#a%23b#x',
      'annotable#part##r#3',
      'annotable#part#a%23b#r#0',
    ]);
    for (const keys of [own, tenant]) {
      for (const id of ['x', 'annotable#x', 'annotable#id#y', '#']) expect(keys.idOf(keys.document(id))).toBe(id);
      expect(keys.revisionOf(keys.part('r', 12))).toBe('r');
      expect(keys.idOf(keys.part('r', 12))).toBeUndefined();
    }
    expect(own.idOf(tenant.document('x'))).toBeUndefined();
    expect(tenant.revisionOf(own.part('r', 1))).toBeUndefined();
  });
});

onEveryEngine('the items of the table of a linker', (engine) => {
  const linker = new DynamoLinker(engine.client, {
    tableName: engine.uniqueTable('links'),
    native: true,
    allowMultipleInstances: true,
  });
  afterAll(() => linker.dropTable());

  engine.test('contain native documents if DynamoDB can store them exactly, otherwise text', async () => {
    const deep = JSON.parse('['.repeat(40) + ']'.repeat(40));
    await linker.putJson(['a', 'b', 'c', 'd'], [{ page: 1, tags: ['x'] }, deep, { tiny: 5e-324 }, null]);
    expect(await linker.getJson(['a', 'b', 'c', 'd'])).toEqual([
      { page: 1, tags: ['x'] },
      deep,
      { tiny: 5e-324 },
      null,
    ]);
    const links = await linker.getMany(['a', 'b', 'c', 'd']);
    expect(links.map((link) => link?.document)).toEqual([{ page: 1, tags: ['x'] }, undefined, undefined, null]);
    expect(links.map((link) => link?.data)).toEqual([undefined, JSON.stringify(deep), '{"tiny":5e-324}', undefined]);
    const found = await linker.scan({ filter: { 'document.page': 1 } }).all();
    expect(found.map(({ id }) => id)).toEqual(['a']);
    expect(schemaOf(linker.schema.model as never)).not.toBe(linker.schema);
  });
});

describe('the file of a JsonLinker', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'annotable-'));
  const file = path.join(folder, 'links.json');
  const make = () => new JsonLinker(file, { allowMultipleInstances: true });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is plain JSON, and is shared by linkers', async () => {
    const [one, two] = [make(), make()];
    await one.putJson('a', { page: 1 });
    await two.putJson('b', null);
    expect(await one.getJson('b')).toBeNull();
    await Promise.all([one, two].map((linker) => Promise.all([...'cdefgh'].map((id) => linker.putIfAbsent(id, id)))));
    const { format, documents } = JSON.parse(readFileSync(file, 'utf8'));
    expect(format).toBe('annotable-links/1');
    expect(documents[0]).toEqual(['', 'a', { revision: expect.any(String) }, { page: 1 }]);
    expect(documents).toHaveLength(8);
  });

  test('is complete after its writer is killed', async () => {
    const script = runSource(`
      import { JsonLinker } from './lib/index.ts';
      const linker = new JsonLinker(${JSON.stringify(file)});
      for (let round = 0; ; round++) {
        await linker.putJson(['a', 'b'], [{ round, text: 'x'.repeat(2_000_000) }, { round }]);
        console.log('put ' + round);
      }
    `);
    await script.printed(/put 3\n/);
    script.child.kill('SIGKILL');
    const { stdout } = await script.ended();
    const [a, b] = await make().getJson<{ round: number }>(['a', 'b']);
    expect(a?.round).toBe(b?.round);
    expect(a?.round).toBeGreaterThanOrEqual(Number([...stdout.matchAll(/put (\d+)/g)].at(-1)?.[1]));
    expect(readdirSync(folder)).toContain('links.json');
  });
});
