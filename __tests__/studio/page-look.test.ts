import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { violationsOn } from '../support/page-checks.ts';
import { Orders } from './modules/market.ts';
import { describeStudio, itemPlace, screenshots } from './page-support.ts';

// Globals of the browser, for functions that run in it.
declare const document: { documentElement: { scrollWidth: number } };

jest.setTimeout(400_000);

const orderPlace = itemPlace('Order', { customerId: 'ann', placedAt: '2026-01-01T10:00:00.000Z' });
const placedAt = new Date('2026-01-01T10:00:00.000Z');
const query = {
  index: 'byState',
  key: { state: 'OPEN', placedAt: { between: ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'] } },
  filter: { tags: { contains: 'gift' }, note: { exists: true } },
};

/** States of the page: the place, and what is done there. */
const states: Readonly<Record<string, readonly [place: string, act?: (page: Page) => Promise<void>]>> = {
  items: ['#/Order', async (page) => page.getByRole('grid').waitFor()],
  query: [
    `#/Order/items?${new URLSearchParams({ query: JSON.stringify(query) })}`,
    async (page) => page.getByRole('grid').waitFor(),
  ],
  item: [orderPlace, async (page) => page.getByRole('dialog').getByText('As stored').waitFor()],
  edit: [
    orderPlace,
    async (page) => {
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('total').fill('a lot');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('must be a decimal number').waitFor();
    },
  ],
  conflict: [
    orderPlace,
    async (page) => {
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('total').fill('12.5');
      await new Orders().update({ customerId: 'ann', placedAt }, { note: 'changed by somebody else' });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert', { name: 'Conflict' }).waitFor();
    },
  ],
  delete: [
    orderPlace,
    async (page) => {
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('DeleteItem').waitFor();
    },
  ],
  create: [itemPlace('Order', null), async (page) => page.getByText('Needed:').waitFor()],
  partition: [
    `#/Customer/partition?${new URLSearchParams({ key: '{"customerId":"ann"}' })}`,
    async (page) => page.getByRole('grid').waitFor(),
  ],
  requests: ['#/Job/requests?status=FAILED', async (page) => page.getByRole('grid').waitFor()],
  request: [
    `#/Job/requests?${new URLSearchParams({ item: JSON.stringify({ model: 'Job', key: { requestId: 'failed-1' } }) })}`,
    async (page) => page.getByRole('list', { name: 'Steps' }).waitFor(),
  ],
  redrive: [
    `#/Job/requests?${new URLSearchParams({ item: JSON.stringify({ model: 'Job', key: { requestId: 'failed-1' } }) })}`,
    async (page) => {
      await page.getByRole('button', { name: 'Redrive' }).click();
      await page.getByText('UpdateItem market-jobs').waitFor();
    },
  ],
  empty: [
    `#/Order/items?${new URLSearchParams({ query: '{"key":{"customerId":"nobody"}}' })}`,
    async (page) => page.getByText('The query found nothing.').waitFor(),
  ],
  code: [
    '#/Order',
    async (page) => {
      await page.getByRole('tab', { name: 'TypeScript' }).click();
      await page.getByText('orders.scan').waitFor();
      await page.getByText('1 item could not be read').click();
    },
  ],
  failure: [
    '#/Order',
    async (page) => {
      await page.getByRole('grid').waitFor();
      await page.route('**/api/models/**', (route) => route.abort());
      await page.getByRole('button', { name: 'Run' }).click();
      await page.getByRole('alert').waitFor();
    },
  ],
  remote: [
    '#/Order',
    async (page) => {
      await page.route('**/api/studio', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ json: { ...(await answer.json()), endpoint: 'AWS, eu-west-1', isRemote: true } });
      });
      await page.reload();
      await page.getByText('AWS, eu-west-1').waitFor();
      await page.getByText('Nothing read yet').waitFor();
    },
  ],
  documents: ['#/invoices', async (page) => page.getByRole('grid').waitFor()],
  table: ['#/Order/table', async (page) => page.getByText(/^ACTIVE/).waitFor()],
  models: [
    '#/Order',
    async (page) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.getByRole('button', { name: 'Models' }).click();
      await page.getByRole('link', { name: 'Purchase' }).waitFor();
    },
  ],
};

const looks = (['light', 'dark'] as const).flatMap((scheme) => [
  { name: `desktop-${scheme}`, scheme, width: 1360, height: 860 },
  { name: `phone-${scheme}`, scheme, width: 360, height: 740 },
]);

describeStudio('the look of the studio', (shown) => {
  test.each(Object.entries(states))(
    'is accessible, and fits a desktop and a phone, light and dark: %s',
    async (state, [place, act]) => {
      const { page } = shown;
      await shown.open(place);
      await act?.(page);
      for (const { name, scheme, width, height } of looks) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: scheme });
        await page.screenshot({ path: join(screenshots, `${state}-${name}.png`) });
        expect({ name, violations: await violationsOn(page) }).toEqual({ name, violations: [] });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    },
  );

  afterAll(() => console.log(`screenshots: ${screenshots}`));
});
