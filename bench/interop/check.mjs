/**
 * Each library puts random items of three entities, reads all of them back, changes them, and reads them again:
 * `node interop/check.mjs [--items 1000] [library …]`.
 */
import { deepStrictEqual } from 'node:assert';
import { parseArgs } from 'node:util';
import { LIBRARIES, withShops } from './libraries.mjs';
import { changesOf, KEYS, keyOf, shopItems } from './shop.mjs';
import { storedItems } from './table.mjs';

const options = { items: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const count = Number(values.items);
const things = shopItems({ seed: Number(values.seed), count });
const changed = things.map(({ kind, item }) => ({ kind, item: { ...item, ...changesOf({ kind, item }) } }));

await withShops(positionals.length > 0 ? positionals : LIBRARIES, async ({ name, client, shop }) => {
  for (const { kind, item } of things) await shop.put(kind, item);
  await compare(shop, things);
  for (const { kind, item } of things) await shop.change(kind, keyOf(kind, item), changesOf({ kind, item }));
  await compare(shop, changed);
  const indexed = (await storedItems(client, name, 'gsi1')).length;
  console.log(`${name}: ${count} items put, read, changed, and read; ${indexed} of them in the index`);
});

/** Compares what the library reads, in three ways, with what was written. */
async function compare(shop, expected) {
  for (const kind of Object.keys(KEYS)) {
    deepStrictEqual(sorted(kind, await shop.all(kind)), sorted(kind, itemsOf(kind, expected)));
  }
  for (const { kind, item } of expected.slice(0, 100))
    deepStrictEqual({ ...(await shop.get(kind, keyOf(kind, item))) }, item);
  const { tenantId, customerId } = expected[0].item;
  const account = expected.filter(({ item }) => item.tenantId === tenantId && item.customerId === customerId);
  const found = await shop.account(tenantId, customerId);
  for (const kind of Object.keys(KEYS)) {
    deepStrictEqual(sorted(kind, found[kind] ?? []), sorted(kind, itemsOf(kind, account)));
  }
}

function itemsOf(kind, things) {
  return things.filter((thing) => thing.kind === kind).map(({ item }) => item);
}

function sorted(kind, items) {
  const text = (item) => JSON.stringify(KEYS[kind].map((name) => item[name]));
  return items.map((item) => ({ ...item })).sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
