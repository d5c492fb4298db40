import { Attribute, BaseRepository, Entity, Enum, PartitionKey, Repository, remove, SortKey, Table } from 'annotable';
import { decorate } from '../model/decorate.mjs';

/** A property without type metadata, for `decorate`. */
export const property = (...decorators) => [undefined, ...decorators];
const attribute = (type, options) => property(Attribute(type, options));
const optional = (type) => attribute(type, { optional: true });

const ACCOUNT = { tenantId: attribute(String), customerId: attribute(String) };
const ATTRIBUTES = {
  customer: { name: attribute(String), email: optional(String), joinedAt: attribute(Date), credit: attribute(Number) },
  order: {
    placedAt: attribute(Date),
    orderId: attribute(String),
    state: property(Enum(['OPEN', 'PAID']), Attribute(String)),
    total: attribute(Number),
    note: optional(String),
  },
  invoice: {
    year: attribute(Number),
    number: attribute(Number),
    paid: attribute(Boolean),
    issuedAt: attribute(Date),
    amount: attribute(Number),
  },
};

/**
 * Opens the shop with annotable, in the form of another library.
 *
 * @param {object} form
 * @param {string} form.entityAttribute - the attribute that tells the entities apart
 * @param {object} form.entities - by kind: the stored `name`, the `keys`, and the `added` attributes of the library
 * @param {boolean} form.marksOpen - true if open orders have an attribute `open` for the key of a sparse index
 */
export function openShop({ client, table }, { entityAttribute, entities, marksOpen = false }) {
  class Shop {}
  decorate(
    Shop,
    [Table(table, { entityAttribute, entities: () => Object.values(classes) }), PartitionKey('pk'), SortKey('sk')],
    {},
  );
  const declare = (kind, Class) => {
    const { name, keys, added } = entities[kind];
    return decorate(Class, [Entity(name, { table: Shop, form: 'plain', keys })], {
      ...ACCOUNT,
      ...ATTRIBUTES[kind],
      ...added,
    });
  };
  const classes = {
    customer: declare('customer', class Customer {}),
    order: declare('order', class Order {}),
    invoice: declare('invoice', class Invoice {}),
  };
  const repositories = Object.fromEntries(
    Object.entries(classes).map(([kind, Class]) => {
      const Things = decorate(class Things extends BaseRepository {}, [Repository(Class)], {});
      return [kind, new Things(client)];
    }),
  );
  const libraryOnly = new Set(Object.values(entities).flatMap(({ added = {} }) => Object.keys(added)));
  const plain = (thing) =>
    thing && Object.fromEntries(Object.entries(thing).filter(([name]) => !libraryOnly.has(name)));
  const markOf = ({ state }, unmarked) => {
    if (!marksOpen || state === undefined) return {};
    return state === 'OPEN' ? { open: 'yes' } : unmarked;
  };
  const checked = (kind, thing) => {
    if (thing !== undefined && !(thing instanceof classes[kind]))
      throw new Error(`not a ${kind}: ${thing.constructor}`);
    return plain(thing);
  };
  const found = async (kind, query) => (await query.all()).map((thing) => checked(kind, thing));
  return {
    put: (kind, item) => repositories[kind].put({ ...item, ...markOf(item, {}) }),
    get: async (kind, key) => checked(kind, await repositories[kind].get(key)),
    change: (kind, key, changes) =>
      repositories[kind].update(key, { ...changes, ...markOf(changes, { open: remove() }) }),
    all: (kind) => found(kind, repositories[kind].scan()),
    account: async (tenantId, customerId) => {
      const kinds = Object.keys(classes);
      const items = await Promise.all(
        kinds.map((kind) => found(kind, repositories[kind].query({ tenantId, customerId }))),
      );
      return Object.fromEntries(kinds.map((kind, index) => [kind, items[index]]));
    },
    indexed: (kind, { tenantId, email, year }) => {
      const parts = { customer: { email }, order: { tenantId }, invoice: { tenantId, year } };
      return found(kind, repositories[kind].query(parts[kind], { index: 'gsi1' }));
    },
  };
}

/** The keys of the index `gsi1`. */
export const gsi1 = (partitionKey, sortKey, when) => ({
  gsi1: {
    partitionKey: { attribute: 'gsi1pk', template: partitionKey },
    sortKey: { attribute: 'gsi1sk', template: sortKey },
    ...(when && { when }),
  },
});
