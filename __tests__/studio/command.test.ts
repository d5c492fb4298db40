import { once } from 'node:events';
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
