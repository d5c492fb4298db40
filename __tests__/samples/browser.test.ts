import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../support/browser.ts';

jest.setTimeout(120_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annotable-browser-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Creates an executable file. */
function program(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

describe('browser of the page tests', () => {
  test('is the program in CHROME_PATH', () => {
    program('chromium');
    const path = program('my-browser');
    expect(findBrowser({ CHROME_PATH: path, PATH: folder })).toBe(path);
  });

  test.each(['chromium', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'])(
    'is found as %s on the PATH',
    (name) => {
      const path = program(name);
      expect(findBrowser({ PATH: `/nowhere:${folder}` })).toBe(path);
    },
  );

  test('throws if CHROME_PATH is not a program', () => {
    program('chromium');
    expect(() => findBrowser({ CHROME_PATH: '/nowhere/chrome', PATH: folder })).toThrow('/nowhere/chrome');
  });

  test.each([
    ['skips the tests with one line', { CI: '' }, 0, ['skipped: ']],
    ['fails the tests with CI=true', { CI: 'true' }, 1, []],
  ])('%s if there is no browser', (_title, env, code, lines) => {
    const jest = join(__dirname, '../../node_modules/jest/bin/jest.js');
    const { status, stderr } = spawnSync(process.execPath, [jest, 'samples/pizza-page'], {
      cwd: join(__dirname, '../..'),
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '--no-warnings', CHROME_PATH: '', PATH: folder, ...env },
    });
    const skipped = stderr.split('\n').filter((line) => line.startsWith('skipped: '));
    expect({ status, skipped }).toEqual({ status: code, skipped: lines.map((line) => expect.stringContaining(line)) });
    expect(stderr).toContain('no browser found');
  });
});
