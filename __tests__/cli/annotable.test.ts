import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { responds } from '../../lib/local/probe.ts';
import { endChildScripts } from '../support/child-script.ts';
import { annotable, compileModule, linesOf, run } from './support.ts';

jest.setTimeout(120_000);
afterEach(endChildScripts);

describe('the annotable command', () => {
  test('local serves until it is interrupted', async () => {
    const path = await mkdtemp(join(tmpdir(), 'annotable-cli-'));
    const script = annotable('local', '--path', path);
    const [, endpoint = ''] = await script.printed(/AWS_ENDPOINT_URL_DYNAMODB=(\S+)[\s\S]*Ctrl\+C/);
    const port = Number(new URL(endpoint).port);
    expect(await responds(port)).toBe(true);
    script.child.kill('SIGTERM');
    const { code, stdout, stderr } = await script.ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`dynoxide listens on ${endpoint}, data in ${path}`);
    expect(stdout).toContain(`export AWS_ENDPOINT_URL_DYNAMODB_STREAMS=${endpoint}\n`);
    for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      expect(stdout).toContain(`export ${name}=local\n`);
    }
    expect(await responds(port)).toBe(false);
    await rm(path, { recursive: true });
  });

  test('local --seed creates the tables of a module, and calls its seed', async () => {
    const models = compileModule('models');
    const script = annotable('local', '--seed', models.path);
    const [, endpoint = ''] = await script.printed(/AWS_ENDPOINT_URL_DYNAMODB=(\S+)[\s\S]*Ctrl\+C/);
    const { stdout } = await run(['get', models.path, 'Person', '42', '--endpoint', endpoint]);
    expect(linesOf(stdout)).toEqual([{ personId: 42, name: 'Seeded', version: 1 }]);
    script.child.kill('SIGTERM');
    await script.ended();
    models.remove();
  });

  test('--version prints the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
    expect(await annotable('--version').ended()).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('with an unknown option fails and suggests the right one', async () => {
    const { code, stdout, stderr } = await annotable('local', '--prot', '8000').ended();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain("annotable: unknown option '--prot'\n(Did you mean --port?)\n");
  });

  test('fails with the reason if the engine can not start', async () => {
    const { code, stderr } = await annotable('local', '--path', '/dev/null/x').ended();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^annotable: the data folder .*\n$/) });
  });
});
