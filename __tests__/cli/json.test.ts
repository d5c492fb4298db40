import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal } from '../../lib/local/index.ts';
import { endChildScripts } from '../support/child-script.ts';
import { annotable, compileModule, linesOf, run } from './support.ts';

jest.setTimeout(120_000);
afterEach(endChildScripts);

const models = compileModule('models');
const engine = startLocal();
const folder = mkdtempSync(join(tmpdir(), 'annotable-json-'));
beforeAll(() => on(['table', 'ensure', models.path]));
afterAll(async () => {
  models.remove();
  rmSync(folder, { recursive: true });
  await (await engine).stop();
});

const on = async (command: string[], input?: string) => run([...command, '--endpoint', (await engine).endpoint], input);

/** Returns the JSON of each line that a command printed, if it succeeded and printed nothing else. */
async function jsonOf(command: string[], input?: string): Promise<unknown[]> {
  const { code, stdout, stderr } = await on([...command, '--json'], input);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return linesOf(stdout);
}

describe('--json', () => {
  test('of table ensure prints the plan of each table', async () => {
    const plan = { steps: [], differences: [], surplus: [] };
    expect(await jsonOf(['table', 'ensure', models.path])).toEqual(
      ['shop', 'orders', 'people'].map((table) => ({ table, ...plan })),
    );
  });

  test('of table drop prints each table, and if it was deleted', async () => {
    expect(await jsonOf(['table', 'drop', models.path, '--dry-run'])).toContainEqual({
      table: 'people',
      deleted: false,
    });
    expect(await jsonOf(['table', 'drop', models.path, '--yes'])).toContainEqual({ table: 'people', deleted: true });
    await on(['table', 'ensure', models.path]);
  });

  test('of import and export prints the number of items', async () => {
    const line = '{"personId": 5, "name": "Ann", "version": 1}\n';
    const answer = { table: 'people', items: 1 };
    expect(await jsonOf(['import', models.path, 'Person', '-', '--dry-run'], line)).toEqual([
      { ...answer, dryRun: true },
    ]);
    expect(await jsonOf(['import', models.path, 'Person', '-'], line)).toEqual([{ ...answer, dryRun: false }]);
    expect(await jsonOf(['export', models.path, 'Person', join(folder, 'people.jsonl')])).toEqual([answer]);
  });

  test('of an export to standard output is refused', async () => {
    expect(await on(['export', models.path, 'Person', '--json'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'annotable: an export to standard output prints the items there; give a FILE with --json\n',
    });
  });

  test('with --explain prints the requests in the JSON of DynamoDB, and their cost', async () => {
    expect(await jsonOf(['put', models.path, 'Person', '{"personId": 9, "name": "Zoe"}', '--explain'])).toEqual([
      expect.objectContaining({
        operation: 'put',
        requests: [
          {
            operation: 'PutItem',
            input: expect.objectContaining({
              TableName: 'people',
              Item: expect.objectContaining({ personId: { N: '9' }, name: { S: 'Zoe' } }),
            }),
          },
        ],
        writeUnits: 1,
        warnings: expect.any(Array),
      }),
    ]);
  });

  test('of local prints the engine and its endpoint', async () => {
    const script = annotable('local', '--json');
    const [line = ''] = await script.printed(/^.*\n/);
    expect(JSON.parse(line)).toEqual({
      engine: 'dynoxide',
      endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
    });
  });

  test('of studio prints the link, the endpoint, and the classes', async () => {
    const { endpoint } = await engine;
    const script = annotable('studio', models.path, '--endpoint', endpoint, '--json');
    const [line = ''] = await script.printed(/^.*\n/);
    expect(JSON.parse(line)).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#/),
      module: models.path,
      endpoint: expect.any(String),
      isRemote: false,
      canWrite: false,
      models: ['Article', 'Order', 'Person'],
    });
  });
});

test('printed JSON has bytes as base64 text', async () => {
  const blobs = compileModule('blobs');
  const command = ['put', blobs.path, 'Blob', '{"blobId": "AP8=", "name": "x"}', '--explain', '--json'];
  const { stdout } = await on(command);
  blobs.remove();
  expect(stdout).toContain('"Item":{"blobId":{"B":"AP8="},"name":{"S":"x"}}');
});
