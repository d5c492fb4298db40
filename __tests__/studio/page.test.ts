import { readFile } from 'node:fs/promises';
import { hostile, ordersEach } from './modules/market.ts';
import { describeStudio, itemPlace } from './page-support.ts';

// Globals of the browser, for functions that run in it.
declare const document: { readonly activeElement: { readonly textContent: string | null } | null };
declare const sessionStorage: { clear(): void };
declare const navigator: { readonly clipboard: { readText(): Promise<string> } };

jest.setTimeout(240_000);

describeStudio(
  'the page of the studio',
  (shown) => {
    const grid = () => shown.page.getByRole('grid', { name: 'Items of Order' });
    const status = () => shown.page.locator('.result-status');
    const cells = (property: string) =>
      grid().evaluate((table, name) => {
        // biome-ignore lint/suspicious/noExplicitAny: a table of the browser, whose types are not here
        const rows = [...(table as any).rows];
        const place = [...rows[0].cells].findIndex((cell: { textContent: string }) => cell.textContent === name);
        return rows.slice(1).map((row: { cells: { textContent: string }[] }) => row.cells[place]?.textContent ?? '');
      }, property);
    const focused = () => shown.page.evaluate(() => document.activeElement?.textContent);
    const openOrders = async () => {
      await shown.open('#/Order');
      await status().getByText('50 items').waitFor();
    };
    const query = (body: object) => `#/Order/items?${new URLSearchParams({ query: JSON.stringify(body) })}`;

    test('takes the token out of the address bar, and keeps it through a reload', async () => {
      const { page } = shown;
      await page.getByRole('heading', { name: 'Customer', level: 1 }).waitFor();
      expect(new URL(page.url()).hash).toBe('#/');
      await page.reload();
      await page.getByRole('heading', { name: 'Customer', level: 1 }).waitFor();
    });

    test('asks for the link if the tab has no token', async () => {
      await shown.page.evaluate(() => sessionStorage.clear());
      await shown.open('#/Order');
      await shown.page.getByText('Open the link that annotable studio has printed.').waitFor();
    });

    test('lists the models by table, with their drift, keys, and indexes', async () => {
      const sidebar = shown.page.getByRole('navigation', { name: 'Models' });
      await sidebar.getByRole('heading', { name: 'market-orders in step' }).waitFor();
      expect(await sidebar.locator('.model-link').allTextContents()).toEqual(
        expect.arrayContaining(['Order', 'Customer', 'Purchase', 'Review', 'Jobtracker', 'invoiceslinker']),
      );
      await sidebar.getByRole('link', { name: 'Order' }).click();
      const paths = sidebar.getByRole('list', { name: 'Key and indexes of Order' });
      expect(await paths.getByRole('link').allTextContents()).toEqual([
        'KeycustomerId / placedAt',
        'byStatestate / placedAt',
      ]);
    });

    test('filters the models after the key /', async () => {
      const { page } = shown;
      await page.getByRole('link', { name: 'Purchase' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('rev');
      expect(await page.locator('.model-link:visible').allTextContents()).toEqual(['Review']);
    });

    test('shows values by their types, and hostile text as text', async () => {
      const { page } = shown;
      await openOrders();
      expect((await cells('placedAt'))[0]).toBe('2026-01-01 10:00:00Z');
      expect(await cells('note')).toEqual(expect.arrayContaining([hostile, 'first line␊second line ⟨202E⟩gnp.exe']));
      expect(await cells('label')).toContain('de ad be ef 4 B');
      expect(await cells('tags')).toContain('newgift');
      expect(await cells('points')).toContain('9007199254740993');
      expect(await cells('lines')).toContain('[{sku: "margherita", count: 1}]');
      expect(await page.title()).toBe('Order · annotable studio');
      expect(await page.locator('main :is(img, script)').count()).toBe(0);
    });

    test('walks the grid with the arrow keys, and opens and closes an item', async () => {
      const { page } = shown;
      await openOrders();
      await grid().getByRole('link').first().focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe('2026-01-01 11:00:00Z');
      await page.keyboard.press('Control+End');
      await page.keyboard.press('Home');
      expect(await focused()).toBe(await grid().getByRole('link').last().textContent());
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('Enter');
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('heading', { name: 'ann · 2026-01-01 10:00:00Z' }).waitFor();
      await drawer.getByRole('button', { name: 'Next item' }).click();
      await drawer.getByRole('heading', { name: 'ann · 2026-01-01 11:00:00Z' }).waitFor();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'hidden' });
      expect(page.url()).not.toContain('item=');
    });

    test('shows an item with all values, as it is stored, and with its request', async () => {
      const { page } = shown;
      await shown.open(itemPlace('Order', { customerId: 'ann', placedAt: '2026-01-01T10:00:00.000Z' }));
      const drawer = page.getByRole('dialog');
      await drawer.getByText('As stored').click();
      const properties = drawer.getByRole('region', { name: 'Properties' });
      expect(await properties.locator('dt').filter({ hasText: 'total' }).textContent()).toBe('total decimal');
      await properties.getByText('0000  de ad be ef').waitFor();
      await properties.getByText('city', { exact: true }).waitFor();
      await drawer.getByText('{S: "ann"}', { exact: true }).waitFor();
      await drawer.getByText('Request', { exact: true }).first().click();
      await drawer.getByText('GetItem').waitFor();
    });

    test('offers only what a key or an index can answer', async () => {
      const { page } = shown;
      await openOrders();
      const form = page.getByRole('form', { name: 'Query' });
      await form.getByLabel('Read by').selectOption({ label: 'byState: state / placedAt' });
      expect(await form.locator('.query-row:visible label').allTextContents()).toEqual([
        'Read by',
        'state *',
        'placedAt',
      ]);
      expect(await form.getByLabel('state').locator('option').allTextContents()).toEqual(['–', 'OPEN', 'PAID', 'SENT']);
      expect(await form.getByLabel('Operator of placedAt').locator('option').allTextContents()).toEqual([
        '=',
        '<',
        '≤',
        '>',
        '≥',
        'between',
      ]);
      await page.locator('.request-panel').getByText('state is needed').waitFor();
      await form.getByRole('button', { name: 'Run' }).click();
      expect(await form.getByLabel('state').evaluate((field) => field === (document.activeElement as unknown))).toBe(
        true,
      );
    });

    test('runs a query, shows its request, its cost, and its code, and keeps it in the address', async () => {
      const { page } = shown;
      await openOrders();
      const form = page.getByRole('form', { name: 'Query' });
      await form.getByLabel('Read by').selectOption({ label: 'Key: customerId / placedAt' });
      await form.getByLabel('customerId').fill('bob');
      await form.getByLabel('Operator of placedAt').selectOption('≥');
      await form.getByLabel('placedAt', { exact: true }).fill('2026-01-02');
      await form.getByRole('button', { name: 'Filter' }).click();
      await form.getByLabel('Filter by').selectOption('isGift');
      await form.getByLabel('Value of isGift').selectOption('false');
      await form.getByLabel('Descending').check();
      const panel = page.locator('.request-panel');
      await panel.getByText('isGift = false').waitFor();
      await form.getByLabel('placedAt', { exact: true }).press('Enter');
      await status()
        .getByText(/^26 items · read [\d.]+ units? · \d+ ms$/)
        .waitFor();
      expect((await cells('placedAt'))[0]).toBe('2026-01-03 01:00:00Z');
      await panel.getByRole('tab', { name: 'TypeScript' }).click();
      await panel.getByRole('button', { name: 'Copy' }).click();
      await page.getByText('Copied').waitFor();
      const code = await page.evaluate(() => navigator.clipboard.readText());
      expect(code).toContain("placedAt: gte(new Date('2026-01-02T00:00:00.000Z'))");
      expect(code).toContain('filter: { isGift: false }');

      await page.reload();
      await status().getByText('26 items').waitFor();
      expect(await form.getByLabel('customerId').inputValue()).toBe('bob');
      expect(await form.getByLabel('Value of isGift').inputValue()).toBe('false');
      await page.goBack();
      await status().getByText('50 items').waitFor();
    });

    test('says at the query what no type fits', async () => {
      await shown.open(query({ key: { customerId: 'ann', placedAt: 'yesterday' } }));
      await shown.page.locator('.request-panel').getByText('placedAt must be a time').waitFor();
    });

    test('tells apart items that it can not read', async () => {
      await shown.open(query({ key: { customerId: 'ann' } }));
      const invalid = shown.page.getByText('1 item could not be read');
      await invalid.click();
      await shown.page.getByText('{"customerId":{"S":"ann"},"placedAt":{"S":"not a time"}}').waitFor();
    });

    test('loads more, and exports what is shown as lines of JSON', async () => {
      const { page } = shown;
      await shown.open(query({ limit: 25 }));
      await page.getByText('25 items, more follow').waitFor();
      await page.getByRole('button', { name: 'Load more' }).click();
      await page.getByText('50 items, more follow').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Export' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('Order.jsonl');
      const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
      expect(lines).toHaveLength(50);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        customerId: 'ann',
        note: hostile,
        points: '9007199254740993',
      });
      expect(ordersEach).toBeGreaterThan(25);
    });

    test('names a remote endpoint in red, and reads nothing unasked', async () => {
      const { page } = shown;
      const sent: string[] = [];
      page.on('request', (request) => sent.push(new URL(request.url()).pathname));
      await page.route('**/api/studio', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: { ...(await answer.json()), endpoint: 'AWS, eu-west-1', isRemote: true } });
      });
      await shown.open('#/Order');
      await page.getByText('Run the query to read the first page.').waitFor();
      const color = await page.getByText('AWS, eu-west-1').evaluate((node) => {
        // biome-ignore lint/suspicious/noExplicitAny: a function of the browser
        return (globalThis as any).getComputedStyle(node).backgroundColor;
      });
      expect(color).toBe('rgb(179, 38, 30)');
      expect(sent).not.toContain('/api/models/Order/query');
      await page.getByRole('button', { name: 'Run' }).click();
      await status().getByText('50 items').waitFor();
    });

    test('offers no writes without --write', async () => {
      const { page } = shown;
      await page.getByText('Read-only').waitFor();
      await shown.open(itemPlace('Order', { customerId: 'ann', placedAt: '2026-01-01T10:00:00.000Z' }));
      await page.getByRole('dialog').getByRole('button', { name: 'Copy JSON' }).waitFor();
      for (const name of ['Edit', 'Delete', 'New Order'])
        expect(await page.getByRole('button', { name }).count()).toBe(0);
    });
  },
  { write: false },
);
