import { createRequire } from 'node:module';
import { decorate } from '../model/decorate.mjs';

const require = createRequire(import.meta.url);
const {
  Attribute,
  AutoGenerateAttribute,
  AUTO_GENERATE_ATTRIBUTE_STRATEGY,
  Entity,
  INDEX_TYPE,
  Table,
  TransformFromDynamo,
  TransformToDynamo,
} = require('@typedorm/common');
const { createConnection } = require('@typedorm/core');
const { DocumentClientV3 } = require('@typedorm/document-client');

const PARTITION = 'TENANT#{{tenantId}}#CUSTOMER#{{customerId}}';
const gsi1 = (partitionKey, sortKey, isSparse = false) => ({
  gsi1: { type: INDEX_TYPE.GSI, partitionKey, sortKey, isSparse },
});
const entity = (name, sortKey, indexes) => Entity({ name, primaryKey: { partitionKey: PARTITION, sortKey }, indexes });
const text = [String, Attribute()];
const number = [Number, Attribute()];
const date = [
  Date,
  Attribute(),
  TransformToDynamo(({ value }) => (value instanceof Date ? value.toISOString() : value)),
  TransformFromDynamo(({ value }) => (typeof value === 'string' ? new Date(value) : value)),
];
const SHARED = {
  tenantId: text,
  customerId: text,
  updatedAt: [
    Number,
    AutoGenerateAttribute({ strategy: AUTO_GENERATE_ATTRIBUTE_STRATEGY.EPOCH_DATE, autoUpdate: true }),
  ],
};

const Customer = decorate(
  class Customer {},
  [entity('customer', 'CUSTOMER', gsi1('EMAIL#{{email}}', 'CUSTOMER', true))],
  { ...SHARED, name: text, email: text, joinedAt: date, credit: number },
);
const Order = decorate(
  class Order {},
  [
    entity(
      'order',
      'ORDER#{{placedAt}}#{{orderId}}',
      gsi1('OPEN#{{tenantId}}#{{open}}', '{{placedAt}}#{{orderId}}', true),
    ),
  ],
  { ...SHARED, placedAt: text, orderId: text, state: text, open: text, total: number, note: text },
);
const Invoice = decorate(
  class Invoice {},
  [entity('invoice', 'INVOICE#{{year}}#{{number}}', gsi1('INVOICE#{{tenantId}}#{{year}}', '{{paid}}#{{number}}'))],
  {
    ...SHARED,
    year: number,
    number: number,
    paid: [Boolean, Attribute()],
    issuedAt: date,
    amount: number,
  },
);
const CLASSES = { customer: Customer, order: Order, invoice: Invoice };

/**
 * Opens the shop with TypeDORM. An update neither removes the keys of a sparse index nor writes the constant ones, so
 * an item that has such an index is put again.
 */
export function open({ client, table: name }) {
  const table = new Table({
    name,
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { gsi1: { type: INDEX_TYPE.GSI, partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
  });
  const documentClient = new DocumentClientV3(client);
  const connection = createConnection({ name, table, entities: Object.values(CLASSES), documentClient });
  const { entityManager, scanManager } = connection;
  const put = (kind, item) =>
    entityManager.create(Object.assign(new CLASSES[kind](), stored(item)), { overwriteIfExists: true });
  return {
    put,
    get: async (kind, key) => plain(await entityManager.findOne(CLASSES[kind], stored(key))),
    change: async (kind, key, changes) => {
      if (kind === 'invoice') return entityManager.update(Invoice, key, changes);
      const item = await entityManager.findOne(CLASSES[kind], stored(key));
      return put(kind, { ...plain(item), ...changes });
    },
    all: async (kind) => {
      const { items = [] } = await scanManager.find(CLASSES[kind], {});
      return items.map(plain);
    },
    account: async (tenantId, customerId) => {
      const found = Object.entries(CLASSES).map(async ([kind, Class]) => {
        const { items } = await entityManager.find(
          Class,
          { tenantId, customerId },
          { keyCondition: { BEGINS_WITH: kind.toUpperCase() } },
        );
        return [kind, items.map(plain)];
      });
      return Object.fromEntries(await Promise.all(found));
    },
    indexed: async (kind, { tenantId, email, year }) => {
      const parts = { customer: { email }, order: { tenantId, open: 'yes' }, invoice: { tenantId, year } };
      const { items } = await entityManager.find(CLASSES[kind], parts[kind], { queryIndex: 'gsi1' });
      return items.map(plain);
    },
  };
}

/** A key template would write a date in the form of `String(date)`, so an order has an ISO text. */
function stored({ placedAt, ...item }) {
  if (placedAt !== undefined) item.placedAt = placedAt.toISOString();
  if (item.state === 'OPEN') item.open = 'yes';
  return item;
}

function plain(item) {
  if (item === undefined || item === null) return undefined;
  const { updatedAt: _, open: __, ...rest } = item;
  if (typeof rest.placedAt === 'string') rest.placedAt = new Date(rest.placedAt);
  return rest;
}
