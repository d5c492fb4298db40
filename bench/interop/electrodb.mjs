import { Entity, Service } from 'electrodb';

const KEY = { tenantId: { type: 'string', required: true }, customerId: { type: 'string', required: true } };
const account = {
  collection: 'account',
  pk: { field: 'pk', composite: ['tenantId', 'customerId'] },
};
const gsi1 = (pk, sk) => ({
  index: 'gsi1',
  pk: { field: 'gsi1pk', composite: pk },
  sk: { field: 'gsi1sk', composite: sk },
});
const updatedAt = { type: 'number', watch: '*', set: () => Date.now() };

const CUSTOMER = {
  model: { entity: 'customer', version: '1', service: 'shop' },
  attributes: {
    ...KEY,
    name: { type: 'string', required: true },
    email: { type: 'string' },
    joinedAt: { type: 'string', required: true },
    credit: { type: 'number', required: true },
    updatedAt,
  },
  indexes: {
    primary: { ...account, sk: { field: 'sk', composite: [] } },
    byEmail: { ...gsi1(['email'], []), condition: ({ email }) => email !== undefined },
  },
};

const ORDER = {
  model: { entity: 'order', version: '1', service: 'shop' },
  attributes: {
    ...KEY,
    placedAt: { type: 'string', required: true },
    orderId: { type: 'string', required: true },
    state: { type: ['OPEN', 'PAID'], required: true },
    total: { type: 'number', required: true },
    note: { type: 'string' },
    updatedAt,
  },
  indexes: {
    primary: { ...account, sk: { field: 'sk', composite: ['placedAt', 'orderId'] } },
    open: { ...gsi1(['tenantId', 'state'], ['placedAt', 'orderId']), condition: ({ state }) => state === 'OPEN' },
  },
};

const INVOICE = {
  model: { entity: 'invoice', version: '1', service: 'shop' },
  attributes: {
    ...KEY,
    year: { type: 'number', required: true },
    number: { type: 'number', required: true, padding: { length: 8, char: '0' } },
    paid: { type: 'boolean', required: true },
    issuedAt: { type: 'string', required: true },
    amount: { type: 'number', required: true },
    updatedAt,
  },
  indexes: {
    primary: { ...account, sk: { field: 'sk', composite: ['year', 'number'] } },
    byYear: gsi1(['tenantId', 'year'], ['paid', 'number']),
  },
};

/** Opens the shop with ElectroDB. An update names every attribute of the index keys that it changes. */
export function open({ doc, table }) {
  const entities = {
    customer: new Entity(CUSTOMER, { client: doc, table }),
    order: new Entity(ORDER, { client: doc, table }),
    invoice: new Entity(INVOICE, { client: doc, table }),
  };
  const service = new Service(entities);
  return {
    put: (kind, item) => entities[kind].put(withTexts(item)).go(),
    get: async (kind, key) => {
      const { data } = await entities[kind].get(withTexts(key)).go();
      return data === null ? undefined : withDates(data);
    },
    change: (kind, key, changes) => {
      const update = entities[kind].patch(withTexts(key)).set(changes);
      return (kind === 'invoice' ? update.composite({ year: key.year, number: key.number }) : update).go();
    },
    all: async (kind) => (await entities[kind].scan.go({ pages: 'all' })).data.map(withDates),
    account: async (tenantId, customerId) => {
      const { data } = await service.collections.account({ tenantId, customerId }).go({ pages: 'all' });
      return Object.fromEntries(Object.entries(data).map(([kind, items]) => [kind, items.map(withDates)]));
    },
    indexed: async (kind, { tenantId, email, year }) => {
      const { customer, order, invoice } = entities;
      const query = {
        customer: () => customer.query.byEmail({ email }),
        order: () => order.query.open({ tenantId, state: 'OPEN' }),
        invoice: () => invoice.query.byYear({ tenantId, year }),
      };
      return (await query[kind]().go({ pages: 'all' })).data.map(withDates);
    },
  };
}

/** ElectroDB has no type for dates, so the entities store ISO texts. */
const withTexts = (item) =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  );

function withDates({ updatedAt: _, ...item }) {
  for (const name of ['joinedAt', 'placedAt', 'issuedAt']) if (name in item) item[name] = new Date(item[name]);
  return item;
}
