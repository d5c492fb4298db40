import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startLocal } from '../../lib/local/index.ts';
import { endChildScripts } from '../support/child-script.ts';
import { annotable, compileModule, linesOf, run } from './support.ts';

jest.setTimeout(300_000);
afterEach(endChildScripts);

const models = compileModule('models');
const engine = startLocal();
const folder = mkdtempSync(join(tmpdir(), 'annotable-transfer-'));
afterAll(async () => {
  models.remove();
  rmSync(folder, { recursive: true });
  await (await engine).stop();
});

const on = async (command: string[], input?: string) => run([...command, '--endpoint', (await engine).endpoint], input);
const file = (name: string) => join(folder, name);

const order = (customer: number, day: number) => ({
  customerId: `customer ${customer}`,
  placedAt: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(),
  state: day % 2 === 0 ? 'OPEN' : 'PAID',
  total: day / 8,
  points: String(2n ** 70n + BigInt(day)),
  tags: ['a', `tag ${day}`],
});
const text = (items: readonly object[]) => items.map((item) => `${JSON.stringify(item)}\n`).join('');
const byText = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).sort();

const anew = async (): Promise<void> => {
  await on(['table', 'drop', models.path, '--yes']);
  await on(['table', 'ensure', models.path]);
};

describe('annotable export and import', () => {
  const orders = Array.from({ length: 60 }, (_, place) => order(place % 7, place));
  beforeEach(anew);

  test.each([
    ['json', 'orders.jsonl', ['--segments', '3']],
    ['json', 'orders.jsonl.gz', ['--rate', '1000']],
    ['dynamodb', 'items.jsonl', []],
  ])('write and read all items: %s, %s', async (format, name, flags) => {
    const input = await on(['import', models.path, 'Order', '-'], text(orders));
    expect(input).toEqual({ code: 0, stdout: '', stderr: 'Imported 60 items into orders.\n' });
    const written = await on(['export', models.path, 'Order', file(name), '--format', format, ...flags]);
    expect(written).toEqual({ code: 0, stdout: '', stderr: 'Exported 60 items of orders.\n' });
    await anew();
    await on(['import', models.path, 'Order', file(name), '--format', format]);
    const { stdout } = await on(['export', models.path, 'Order']);
    expect(byText(linesOf(stdout))).toEqual(byText(orders));
  });

  test('a file of DynamoDB JSON has one item in each line, as ImportTable takes it', async () => {
    await on(['import', models.path, 'Order', '-'], text([order(1, 2)]));
    const { stdout } = await on(['export', models.path, 'Order', '--format', 'dynamodb']);
    expect(linesOf(stdout)).toEqual([
      {
        Item: {
          customerId: { S: 'customer 1' },
          placedAt: { S: '2026-01-03T00:00:00.000Z' },
          state: { S: 'OPEN' },
          total: { N: '0.25' },
          points: { N: String(2n ** 70n + 2n) },
          tags: { SS: ['a', 'tag 2'] },
        },
      },
    ]);
  });

  test('export ends before it loses an attribute that the class does not declare', async () => {
    const item = { Item: { personId: { N: '1' }, name: { S: 'Ann' }, version: { N: '1' }, nick: { S: 'An' } } };
    await on(['import', models.path, 'Person', '-', '--format', 'dynamodb'], text([item]));
    const { code, stdout, stderr } = await on(['export', models.path, 'Person']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('people (personId=1)');
    expect(stderr).toContain("nick can't be written as JSON");
    const partial = await on(['export', models.path, 'Person', '--partial']);
    expect(linesOf(partial.stdout)).toEqual([{ personId: 1, name: 'Ann', version: 1 }]);
  });

  test.each([
    ['is not JSON', '{"personId": 1', 'line 2 is not JSON'],
    ['does not fit the class', '{"personId": "1", "name": "Bo", "version": 1}', 'personId must be a number'],
  ])('import names a line that %s, and writes no line of its group', async (_what, bad, message) => {
    const good = '{"personId": 7, "name": "Ann", "version": 1}';
    const { code, stderr } = await on(['import', models.path, 'Person', '-'], `${good}\n${bad}\n`);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(await on(['get', models.path, 'Person', '7'])).toMatchObject({ code: 1 });
  });

  test('import --dry-run writes nothing', async () => {
    const { stderr } = await on(['import', models.path, 'Order', '-', '--dry-run'], text(orders));
    expect(stderr).toBe('60 items can be imported. Nothing was written.\n');
    expect((await on(['export', models.path, 'Order'])).stdout).toBe('');
  });

  test('import keeps versions', async () => {
    await on(['import', models.path, 'Person', '-'], '{"personId": 5, "name": "Ann", "version": 9}\n');
    const { stdout } = await on(['get', models.path, 'Person', '5']);
    expect(linesOf(stdout)).toEqual([{ personId: 5, name: 'Ann', version: 9 }]);
  });
});

describe('an import or export that is killed', () => {
  const orders = Array.from({ length: 5_000 }, (_, place) => order(place % 50, place));

  const killedWhen = async (isDue: () => boolean, command: string[]) => {
    const script = annotable(...command, '--endpoint', (await engine).endpoint);
    const timer = setInterval(() => isDue() && script.child.kill('SIGKILL'), 5);
    const { signal } = await script.ended();
    clearInterval(timer);
    return signal;
  };

  const saved = (name: string, key: 'line' | 'items'): number => {
    try {
      return JSON.parse(readFileSync(file(name), 'utf8'))[key];
    } catch {
      return 0;
    }
  };

  test('continues with nothing lost and nothing doubled', async () => {
    await anew();
    writeFileSync(file('many.jsonl'), text(orders));
    const read = ['import', models.path, 'Order', file('many.jsonl'), '--checkpoint', file('import.checkpoint')];
    expect(await killedWhen(() => saved('import.checkpoint', 'line') >= 1_500, read)).toBe('SIGKILL');
    const rest = await on(read);
    expect(rest).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Imported \d+ items into orders\.\n$/) });
    expect(Number(rest.stderr.match(/\d+/)?.[0])).toBeLessThanOrEqual(3_500);
    const write = ['export', models.path, 'Order', file('out.jsonl.gz'), '--checkpoint', file('export.checkpoint')];
    // Several pages, so that the first saved one is not the last.
    write.push('--segments', '8');
    expect(await killedWhen(() => saved('export.checkpoint', 'items') >= 1, write)).toBe('SIGKILL');
    expect(await on(write)).toMatchObject({ code: 0, stderr: 'Exported 5000 items of orders.\n' });
    const lines = linesOf(gunzipSync(readFileSync(file('out.jsonl.gz'))).toString());
    expect(byText(lines)).toEqual(byText(orders));
  });

  test('is refused if its file was cut since', async () => {
    writeFileSync(file('out.jsonl.gz'), '');
    const { code, stderr } = await on([
      ...['export', models.path, 'Order', file('out.jsonl.gz'), '--segments', '8'],
      ...['--checkpoint', file('export.checkpoint')],
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/out\.jsonl\.gz has 0 bytes, and its checkpoint says \d+; restore the file/);
  });

  test('is refused with the checkpoint of another', async () => {
    writeFileSync(file('few.jsonl'), text(orders.slice(0, 3)));
    const checkpoint = ['--checkpoint', file('few.checkpoint')];
    await on(['import', models.path, 'Order', file('few.jsonl'), ...checkpoint]);
    const { code, stderr } = await on(['export', models.path, 'Order', file('x.jsonl'), ...checkpoint]);
    expect(code).toBe(1);
    expect(stderr).toContain('orders: the checkpoint is of another export');
  });
});
