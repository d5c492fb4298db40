import { once } from 'node:events';
import { join } from 'node:path';
import { startLocal } from '../../lib/local/index.ts';
import { annotable, compileModule, run } from '../cli/support.ts';
import { endChildScripts } from '../support/child-script.ts';

jest.setTimeout(120_000);
afterEach(endChildScripts);

const models = compileModule('models');
afterAll(() => models.remove());

/** Nothing listens at this port: a start sends no request. */
const endpoint = ['--endpoint', 'http://127.0.0.1:9'];

describe('annotable studio', () => {
  test('prints its link and what it shows, and ends with 0 when it is interrupted', async () => {
    const script = annotable('studio', models.path, ...endpoint);
    const [, link = ''] = await script.printed(/Open (http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43})\n/);
    const response = await fetch(new URL('/api/studio', link), {
      headers: { authorization: `Bearer ${new URL(link).hash.slice(1)}` },
    });
    expect(await response.json()).toMatchObject({
      module: models.path,
      endpoint: 'http://127.0.0.1:9',
      isRemote: false,
      canWrite: false,
      models: [{ name: 'Article' }, { name: 'Order' }, { name: 'Person' }],
    });
    script.child.kill('SIGTERM');
    const { code, stdout, stderr } = await script.ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Article, Order, Person at http://127.0.0.1:9\nRead-only: add --write to change items.\n');
  });

  test('listens on the given port, and names a port that is in use', async () => {
    const script = annotable('studio', models.path, ...endpoint, '--write');
    const [, port = ''] = await script.printed(/127\.0\.0\.1:(\d+)/);
    const { code, stdout, stderr } = await run(['studio', models.path, ...endpoint, '--port', port]);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`annotable: port ${port} is in use`),
    });
    script.child.kill('SIGTERM');
    await once(script.child, 'exit');
  });

  test.each<[string, string[], string]>([
    [
      'an endpoint of another machine',
      [models.path, '--endpoint', 'https://dynamodb.eu-west-1.amazonaws.com'],
      'add --remote to allow it',
    ],
    ['a module that does not exist', ['nowhere.js', ...endpoint], 'MODULE nowhere.js does not exist'],
    [
      'a port that is none',
      [models.path, ...endpoint, '--port', '70000'],
      'It must be a whole number from 1 to 65535.',
    ],
  ])('refuses %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await run(['studio', ...args]);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
  });
});

test('the studio works with classes, trackers, and linkers of another copy of the package', async () => {
  const shop = compileModule('shop', join(__dirname, 'modules'));
  const engine = await startLocal();
  const on = ['--endpoint', engine.endpoint];
  try {
    expect(await run(['table', 'ensure', shop.path, ...on])).toMatchObject({ code: 0, stderr: '' });
    const script = annotable('studio', shop.path, ...on, '--write');
    const [, link = ''] = await script.printed(/Open (http:\S+)\n/);
    const { hash, origin } = new URL(link);
    const headers = { authorization: `Bearer ${hash.slice(1)}`, 'content-type': 'application/json' };
    const call = async (path: string, body?: object): Promise<unknown> => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      return (await fetch(`${origin}/api${path}`, { headers, ...init })).json();
    };
    const values = { customerId: 'p', name: 'Pia', email: 'pia@example.com' };
    expect(await call('/models/Customer/create', { values })).toMatchObject({ item: { values } });
    const changes = { name: 'Pia P.' };
    const key = { customerId: 'p' };
    expect(await call('/models/Customer/update', { key, changes, before: values })).toMatchObject({
      item: { values: changes },
    });
    expect(await call('/models/Customer/partition', { key })).toMatchObject({
      items: [{ entity: 'Customer', row: { key } }],
    });
    expect(await call('/trackers/Job/counts')).toEqual({ QUEUED: 0, RUNNING: 0, DONE: 0, FAILED: 0 });
    expect(await call('/trackers/Job/status/QUEUED')).toEqual({ requests: [], invalid: [] });
    // Reading the documents of a linker doesn't create its table, as the linker itself would.
    expect(await call('/linkers/profiles/document?id=none')).toMatchObject({ code: 'table.notFound' });
    expect(await call('/linkers/profiles/documents')).toMatchObject({ code: 'table.notFound' });
    expect(await call('/models/profiles/table')).toMatchObject({ exists: false });
    expect(await call('/trackers/Job/redrive', { requestId: 'none' })).toMatchObject({ code: 'condition.notFound' });
    script.child.kill('SIGTERM');
    await once(script.child, 'exit');
  } finally {
    shop.remove();
    await engine.stop();
  }
});
