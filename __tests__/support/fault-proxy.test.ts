import { spawnSync } from 'node:child_process';
import path from 'node:path';

describe('the fault proxy', () => {
  test('passes its own tests, which need no engine', () => {
    const run = spawnSync(process.execPath, ['--test', path.join(__dirname, 'fault-proxy.test.mjs')], {
      encoding: 'utf8',
    });
    expect(`${run.status} ${run.stderr}`).toBe('0 ');
    expect(run.stdout).toMatch(/# fail 0/);
  }, 300_000);
});
