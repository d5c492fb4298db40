import { Attribute, CreatedAt, UpdatedAt } from 'annotable';
import { gsi1, openShop, property } from './annotable-shop.mjs';

const partitionKey = 'tenant#{tenantId}#customer#{customerId}';
const added = { created: property(CreatedAt()), updated: property(UpdatedAt()) };

/** Opens the shop of OneTable with annotable. */
export const open = (place) =>
  openShop(place, {
    entityAttribute: '_type',
    marksOpen: true,
    entities: {
      customer: {
        name: 'Customer',
        keys: { partitionKey, sortKey: 'Customer#', indexes: gsi1('Customer#{email}', 'Customer#') },
        added,
      },
      order: {
        name: 'Order',
        keys: {
          partitionKey,
          sortKey: 'Order#{placedAt}#{orderId}',
          indexes: gsi1('Order#{tenantId}#{open}', '{placedAt}#{orderId}', { open: 'yes' }),
        },
        added: { ...added, open: property(Attribute(String, { optional: true })) },
      },
      invoice: {
        name: 'Invoice',
        keys: {
          partitionKey,
          sortKey: 'Invoice#{year}#{number|pad:8}',
          indexes: gsi1('Invoice#{tenantId}#{year}', '{paid}#{number|pad:8}'),
        },
        added,
      },
    },
  });
