/** Prints one item of each kind as each library stores it, and as annotable does: `node interop/show.mjs electrodb`. */
import { LIBRARIES, withLibraries } from './libraries.mjs';
import { changesOf, keyOf } from './shop.mjs';
import { storedItems } from './table.mjs';

const ACCOUNT = { tenantId: 'Acme', customerId: 'C#17' };
const SAMPLES = [
  {
    kind: 'customer',
    item: { ...ACCOUNT, name: 'Ann', email: 'Ann@Example.org', joinedAt: new Date(1.7e12), credit: -12.5 },
  },
  { kind: 'order', item: { ...ACCOUNT, placedAt: new Date(1.72e12), orderId: 'O-1', state: 'OPEN', total: 99.95 } },
  {
    kind: 'invoice',
    item: { ...ACCOUNT, year: 2024, number: 42, paid: false, issuedAt: new Date(1.73e12), amount: 10 },
  },
];

const asked = process.argv.slice(2);
await withLibraries(asked.length > 0 ? asked : LIBRARIES, async ({ name, client, openTable }) => {
  for (const writer of ['library', 'annotable']) {
    const table = `${name}-${writer}`;
    const shop = (await openTable(table))[writer];
    const show = async (title) => {
      console.log(`\n${writer === 'library' ? name : `annotable, as ${name}`}: ${title}`);
      for (const item of await storedItems(client, table)) console.log(JSON.stringify(sortedNames(item)));
    };
    for (const { kind, item } of SAMPLES) await shop.put(kind, item);
    await show('after put');
    for (const { kind, item } of SAMPLES) await shop.change(kind, keyOf(kind, item), changesOf({ kind, item }));
    await show('after a change');
  }
});

function sortedNames(item) {
  return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}
