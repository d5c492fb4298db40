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

/** Makes a program. */
function program(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

describe('the browser of the page tests', () => {
  test('is the program that CHROME_PATH names', () => {
    program('chromium');
    const path = program('my-browser');
    expect(findBrowser({ CHROME_PATH: path, PATH: folder })).toBe(path);
  });

  test.each(['chromium', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'])(
    'is %s on the PATH',
    (name) => {
      const path = program(name);
      expect(findBrowser({ PATH: `/nowhere:${folder}` })).toBe(path);
    },
  );

  test('is refused if CHROME_PATH names no program', () => {
    program('chromium');
    expect(() => findBrowser({ CHROME_PATH: '/nowhere/chrome', PATH: folder })).toThrow('/nowhere/chrome');
  });

  test.each([
    ['skips them with one line', { CI: '' }, 0, ['skipped: ']],
    ['makes them fail with CI=true', { CI: 'true' }, 1, []],
  ])('that is missing %s', (_title, env, code, lines) => {
    const jest = join(__dirname, '../../node_modules/jest/bin/jest.js');
    const { status, stderr } = spawnSync(process.execPath, [jest, 'samples/pizza-page'], {
      cwd: join(__dirname, '../..'),
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '--no-warnings', CHROME_PATH: '', PATH: folder, ...env },
    });
    const said = stderr.split('\n').filter((line) => line.startsWith('skipped: '));
    expect({ status, said }).toEqual({ status: code, said: lines.map((line) => expect.stringContaining(line)) });
    expect(stderr).toContain('no browser found');
  });
});
