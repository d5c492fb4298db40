/**
 * Shows that annotable and each of four libraries can use one table: `node interop/check.mjs [--items 1000] [library …]`.
 *
 * One of the two puts random items of three entities. The other reads all of them, changes half, and puts new ones. The
 * first reads all of these, and changes some again. After each step both read all items, by each way to read. This is done
 * in both directions, and at the end both tables have the same content.
 */
import { deepStrictEqual } from 'node:assert';
import { parseArgs } from 'node:util';
import { LIBRARIES, withLibraries } from './libraries.mjs';
import { changesOf, isIndexed, KEYS, keyOf, partitionOf, shopItems } from './shop.mjs';
import { storedItems } from './table.mjs';

/** The attributes of the four libraries that hold the time of a write. */
const TIMES = new Set(['created', 'updated', 'updatedAt', '_ct', '_md']);

const options = { items: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const count = Number(values.items);
const seed = Number(values.seed);

await withLibraries(positionals.length > 0 ? positionals : LIBRARIES, async ({ name, client, openTable }) => {
  const startedMs = Date.now();
  const tables = [];
  for (const first of ['library', 'annotable']) {
    const table = `${name}-${first}`;
    tables.push(table);
    const shops = await openTable(table);
    await exchange(shops[first], shops[first === 'library' ? 'annotable' : 'library'], () =>
      storedItems(client, table, 'gsi1'),
    );
  }
  const [one, other] = await Promise.all(tables.map((table) => contentOf(client, table)));
  deepStrictEqual(one, other);
  console.log(`${name}: ${count} items in both directions, ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
});

/**
 * Returns what a table stores, without the times of writes. Some libraries store the sort key of an index also if the item
 * has no partition key of it. It has no effect, and is left out.
 */
async function contentOf(client, table) {
  const items = await storedItems(client, table);
  const texts = items.map((item) =>
    JSON.stringify(
      Object.entries(item)
        .filter(([name]) => isContent(item, name))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
  return texts.sort();
}

function isContent(item, name) {
  return !TIMES.has(name) && (name !== 'gsi1sk' || 'gsi1pk' in item);
}

/** Writes by two shops of one table in turn. Both must read what the other writes. */
async function exchange(first, second, storedInIndex) {
  const old = shopItems({ seed, count });
  const compareAll = async (things) => {
    for (const shop of [first, second]) await compare(shop, things);
    deepStrictEqual((await storedInIndex()).length, things.filter(isIndexed).length);
  };
  await putAll(first, old);
  await compareAll(old);
  const half = old.map((thing, n) => (n % 2 === 0 ? thing : changed(thing)));
  await changeAll(
    second,
    old.filter((_thing, n) => n % 2 === 1),
  );
  const added = shopItems({ seed: seed + 1, count: Math.ceil(count / 4), first: count });
  await putAll(second, added);
  await compareAll([...half, ...added]);
  await changeAll(first, added);
  await compareAll([...half, ...added.map(changed)]);
}

async function putAll(shop, things) {
  for (const { kind, item } of things) await shop.put(kind, item);
}

async function changeAll(shop, things) {
  for (const { kind, item } of things) await shop.change(kind, keyOf(kind, item), changesOf({ kind, item }));
}

function changed({ kind, item }) {
  return { kind, item: { ...item, ...changesOf({ kind, item }) } };
}

/** Compares what a shop reads, in each way, with all items. */
async function compare(shop, things) {
  for (const kind of Object.keys(KEYS)) compareItems(kind, await shop.all(kind), itemsOf(kind, things));
  for (const { kind, item } of things.filter((_thing, n) => n % 5 === 0))
    deepStrictEqual({ ...(await shop.get(kind, keyOf(kind, item))) }, item);
  for (const members of groups(things, ({ item }) => `${item.tenantId} ${item.customerId}`)) {
    const { tenantId, customerId } = members[0].item;
    const found = await shop.account(tenantId, customerId);
    for (const kind of Object.keys(KEYS)) compareItems(kind, found[kind] ?? [], itemsOf(kind, members));
  }
  for (const members of groups(things.filter(isIndexed), partitionOf)) {
    const { kind, item } = members[0];
    compareItems(kind, await shop.indexed(kind, item), itemsOf(kind, members));
  }
}

function groups(things, nameOf) {
  const found = new Map();
  for (const thing of things) found.set(nameOf(thing), [...(found.get(nameOf(thing)) ?? []), thing]);
  return found.values();
}

function itemsOf(kind, things) {
  return things.filter((thing) => thing.kind === kind).map(({ item }) => item);
}

function compareItems(kind, found, expected) {
  deepStrictEqual(sorted(kind, found), sorted(kind, expected));
}

function sorted(kind, items) {
  const text = (item) => JSON.stringify(KEYS[kind].map((name) => item[name]));
  return items.map((item) => ({ ...item })).sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
