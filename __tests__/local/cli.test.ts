import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommand, USAGE } from '../../lib/cli/arguments.ts';
import { answers } from '../../lib/local/probe.ts';
import { endChildScripts, runFile } from '../support/child-script.ts';

jest.setTimeout(120_000);
afterEach(endChildScripts);

describe('parseCommand', () => {
  test.each([
    [['local'], {}],
    [['local', '--port', '8000'], { port: 8000 }],
    [['local', '--path=data', '--engine', 'dynalite'], { path: 'data', engine: 'dynalite' }],
    [['--port', '1', 'local'], { port: 1 }],
    [['local', '--cors'], { cors: true }],
  ])('%j runs a local engine', (args, options) => {
    expect(parseCommand(args)).toEqual({ kind: 'local', options });
  });

  test.each([[['--help']], [['-h']], [['local', '--help']]])('%j asks for help', (args) => {
    expect(parseCommand(args)).toEqual({ kind: 'help' });
  });

  test.each([
    [[], 'missing'],
    [['remote'], 'remote'],
    [['local', 'here'], 'here'],
    [['local', '--prot', '1'], '--prot'],
    [['local', '--port'], '--port'],
    [['local', '--port', 'http'], 'http'],
    [['local', '--port', '65536'], '65536'],
    [['local', '--port', '-1'], '--port'],
    [['local', '--path', ''], '--path'],
    [['local', '--engine', 'h2'], 'h2'],
  ])('%j is wrong', (args, reason) => {
    expect(parseCommand(args)).toEqual({ kind: 'wrong', reason: expect.stringContaining(reason) });
  });
});

describe('annotable', () => {
  test('local serves until it is interrupted', async () => {
    const path = await mkdtemp(join(tmpdir(), 'annotable-cli-'));
    const script = runFile('lib/cli/annotable.ts', ['local', '--path', path]);
    const [, endpoint = ''] = await script.printed(/AWS_ENDPOINT_URL_DYNAMODB=(\S+)[\s\S]*Ctrl\+C/);
    const port = Number(new URL(endpoint).port);
    expect(await answers(port)).toBe(true);
    script.child.kill('SIGTERM');
    const { code, stdout, stderr } = await script.ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`dynoxide listens on ${endpoint}, data in ${path}`);
    for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      expect(stdout).toContain(`export ${name}=local\n`);
    }
    expect(await answers(port)).toBe(false);
    await rm(path, { recursive: true });
  });

  test('an unknown command explains itself on stderr and fails', async () => {
    const script = runFile('lib/cli/annotable.ts', ['remote']);
    expect(await script.ended()).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(USAGE) });
  });

  test('a start that fails says why and fails', async () => {
    const script = runFile('lib/cli/annotable.ts', ['local', '--path', '/dev/null/x']);
    const { code, stderr } = await script.ended();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^annotable: the data folder .*\n$/) });
  });
});
