/**
 * Random items of a small shop: customers, orders, and invoices of tenants. Dates are `Date` objects, and absent
 * properties are absent. Ids differ in more than case, because ElectroDB writes keys in lower case.
 */

/** The key properties of each entity. */
export const KEYS = {
  customer: ['tenantId', 'customerId'],
  order: ['tenantId', 'customerId', 'placedAt', 'orderId'],
  invoice: ['tenantId', 'customerId', 'year', 'number'],
};

/** Characters of ids, with characters that the key templates of the four libraries contain. */
const ID_CHARACTERS = [...'abzABZ019.-:/@ éÉß€😀$_|#'];
/** A tenant's id is followed by others in a key. A `#` there would make the key of one item that of another. */
const TENANT_CHARACTERS = ID_CHARACTERS.filter((character) => character !== '#');

/** The key of an item, or of a change. */
export const keyOf = (kind, item) => Object.fromEntries(KEYS[kind].map((name) => [name, item[name]]));

/**
 * Returns `count` items as `{ kind, item }`, the same for the same seed. One in ten is a customer. Ids end with numbers
 * from `first` up, so items of other numbers have other keys.
 */
export function shopItems({ seed = 1, count = 1000, first = 0 } = {}) {
  const random = randomOf(seed);
  const id = (serial, characters = ID_CHARACTERS) =>
    `${Array.from({ length: random(6) }, () => characters[random(characters.length)]).join('')}-${first + serial}`;
  const date = () => new Date(Date.UTC(2024, 0, 1) + random(94_608_000) * 1000 + random(1000));
  const money = () => random(200_000) / 100 - 1000;
  const details = {
    customer: (n) => ({
      name: `Name ${id(n)}`,
      ...(random(2) === 0 && { email: `${id(n)}@Example.org` }),
      joinedAt: date(),
      credit: money(),
    }),
    order: (n) => ({
      placedAt: date(),
      orderId: id(n),
      state: random(2) === 0 ? 'OPEN' : 'PAID',
      total: money(),
      ...(random(2) === 0 && { note: id(n) }),
    }),
    invoice: (n) => ({
      year: 2024 + random(3),
      number: first + n,
      paid: random(2) === 0,
      issuedAt: date(),
      amount: money(),
    }),
  };
  const tenants = Array.from({ length: 7 }, (_, n) => id(n, TENANT_CHARACTERS));
  const accounts = Array.from({ length: Math.ceil(count / 10) }, (_, n) => ({
    tenantId: tenants[n % tenants.length],
    customerId: id(n),
  }));
  return Array.from({ length: count }, (_, n) => {
    const kind = n < accounts.length ? 'customer' : ['order', 'invoice'][random(2)];
    return { kind, item: { ...accounts[n % accounts.length], ...details[kind](n) } };
  });
}

/** Returns changes of an item that touch its index keys where it has some. */
export function changesOf({ kind, item }) {
  if (kind === 'customer') return { email: `new-${item.customerId}@Example.org`, credit: item.credit + 0.5 };
  if (kind === 'order') return { state: item.state === 'OPEN' ? 'PAID' : 'OPEN', total: item.total + 1 };
  return { paid: !item.paid, amount: item.amount + 1 };
}

/** True if an item is in the index: customers with an email, open orders, and all invoices. */
export const isIndexed = ({ kind, item }) =>
  kind === 'invoice' || (kind === 'customer' ? item.email !== undefined : item.state === 'OPEN');

/** A text that is equal for items of the same kind in the same partition of the index. */
export const partitionOf = ({ kind, item: { email, tenantId, year } }) =>
  JSON.stringify([kind, kind === 'customer' ? email : tenantId, kind === 'invoice' ? year : null]);

/** A generator of whole numbers below a bound (mulberry32). */
function randomOf(seed) {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}
