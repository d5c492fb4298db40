import { Orders } from './modules/market.ts';
import { describeStudio, itemPlace } from './page-support.ts';

jest.setTimeout(240_000);

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const keyOf = (hour: number) => ({ customerId: 'ann', placedAt: at(hour).toISOString() });
const stored = (hour: number) => new Orders().get({ customerId: 'ann', placedAt: at(hour) }, { consistent: true });

describeStudio('writing on the page of the studio', (shown) => {
  const drawer = () => shown.page.getByRole('dialog');
  const click = (name: string) => drawer().getByRole('button', { name, exact: true }).click();
  const edit = async (hour: number) => {
    await shown.open(itemPlace('Order', keyOf(hour)));
    await click('Edit');
  };

  test('saves what was changed, and shows it in the grid', async () => {
    await edit(10);
    await drawer().getByLabel('total').fill('99.95');
    await click('Remove label');
    await drawer().getByText('UpdateItem market-orders').waitFor();
    await drawer().getByText('total = 99.95').waitFor();
    await click('Save');
    await shown.page.getByText('Saved ann').waitFor();
    await drawer().getByRole('button', { name: 'Edit' }).waitFor();
    await shown.page.keyboard.press('Escape');
    await shown.page.getByRole('gridcell', { name: '99.95' }).waitFor();
    const order = await stored(10);
    expect(order).toMatchObject({ total: '99.95', version: 2, isGift: true });
    expect(order).not.toHaveProperty('label');
  });

  test('adds an absent property, and saves nothing that is unchanged', async () => {
    await edit(11);
    await click('Save');
    await shown.page.getByText('Nothing is changed', { exact: true }).waitFor();
    await click('tags');
    await drawer().getByRole('textbox', { name: 'tags' }).fill('["rush"]');
    await click('Save');
    await drawer().getByRole('button', { name: 'Edit' }).waitFor();
    expect(await stored(11)).toMatchObject({ tags: new Set(['rush']), version: 2 });
  });

  test('says at the field what is wrong, and writes nothing', async () => {
    await edit(12);
    await drawer().getByLabel('total').fill('a lot');
    await drawer().getByLabel('lines').fill('[1,');
    await click('Save');
    await drawer().getByText('must be a decimal number').waitFor();
    await drawer().getByText('must be JSON').waitFor();
    await drawer().getByLabel('total').fill('1');
    await drawer().getByLabel('lines').fill('[{"sku": "a"}]');
    await drawer().getByRole('textbox', { name: 'note' }).fill('x'.repeat(300));
    await click('Save');
    await drawer().getByText('[0].count is required').waitFor();
    await drawer().getByText('is too long').waitFor();
    const lines = drawer().getByLabel('lines');
    expect(await lines.getAttribute('aria-invalid')).toBe('true');
    expect(await lines.evaluate((field) => field.matches(':focus'))).toBe(true);
    expect(await stored(12)).toMatchObject({ version: 1 });
  });

  test('shows a conflict as a difference, and saves over it', async () => {
    await edit(13);
    await drawer().getByLabel('total').fill('1.5');
    await new Orders().update({ customerId: 'ann', placedAt: at(13) }, { note: 'theirs', total: '2.5' });
    await click('Save');
    const conflict = drawer().getByRole('alert', { name: 'Conflict' });
    const row = (name: string) => conflict.getByRole('row', { name }).getByRole('cell').allTextContents();
    expect(await row('total')).toEqual(['6.5', '2.5', '1.5']);
    expect(await row('note')).toEqual([expect.stringContaining('first line'), 'theirs', 'unchanged']);
    await click('Save mine over it');
    await drawer().getByRole('button', { name: 'Edit' }).waitFor();
    expect(await stored(13)).toMatchObject({ note: 'theirs', total: '1.5', version: 3 });
  });

  test('keeps the stored item after a conflict', async () => {
    await edit(14);
    await drawer().getByLabel('total').fill('1.5');
    await new Orders().update({ customerId: 'ann', placedAt: at(14) }, { total: '2.5' });
    await click('Save');
    await click('Keep the stored item');
    await drawer().getByText('2.5').waitFor();
    expect(await stored(14)).toMatchObject({ total: '2.5', version: 2 });
  });

  test('says that somebody else has deleted the item', async () => {
    await edit(15);
    await drawer().getByLabel('total').fill('1.5');
    await new Orders().delete({ customerId: 'ann', placedAt: at(15) });
    await click('Save');
    await drawer().getByText('Somebody else has deleted this item.').waitFor();
    await click('Close the form');
    await drawer().getByText('No such item').waitFor();
    expect(await stored(15)).toBeUndefined();
  });

  test('asks before it discards changes', async () => {
    await edit(16);
    await drawer().getByLabel('total').fill('1.5');
    await shown.page.keyboard.press('Escape');
    await drawer().getByText('Your changes are not saved.').waitFor();
    await click('Keep editing');
    expect(await drawer().getByLabel('total').inputValue()).toBe('1.5');
    await shown.page.keyboard.press('Escape');
    await click('Discard');
    await drawer().waitFor({ state: 'hidden' });
    expect(await stored(16)).toMatchObject({ version: 1 });
  });

  test('creates an item, after it has said what is missing', async () => {
    const { page } = shown;
    await shown.open('#/Order');
    await page.getByRole('button', { name: 'New Order' }).click();
    await drawer().getByLabel('customerId').fill('dora');
    await drawer().getByLabel('placedAt').fill('2026-03-01 08:30');
    await drawer().getByLabel('state').selectOption('PAID');
    await drawer().getByLabel('total').fill('7.25');
    await drawer().getByLabel('lines').fill('[]');
    await drawer().getByLabel('address').fill('{ "city": "Roma", "country": "IT" }');
    await click('Create');
    await drawer().locator('.field-problem').getByText('is required').waitFor();
    await drawer().getByLabel('isGift').selectOption('true');
    await click('Create');
    await drawer().getByRole('heading', { name: 'dora · 2026-03-01 08:30:00Z' }).waitFor();
    const key = { customerId: 'dora', placedAt: new Date('2026-03-01T08:30:00Z') };
    expect(await new Orders().get(key)).toMatchObject({ total: '7.25', isGift: true, version: 1 });
    await page.keyboard.press('Escape');
    await page.getByRole('rowheader', { name: 'dora' }).waitFor();
  });

  test('says that an item with this key exists', async () => {
    await shown.open(itemPlace('Customer', null));
    await drawer().getByLabel('customerId').fill('ann');
    await drawer().getByLabel('name').fill('Anna');
    await click('Create');
    await drawer().getByRole('alert').getByText('condition.alreadyExists').waitFor();
  });

  test('deletes an item after a question', async () => {
    await shown.open('#/Order/items?query=%7B%22key%22%3A%7B%22customerId%22%3A%22ann%22%7D%7D');
    await shown.page.getByRole('link', { name: 'ann' }).nth(10).click();
    const title = await drawer().getByRole('heading').first().textContent();
    await click('Delete');
    await drawer().getByText('DeleteItem market-orders').waitFor();
    await click('Keep');
    await click('Delete');
    await click('Delete');
    await drawer().getByText('No such item').waitFor();
    await shown.page.keyboard.press('Escape');
    const time = title?.split(' · ')[1] ?? '';
    expect(time).toMatch(/^2026-/);
    expect(await shown.page.getByRole('gridcell', { name: time, exact: true }).count()).toBe(0);
  });

  test('shows what has changed if a delete comes too late', async () => {
    await shown.open(itemPlace('Order', keyOf(17)));
    await click('Delete');
    await new Orders().update({ customerId: 'ann', placedAt: at(17) }, { total: '3.5' });
    await click('Delete');
    await drawer().getByRole('row', { name: 'total' }).getByText('3.5').waitFor();
    await click('Show the stored item');
    await drawer().getByRole('button', { name: 'Edit' }).waitFor();
    expect(await stored(17)).toMatchObject({ total: '3.5' });
  });
});
