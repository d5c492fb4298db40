import { violationsOn } from '../support/page-checks.ts';
import * as hostile from './modules/hostile.ts';
import { describeStudio } from './page-support.ts';

jest.setTimeout(240_000);

describeStudio(
  'hostile names and values on the page of the studio',
  (shown) => {
    const drawer = () => shown.page.getByRole('dialog');
    /** Expects that nothing of the names and values has become an element or a handler. */
    const expectHarmless = async () => {
      const { page } = shown;
      expect(await page.title()).toMatch(/ · annotable studio$/);
      const made = 'img, script:not([src="main.js"]), em, i, u, [onclick], [onerror], [onload], [onfocus], [autofocus]';
      expect(
        await page
          .locator(made)
          .evaluateAll((nodes) => nodes.map((node) => (node as unknown as { outerHTML: string }).outerHTML)),
      ).toEqual([]);
    };

    beforeEach(async () => {
      const { page } = shown;
      page.on('dialog', (dialog) => {
        throw new Error(`a script has run: ${dialog.message()}`);
      });
      await shown.open('#/Hostile');
      await page.getByRole('grid').waitFor();
    });

    test('are only text in the list, the query, the request, and the code', async () => {
      const { page } = shown;
      await page.getByRole('gridcell', { name: '⟨202E⟩␀' }).waitFor();
      await page.getByLabel('Read by').selectOption('0');
      await page.getByLabel('id', { exact: false }).first().fill(hostile.evil);
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByLabel('Filter by').selectOption('kind');
      await page.getByLabel('Value of kind').selectOption('<svg/onload=alert(1)>');
      await page.getByRole('button', { name: 'Run' }).click();
      await page.locator('.request-panel').getByText('<i>#').waitFor();
      await page.getByRole('tab', { name: 'TypeScript' }).click();
      await page.locator('.request-panel').getByText("import { '<em>hostiles</em>' as hostileRepository }").waitFor();
      await expectHarmless();
      expect(await violationsOn(page)).toEqual([]);
    });

    test('are only text in an item, its form, and the message of its validator', async () => {
      const { page } = shown;
      await page.getByRole('grid').getByRole('link').click();
      await drawer().getByText('As stored').click();
      await expectHarmless();
      await drawer().getByRole('button', { name: 'Edit' }).click();
      await drawer().getByRole('textbox').fill('bad');
      await drawer().getByRole('button', { name: 'Save' }).click();
      await drawer().locator('.field-problem').getByText('<img src=x onerror=alert(2)> is bad').waitFor();
      await expectHarmless();
      expect(await violationsOn(page)).toEqual([]);
    });

    test('are only text in a partition and a table', async () => {
      const { page } = shown;
      await page.getByRole('grid').getByRole('link').click();
      await drawer().getByRole('link', { name: 'Partition' }).click();
      await page.getByRole('heading', { name: 'Partition <i>#' }).waitFor();
      await expectHarmless();
      await page.getByRole('link', { name: 'Table', exact: true }).click();
      await page.getByText('<b onclick=alert(1)>name</b>').first().waitFor();
      await expectHarmless();
    });
  },
  { exports: hostile, fill: hostile.fill },
);
