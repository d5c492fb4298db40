import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Names of programs that Playwright can drive, on the `PATH` of Linux. */
const programs = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** Paths of programs outside the `PATH`: on macOS, and below the program folders of Windows. */
const macPrograms = ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const windowsPrograms = [
  'Chromium\\Application\\chrome.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Returns the path of a browser: `CHROME_PATH`, or the first installed Chromium, Chrome, or Edge.
 *
 * @throws Error if `CHROME_PATH` names no program
 */
export function findBrowser(env: Environment = process.env): string | undefined {
  const fromEnvironment = env['CHROME_PATH'];
  if (fromEnvironment) {
    if (isProgram(fromEnvironment)) return fromEnvironment;
    throw new Error(`CHROME_PATH names ${fromEnvironment}, which is no program`);
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = programs.flatMap((name) => folders.map((folder) => join(folder, name)));
  const windowsFolders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']];
  const onWindows = windowsFolders.flatMap((folder) =>
    folder === undefined ? [] : windowsPrograms.map((name) => join(folder, name)),
  );
  const onMac = process.platform === 'darwin' ? macPrograms : [];
  return [...onPath, ...onMac, ...onWindows].find(isProgram);
}

/**
 * Declares a suite that needs a browser. Without one it is skipped, and one line says so. With `CI=true` it fails.
 *
 * @param declare - receives the path of the browser
 */
export function describePage(title: string, declare: (executablePath: string) => void): void {
  const found = findBrowser();
  if (found !== undefined) {
    describe(title, () => declare(found));
    return;
  }
  const reason = 'no browser found: install Chromium, Chrome or Edge, or set CHROME_PATH';
  if (process.env['CI'] === 'true') {
    test(title, () => {
      throw new Error(reason);
    });
    return;
  }
  process.stderr.write(`skipped: ${title} (${reason})\n`);
  describe.skip(title, () => declare(''));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
