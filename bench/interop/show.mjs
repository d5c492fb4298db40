/** Prints one item of each kind as each library stores it: `node interop/show.mjs electrodb`. */
import { LIBRARIES, withShops } from './libraries.mjs';
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
await withShops(asked.length > 0 ? asked : LIBRARIES, async ({ name, client, shop }) => {
  for (const { kind, item } of SAMPLES) await shop.put(kind, item);
  console.log(`\n${name}: after put`);
  for (const item of await storedItems(client, name)) console.log(JSON.stringify(item));
  for (const { kind, item } of SAMPLES) await shop.change(kind, keyOf(kind, item), changesOf({ kind, item }));
  console.log(`${name}: after a change`);
  for (const item of await storedItems(client, name)) console.log(JSON.stringify(item));
});
