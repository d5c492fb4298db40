import { endChildScripts, runFile } from '../support/child-script.ts';

describe('npm run test:faults', () => {
  afterEach(endChildScripts);
  const run = (...args: string[]) => runFile('__tests__/faults/run.ts', args).ended();

  test('runs plans against a durable engine and finds all acknowledged writes', async () => {
    const plans = 'none,all-answers-lost,hang-after-writes,unprocessed-and-lost,kill-during-writes';
    const { code, stdout, stderr } = await run('--plans', plans, '--seeds', '1', '--operations', '240');
    expect({ code, stderr: stderr.replace(/\(node[\s\S]*?created\)\n/, '') }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/all-answers-lost +240 operations, [1-9]\d* faults/);
    expect(stdout).toMatch(/kill-during-writes .* [1-9] kills, 0 losses/);
    expect(stdout).toContain('5 of 5 plans, 1200 operations, failed seeds: 0');
  });

  test('lists the plans if a plan is unknown', async () => {
    const { code, stderr } = await run('--plans', 'nonesuch');
    expect(code).toBe(2);
    expect(stderr).toContain('no plan nonesuch; there are: none, throttled-reads,');
  });
});
