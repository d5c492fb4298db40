import { Customers, Jobs, Orders } from './modules/market.ts';
import { describeStudio, itemPlace } from './page-support.ts';

// Globals of the browser, for functions that run in it.
declare const location: { hash: string };
declare const document: { readonly activeElement: { readonly id: string; readonly textContent: string | null } | null };

jest.setTimeout(240_000);

const at = (minute: number) => new Date(Date.UTC(2027, 0, 1, 0, minute));
const order = (minute: number) => ({
  customerId: 'cleo',
  placedAt: at(minute),
  state: 'OPEN' as const,
  total: `${minute}.5`,
  isGift: false,
  lines: [],
  address: { city: 'Napoli', country: 'IT' },
});
const query = (body: object) => `#/Order/items?${new URLSearchParams({ query: JSON.stringify(body) })}`;
const ofCleo = (limit: number) => query({ key: { customerId: 'cleo' }, limit });

describeStudio('the page of the studio, where it failed before', (shown) => {
  const drawer = () => shown.page.getByRole('dialog');
  const grid = () => shown.page.getByRole('grid', { name: 'Items of Order' });
  const drawn = () => grid().getByRole('row').count();
  beforeAll(async () => {
    const orders = new Orders();
    await Promise.all(Array.from({ length: 400 }, (_, minute) => orders.put(order(minute))));
  });

  test('draws the rows of a long page when they come into view, and all of them can be reached by keys', async () => {
    const { page } = shown;
    await shown.open(ofCleo(1000));
    await page.getByText('400 items').waitFor();
    expect(await drawn()).toBeLessThan(150);
    expect(await grid().getAttribute('aria-rowcount')).toBe('401');
    expect(await grid().getByRole('row').nth(1).getAttribute('aria-rowindex')).toBe('2');
    const box = page.locator('.grid-box');
    const height = () => box.evaluate((node) => (node as unknown as { scrollHeight: number }).scrollHeight);
    const first = await height();
    await box.hover();
    await page.mouse.wheel(0, 6000);
    await grid().getByRole('gridcell', { name: '2027-01-01 03:20:00Z' }).waitFor();
    expect(Math.abs((await height()) - first)).toBeLessThan(40);
    await grid().getByRole('link').first().focus();
    await page.keyboard.press('Control+End');
    expect(await drawn()).toBe(401);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await drawer().getByRole('heading', { name: 'cleo · 2027-01-01 06:39:00Z' }).waitFor();
  });

  test('keeps the place and the focus in a grid after a change', async () => {
    const { page } = shown;
    await shown.open(ofCleo(1000));
    const row = grid().getByRole('row').filter({ hasText: '2027-01-01 02:30:00Z' });
    await page.locator('.grid-box').hover();
    await page.mouse.wheel(0, 4600);
    await row.getByRole('link').click();
    await drawer().getByRole('button', { name: 'Edit' }).click();
    await drawer().getByLabel('total').fill('77.25');
    await drawer().getByRole('button', { name: 'Save' }).click();
    await drawer().getByRole('button', { name: 'Edit' }).waitFor();
    await page.keyboard.press('Escape');
    await drawer().waitFor({ state: 'hidden' });
    const scrolled = await page
      .locator('.grid-box')
      .evaluate((node) => (node as unknown as { scrollTop: number }).scrollTop);
    expect(scrolled).toBeGreaterThan(3000);
    expect(await row.getByRole('gridcell').allTextContents()).toContain('77.25');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('cleo');
  });

  test('shows the same pages after a reload, and the item before and after the open one', async () => {
    const { page } = shown;
    await shown.open(ofCleo(25));
    await page.getByText('25 items').waitFor();
    for (const count of [50, 75]) {
      await page.getByRole('button', { name: 'Load more' }).click();
      await page.getByText(`${count} items, more follow`).waitFor();
    }
    await grid().getByRole('row').filter({ hasText: '2027-01-01 00:30:00Z' }).getByRole('link').click();
    await drawer().getByRole('button', { name: 'Next item' }).waitFor();
    await page.reload();
    await page.getByText('75 items, more follow').waitFor();
    await drawer().getByRole('button', { name: 'Next item' }).click();
    await drawer().getByRole('heading', { name: 'cleo · 2027-01-01 00:31:00Z' }).waitFor();
    await drawer().getByRole('button', { name: 'Previous item' }).click();
    await drawer().getByRole('heading', { name: 'cleo · 2027-01-01 00:30:00Z' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('25 items, more follow').waitFor();
  });

  test('takes the token of a new link in an open tab', async () => {
    const { page, studio } = shown;
    await shown.open('#/Order');
    await grid().waitFor();
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      `#${'A'.repeat(43)}`,
    );
    await page.getByText('Open the link that annotable studio has printed').waitFor();
    expect(new URL(page.url()).hash).toBe('#/');
    await page.evaluate((hash) => {
      location.hash = hash;
    }, new URL(studio.url).hash);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/');
  });

  test('skips to the content, and stays at its place', async () => {
    const { page } = shown;
    await shown.open('#/Order');
    await grid().waitFor();
    await page.getByRole('link', { name: 'Skip to the content' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(new URL(page.url()).hash).toBe('#/Order');
    await grid().waitFor();
  });

  test('saves no number that it can not keep', async () => {
    const { page } = shown;
    const customers = new Customers();
    await shown.open(itemPlace('Review', { customerId: 'ann', sku: 'cola' }));
    await drawer().getByRole('button', { name: 'Edit' }).click();
    for (const [text, problem] of [
      ['1e999', 'is too large for a number'],
      ['9007199254740993', 'has more digits than a number keeps'],
      ['0x10', 'must be a number'],
    ] as const) {
      await drawer().getByLabel('stars').fill(text);
      await drawer().getByRole('button', { name: 'Save' }).click();
      await drawer().getByText(problem).waitFor();
    }
    await drawer().getByLabel('stars').fill('1.50e1');
    await drawer().getByRole('button', { name: 'Save' }).click();
    await drawer().getByRole('button', { name: 'Edit' }).waitFor();
    await drawer().locator('dd').getByText('15', { exact: true }).waitFor();
    expect(await customers.get({ customerId: 'ann' })).toBeDefined();
    expect(page.url()).toContain('item=');
  });

  test('changes no ends of lines that were not edited', async () => {
    const orders = new Orders();
    await orders.put({ ...order(900), note: 'one\r\ntwo' });
    const key = { customerId: 'cleo', placedAt: at(900) };
    await shown.open(itemPlace('Order', { ...key, placedAt: key.placedAt.toISOString() }));
    await drawer().getByRole('button', { name: 'Edit' }).click();
    await shown.page.keyboard.press('Escape');
    await drawer().waitFor({ state: 'hidden' });
    await shown.open(itemPlace('Order', { ...key, placedAt: key.placedAt.toISOString() }));
    await drawer().getByRole('button', { name: 'Edit' }).click();
    await drawer().getByRole('textbox', { name: 'note' }).fill('one\ntwo\nthree');
    await drawer().getByRole('button', { name: 'Save' }).click();
    await drawer().getByRole('button', { name: 'Edit' }).waitFor();
    expect((await orders.get(key))?.note).toBe('one\r\ntwo\r\nthree');
  });

  test('says that a property has two filters, because only one of them would count', async () => {
    const { page } = shown;
    await shown.open('#/Order');
    const form = page.getByRole('form', { name: 'Query' });
    for (const value of ['1', '9']) {
      await form.getByRole('button', { name: 'Filter', exact: true }).click();
      await form.getByLabel('Filter by').last().selectOption('total');
      await form.getByLabel('Value of total').last().fill(value);
    }
    await page.locator('.request-panel').getByText('total has two filters').waitFor();
  });

  test('lets nothing be changed before the whole item is read', async () => {
    const { page } = shown;
    await shown.open(ofCleo(25));
    let answer: () => void = () => {};
    const isAsked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/api/models/Order/get', async (route) => {
      await isAsked;
      await route.continue();
    });
    await grid().getByRole('link').first().click();
    await drawer().getByRole('region', { name: 'Properties' }).waitFor();
    for (const name of ['Edit', 'Delete']) expect(await drawer().getByRole('button', { name }).isDisabled()).toBe(true);
    answer();
    await drawer().getByText('As stored').waitFor();
    for (const name of ['Edit', 'Delete']) expect(await drawer().getByRole('button', { name }).isEnabled()).toBe(true);
  });

  test('keeps the message of the repository at its field until the text changes', async () => {
    const { page } = shown;
    await shown.open(itemPlace('Order', { customerId: 'cleo', placedAt: at(1).toISOString() }));
    await drawer().getByRole('button', { name: 'Edit' }).click();
    await drawer().getByRole('button', { name: 'note', exact: true }).click();
    const note = drawer().getByRole('textbox', { name: 'note' });
    // The request is explained a moment after each change, so here after the answer to Save.
    await note.fill('x'.repeat(300));
    await note.evaluate((field) => {
      const form = (field as unknown as { form: { requestSubmit(): void } }).form;
      form.requestSubmit();
    });
    await drawer().locator('.field-problem').getByText('is too long').waitFor();
    await page.waitForTimeout(900);
    expect(await note.getAttribute('aria-invalid')).toBe('true');
    await note.fill('short');
    await drawer().locator('.field-problem').getByText('is too long').waitFor({ state: 'hidden' });
  });

  test('keeps commas in one of several values', async () => {
    const { page } = shown;
    const filter = { note: { oneOf: ['a, b', 'c'] } };
    await shown.open(query({ filter }));
    const panel = page.locator('.request-panel');
    await panel.getByText("note IN ('a, b', 'c')").waitFor();
    const value = page.getByLabel('Value of note');
    expect(await value.inputValue()).toBe('["a, b","c"]');
    await value.fill('x, y');
    await panel.getByText("note IN ('x', 'y')").waitFor();
  });

  test('reads trackers and linkers of a remote endpoint only when asked', async () => {
    const { page } = shown;
    const sent: string[] = [];
    page.on('request', (request) => sent.push(new URL(request.url()).pathname));
    await page.route('**/api/studio', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...(await answer.json()), endpoint: 'AWS, eu-west-1', isRemote: true } });
    });
    await shown.open('#/Job');
    await page.getByText('Choose a status.').waitFor();
    await shown.open('#/invoices');
    await page.getByText('Nothing read yet').waitFor();
    expect(sent.filter((path) => /trackers|linkers/.test(path))).toEqual([]);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('7 documents').waitFor();
    await shown.open('#/Job');
    await page.getByRole('navigation', { name: 'Statuses' }).getByRole('link', { name: 'QUEUED' }).click();
    await page.getByText(/requests? · newest first/).waitFor();
    expect(sent).not.toContain('/api/trackers/Job/counts');
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('link', { name: /DONE 1/ }).waitFor();
    expect(await new Jobs().get('done-1')).toBeDefined();
  });
});
