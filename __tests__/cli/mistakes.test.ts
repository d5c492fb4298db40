import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocal } from '../../lib/local/index.ts';
import { endChildScripts, runFile } from '../support/child-script.ts';
import { compileModule } from './support.ts';

jest.setTimeout(120_000);
afterEach(endChildScripts);

const models = compileModule('models');
const reshaped = compileModule('reshaped');
const empty = join(__dirname, 'modules/empty.mjs');
const config = join(__dirname, 'modules/aws-config');
const engine = startLocal();

beforeAll(() => {
  writeFileSync(empty, 'export const answer = 42;\n');
  writeFileSync(config, '[profile staging]\nregion = eu-west-1\n');
});
afterAll(async () => {
  models.remove();
  reshaped.remove();
  for (const file of [empty, config]) rmSync(file, { force: true });
  await (await engine).stop();
});

/** Variables of a machine that nobody has configured for AWS. */
const unset = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => name.startsWith('AWS_'))
    .map((name) => [name, undefined]),
);
const bare = {
  ...unset,
  AWS_CONFIG_FILE: config,
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Runs the command on such a machine. Returns its exit code and stderr. */
async function fails(...args: string[]): Promise<string> {
  const { code, stderr } = await runFile('lib/cli/annotable.ts', args, bare).ended();
  expect(code).toBe(1);
  return stderr;
}

const get = (...options: string[]) => fails('get', models.path, 'Person', '1', ...options);

describe('annotable names a cure', () => {
  test('if no region is set', async () => {
    expect(await get()).toBe('annotable: Region is missing\nSet AWS_REGION, or give --region.\n');
  });

  test('if there are no credentials for the region of --region', async () => {
    const stderr = await get('--region', 'eu-west-1');
    expect(stderr).toContain("or AWS_PROFILE, or give --profile, or run 'aws sso login'.\n");
  });

  test('if the profile of --profile, which has a region, has no credentials', async () => {
    const stderr = await get('--profile', 'staging');
    expect(stderr).toContain("or AWS_PROFILE, or give --profile, or run 'aws sso login'.\n");
  });

  test('if nothing listens at the endpoint', async () => {
    expect(await get('--endpoint', 'http://127.0.0.1:9')).toContain(
      "\nNothing listens at the endpoint: start it, for example by 'annotable local'.\n",
    );
  });

  test('if the endpoint has no protocol', async () => {
    expect(await get('--endpoint', 'localhost:8000')).toBe(
      'annotable: --endpoint must be a URL, like http://localhost:8000\n',
    );
  });

  test('if the table does not exist', async () => {
    const { endpoint } = await engine;
    expect(await fails('get', reshaped.path, 'Missing', '"a"', '--endpoint', endpoint)).toContain(
      "\nCheck the region and the endpoint, or run 'annotable table ensure MODULE'.\n",
    );
  });

  test('if the table has another key than the class', async () => {
    const { endpoint } = await engine;
    const ensured = await runFile('lib/cli/annotable.ts', ['table', 'ensure', models.path, '--endpoint', endpoint]);
    expect(await ensured.ended()).toMatchObject({ code: 0 });
    const cure = "\nThe table can have another shape than the class: run 'annotable table plan MODULE'.\n";
    for (const args of [
      ['get', '"a"'],
      ['put', '{"name": "a"}'],
      ['query', '{"name": "a"}'],
    ]) {
      const [command = '', json = ''] = args;
      expect(await fails(command, reshaped.path, 'Person', json, '--endpoint', endpoint)).toContain(cure);
    }
  });

  test('if the module exports no class', async () => {
    expect(await fails('get', empty, 'Person', '1')).toBe(
      `annotable: MODULE ${empty} exports no class with @Table or @Entity, and no repository; write export before the classes\n`,
    );
  });

  test('if no class has a version to backfill', async () => {
    expect(await fails('backfill', reshaped.path)).toBe(
      `annotable: MODULE ${reshaped.path} has no class with versions; a class gets them by the options version and upgrade of @Table or @Entity\n`,
    );
  });

  test('if a key has a test that does not exist', async () => {
    const key = '{"customerId": "ann", "placedAt": {"after": "2026-01-01"}}';
    expect(await fails('query', models.path, 'Order', key, '--endpoint', 'http://127.0.0.1:9')).toContain(
      'placedAt must be a value, or an object with one of eq, ne, lt, lte, gt, gte, between, oneOf, beginsWith, contains, exists',
    );
  });
});
