import { Jobs } from './modules/market.ts';
import { describeStudio } from './page-support.ts';

jest.setTimeout(240_000);

const partition = `#/Review/partition?${new URLSearchParams({ key: '{"customerId":"ann"}' })}`;

describeStudio('the views of the studio', (shown) => {
  const drawer = () => shown.page.getByRole('dialog');

  test('shows a partition with all of its entities, as they lie in it', async () => {
    const { page } = shown;
    await shown.open(partition);
    await page.getByRole('heading', { name: 'Partition CUSTOMER#ann' }).waitFor();
    const legend = page.getByRole('list', { name: 'Entities' }).getByRole('listitem');
    expect(await legend.allTextContents()).toEqual([
      expect.stringMatching(/^CCustomer1 · \d+ B$/),
      expect.stringMatching(/^PPurchase9 · /),
      expect.stringMatching(/^RReview3 · /),
    ]);
    const keys = page.getByRole('grid').getByRole('rowheader');
    expect((await keys.allTextContents()).filter((_, place) => place % 9 === 0)).toEqual([
      'PROFILE',
      'PURCHASE#2026-01-09T12:00:00.000Z',
    ]);
    const widths = await page
      .locator('.segment')
      .evaluateAll((parts) =>
        parts.map(
          (part) => (part as unknown as { getBoundingClientRect(): { width: number } }).getBoundingClientRect().width,
        ),
      );
    expect(widths[9]).toBeGreaterThan(widths[1] ?? 0);
    await page.getByText('Request', { exact: true }).click();
    await page.getByRole('region', { name: 'Request' }).getByText('Query market').waitFor();
    await keys.last().click();
    await drawer().getByRole('heading', { name: 'ann · tiramisu' }).waitFor();
  });

  test('leads from an item to its partition, and from there to the query', async () => {
    const { page } = shown;
    await shown.open('#/Purchase');
    await page.getByRole('link', { name: 'ann' }).first().click();
    await drawer().getByRole('link', { name: 'Partition' }).click();
    await page.getByText('13 items').waitFor();
    await page.getByRole('link', { name: 'Query it' }).click();
    await page.getByText('9 items').waitFor();
    expect(await page.getByLabel('customerId').inputValue()).toBe('ann');
  });

  test('shows the requests of a tracker by status, with their numbers', async () => {
    const { page } = shown;
    await shown.open('#/Job');
    const tiles = page.getByRole('navigation', { name: 'Statuses' });
    await tiles.getByRole('link', { name: 'FAILED 2 final' }).click();
    await page.getByText('2 requests · newest first').waitFor();
    expect(await page.getByRole('row').nth(1).getByRole('gridcell').allTextContents()).toEqual(
      expect.arrayContaining(['20 %', 'the oven went cold', 'bake']),
    );
    await tiles.getByRole('link', { name: 'RUNNING' }).click();
    await page.getByText('No request has the status RUNNING.').waitFor();
    await tiles.getByRole('link', { name: 'Stale' }).click();
    await page.getByText('open, without a worker').waitFor();
  });

  test('shows the history of a request, and starts it again', async () => {
    const { page } = shown;
    await shown.open('#/Job/requests?status=FAILED');
    await page.getByRole('link', { name: 'failed-1' }).click();
    const steps = drawer().getByRole('list', { name: 'Steps' }).getByRole('listitem');
    expect(await steps.locator('.step-name').allTextContents()).toEqual(['QUEUED', 'RUNNING', 'FAILED']);
    await drawer().getByRole('region', { name: 'History' }).getByText('OVEN_COLD').waitFor();
    await drawer().getByRole('button', { name: 'Redrive' }).click();
    const question = drawer().getByRole('region', { name: 'Redrive' });
    await question.getByText('UpdateItem market-jobs').waitFor();
    await question.getByText(/^Estimated: \d+ write units$/).waitFor();
    await question.getByRole('tab', { name: 'TypeScript' }).click();
    await question.getByText("jobs.redrive('failed-1', { version: 3 })").waitFor();
    await question.getByRole('button', { name: 'Start again' }).click();
    await steps.nth(3).waitFor();
    await drawer().getByRole('button', { name: 'Redrive' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await page.getByText('1 request · newest first').waitFor();
    expect(await new Jobs().get('failed-1')).toMatchObject({ status: 'QUEUED', redrives: 1 });
  });

  test('starts no request again that somebody else has started', async () => {
    const { page } = shown;
    await shown.open('#/Job/requests?status=FAILED');
    await page.getByRole('link', { name: 'failed-2' }).click();
    await drawer().getByRole('button', { name: 'Redrive' }).click();
    await new Jobs().redrive('failed-2');
    await drawer().getByRole('button', { name: 'Start again' }).click();
    await drawer().getByText('the request has changed').waitFor();
    const rows = drawer().getByRole('row');
    const status = rows.filter({ has: page.getByRole('rowheader', { name: 'status', exact: true }) });
    expect(await status.getByRole('cell').allTextContents()).toEqual(['FAILED', 'QUEUED']);
    await drawer().getByRole('button', { name: 'Show the stored request' }).click();
    await drawer().getByRole('list', { name: 'Steps' }).getByRole('listitem').nth(3).waitFor();
  });

  test('edits the own attributes of a request only', async () => {
    const { page } = shown;
    await shown.open('#/Job/requests?status=DONE');
    await page.getByRole('link', { name: 'done-1' }).click();
    await drawer().getByRole('button', { name: 'Edit' }).click();
    expect(await drawer().locator('.field label').allTextContents()).toEqual(['task *']);
    await drawer().getByRole('textbox', { name: 'task' }).fill('bake twice');
    await drawer().getByRole('button', { name: 'Save' }).click();
    await drawer().getByRole('button', { name: 'Edit' }).waitFor();
    expect(await new Jobs().get('done-1')).toMatchObject({ task: 'bake twice', status: 'DONE' });
  });

  test('shows the documents of a linker by prefix, with size and parts', async () => {
    const { page } = shown;
    await shown.open('#/invoices');
    await page.getByText('7 documents').waitFor();
    const large = page.getByRole('row').filter({ hasText: 'large/report' });
    expect((await large.getByRole('gridcell').allTextContents()).slice(0, 2)).toEqual([
      expect.stringMatching(/^\d+ KB$/),
      expect.stringMatching(/^[1-9]\d*$/),
    ]);
    await page.getByLabel('Id begins with').fill('2026/');
    await page.keyboard.press('Enter');
    await page.getByText('6 documents').waitFor();
    await page.getByRole('link', { name: '2026/invoice-3' }).click();
    await drawer().getByRole('heading', { name: '2026/invoice-3' }).waitFor();
    await drawer().getByText('number', { exact: true }).waitFor();
    await drawer().getByText('{name: "Ann"}', { exact: true }).click();
    await drawer().getByText('Ann', { exact: true }).waitFor();
  });

  test('shows the table next to its class', async () => {
    const { page } = shown;
    await shown.open('#/Order/table');
    await page.getByText(/^ACTIVE/).waitFor();
    const paths = page.getByRole('table', { name: 'Key and indexes' });
    expect(await paths.getByRole('row', { name: 'byState' }).getByRole('cell').allTextContents()).toEqual([
      'state / placedAt',
      'state',
      'placedAt',
      'global, all attributes',
    ]);
    const attributes = page.getByRole('table', { name: 'Attributes' });
    expect(await attributes.getByRole('row', { name: 'expiresAt' }).getByRole('cell').last().textContent()).toBe(
      'expiry, optional',
    );
  });

  test('lists what ensure() would change, and what it can not', async () => {
    const { page } = shown;
    await page.route('**/api/models/Order/table', (route) =>
      route.fulfill({
        json: {
          exists: true,
          status: 'ACTIVE',
          steps: [{ action: 'createIndex', index: 'byState' }],
          differences: [{ what: 'key', declared: 'customerId (S)', actual: 'id (N)' }],
        },
      }),
    );
    await shown.open('#/Order/table');
    await page.getByText('create index byState').waitFor();
    const row = page.getByRole('table', { name: 'Differences' }).getByRole('row', { name: 'key' });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['customerId (S)', 'id (N)']);
    await page.getByRole('heading', { name: 'market-orders 1 difference' }).waitFor();
  });

  test('says that the command has ended', async () => {
    const { page } = shown;
    await page.route('**/api/models/**', (route) => route.abort());
    await shown.open('#/Order');
    await page.getByRole('alert').getByText('The studio does not answer. Is the command still running?').waitFor();
  });
});
