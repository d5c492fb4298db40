import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { describePage } from '../support/browser.ts';
import { complaintsOf, violationsOn } from '../support/page-checks.ts';

// Globals of the browser, for functions that run in it.
declare const document: { activeElement: unknown; documentElement: { scrollWidth: number } };
declare const getComputedStyle: (of: unknown) => { outlineStyle: string; outlineWidth: string; animationName: string };

const root = path.join(__dirname, '..', '..');
const screenshots = mkdtempSync(path.join(tmpdir(), 'annotable-pizza-'));

/** A process of `npm run sample -- pizza`, with stages of half a second. */
class Shop {
  readonly #process: ChildProcess;
  output = '';

  constructor() {
    this.#process = spawn(process.execPath, ['--import', 'tsx', 'samples/run.ts', 'pizza'], {
      cwd: root,
      env: { ...process.env, PIZZA_STAGE_MS: '500', PORT: '0' },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (text: Buffer) => {
        this.output += text.toString();
      });
  }

  async url(): Promise<string> {
    for (let waited = 0; waited < 600; waited++) {
      const [, url] = /pizza on (http:\S+)/.exec(this.output) ?? [];
      if (url !== undefined) return url;
      if (this.#process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the sample did not start:\n${this.output}`);
  }

  /** Stops the sample like Ctrl-C. */
  stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGINT');
    return ended;
  }
}

describePage('pizza page', (executablePath) => {
  let shop: Shop;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    shop = new Shop();
    url = await shop.url();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser?.close();
    expect(await shop?.stop()).toBe(0);
    expect(shop.output).toContain('closed');
    console.log(`screenshots: ${screenshots}`);
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    complaints = complaintsOf(page);
    await page.goto(url);
  });

  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  const title = () => page.locator('#current-title');
  const order = async (name: string, pizza: string) => {
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('radio', { name: pizza }).check();
    await page.getByRole('button', { name: 'Order', exact: true }).click();
    await page.getByRole('heading', { name: `${pizza} for ${name}` }).waitFor();
  };
  const ended = (status: string) => page.locator('#steps [aria-current=step]', { hasText: status }).waitFor();

  const namesOf = (steps: Locator) =>
    steps.locator('.name').evaluateAll((names) => names.map((name) => name.firstChild?.textContent));

  /** Returns the words of titles that are broken into two lines. */
  const brokenWords = () =>
    page.evaluate<string[]>(`[...document.querySelectorAll('#orders b, #current-title')].flatMap(({ firstChild }) =>
      [...firstChild.data.matchAll(/[^\\s-]+/g)].map(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(firstChild, index);
        range.setEnd(firstChild, index + word.length);
        return range.getClientRects().length > 1 ? word : '';
      }).filter(Boolean))`);

  test('takes an order by keyboard, and shows its progress until it is delivered', async () => {
    const { keyboard } = page;
    expect(await page.getByText('Nothing in the oven').isVisible()).toBe(true);
    await keyboard.press('Tab');
    await keyboard.type('Ann <b>& co</b>');
    await keyboard.press('Tab');
    await keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { name: 'Funghi' }).isChecked()).toBe(true);
    const outline = await page.locator('.choice:has(:focus-visible)').evaluate((label) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(label);
      return `${outlineStyle} ${outlineWidth}`;
    });
    expect(outline).toBe('solid 3px');
    await keyboard.press('Tab');
    await keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Funghi for Ann <b>& co</b>' }).waitFor();
    expect(await title().evaluate((heading) => heading === document.activeElement)).toBe(true);
    const seen = new Set<number>();
    const announced = new Set<string>();
    const bar = page.getByRole('progressbar', { name: 'Progress of your order' });
    const percent = async () => Number(await bar.getAttribute('aria-valuenow'));
    const announcement = page.locator('[aria-live=polite]');
    while (!(await page.locator('.is-delivered').isVisible())) {
      seen.add(await percent());
      announced.add((await announcement.textContent()) ?? '');
      await page.waitForTimeout(50);
    }
    const values = [...seen];
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(values.length).toBeGreaterThan(4);
    expect([...announced].join()).toMatch(/Funghi: Baking\. In the oven/);
    await page.getByText('Funghi: Delivered. Enjoy!').waitFor({ state: 'attached' });
    expect(await percent()).toBe(100);

    const steps = page.getByRole('list', { name: 'Steps' }).getByRole('listitem');
    expect(await namesOf(steps)).toEqual(['Ordered', 'Preparing', 'Baking', 'Out for delivery', 'Delivered']);
    const took = expect.stringMatching(/^took (less than 1|\d+) s$/);
    expect(await steps.locator('.took').allTextContents()).toEqual([
      ...['', took, took, took],
      expect.stringMatching(/^after \d s$/),
    ]);
  });

  test('shows why an order has failed, tries it again, and keeps the failed attempt', async () => {
    await order('Bob', 'Vulcano');
    const alert = page.getByRole('alert');
    await alert.getByText('The oven went cold. We have lit it again.').waitFor();
    expect(await alert.textContent()).toContain('OVEN_COLD');
    await page.screenshot({ path: path.join(screenshots, 'failed-light.png'), fullPage: true });
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: 'Attempt 2' }).waitFor();
    const earlier = page.getByRole('list', { name: 'Steps of attempt 1' }).getByRole('listitem');
    await earlier.nth(3).waitFor();
    expect(await namesOf(earlier)).toEqual(['Ordered', 'Preparing', 'Baking', 'Failed']);
    await ended('Delivered');
    await page.screenshot({ path: path.join(screenshots, 'retried-light.png'), fullPage: true });
    expect(await violationsOn(page)).toEqual([]);
    await page.reload();
    await page.getByRole('list', { name: 'Steps of attempt 1' }).waitFor();
    expect(await page.getByLabel('Your name').inputValue()).toBe('Bob');
    expect(await page.getByRole('button', { name: 'Try again' }).isVisible()).toBe(false);
    expect(await page.locator('#steps li').count()).toBe(5);
  });

  test('cancels an order, lists only own orders, and finds them after a reload', async () => {
    await order('Cleo', 'Diavola');
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    await ended('Cancelled');
    await order('Dan', 'Margherita');
    await page.reload();
    await page.getByRole('heading', { name: 'Margherita for Dan' }).waitFor();
    await ended('Delivered');
    const mine = page.getByRole('list', { name: 'My orders' }).getByRole('button');
    await mine.filter({ hasText: 'Dan' }).getByText('Delivered').waitFor();
    expect(await mine.count()).toBe(2);
    await mine.filter({ hasText: 'Cleo' }).click();
    await page.getByRole('heading', { name: 'Diavola for Cleo' }).waitFor();

    const { hash } = new URL(page.url());
    const stranger = await browser.newContext();
    const response = await stranger.request.get(`${url}orders/${hash.slice(1)}`);
    expect(response.status()).toBe(404);
    expect(await (await stranger.request.get(`${url}orders`)).json()).toEqual({ orders: [] });
    await stranger.close();
  });

  test('stops showing a cancelation if the order has left the shop', async () => {
    // Simulates a kitchen that is faster: the response confirms the cancelation, but nothing is canceled.
    await page.route('**/cancel', async (route) => {
      const found = await context.request.get(
        route
          .request()
          .url()
          .replace(/\/cancel$/, ''),
      );
      const json = { ...(await found.json()), cancelRequestedAt: new Date().toISOString(), canBeCancelled: false };
      await route.fulfill({ status: 202, json });
    });
    await order('Gus', 'Funghi');
    await page.getByRole('button', { name: 'Cancel the order' }).click();
    const message = page.locator('#message');
    await message.getByText('Cancelling …').waitFor();
    await message.getByText('On its way, by bicycle').waitFor();
    await ended('Delivered');
    expect(await page.getByRole('button', { name: 'Cancel the order' }).isVisible()).toBe(false);
  });

  test('follows the asynchronous request-reply pattern', async () => {
    const { request } = context;
    const address = `${url}orders/order-0001`;
    const data = { customer: 'Eve', pizza: 'FUNGHI' };
    const response = await request.put(address, { data });
    expect(response.status()).toBe(202);
    expect(response.headers()).toMatchObject({ location: '/orders/order-0001', 'retry-after': '1' });
    expect((await request.put(address, { data })).status()).toBe(202);
    expect((await request.put(address, { data: { ...data, pizza: 'DIAVOLA' } })).status()).toBe(409);
    expect((await request.put(`${url}orders/order-0002`, { data: { pizza: 'HAWAII' } })).status()).toBe(400);
    expect((await request.post(`${address}/retry`)).status()).toBe(409);
    // The event stream ends with the order.
    const events = await (await request.get(`${address}/events`)).text();
    expect(events.match(/"status":"\w+"/g)?.at(-1)).toBe('"status":"DELIVERED"');
    expect(events).toContain('event: end');
    expect((await request.post(`${address}/cancel`)).status()).toBe(409);
    expect((await request.get(address)).status()).toBe(200);
  });

  test.each([
    { name: 'desktop', scheme: 'light', width: 1200, height: 900 },
    { name: 'desktop', scheme: 'dark', width: 1200, height: 900 },
    { name: 'phone', scheme: 'light', width: 360, height: 740 },
    { name: 'phone', scheme: 'dark', width: 360, height: 740 },
  ] as const)('is accessible and fits a $name in $scheme mode', async ({ name, scheme, width, height }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const check = async (state: string) => {
      await page.screenshot({ path: path.join(screenshots, `${name}-${scheme}-${state}.png`), fullPage: true });
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await brokenWords()).toEqual([]);
    };
    // The first order runs in the background. The page shows the second one.
    const data = { customer: 'Fay', pizza: 'DIAVOLA' };
    expect((await context.request.put(`${url}orders/${randomUUID()}`, { data })).status()).toBe(202);
    await check('empty');
    await order('Maximiliana-Konstantina von Hohenstein', 'Margherita');
    await ended('Baking');
    await check('baking');
    await ended('Delivered');
    const mine = page.getByRole('list', { name: 'My orders' }).getByRole('button');
    await mine.filter({ hasText: 'Diavola for Fay' }).getByText('Delivered').waitFor();
    await check('delivered');
    expect(await page.locator('.pizza').evaluate((pizza) => getComputedStyle(pizza).animationName)).toBe('none');
  });
});
