import { Attribute, CreatedAt, UpdatedAt } from 'annotable';
import { gsi1, openShop, property } from './annotable-shop.mjs';

const partitionKey = 'TENANT#{tenantId}#CUSTOMER#{customerId}';
const added = {
  created: property(CreatedAt(), Attribute(Date, { name: '_ct' })),
  modified: property(UpdatedAt(), Attribute(Date, { name: '_md' })),
};

/** Opens the shop of DynamoDB-Toolbox with annotable. */
export const open = (place) =>
  openShop(place, {
    entityAttribute: '_et',
    entities: {
      customer: {
        name: 'Customer',
        keys: { partitionKey, sortKey: 'CUSTOMER', indexes: gsi1('EMAIL#{email}', 'CUSTOMER') },
        added,
      },
      order: {
        name: 'Order',
        keys: {
          partitionKey,
          sortKey: 'ORDER#{placedAt}#{orderId}',
          indexes: gsi1('OPEN#{tenantId}', '{placedAt}#{orderId}', { state: 'OPEN' }),
        },
        added,
      },
      invoice: {
        name: 'Invoice',
        keys: {
          partitionKey,
          sortKey: 'INVOICE#{year}#{number|pad:8}',
          indexes: gsi1('INVOICE#{tenantId}#{year}', '{paid}#{number|pad:8}'),
        },
        added,
      },
    },
  });
