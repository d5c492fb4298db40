import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

test('a suite of node:test runs with annotable/testing', () => {
  // Jest sets it for its workers, and the runner of Node would report to a parent.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ['--import', 'tsx', '--test', '--test-reporter=tap', '__tests__/testing/node-suite.ts'];
  const output = execFileSync(process.execPath, args, { cwd: join(__dirname, '../..'), env, encoding: 'utf8' });
  expect(output).toMatch(/^# pass 5$/m);
  expect(output).toMatch(/^# fail 0$/m);
});
