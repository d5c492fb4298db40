import { startLocal } from '../../lib/local/index.ts';
import { endChildScripts } from '../support/child-script.ts';
import { compileModule, linesOf, run } from './support.ts';

jest.setTimeout(120_000);
afterEach(endChildScripts);

const models = compileModule('models');
const engine = startLocal();
afterAll(async () => {
  models.remove();
  await (await engine).stop();
});

const on = async (command: string[], input?: string) => run([...command, '--endpoint', (await engine).endpoint], input);

beforeAll(async () => {
  expect(await on(['table', 'ensure', models.path])).toMatchObject({ code: 0, stderr: '' });
});

const order = (day: number, more: object = {}) => ({
  customerId: 'ann',
  placedAt: `2026-01-0${day}T00:00:00.000Z`,
  state: 'OPEN',
  total: day,
  ...more,
});

const put = async (item: object) => {
  expect(await on(['put', models.path, 'Order', JSON.stringify(item)])).toMatchObject({ code: 0, stderr: '' });
};

describe('annotable put and get', () => {
  test('write and print an item in the form of JSON', async () => {
    const item = order(1, { points: '12', tags: ['a'] });
    const written = await on(['put', models.path, 'Order', '-'], JSON.stringify(item));
    expect({ ...written, stdout: linesOf(written.stdout) }).toEqual({ code: 0, stdout: [item], stderr: '' });
    const key = JSON.stringify({ customerId: item.customerId, placedAt: item.placedAt });
    const read = await on(['get', models.path, 'Order', key]);
    expect({ ...read, stdout: linesOf(read.stdout) }).toEqual({ code: 0, stdout: [item], stderr: '' });
  });

  test('accept a bare key of one attribute, and the class of an exported repository', async () => {
    await on(['put', models.path, 'Person', '{"personId": 1, "name": "Ann"}']);
    const { stdout } = await on(['get', models.path, 'Person', '1']);
    expect(linesOf(stdout)).toEqual([{ personId: 1, name: 'Ann', version: 1 }]);
  });

  test('get exits with 1 if there is no item', async () => {
    expect(await on(['get', models.path, 'Person', '404'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'annotable: people has no Person with this key\n',
    });
  });

  test('put refuses an item that does not fit, and sends nothing', async () => {
    const { code, stdout, stderr } = await on(['put', models.path, 'Order', '{"customerId": "ann", "stat": "OPEN"}']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const part of ['orders', 'stat is no attribute of Order', 'placedAt is required', 'total is required'])
      expect(stderr).toContain(part);
  });

  test('put --create refuses a key that exists', async () => {
    await on(['put', models.path, 'Person', '{"personId": 2, "name": "Bo"}']);
    const { code, stderr } = await on(['put', models.path, 'Person', '{"personId": 2, "name": "Cy"}', '--create']);
    expect(code).toBe(1);
    expect(stderr).toContain('people (personId=2): an item with this key already exists');
  });

  test('put --dry-run writes nothing', async () => {
    const { stdout } = await on(['put', models.path, 'Person', '{"personId": 3, "name": "Di"}', '--dry-run']);
    expect(stdout).toBe('The item fits Person. Nothing was written.\n');
    expect(await on(['get', models.path, 'Person', '3'])).toMatchObject({ code: 1 });
  });

  test('an entity of a shared table has the parts of its key', async () => {
    await on(['put', models.path, 'Article', '{"sku": "s1", "title": "Tea"}']);
    const { stdout } = await on(['get', models.path, 'Article', '{"sku": "s1"}']);
    expect(linesOf(stdout)).toEqual([{ sku: 's1', title: 'Tea' }]);
  });
});

describe('annotable query', () => {
  beforeAll(async () => {
    for (const day of [1, 2, 3]) await put(order(day, day === 3 ? { state: 'PAID' } : {}));
  });

  const totals = (stdout: string) => linesOf(stdout).map((item) => (item as { total: number }).total);

  test.each([
    ['all items of a partition', '{"customerId": "ann"}', [], [1, 2, 3]],
    ['a test of the sort key', '{"customerId": "ann", "placedAt": {"gte": "2026-01-02T00:00:00Z"}}', [], [2, 3]],
    [
      'a range of the sort key',
      '{"customerId": "ann", "placedAt": {"between": ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]}}',
      [],
      [1, 2],
    ],
    ['an index', '{"state": "PAID"}', ['--index', 'byState'], [3]],
    ['a filter', '{"customerId": "ann"}', ['--filter', '{"total": {"oneOf": [1, 3]}}'], [1, 3]],
    ['a limit, from the end', '{"customerId": "ann"}', ['--descending', '--limit', '2'], [3, 2]],
  ])('prints %s', async (_what, key, flags, expected) => {
    const { code, stdout, stderr } = await on(['query', models.path, 'Order', key, ...flags]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(totals(stdout)).toEqual(expected);
  });

  test('names an index that the class does not have', async () => {
    const { code, stderr } = await on(['query', models.path, 'Order', '{"customerId": "ann"}', '--index', 'byTotal']);
    expect(code).toBe(1);
    expect(stderr).toContain("'byTotal'");
  });
});

describe('annotable delete', () => {
  const key = '{"customerId": "bo", "placedAt": "2026-01-01T00:00:00Z"}';
  beforeEach(() => put({ ...order(1), customerId: 'bo' }));

  test('deletes an item and prints it', async () => {
    const { code, stdout } = await on(['delete', models.path, 'Order', key, '--yes']);
    expect({ code, items: linesOf(stdout) }).toEqual({ code: 0, items: [{ ...order(1), customerId: 'bo' }] });
    expect(await on(['delete', models.path, 'Order', key, '--yes'])).toMatchObject({ code: 1, stdout: '' });
  });

  test('without --yes and without a person does nothing', async () => {
    const { code, stderr } = await on(['delete', models.path, 'Order', key]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `annotable: Delete the Order with the key ${key} from orders? Nothing was done; add --yes to do it.\n`,
    });
    expect(await on(['get', models.path, 'Order', key])).toMatchObject({ code: 0 });
  });
});

describe('--explain', () => {
  test.each([
    ['get', ['Person', '1'], 'GetItem'],
    ['put', ['Person', '{"personId": 9, "name": "Zoe"}'], 'PutItem'],
    ['delete', ['Person', '1'], 'DeleteItem'],
    ['query', ['Order', '{"customerId": "ann"}', '--filter', '{"total": {"gt": 1}}'], 'Query'],
  ])('of %s prints the request and its cost, and sends nothing', async (command, args, operation) => {
    // Nothing listens at this port.
    const flags = ['--explain', '--endpoint', 'http://127.0.0.1:9'];
    const { code, stdout, stderr } = await run([command, models.path, ...args, ...flags]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(operation);
    expect(stdout).toMatch(/about [\d.]+ read units and [\d.]+ write units/);
  });
});

describe('a mistake in the arguments', () => {
  test.each([
    ['a key that is no JSON', ['get', models.path, 'Person', 'ann'], `KEY must be JSON, and 'ann' is not`],
    ['an unknown class', ['get', models.path, 'Persn', '1'], 'has no class Persn; it has Article, Order, Person'],
    ['a file that does not exist', ['get', 'nowhere.js', 'Person', '1'], 'MODULE nowhere.js does not exist'],
    ['a module without classes', ['get', 'package.json', 'Person', '1'], 'MODULE package.json'],
    ['a wrong value', ['get', models.path, 'Person', '"1"'], 'personId must be a number'],
    ['a key that is no object', ['query', models.path, 'Order', '"ann"'], 'and their values: { customerId: … }'],
  ])('is named: %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await on(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^annotable: /);
    expect(stderr).toContain(message);
  });
});
