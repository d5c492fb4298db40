// biome-ignore-all lint/suspicious/noTemplateCurlyInString: OneTable's templates have this form.
import { Table } from 'dynamodb-onetable';
import { Dynamo } from 'dynamodb-onetable/Dynamo';

const ACCOUNT = {
  pk: { type: String, value: 'tenant#${tenantId}#customer#${customerId}' },
  tenantId: { type: String, required: true },
  customerId: { type: String, required: true },
};

const SCHEMA = {
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: {
    primary: { hash: 'pk', sort: 'sk' },
    gsi1: { hash: 'gsi1pk', sort: 'gsi1sk', project: 'all' },
  },
  models: {
    Customer: {
      ...ACCOUNT,
      sk: { type: String, value: '${_type}#' },
      gsi1pk: { type: String, value: '${_type}#${email}' },
      gsi1sk: { type: String, value: '${_type}#' },
      name: { type: String, required: true },
      email: { type: String },
      joinedAt: { type: Date, required: true },
      credit: { type: Number, required: true },
    },
    Order: {
      ...ACCOUNT,
      sk: { type: String, value: '${_type}#${placedAt}#${orderId}' },
      gsi1pk: { type: String, value: '${_type}#${tenantId}#${open}' },
      gsi1sk: { type: String, value: '${placedAt}#${orderId}' },
      placedAt: { type: Date, required: true },
      orderId: { type: String, required: true },
      state: { type: String, enum: ['OPEN', 'PAID'], required: true },
      open: { type: String },
      total: { type: Number, required: true },
      note: { type: String },
    },
    Invoice: {
      ...ACCOUNT,
      sk: { type: String, value: '${_type}#${year}#${number:8:0}' },
      gsi1pk: { type: String, value: '${_type}#${tenantId}#${year}' },
      gsi1sk: { type: String, value: '${paid}#${number:8:0}' },
      year: { type: Number, required: true },
      number: { type: Number, required: true },
      paid: { type: Boolean, required: true },
      issuedAt: { type: Date, required: true },
      amount: { type: Number, required: true },
    },
  },
  params: { isoDates: true, timestamps: true },
};
const MODELS = { customer: 'Customer', order: 'Order', invoice: 'Invoice' };

/**
 * Opens the shop with OneTable. Its templates have no conditions, so an order has an attribute `open` that only open
 * orders have. An update doesn't remove index keys, so the update that closes an order names them.
 */
export function open({ client, table: name }) {
  const table = new Table({ client: new Dynamo({ client }), name, schema: SCHEMA, partial: false, logger: false });
  const model = (kind) => table.getModel(MODELS[kind]);
  return {
    put: (kind, item) => model(kind).create({ ...item, ...openOf(item) }, { exists: null }),
    get: async (kind, key) => plain(await model(kind).get(key)),
    change: (kind, key, changes) => {
      const closed = changes.state === 'PAID' ? ['open', 'gsi1pk', 'gsi1sk'] : [];
      return model(kind).update({ ...key, ...changes, ...openOf(changes) }, { remove: closed });
    },
    all: async (kind) => (await model(kind).scan()).map(plain),
    account: async (tenantId, customerId) => {
      const { pk } = await model('customer').get({ tenantId, customerId }, { hidden: true });
      const items = await table.queryItems({ pk }, { parse: true, hidden: true });
      const groups = Object.entries(table.groupByType(items));
      return Object.fromEntries(groups.map(([type, members]) => [type.toLowerCase(), members.map(plain)]));
    },
    indexed: async (kind, { tenantId, email, year }) => {
      const parts = { customer: { email }, order: { tenantId, open: 'yes' }, invoice: { tenantId, year } };
      return (await model(kind).find(parts[kind], { index: 'gsi1' })).map(plain);
    },
  };
}

const openOf = ({ state }) => (state === 'OPEN' ? { open: 'yes' } : {});

/** What OneTable adds is left out. */
function plain(item) {
  if (item === undefined) return undefined;
  const { pk, sk, gsi1pk, gsi1sk, _type, open: _, created, updated, ...rest } = item;
  return rest;
}
