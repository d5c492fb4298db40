import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { responds } from '../../lib/local/probe.ts';
import { endChildScripts, runFile } from '../support/child-script.ts';

jest.setTimeout(120_000);
afterEach(endChildScripts);

const annotable = (...args: string[]) => runFile('lib/cli/annotable.ts', args);

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
    for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      expect(stdout).toContain(`export ${name}=local\n`);
    }
    expect(await responds(port)).toBe(false);
    await rm(path, { recursive: true });
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
