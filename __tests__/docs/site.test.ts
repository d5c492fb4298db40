import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { describePage } from '../support/browser.ts';
import { complaintsOf, violationsOn } from '../support/page-checks.ts';

// What the browser has, for the functions that run in it.
declare const document: { documentElement: { scrollWidth: number; clientWidth: number } };

const site = join(__dirname, '../../docs/.vitepress/dist');
const screenshots = mkdtempSync(join(tmpdir(), 'annotable-site-'));

const mediaTypes: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves the built site: `/data/put` is the file `data/put.html`. */
async function serve(): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const path = join(site, decodeURIComponent(pathname.endsWith('/') ? `${pathname}index` : pathname));
    const file = extname(path) in mediaTypes ? path : `${path}.html`;
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': mediaTypes[extname(file)] }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** One page of each kind: the home page, text, code with requests, tables, drawings, and the API reference. */
const pages = {
  home: '/',
  'getting-started': '/start/getting-started',
  conditions: '/data/conditions',
  errors: '/operate/errors',
  architecture: '/inside/architecture',
  api: '/api/annotable/',
  'api-class': '/api/annotable/classes/TableHandle',
};
const schemes = ['light', 'dark'] as const;
const widths = { phone: 375, desktop: 1280 };

const isBuilt = existsSync(join(site, 'index.html'));
const isSkipped = !isBuilt && process.env['CI'] !== 'true';
if (isSkipped) process.stderr.write('skipped: the documentation site (not built: run npm run docs)\n');

function declareSite(executablePath: string): void {
  let server: Server;
  let origin: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    server = await serve();
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser?.close();
    server.close();
    console.log(`screenshots: ${screenshots}`);
  });

  async function open(): Promise<void> {
    context = await browser.newContext({ reducedMotion: 'reduce' });
    page = await context.newPage();
    complaints = complaintsOf(page);
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) complaints.push(request.url());
    });
  }

  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  async function overflow(): Promise<string[]> {
    const px = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    return px > 0 ? [`scrolls sideways by ${px} px`] : [];
  }

  test.each(Object.entries(pages))(
    '%s is legible and fits on a phone and a desktop, light and dark',
    async (name, path) => {
      await open();
      await page.goto(origin + path);
      const problems: Record<string, string[]> = {};
      for (const [device, width] of Object.entries(widths)) {
        for (const colorScheme of schemes) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor();
          await page.screenshot({ path: join(screenshots, `${name}-${device}-${colorScheme}.png`) });
          const found = [...(await violationsOn(page)), ...(await overflow())];
          if (found.length > 0) problems[`${device}, ${colorScheme}`] = found;
        }
      }
      expect(problems).toEqual({});
    },
    300_000,
  );

  test('search finds a guide by a word, and opens it', async () => {
    await open();
    await page.goto(origin, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: /search/i }).click();
    await page.getByRole('searchbox').fill('pagination');
    await page.locator('.result', { hasText: 'Pagination' }).first().click();
    await page.waitForURL(/\/data\/pagination/);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/pag/i);
  });
}

if (isSkipped) test.skip('the documentation site', () => undefined);
else describePage('the documentation site', declareSite);
