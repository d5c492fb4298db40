import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { buildPackage } from '../support/built-package.ts';

test('a suite of Vitest runs with annotable/testing', () => {
  const built = buildPackage('bundles');
  // Jest sets them for its workers.
  const { NODE_ENV: _, JEST_WORKER_ID: __, ...env } = process.env;
  const folder = join(__dirname, 'vitest');
  const program = join(folder, 'node_modules/vitest/vitest.mjs');
  const args = [program, 'run', '--reporter=json'];
  try {
    const output = execFileSync(process.execPath, args, {
      cwd: folder,
      env: { ...env, ANNOTABLE_DIST: built.dist },
      encoding: 'utf8',
    });
    expect(JSON.parse(output.slice(output.indexOf('{')))).toMatchObject({ numPassedTests: 5, numTotalTests: 5 });
  } finally {
    built.remove();
  }
}, 120_000);
