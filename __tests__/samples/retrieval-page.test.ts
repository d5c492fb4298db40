import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describePage } from '../support/browser.ts';
import { complaintsOf, violationsOn } from '../support/page-checks.ts';

// Globals of the browser, for functions that run in it.
declare const document: {
  documentElement: { scrollWidth: number };
  activeElement: { textContent: string } | null;
};

const root = path.join(__dirname, '..', '..');
const screenshots = mkdtempSync(path.join(tmpdir(), 'annotable-retrieval-'));
const startMs = 280_000;

/** Starts the sample. Returns its process and the address of its page. */
async function started(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'samples/run.ts', 'retrieval'], {
    cwd: root,
    env: { ...process.env, PORT: '0' },
  });
  let output = '';
  return new Promise((resolve, reject) => {
    const add = (text: Buffer): void => {
      output += text.toString();
      const [, url] = /retrieval on (http:\S+)/.exec(output) ?? [];
      if (url !== undefined) resolve({ child, url });
    };
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', add);
    child.once('exit', () => reject(new Error(`the sample did not start:\n${output}`)));
  });
}

describePage('retrieval page', (executablePath) => {
  let child: ChildProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const sample = await started();
    child = sample.child;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1_000, height: 900 } });
    complaints = complaintsOf(page);
    await page.goto(sample.url);
  }, startMs);

  afterAll(async () => {
    await browser?.close();
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    console.log(`screenshots: ${screenshots}`);
  }, startMs);

  const ask = async (question: string, region = ''): Promise<string[]> => {
    await page.getByLabel('Question').fill(question);
    await page.getByLabel('Region').selectOption(region);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('status').filter({ hasText: 'nearest first' }).waitFor();
    return page.locator('#hits h2').allTextContents();
  };

  test('shows hits with scores, of one region if it is chosen', async () => {
    const hits = await ask('abundant geothermal power, and banks that failed');
    expect(hits).toHaveLength(5);
    expect(hits[0]).toBe('Iceland: Economy - overview');
    const scores = (await page.locator('.score').allTextContents()).map((text) =>
      Number(text.replace('distance ', '')),
    );
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    await page.screenshot({ path: path.join(screenshots, 'hits.png') });
    expect((await ask('the temple of Angkor Wat on a flag', 'africa')).join()).not.toContain('Cambodia');
    expect((await ask('the temple of Angkor Wat on a flag', 'east-n-southeast-asia'))[0]).toBe(
      'Cambodia: Flag description',
    );
  });

  test('shows the profile that a hit comes from, and marks the passage in it', async () => {
    await ask('the temple of Angkor Wat on a flag');
    await page.getByRole('button', { name: 'Profile of Cambodia' }).first().click();
    await page.getByRole('heading', { name: 'Cambodia', exact: true }).waitFor();
    expect(await page.locator('.found').textContent()).toContain('Angkor Wat');
    expect(await page.locator('dt').count()).toBeGreaterThan(50);
    expect(await page.getByRole('heading', { name: 'Cambodia', exact: true }).isVisible()).toBe(true);
    await page.screenshot({ path: path.join(screenshots, 'profile.png') });
    await page.getByRole('button', { name: 'Back to the passages' }).click();
    expect(await page.locator('#profile').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Profile of Cambodia');
  });

  test('is accessible, fits a phone, and reports no error', async () => {
    await ask('islands');
    expect(await violationsOn(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.screenshot({ path: path.join(screenshots, 'phone.png') });
    expect(complaints).toEqual([]);
  });
});
