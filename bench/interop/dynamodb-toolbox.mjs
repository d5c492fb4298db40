import {
  $remove,
  any,
  boolean,
  Entity,
  GetItemCommand,
  item,
  number,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  string,
  Table,
  UpdateItemCommand,
} from 'dynamodb-toolbox';

const TEXT = { type: 'string' };
const isoDate = { encode: (date) => date.toISOString(), decode: (text) => new Date(text) };
const date = () => any().castAs().transform(isoDate);
const pk = ({ tenantId, customerId }) => `TENANT#${tenantId}#CUSTOMER#${customerId}`;
const digits = (whole) => String(whole).padStart(8, '0');
const account = { tenantId: string().key(), customerId: string().key() };
/** An attribute of an index key: computed from the whole item on put, and from the key and the changes on update. */
const indexKey = (onPut, onUpdate = onPut) => string().optional().hidden().putLink(onPut).updateLink(onUpdate);
const openKey = (compute) => {
  const ifOpen = (order) => (order.state === 'OPEN' ? compute(order) : undefined);
  return indexKey(ifOpen, (changes) => (changes.state === 'PAID' ? $remove() : ifOpen(changes)));
};

const CUSTOMER = {
  name: 'Customer',
  computeKey: (customer) => ({ pk: pk(customer), sk: 'CUSTOMER' }),
  schema: item({ ...account, name: string(), email: string().optional(), joinedAt: date(), credit: number() }).and({
    gsi1pk: indexKey(({ email }) => (email === undefined ? undefined : `EMAIL#${email}`)),
    gsi1sk: indexKey(({ email }) => (email === undefined ? undefined : 'CUSTOMER')),
  }),
};

const ORDER = {
  name: 'Order',
  computeKey: (order) => ({ pk: pk(order), sk: `ORDER#${order.placedAt.toISOString()}#${order.orderId}` }),
  schema: item({
    ...account,
    placedAt: date().key(),
    orderId: string().key(),
    state: string().enum('OPEN', 'PAID'),
    total: number(),
    note: string().optional(),
    gsi1pk: openKey(({ tenantId }) => `OPEN#${tenantId}`),
    gsi1sk: openKey(({ placedAt, orderId }) => `${placedAt.toISOString()}#${orderId}`),
  }),
};

const INVOICE = {
  name: 'Invoice',
  computeKey: (invoice) => ({ pk: pk(invoice), sk: `INVOICE#${invoice.year}#${digits(invoice.number)}` }),
  schema: item({
    ...account,
    year: number().key(),
    number: number().key(),
    paid: boolean(),
    issuedAt: date(),
    amount: number(),
    gsi1pk: indexKey(({ tenantId, year }) => `INVOICE#${tenantId}#${year}`),
    gsi1sk: indexKey(({ paid, number }) => `${paid}#${digits(number)}`),
  }),
};

/** Opens the shop with DynamoDB-Toolbox, whose keys are functions of the item. */
export function open({ doc, table: name }) {
  const table = new Table({
    name,
    documentClient: doc,
    partitionKey: { name: 'pk', ...TEXT },
    sortKey: { name: 'sk', ...TEXT },
    indexes: {
      gsi1: { type: 'global', partitionKey: { name: 'gsi1pk', ...TEXT }, sortKey: { name: 'gsi1sk', ...TEXT } },
    },
  });
  const entities = {
    customer: new Entity({ table, ...CUSTOMER }),
    order: new Entity({ table, ...ORDER }),
    invoice: new Entity({ table, ...INVOICE }),
  };
  const kinds = Object.keys(entities);
  return {
    put: (kind, thing) => entities[kind].build(PutItemCommand).item(thing).send(),
    get: async (kind, key) => plain((await entities[kind].build(GetItemCommand).key(key).send()).Item),
    change: (kind, key, changes) =>
      entities[kind]
        .build(UpdateItemCommand)
        .item({ ...key, ...changes })
        .send(),
    all: async (kind) => {
      const scan = table.build(ScanCommand).entities(entities[kind]).options({ maxPages: Number.POSITIVE_INFINITY });
      return (await scan.send()).Items.map(plain);
    },
    account: async (tenantId, customerId) => {
      const query = table
        .build(QueryCommand)
        .entities(...Object.values(entities))
        .query({ partition: pk({ tenantId, customerId }) })
        .options({ maxPages: Number.POSITIVE_INFINITY, showEntityAttr: true });
      const { Items } = await query.send();
      const of = (kind) => Items.filter(({ entity }) => entity.toLowerCase() === kind).map(plain);
      return Object.fromEntries(kinds.map((kind) => [kind, of(kind)]));
    },
    indexed: async (kind, { tenantId, email, year }) => {
      const partitions = {
        customer: `EMAIL#${email}`,
        order: `OPEN#${tenantId}`,
        invoice: `INVOICE#${tenantId}#${year}`,
      };
      const query = table
        .build(QueryCommand)
        .entities(entities[kind])
        .query({ index: 'gsi1', partition: partitions[kind] })
        .options({ maxPages: Number.POSITIVE_INFINITY });
      return (await query.send()).Items.map(plain);
    },
  };
}

/** What DynamoDB-Toolbox adds is left out. */
function plain(thing) {
  if (thing === undefined) return undefined;
  const { entity: _, created, modified, ...rest } = thing;
  return rest;
}
